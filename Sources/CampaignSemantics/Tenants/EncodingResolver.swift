import CampaignDiagnostics
import CampaignSyntax

/// How a column stores the values of a type: what was written after `in`, or what is usual.
struct EncodingResolver {
  let context: TenantContext

  /// Nil where it was wrong, and was reported.
  func resolve(_ attribute: AttributeSyntax, _ base: BaseType) -> ColumnEncoding? {
    switch attribute.encoding {
    case nil: return usual(base)
    case .pair(let yes, let no, let span)?:
      guard base == .bool else {
        report(
          "two texts store a `bool`, but `\(attribute.name.text)` is \(context.words(ValueType(base)))", span, base)
        return nil
      }
      guard yes.value != no.value else {
        context.report(
          .badEncoding, "yes and no can't be stored as the same text", at: no.span, helps: ["write two texts"])
        return nil
      }
      return .pair(yes: yes.value, no: no.value)
    case .unit(let name)?:
      let allowed = units(base)
      if let found = allowed.first(where: { $0.name == name.text }) { return found.encoding }
      let meant = Suggestion.nearest(to: name.text, among: allowed.map(\.name))
      context.report(
        .badEncoding, "\(context.words(ValueType(base))) is not stored in `\(name.text)`", at: name.span,
        helps: [meant.map { "did you mean `\($0)`?" } ?? help(base)],
        fixes: meant.map { [Fix("write `\($0)`", replace: name.span, with: $0)] } ?? [])
      return nil
    }
  }

  private func usual(_ base: BaseType) -> ColumnEncoding {
    switch base {
    case .money: .cents
    case .percent: .wholePercent
    case .timestamp: .seconds
    case .date, .time: .iso
    default: .native
    }
  }

  private func units(_ base: BaseType) -> [(name: String, encoding: ColumnEncoding)] {
    switch base {
    case .money: [("cents", .cents)]
    case .percent: [("percent", .wholePercent), ("basis_points", .basisPoints)]
    case .timestamp: [("seconds", .seconds), ("milliseconds", .milliseconds), ("iso", .iso)]
    case .date, .time: [("iso", .iso)]
    case .duration: [("seconds", .native)]
    default: []
    }
  }

  private func help(_ base: BaseType) -> String {
    if base == .bool { return "write the two texts: `in (\"Y\", \"N\")`" }
    let names = units(base).map { "in \($0.name)" }
    return names.isEmpty ? "leave `in` out" : "write \(names.quotedList(limit: 4))"
  }

  private func report(_ message: String, _ span: Span, _ base: BaseType) {
    context.report(.badEncoding, message, at: span, helps: [help(base)])
  }
}
