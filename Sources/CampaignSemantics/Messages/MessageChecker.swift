import CampaignDiagnostics
import CampaignSyntax

/// Checks a message: its parts, what they interpolate, and the brand's rules.
struct MessageChecker {
  /// The campaign's place: its names are in scope, and what its audience demands is known.
  let checker: ExpressionChecker
  let names: CampaignNames

  /// The message, where nothing in it was wrong. Its reach is set by the caller.
  func check(_ message: MessageSyntax, channel: Channel) -> CheckedMessage? {
    for part in message.parts { check(part.template.pieces, checker) }
    return nil
  }

  private func check(_ pieces: [Template.Piece], _ checker: ExpressionChecker) {
    for piece in pieces {
      switch piece {
      case .text: break
      case .interpolation(let e, _): check(e, checker)
      case .conditional(let conditional):
        var rest = checker
        for branch in conditional.branches {
          _ = rest.predicate(branch.condition)
          check(branch.pieces, rest.assuming(rest.facts(whenTrue: branch.condition)))
          rest = rest.assuming(rest.facts(whenFalse: branch.condition))
        }
        check(conditional.otherwise ?? [], rest)
      case .loop(let loop):
        guard let relation = checker.rows(loop.source) else { continue }
        var inner = checker.entering(row: loop.variable.text, of: relation).checker
        if let predicate = loop.predicate {
          let row = checker.entering(row: nil, of: relation).checker
          _ = row.predicate(predicate)
        }
        inner.facts = checker.facts
        check(loop.pieces, inner)
        check(loop.otherwise ?? [], checker)
      case .plural(let plural):
        _ = checker.value(plural.number)
        for form in plural.forms { check(form.text.pieces, checker) }
      }
    }
  }

  private func check(_ e: Expression, _ checker: ExpressionChecker) {
    if case .formatted(let inner, _) = e.unwrapped.kind { return check(inner, checker) }
    if case .path(let path) = e.kind, let field = checker.experimentField(path), field.field.checked == nil {
      for value in field.field.values {
        if case .template(let template) = value.kind { check(template.pieces, checker) }
      }
      return
    }
    _ = checker.value(e)
  }
}
