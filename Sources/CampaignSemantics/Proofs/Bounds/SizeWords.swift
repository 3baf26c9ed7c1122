import CampaignDiagnostics

/// Says in words which member makes a message take a path.
struct SizeWords {
  let audience: CheckedAudience
  let currency: Currency
  let experiments: [(name: String, variants: [String])]
  /// What the author wrote there, on one line.
  let written: (Span) -> String

  /// Each thing that is so, once; of conditions only those that the values don't already tell.
  func list(_ witness: SizeWitness, limit: Int = 4) -> [String] {
    var words: [String] = []
    var seen: Set<ExpressionIdentity> = []
    let facts = witness.facts
    let told = Set(
      facts.compactMap { fact in
        if case .value(let e, _) = fact { ExpressionIdentity(e) } else { nil }
      })
    for fact in facts {
      guard let said = self.words(fact, told, &seen), !words.contains(said) else { continue }
      words.append(said)
    }
    return words.count > limit ? Array(words.prefix(limit)) + ["and so on"] : words
  }

  /// On one line; nil where every member is one.
  func line(_ witness: SizeWitness) -> String? {
    let words = list(witness)
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }

  private func words(
    _ fact: SizeWitness.Fact, _ told: Set<ExpressionIdentity>, _ seen: inout Set<ExpressionIdentity>
  ) -> String? {
    switch fact {
    case .value(let e, let value):
      guard seen.insert(ExpressionIdentity(e)).inserted else { return nil }
      return "`\(name(e))` \(self.value(value, e))"
    case .computed(let e, let number):
      guard seen.insert(ExpressionIdentity(e)).inserted else { return nil }
      return "`\(written(e.span))` is \(self.number(number, e.type.base))"
    case .moment: return nil
    case .variant(let experiment, let index):
      guard experiments.indices.contains(experiment), experiments[experiment].variants.indices.contains(index) else {
        return nil
      }
      return "`\(experiments[experiment].name)` draws `\(experiments[experiment].variants[index])`"
    case .condition(let condition, let holds): return self.condition(condition, holds, told, &seen)
    case .rows(let loop, let count, let row):
      let inner = list(row, limit: 2)
      let rows = "\(count) of `\(audience.relations[loop.relation.index].name)` \(count == 1 ? "is" : "are") shown"
      return inner.isEmpty ? rows : "\(rows), where \(inner.joined(separator: ", "))"
    case .noRows: return nil
    }
  }

  private func condition(
    _ condition: CheckedExpression, _ holds: Bool, _ told: Set<ExpressionIdentity>,
    _ seen: inout Set<ExpressionIdentity>
  ) -> String? {
    switch condition.kind {
    case .not(let inner): return self.condition(inner, !holds, told, &seen)
    case .isKnown(let inner):
      // What it is says that it is known; and that something else is shown in its place, that it is not.
      if holds { return nil }
      if case .fits(let text, _) = inner.kind {
        return told.contains(ExpressionIdentity(text)) ? nil : "`\(name(text))` doesn't fit"
      }
      guard inner.isStored, seen.insert(ExpressionIdentity(inner)).inserted else { return nil }
      return "`\(name(inner))` is missing"
    default: break
    }
    if condition.kind.children.contains(where: { told.contains(ExpressionIdentity($0)) }) { return nil }
    return "`\(written(condition.span))` \(holds ? "holds" : "does not hold")"
  }

  /// As a message names it.
  func name(_ e: CheckedExpression) -> String {
    switch e.kind {
    case .attribute(let id):
      let attribute = audience.attributes[id.index]
      return (attribute.owner == .member ? "" : "event.") + attribute.name
    default: return written(e.span)
    }
  }

  private func value(_ value: FixtureValue, _ e: CheckedExpression) -> String {
    switch value {
    case .missing: "is missing"
    case .text(let text): "has \(text.count) \(text.count == 1 ? "character" : "characters")\(kind(text))"
    case .integer(let number): "is \(self.number(number, e.type.base))"
    case .localInstant: "is a day with a long name"
    }
  }

  private func kind(_ text: String) -> String {
    if text.contains("😀") { return ", all emoji" }
    if text.contains("\u{301}") { return ", all with accents" }
    return text.hasPrefix("Ж") ? ", which GSM 03.38 does not have" : ""
  }

  private func number(_ number: Int64, _ base: BaseType) -> String {
    switch base {
    case .choice(let choice):
      choice.options.indices.contains(Int(number)) ? "`\(choice.options[Int(number)].name)`" : "\(number)"
    case .date, .timestamp: "a day with a long name"
    case .money: "\(decimal(number, currency.fractionDigits)) \(currency.code)"
    case .percent: "\(decimal(number, 2))%"
    case .decimal: decimal(number, 4)
    default: "\(number)"
    }
  }

  private func decimal(_ number: Int64, _ digits: Int) -> String {
    var text = String(number.magnitude)
    guard digits > 0 else { return "\(number)" }
    if text.count <= digits { text = String(repeating: "0", count: digits + 1 - text.count) + text }
    let whole = text.dropLast(digits)
    return (number < 0 ? "-" : "") + whole + "." + text.suffix(digits)
  }
}
