import CampaignDiagnostics
import CampaignSyntax
import CampaignValues

/// `{plural n one "…" other "…"}`.
extension PieceResolver {
  func plural(_ plural: Template.Plural, _ checker: ExpressionChecker) -> ResolvedPiece {
    let number = checker.value(plural.number)
    var inner = checker
    inner.scope.hasPluralNumber = true
    var forms: [(form: PluralForm, pieces: [ResolvedPiece])] = []
    var seen: [PluralForm: Span] = [:]
    for written in plural.forms {
      let pieces = resolve(written.text.pieces, inner)
      guard let form = PluralForm(name: written.category.text) else { continue }
      if let first = seen[form] {
        context.report(
          .repeatedForm, "the plural has two forms `\(form.name)`", at: written.category.span,
          notes: [Note("the first is here", at: first)], helps: ["keep one of them"])
      } else {
        seen[form] = written.category.span
        forms.append((form, pieces))
      }
    }
    guard let number else { return .unknown(plural.span) }
    guard case .integer(let bounds) = number.type.base else {
      context.report(
        .wrongOperand,
        "`plural` goes by a whole number, but \(context.quoted(plural.number.span)) is \(context.words(number))",
        at: plural.number.span, helps: ["count something, such as `count(…)`, or choose a text with `{if …}`"])
      return .unknown(plural.span)
    }
    // A tenant without a language was reported.
    guard !language.isEmpty else { return .unknown(plural.span) }
    guard let rules = LanguagePlurals.rules(language: language) else {
      context.report(
        .unsupportedPlural, "the plurals of `\(language)` go by more digits than a plan can look at", at: plural.span,
        helps: ["choose a text for each number with `{if …}`"])
      return .unknown(plural.span)
    }
    var used = rules.forms(in: bounds, limit: 4)
    let written = Set(seen.keys)
    // Finding out what the audience leaves of a number takes long, and is mostly not asked for.
    if lacksForm(written, used) || !silentForms(plural, used).isEmpty {
      used = NumberBounds(checker).forms(of: number, within: bounds, rules, limit: 4)
    }
    guard checkForms(plural, written, used) else { return .unknown(plural.span) }
    checkUnused(plural, rules)
    checkNumbers(plural, used)
    return .plural(ResolvedPlural(number: number, rules: rules, forms: forms, span: plural.span))
  }

  private func lacksForm(_ written: Set<PluralForm>, _ used: [PluralForm: [UInt64]]) -> Bool {
    !used.keys.allSatisfy(written.contains)
  }

  /// Every form that a number within the bounds has in the message's language stands there.
  private func checkForms(
    _ plural: Template.Plural, _ written: Set<PluralForm>, _ used: [PluralForm: [UInt64]]
  ) -> Bool {
    let missing = PluralForm.allCases.filter { used[$0] != nil && !written.contains($0) }
    guard !missing.isEmpty else { return true }
    let words = missing.map { "`\($0.name)` for \(Self.examples(used[$0] ?? []))" }
    let examples = missing.map { "\($0.name) \"…\"" }.joined(separator: " ")
    context.report(
      .missingForm, "the plural has no form \(words.joined(separator: " and none "))", at: plural.span,
      notes: [Note("these are forms of the message's language, `\(language)`")],
      helps: ["add \(missing.count == 1 ? "it" : "them"): `\(examples)`"])
    return false
  }

  private static func examples(_ numbers: [UInt64]) -> String {
    numbers.prefix(3).map(String.init).joined(separator: ", ") + (numbers.count > 3 ? ", …" : "")
  }

  /// `other` is what every language has a form of; the rest must be one of this language's.
  private func checkUnused(_ plural: Template.Plural, _ rules: PluralRules) {
    let known = Set(rules.entries.compactMap(PluralForm.init(rawValue:)))
    for written in plural.forms {
      guard let form = PluralForm(name: written.category.text), form != .other, !known.contains(form) else { continue }
      let forms = PluralForm.allCases.filter { known.contains($0) }.map(\.name)
      context.report(
        .unusedForm, "`\(language)` has no form `\(form.name)`, so this is never shown", at: written.category.span,
        helps: ["its forms are \(forms.quotedList(limit: 6))", "for one number alone write `{if … is …}`"])
    }
  }

  /// A form that leaves out the number which others show, but stands for several.
  private func checkNumbers(_ plural: Template.Plural, _ used: [PluralForm: [UInt64]]) {
    for (written, form, numbers) in silentForms(plural, used) {
      context.report(
        .formWithoutNumber, "`\(form.name)` stands for \(Self.examples(numbers)), but its text doesn't say which",
        at: written.category.span, notes: [Note("that is how `\(language)` has it, the message's language")],
        helps: ["put `{n}` into it, as into the other forms"])
    }
  }

  private func silentForms(
    _ plural: Template.Plural, _ used: [PluralForm: [UInt64]]
  ) -> [(written: (category: Name, text: Template), form: PluralForm, numbers: [UInt64])] {
    let silent = plural.forms.filter { !Self.showsNumber($0.text.pieces) }
    guard silent.count < plural.forms.count else { return [] }
    return silent.compactMap { written in
      guard let form = PluralForm(name: written.category.text), let numbers = used[form], numbers.count > 1 else {
        return nil
      }
      return (written, form, numbers)
    }
  }

  private static func showsNumber(_ pieces: [Template.Piece]) -> Bool {
    pieces.contains { piece in
      switch piece {
      case .text, .plural: false
      case .interpolation(let e, _): e.isPluralNumber
      case .conditional(let conditional):
        conditional.branches.contains { showsNumber($0.pieces) } || showsNumber(conditional.otherwise ?? [])
      case .loop(let loop): showsNumber(loop.pieces) || showsNumber(loop.otherwise ?? [])
      }
    }
  }
}

extension Expression {
  /// Whether it is `n`, which inside a plural's form is its number.
  var isPluralNumber: Bool {
    if case .path(let path) = unwrapped.kind { return path.names.count == 1 && path.head.text == "n" }
    return false
  }
}
