import CampaignDiagnostics
import CampaignSyntax

/// Holds a brand rule against what is written in one message. Data is unknown here: where it decides, the outcome is
/// undecided.
struct BrandEvaluation {
  let message: WrittenMessage

  func outcome(_ predicate: BrandPredicate) -> BrandOutcome {
    switch predicate {
    case .measure(let measure, let comparison, let value): return self.measure(measure, comparison, value)
    case .contains(let part, let test, let texts): return contains(part, test, texts)
    case .isKnown(let part): return isKnown(part)
    case .every(let isImage, let predicate): return every(isImage, predicate)
    case .not(let inner): return outcome(inner).negated
    case .and(let inner): return .all(inner.map(outcome))
    case .or(let inner): return BrandOutcome.all(inner.map { outcome($0).negated }).negated
    }
  }

  // MARK: Measures

  /// A number that is known only as far as it is written: exact, or at least so much.
  private struct Amount: Hashable {
    var value: Int64
    var isExact: Bool

    /// Nil where the data decides.
    func compare(_ comparison: CheckedExpression.Comparison, _ limit: Int64) -> Bool? {
      switch comparison {
      case .less: value >= limit ? false : isExact ? true : nil
      case .lessOrEqual: value > limit ? false : isExact ? true : nil
      case .greater: value > limit ? true : isExact ? false : nil
      case .greaterOrEqual: value >= limit ? true : isExact ? false : nil
      case .equal: isExact ? value == limit : value > limit ? false : nil
      case .notEqual: isExact ? value != limit : value > limit ? true : nil
      }
    }
  }

  private func measure(
    _ measure: BrandMeasure, _ comparison: CheckedExpression.Comparison, _ limit: Int64
  ) -> BrandOutcome {
    guard let (amounts, code, span, words) = amounts(measure) else { return .undecided }
    var outcome = BrandOutcome()
    var results: [Bool?] = []
    var worst: [Bool: Amount] = [:]
    for amount in amounts {
      let result = amount.compare(comparison, limit)
      results.append(result)
      guard let result else { continue }
      if abs(amount.value - limit) >= abs((worst[result] ?? amount).value - limit) { worst[result] = amount }
    }
    func witness(_ amount: Amount, _ comparison: CheckedExpression.Comparison) -> BrandWitness {
      let relation = Self.relation(comparison, measure, limit).map { ", which is \($0)" } ?? ""
      return BrandWitness(code: code, message: words(amount.value, amount.isExact) + relation, span: span)
    }
    outcome.holding = worst[true].map { [witness($0, comparison)] } ?? []
    outcome.failing = worst[false].map { [witness($0, comparison.negated)] } ?? []
    outcome.alwaysHolds = results.allSatisfy { $0 == true }
    outcome.alwaysFails = results.allSatisfy { $0 == false }
    return outcome
  }

  /// How what was found stands to a rule's limit; nil for money, whose form a tenant's language decides.
  private static func relation(
    _ comparison: CheckedExpression.Comparison, _ measure: BrandMeasure, _ limit: Int64
  ) -> String? {
    let number: String
    switch measure {
    case .capitals, .percentOff: number = percent(limit)
    case .amountOff, .minimum: return nil
    default: number = "\(limit)"
    }
    return switch comparison {
    case .less: "less than \(number)"
    case .lessOrEqual: "at most \(number)"
    case .greater: "more than \(number)"
    case .greaterOrEqual: "at least \(number)"
    case .equal: "exactly \(number)"
    case .notEqual: "not \(number)"
    }
  }

  private static func percent(_ points: Int64) -> String {
    let rest = points % 100
    return "\(points / 100)\(rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : ".\(rest / 10)\(rest % 10)")%"
  }

  private typealias Amounts = (Set<Amount>, DiagnosticCode, Span, (Int64, Bool) -> String)

  private func amounts(_ measure: BrandMeasure) -> Amounts? {
    switch measure {
    case .length(let part):
      return text(part) {
        Amount(value: Int64($0.characters), isExact: !$0.hasData)
      } words: {
        "`\(part)` is \($1 ? "" : "at least ")\($0) characters long"
      }
    case .emoji(let part):
      return text(part) {
        Amount(value: Int64($0.emoji), isExact: !$0.hasData)
      } words: {
        "`\(part)` has \($1 ? "" : "at least ")\($0) emoji"
      }
    case .capitals(let part):
      return text(part) {
        Amount(value: $0.letters == 0 ? 0 : Int64($0.capitals * 10_000 / $0.letters), isExact: true)
      } words: { value, _ in
        "\(value / 100)% of the letters that are written in `\(part)` are capitals"
      }
    case .segments:
      guard message.channel == .sms else { return nil }
      return text("text") {
        Amount(value: Int64($0.segments), isExact: !$0.hasData)
      } words: {
        "the message takes \($1 ? "" : "at least ")\($0) \($0 == 1 ? "segment" : "segments")"
      }
    case .links: return count(message.links, "link")
    case .images: return message.channel == .email ? count(message.images, "image") : nil
    case .percentOff:
      return offer(message.offer?.percentOff) { "the offer gives \(Self.percent($0)) off" }
    case .amountOff:
      return offer(message.offer?.amountOff) { _ in "the offer gives another amount off than the brand's rule says" }
    case .minimum: return offer(message.offer?.minimum) { _ in "the offer's minimum is not what the brand's rule says" }
    }
  }

  private func text(
    _ part: String, _ amount: (PathMeasure) -> Amount, words: @escaping (Int64, Bool) -> String
  ) -> Amounts? {
    guard let (nodes, span) = self.part(part) else { return nil }
    return (Set(PathMeasure.paths(of: nodes).map(amount)), .brandMeasure, span, words)
  }

  private func count(_ links: [WrittenMessage.Link], _ word: String) -> Amounts {
    let amount = Amount(value: Int64(links.count), isExact: true)
    return (
      [amount], .brandMeasure, links.last?.span ?? message.span,
      { count, _ in
        "the message has \(count) \(word)\(count == 1 ? "" : "s")"
      }
    )
  }

  private func offer(_ value: CheckedExpression?, _ words: @escaping (Int64) -> String) -> Amounts? {
    guard let value, let bounds = value.type.base.bounds else { return nil }
    return (
      [Amount(value: bounds.lowerBound, isExact: true), Amount(value: bounds.upperBound, isExact: true)], .brandOffer,
      value.span, { amount, _ in words(amount) }
    )
  }

  // MARK: Texts

  private func part(_ name: String) -> ([WrittenNode], Span)? {
    if name == "words" { return (message.words, message.span) }
    return message.parts[name].map { ($0.nodes, $0.span) }
  }

  private func contains(_ name: String, _ test: Expression.TextTest, _ texts: [String]) -> BrandOutcome {
    guard test == .contains, let (nodes, span) = part(name) else { return .undecided }
    let matches = PhraseSearch.matches(of: texts, in: nodes)
    var outcome = BrandOutcome()
    outcome.holding = matches.map { match in
      BrandWitness(
        code: .brandWords, message: "`\(match.phrase)` stands in \(name == "words" ? "the message" : "`\(name)`")",
        span: match.span ?? span, helps: ["say it in other words"])
    }
    let hasData = PathMeasure.paths(of: nodes).contains(where: \.hasData)
    if matches.isEmpty, !hasData {
      outcome.alwaysFails = true
      outcome.failing = [
        BrandWitness(
          code: .brandWords,
          message: "\(name == "words" ? "the message" : "`\(name)`") says none of \(texts.quotedList(limit: 4))",
          span: span)
      ]
    }
    return outcome
  }

  private func isKnown(_ part: String) -> BrandOutcome {
    if message.parts[part] != nil { return BrandOutcome(alwaysHolds: true) }
    guard message.channel.parts.contains(where: { $0.name == part }) else { return .undecided }
    let witness = BrandWitness(code: .brandRule, message: "the message has no `\(part)`", span: message.span)
    return BrandOutcome(failing: [witness], alwaysFails: true)
  }

  // MARK: Links

  private func every(_ isImage: Bool, _ predicate: LinkPredicate) -> BrandOutcome {
    var outcome = BrandOutcome()
    let things = isImage ? message.images : message.links
    for thing in things where predicate.holds(thing) == false {
      let words: String
      if isImage, !thing.altIsKnown {
        words = "the image has no text for those who can't see it"
      } else {
        words = "the \(isImage ? "image stands on" : "link leads to") `\(thing.host ?? "")`"
      }
      var witness = BrandWitness(code: isImage ? .brandImage : .brandLink, message: words, span: thing.span)
      if isImage, !thing.altIsKnown {
        witness.helps = ["say what it shows, between the brackets: `![fresh bread on a table](https://…)`"]
      } else if case .host(_, let hosts) = predicate {
        addHosts(hosts, to: &witness, thing)
      }
      outcome.failing.append(witness)
    }
    outcome.alwaysFails = !outcome.failing.isEmpty
    outcome.alwaysHolds = things.allSatisfy { predicate.holds($0) == true }
    return outcome
  }

  /// Whether a host is nearly another; `evil.example` is not, however much of it is the same.
  private func isSlip(_ written: String, of host: String) -> Bool {
    let same = zip(written.reversed(), host.reversed()).prefix { $0 == $1 }.count
    let rest = String(host.dropLast(same))
    return Suggestion.nearest(to: String(written.dropLast(same)), among: [rest]) != nil
  }

  private func addHosts(_ hosts: [String], to witness: inout BrandWitness, _ link: WrittenMessage.Link) {
    guard let host = link.host, let meant = hosts.first(where: { isSlip(host, of: $0) }) else {
      witness.helps = ["lead it to \(hosts.quotedList(limit: 4))"]
      return
    }
    witness.helps = ["did you mean `\(meant)`?"]
    if let place = link.hostSpan { witness.fixes = [Fix("write `\(meant)`", replace: place, with: meant)] }
  }
}
