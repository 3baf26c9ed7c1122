import CampaignDiagnostics
import CampaignSyntax
import CampaignValues

/// Says which member's message has a size that a rule is about, what they would get, and what would do.
struct SizeReport {
  let evaluation: BrandEvaluation
  let text: MeasuredText
  let name: String
  let part: WrittenMessage.Part

  /// A value that is filled in at the extreme.
  private struct Value {
    var expression: CheckedExpression
    var text: String
    var places: Int
  }

  func witness(_ relation: CheckedExpression.Comparison, _ end: SizeEnd) -> BrandWitness {
    let written = text.extreme(end, SizeSearch.Mode(countsWrittenOnly: true))
    guard let found = text.extreme(end, SizeSearch.Mode(keepsText: true)) else {
      return BrandWitness(code: .brandMeasure, message: "a rule of the brand is broken", span: part.span)
    }
    let bound = text.measure == .capitals ? 0 : text.limit
    // The writing alone goes beyond what is allowed: no value has to be looked for.
    if let written, text.measure != .segments || written.isGSM == found.isGSM, relation.holds(written.size, bound),
      end == .most
    {
      return BrandWitness(
        code: .brandMeasure, message: sentence(written, found, relation, isSure: true), span: part.span,
        notes: shown(found, isAlways: written.size == found.size))
    }
    let value = end == .most ? longest(found) : nil
    var witness = BrandWitness(
      code: end == .least ? .brandMeasure : text.measure == .segments ? .segmentsUnproven : .sizeUnproven,
      message: sentence(found, found, relation, isSure: false), span: value?.expression.span ?? part.span,
      notes: shown(found, isAlways: false))
    if text.measure == .segments, !found.isGSM { witness.notes += alphabetNote() }
    if let value { witness.helps = helps(value, found) }
    if witness.helps.isEmpty, end == .most {
      witness.helps = [text.measure == .emoji ? "write fewer emoji" : "write less around what is filled in"]
    }
    return witness
  }

  // MARK: Sentences

  private func sentence(
    _ size: MeasuredText.Extreme, _ most: MeasuredText.Extreme, _ relation: CheckedExpression.Comparison, isSure: Bool
  ) -> String {
    let what = BrandEvaluation.quoted(name)
    let atLeast = isSure && size.size < most.size ? "at least " : ""
    let number = "\(text.limit)"
    switch text.measure {
    case .length:
      let verb = isSure ? "is" : "can be"
      return "\(what) \(verb) \(atLeast)\(size.size) characters long, which is \(relation.words(number))"
    case .emoji:
      return "\(what) \(isSure ? "has" : "can have") \(atLeast)\(size.size) emoji, which is \(relation.words(number))"
    case .segments:
      let segments = "\(size.size) \(size.size == 1 ? "segment" : "segments")"
      return "the message \(isSure ? "takes" : "can take") \(atLeast)\(segments), which is \(relation.words(number))"
    case .capitals:
      let letters = most.path.text.filter(\.isLetter)
      let share = letters.isEmpty ? 0 : letters.filter(\.isUppercase).count * 100 / letters.count
      let limit = BrandEvaluation.percent(text.limit)
      return "\(share)% of the letters that are written in \(what) are capitals, which is \(relation.words(limit))"
    }
  }

  /// The member, and the text that they would get.
  private func shown(_ found: MeasuredText.Extreme, isAlways: Bool) -> [Note] {
    if isAlways { return [] }
    guard let member = text.sizes.words.line(found.path.witness) else { return [] }
    return [Note("where \(member), the member would get: `\(Self.shortened(found.path.text))`")]
  }

  static func shortened(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    // An accent on an accent says no more than the first.
    let plain = String(line.map { $0.unicodeScalars.count > 2 ? Character($0.unicodeScalars.first ?? " ") : $0 })
    return plain.count <= 70 ? plain : plain.prefix(45) + "…" + plain.suffix(20)
  }

  // MARK: Helps

  /// The text that is filled in with the most characters.
  private func longest(_ found: MeasuredText.Extreme) -> Value? {
    var values: [Value] = []
    func collect(_ witness: SizeWitness, _ rows: Int) {
      for fact in witness.facts {
        switch fact {
        case .value(let e, .text(let text)):
          if let index = values.firstIndex(where: { ExpressionIdentity($0.expression) == ExpressionIdentity(e) }) {
            values[index].places += rows
          } else {
            values.append(Value(expression: e, text: text, places: rows))
          }
        case .rows(_, let count, let row): collect(row, rows * count)
        default: break
        }
      }
    }
    collect(found.path.witness, 1)
    if text.measure == .segments, !found.isGSM {
      let others = Set(foreign().map(\.span))
      if let first = values.first(where: { others.contains($0.expression.span) }) { return first }
    }
    return values.max { $0.text.count * $0.places < $1.text.count * $1.places }
  }

  private func helps(_ value: Value, _ found: MeasuredText.Extreme) -> [String] {
    let name = text.sizes.words.name(value.expression)
    guard case .text(let type) = value.expression.type.base else { return [] }
    switch text.measure {
    case .length:
      let excess = Int(found.size - text.limit)
      return room(value, type, value.text.count - (excess + value.places - 1) / value.places, "")
    case .emoji:
      if type.textClass != .any { return [] }
      let fits = { (textClass: String) in "`{\(name) fits (\(value.text.count), \(textClass)) otherwise \"…\"}`" }
      return [
        "write \(fits("name")), which leaves out what has anything but letters",
        "or \(fits("gsm")), which lets digits and signs in, but no more than the letters of an SMS",
      ]
    case .segments:
      let inGSM = SizeSearch.bound(of: text.nodes, .septets, .most, text.sizes.context)
      guard
        let fixed = SizeSearch.bound(
          of: text.nodes, .septets, .most, text.sizes.context, SizeSearch.Mode(countsWrittenOnly: true)
        ).plain, let all = inGSM.plain
      else { return [] }
      // Letters of names take one septet; other characters may take two.
      let width = type.textClass == .name ? 1 : 2
      let own = min(all.weight.amount - fixed.weight.amount, value.text.count * width * value.places)
      let capacity = text.limit <= 1 ? 160 : 153 * Int(clamping: text.limit)
      let left = capacity - (all.weight.amount - own)
      return room(value, type, min(value.text.count, left / (width * value.places)), ", gsm")
    case .capitals: return []
    }
  }

  private func room(_ value: Value, _ type: TextType, _ characters: Int, _ textClass: String) -> [String] {
    let name = text.sizes.words.name(value.expression)
    guard characters >= 1 else { return ["write less: there is no room left for `\(name)`"] }
    let bound = textClass.isEmpty ? "\(characters)" : "(\(characters)\(textClass))"
    var helps = ["write `{\(name) fits \(bound) otherwise \"…\"}`"]
    if characters < 12 { helps.append("or write less around it, so that longer ones fit, too") }
    return helps
  }

  // MARK: Characters that an SMS has no septets for

  /// Values that may have a character outside of GSM 03.38.
  private func foreign() -> [CheckedExpression] {
    text.nodes.valueNodes.compactMap { node in
      guard case .value(let expression, _, _) = node,
        SizeSearch.bound(of: [node], .codeUnits, .most, text.sizes.context).special != nil
      else { return nil }
      return expression.readText
    }
  }

  private func alphabetNote() -> [Note] {
    let values = foreign()
    let rest = "may have a character that GSM 03.38 does not have, which leaves 70 instead of 160 for a message"
    return values.prefix(2).map { Note("`\(text.sizes.words.name($0))` \(rest)", at: $0.span) }
  }
}

extension [TemplateNode] {
  /// All values in them, on every path.
  fileprivate var valueNodes: [TemplateNode] {
    flatMap { node -> [TemplateNode] in
      switch node {
      case .value: [node]
      case .literal, .pluralNumber, .unsubscribeURL: []
      case .conditional(let branches, let otherwise): branches.flatMap(\.nodes.valueNodes) + otherwise.valueNodes
      case .loop(let loop): (loop.prologue + loop.body + loop.epilogue + loop.otherwise).valueNodes
      case .variant(_, let variants): variants.flatMap(\.valueNodes)
      case .plural(let plural): plural.forms.flatMap(\.nodes.valueNodes)
      }
    }
  }
}

extension CheckedExpression {
  /// What is read where it is a value with a bound and a default.
  fileprivate var readText: CheckedExpression {
    switch kind {
    case .otherwise(let first, _): first.readText
    case .fits(let text, _): text.readText
    default: self
    }
  }
}
