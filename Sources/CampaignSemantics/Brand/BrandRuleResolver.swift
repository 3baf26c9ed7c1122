import CampaignDiagnostics
import CampaignSyntax
import CampaignValues

/// Resolves the words of a brand rule, and reports those that no message has.
struct BrandRuleResolver {
  let context: TenantContext

  private static let textParts = ["subject", "preheader", "body", "title", "text", "words"]
  private static let things = textParts + ["links", "images", "offer", "sms"]

  func resolve(_ e: Expression) -> BrandPredicate? {
    switch e.kind {
    case .missing: return nil
    case .parenthesized(let inner): return resolve(inner)
    case .not(let inner): return resolve(inner).map { .not($0) }
    case .and(let operands): return all(operands).map { .and($0) }
    case .or(let operands): return all(operands).map { .or($0) }
    case .comparison(_, _, let right, _) where isMisspeltKnown(right): return nil
    case .comparison(let op, let left, let right, _): return comparison(op, left, right)
    case .between(let operand, let low, let high):
      guard let least = comparison(.greaterOrEqual, operand, low), let most = comparison(.lessOrEqual, operand, high)
      else {
        return nil
      }
      return .and([least, most])
    case .textTest(let test, let operand, let texts): return textTest(test, operand, texts)
    case .isKnown(let operand, let negated):
      guard let part = part(operand) else { return nil }
      return negated ? .not(.isKnown(part: part)) : .isKnown(part: part)
    case .quantified(let name, let inner): return quantified(name, inner)
    default: return wrongRule(e.span)
    }
  }

  private func all(_ operands: [Expression]) -> [BrandPredicate]? {
    let resolved = operands.map(resolve)
    let found = resolved.compactMap { $0 }
    return found.count == resolved.count ? found : nil
  }

  private func wrongRule<T>(_ span: Span) -> T? {
    context.report(
      .wrongRule, "\(context.quoted(span)) is no rule about a message", at: span,
      helps: [
        "write what is counted, such as `subject.length <= 60`, what is said, such as `words contains \"…\"`, or `every link: host is \"…\"`"
      ])
    return nil
  }

  // MARK: Words

  private func unknown<T>(_ name: Name, among known: [String], of what: String) -> T? {
    let meant = Suggestion.nearest(to: name.text, among: known)
    context.report(
      .unknownRuleWord, "`\(name.text)` is nothing that \(what) has", at: name.span,
      helps: [meant.map { "did you mean `\($0)`?" } ?? "write one of \(known.quotedList(limit: 12))"],
      fixes: meant.map { [Fix("write `\($0)`", replace: name.span, with: $0)] } ?? [])
    return nil
  }

  /// A part of the message by name.
  private func part(_ e: Expression) -> String? {
    guard case .path(let path) = e.unwrapped.kind else { return wrongRule(e.span) }
    guard Self.textParts.contains(path.head.text) else {
      return unknown(path.head, among: Self.textParts, of: "a message")
    }
    if path.names.count > 1 { return unknown(path.names[1], among: [], of: "the text of a `\(path.head.text)`") }
    return path.head.text
  }

  private func measure(_ e: Expression) -> BrandMeasure? {
    guard case .path(let path) = e.unwrapped.kind else { return wrongRule(e.span) }
    let head = path.head
    guard Self.things.contains(head.text) else { return unknown(head, among: Self.things, of: "a message") }
    let measures: [String: BrandMeasure] =
      switch head.text {
      case "links": ["count": .links]
      case "images": ["count": .images]
      case "sms": ["segments": .segments]
      case "offer": ["percent_off": .percentOff, "amount_off": .amountOff, "minimum": .minimum]
      default:
        [
          "length": .length(part: head.text), "emoji": .emoji(part: head.text), "capitals": .capitals(part: head.text),
          "punctuation_run": .punctuationRun(part: head.text),
        ]
      }
    guard path.names.count == 2 else {
      context.report(
        .wrongRule, "`\(path.text)` can't be compared with a number", at: path.span,
        helps: [
          "write what is counted of it: \(measures.keys.sorted().map { "\(head.text).\($0)" }.quotedList(limit: 4))"
        ])
      return nil
    }
    guard let measure = measures[path.names[1].text] else {
      return unknown(path.names[1], among: measures.keys.sorted(), of: "`\(head.text)`")
    }
    return measure
  }

  // MARK: Comparisons

  private func comparison(
    _ op: Expression.ComparisonOperator, _ left: Expression, _ right: Expression
  ) -> BrandPredicate? {
    let comparison: CheckedExpression.Comparison
    switch op {
    case .less: comparison = .less
    case .lessOrEqual: comparison = .lessOrEqual
    case .greater: comparison = .greater
    case .greaterOrEqual: comparison = .greaterOrEqual
    case .is: comparison = .equal
    case .isNot: comparison = .notEqual
    case .before, .after: return wrongRule(left.span.union(right.span))
    }
    guard let measure = measure(left), let value = value(right, for: measure) else { return nil }
    return .measure(measure, comparison, value)
  }

  /// The number that a measure is compared with, in the measure's unit.
  private func value(_ e: Expression, for measure: BrandMeasure) -> Int64? {
    guard case .literal(let literal) = e.unwrapped.kind else { return wrongValue(e.span, "a number") }
    switch (measure, literal.value) {
    case (.capitals, .percent(let number)), (.percentOff, .percent(let number)):
      if case .success(let points) = number.scaled(digits: 2) { return points }
      return wrongValue(e.span, "a percentage with at most 2 decimal places")
    case (.capitals, _), (.percentOff, _): return wrongValue(e.span, "a percentage, such as `30%`")
    case (.amountOff, _), (.minimum, _):
      let checker = ExpressionChecker(context: context, scope: Scope())
      guard let checked = checker.value(e) else { return nil }
      if case .money = checked.type.base { return checked.constantInteger }
      return wrongValue(e.span, "an amount of money")
    case (_, .number(let number)):
      if case .success(let value) = number.scaled(digits: 0) { return value }
      return wrongValue(e.span, "a whole number")
    default: return wrongValue(e.span, "a number without a unit")
    }
  }

  private func wrongValue(_ span: Span, _ wanted: String) -> Int64? {
    context.report(.wrongRule, "\(context.quoted(span)) stands where the rule needs \(wanted)", at: span)
    return nil
  }

  // MARK: Texts and links

  private func textTest(_ test: Expression.TextTest, _ operand: Expression, _ texts: [Expression]) -> BrandPredicate? {
    guard let part = part(operand), let phrases = strings(texts) else { return nil }
    for (phrase, e) in zip(phrases, texts) where phrase.isBlankText {
      context.report(.wrongRule, "a blank text is found nowhere", at: e.span)
      return nil
    }
    return .contains(part: part, test, phrases)
  }

  private func strings(_ expressions: [Expression]) -> [String]? {
    var result: [String] = []
    for e in expressions {
      switch e.unwrapped.kind {
      case .template(let template):
        guard let literal = template.literal else { return wrongRule(e.span) }
        result.append(literal.value)
      case .literal(let literal):
        guard case .string(let text) = literal.value else { return wrongRule(e.span) }
        result.append(text.value)
      case .missing: return nil
      default: return wrongRule(e.span)
      }
    }
    return result
  }

  private func quantified(_ name: Name, _ inner: Expression) -> BrandPredicate? {
    guard name.text == "link" || name.text == "image" else {
      return unknown(name, among: ["link", "image"], of: "a message")
    }
    let isImage = name.text == "image"
    return link(inner, isImage: isImage).map { .every(image: isImage, $0) }
  }

  private func link(_ e: Expression, isImage: Bool) -> LinkPredicate? {
    switch e.kind {
    case .missing: return nil
    case .parenthesized(let inner): return link(inner, isImage: isImage)
    case .not(let inner): return link(inner, isImage: isImage).map { .not($0) }
    case .and(let operands), .or(let operands):
      let resolved = operands.compactMap { link($0, isImage: isImage) }
      guard resolved.count == operands.count else { return nil }
      if case .and = e.kind { return .and(resolved) }
      return .or(resolved)
    case .isKnown(let operand, let negated):
      guard linkWord(operand, isImage: isImage, wanted: "alt") != nil else { return nil }
      return negated ? .not(.altIsKnown) : .altIsKnown
    case .isOneOf(let operand, let texts, let negated) where Self.isScheme(operand):
      return scheme(texts, negated: negated)
    case .comparison(.is, let operand, let text, _) where Self.isScheme(operand):
      return scheme([text], negated: false)
    case .comparison(.isNot, let operand, let text, _) where Self.isScheme(operand):
      return scheme([text], negated: true)
    case .isOneOf(let operand, let texts, let negated):
      return host(operand, nil, texts, negated: negated, isImage: isImage)
    case .comparison(_, _, let right, _) where isMisspeltKnown(right): return nil
    case .comparison(.is, let operand, let text, _): return host(operand, nil, [text], negated: false, isImage: isImage)
    case .comparison(.isNot, let operand, let text, _):
      return host(operand, nil, [text], negated: true, isImage: isImage)
    case .textTest(let test, let operand, let texts):
      return host(operand, test, texts, negated: false, isImage: isImage)
    default: return wrongRule(e.span)
    }
  }

  private static func isScheme(_ e: Expression) -> Bool {
    if case .path(let path) = e.unwrapped.kind { return path.text == "scheme" }
    return false
  }

  /// `https`, as it is written or with what stands behind it.
  private func scheme(_ texts: [Expression], negated: Bool) -> LinkPredicate? {
    guard let names = strings(texts) else { return nil }
    let predicate = LinkPredicate.scheme(names.map { String($0.lowercased().prefix { $0 != ":" }) })
    return negated ? .not(predicate) : predicate
  }

  private func host(
    _ operand: Expression, _ test: Expression.TextTest?, _ texts: [Expression], negated: Bool, isImage: Bool
  ) -> LinkPredicate? {
    guard linkWord(operand, isImage: isImage, wanted: "host") != nil, let names = strings(texts) else { return nil }
    // A whole name is read as links are; a part of one needn't be a name.
    let hosts = names.map { (test == nil ? WebHost.name(ofAuthority: $0) : nil) ?? $0.lowercased() }
    let predicate = LinkPredicate.host(test, hosts)
    return negated ? .not(predicate) : predicate
  }

  /// Whether `known` was meant where a rule would compare with a bare name, of which it knows none; reports it.
  private func isMisspeltKnown(_ e: Expression) -> Bool {
    guard case .path(let path) = e.kind, path.names.count == 1,
      Suggestion.nearest(to: path.text, among: [Keyword.known.text]) != nil
    else { return false }
    context.reportMisspelt(path.head, as: Keyword.known.text)
    return true
  }

  /// `host`, or of an image `alt`.
  private func linkWord(_ e: Expression, isImage: Bool, wanted: String) -> String? {
    guard case .path(let path) = e.unwrapped.kind else { return wrongRule(e.span) }
    let words = isImage ? ["alt", "host", "scheme"] : ["host", "scheme"]
    guard words.contains(path.text) else {
      return unknown(path.head, among: words, of: isImage ? "an image" : "a link")
    }
    guard path.text == wanted else {
      context.report(
        .wrongRule, "`\(path.text)` can't be asked this", at: path.span,
        helps: [path.text == "alt" ? "ask `alt is known`" : "ask `\(path.text) is one of (…)`"])
      return nil
    }
    return wanted
  }
}
