import CampaignDiagnostics
import CampaignSyntax

/// Holds a brand rule against one message: what is written in it, and what data can make of that.
struct BrandEvaluation {
  let message: WrittenMessage
  /// Nil where nothing can be said of sizes.
  let sizes: MessageSizes?
  /// Whether what breaks a rule on size is looked for, and not only whether anything does.
  var findsWitnesses = false
  private let phrases = FoundPhrases()

  func outcome(_ predicate: BrandPredicate) -> BrandOutcome {
    switch predicate {
    case .measure(let measure, let comparison, let value): return self.measure(measure, comparison, value)
    case .contains(let part, let test, let texts): return self.test(part, test, texts)
    case .isKnown(let part): return isKnown(part)
    case .every(let isImage, let predicate): return every(isImage, predicate)
    case .not(let inner): return outcome(inner).negated
    case .and(let inner): return .all(inner.map(outcome))
    case .or(let inner): return BrandOutcome.all(inner.map { outcome($0).negated }).negated
    }
  }

  // MARK: Measures

  private func measure(
    _ measure: BrandMeasure, _ comparison: CheckedExpression.Comparison, _ limit: Int64
  ) -> BrandOutcome {
    switch measure {
    case .length(let part): return size(.length, part, comparison, limit)
    case .emoji(let part): return size(.emoji, part, comparison, limit)
    case .capitals(let part): return size(.capitals, part, comparison, limit)
    case .punctuationRun(let part): return punctuation(part, comparison, limit)
    case .segments: return message.channel == .sms ? size(.segments, "text", comparison, limit) : .vacuous
    case .links: return count(message.links, "link", comparison, limit)
    case .images: return message.channel == .email ? count(message.images, "image", comparison, limit) : .vacuous
    case .percentOff:
      return offer(message.offer?.percentOff, comparison, limit) {
        "the offer gives \(Self.percent($0)) off, which is \(comparison.negated.words(Self.percent(limit)))"
      }
    case .amountOff:
      return offer(message.offer?.amountOff, comparison, limit) { _ in
        "the offer gives another amount off than the brand's rule says"
      }
    case .minimum:
      return offer(message.offer?.minimum, comparison, limit) { _ in
        "the offer's minimum is not what the brand's rule says"
      }
    }
  }

  static func percent(_ points: Int64) -> String {
    let rest = points % 100
    return "\(points / 100)\(rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : ".\(rest / 10)\(rest % 10)")%"
  }

  private func count(
    _ links: [WrittenMessage.Link], _ word: String, _ comparison: CheckedExpression.Comparison, _ limit: Int64
  ) -> BrandOutcome {
    let count = Int64(links.count)
    func witness(_ relation: CheckedExpression.Comparison) -> BrandWitness {
      BrandWitness(
        code: .brandMeasure,
        message: "the message has \(count) \(word)\(count == 1 ? "" : "s"), which is \(relation.words("\(limit)"))",
        span: links.last?.span ?? message.span)
    }
    return comparison.holds(count, limit)
      ? BrandOutcome(holding: [witness(comparison)], alwaysHolds: true)
      : BrandOutcome(failing: [witness(comparison.negated)], alwaysFails: true)
  }

  private func punctuation(
    _ name: String, _ comparison: CheckedExpression.Comparison, _ limit: Int64
  ) -> BrandOutcome {
    guard let part = message.part(name) else { return .vacuous }
    let run = PunctuationRun(in: part.nodes)
    func witness(_ end: PunctuationRun.End, _ relation: CheckedExpression.Comparison) -> BrandWitness {
      let marks = "\(end.marks) punctuation mark\(end.marks == 1 ? "" : "s")\(end.marks > 1 ? " in a row" : "")"
      return BrandWitness(
        code: .brandMeasure,
        message: "\(Self.quoted(name)) has \(marks), which is \(relation.words("\(limit)"))",
        span: end.span ?? part.span,
        helps: Int64(end.marks) > limit && limit > 0 ? ["leave out all but \(limit) of them"] : [])
    }
    let ends = [run.least, run.most]
    let holds = ends.map { comparison.holds(Int64($0.marks), limit) }
    let isWithin = Int64(run.least.marks) < limit && limit < Int64(run.most.marks)
    return BrandOutcome(
      holding: zip(ends, holds).filter(\.1).suffix(1).map { witness($0.0, comparison) },
      failing: zip(ends, holds).filter { !$0.1 }.suffix(1).map { witness($0.0, comparison.negated) },
      alwaysHolds: holds == [true, true] && (comparison != .notEqual || !isWithin),
      alwaysFails: holds == [false, false] && (comparison != .equal || !isWithin))
  }

  private func offer(
    _ value: CheckedExpression?, _ comparison: CheckedExpression.Comparison, _ limit: Int64,
    _ words: (Int64) -> String
  ) -> BrandOutcome {
    guard let value, let bounds = value.type.base.bounds else { return .vacuous }
    let ends = [bounds.lowerBound, bounds.upperBound]
    let holds = ends.map { comparison.holds($0, limit) }
    func witness(_ amount: Int64) -> BrandWitness {
      BrandWitness(code: .brandOffer, message: words(amount), span: value.span)
    }
    var outcome = BrandOutcome()
    outcome.alwaysHolds = holds == [true, true] && (comparison != .notEqual || !bounds.contains(limit))
    outcome.alwaysFails = holds == [false, false] && (comparison != .equal || !bounds.contains(limit))
    outcome.holding = zip(ends, holds).filter(\.1).suffix(1).map { witness($0.0) }
    outcome.failing = zip(ends, holds).filter { !$0.1 }.suffix(1).map { witness($0.0) }
    return outcome
  }

  // MARK: Texts

  /// What part names when they are shown: `words` are the whole message.
  static func quoted(_ part: String) -> String { part == "words" ? "the message" : "`\(part)`" }

  private func test(_ name: String, _ test: Expression.TextTest, _ texts: [String]) -> BrandOutcome {
    guard let part = message.part(name) else { return .vacuous }
    return test == .contains ? contains(name, part, texts) : begins(name, part, texts, atEnd: test == .endsWith)
  }

  /// Data is left to the run, which looks at what it makes of a text: here only what is written counts.
  private func contains(_ name: String, _ part: WrittenMessage.Part, _ texts: [String]) -> BrandOutcome {
    let matches = phrases.matches(of: texts, in: name, part.nodes)
    var outcome = BrandOutcome()
    outcome.holding = matches.map { match in
      BrandWitness(
        code: .brandWords, message: "`\(match.phrase)` stands in \(Self.quoted(name))", span: match.span ?? part.span,
        helps: ["say it in other words"])
    }
    if matches.isEmpty {
      outcome.alwaysFails = true
      outcome.failing = [
        BrandWitness(
          code: .brandWords, message: "\(Self.quoted(name)) says none of \(texts.quotedList(limit: 4))", span: part.span
        )
      ]
    } else if PhraseSearch.isOnEveryPath(texts, in: part.nodes) {
      outcome.alwaysHolds = true
    } else {
      outcome.failing = [
        BrandWitness(
          code: .brandWords,
          message: "\(Self.quoted(name)) says none of \(texts.quotedList(limit: 4)) for some members", span: part.span,
          notes: notes(of: part, withoutAny: texts),
          helps: ["say it on every path, outside of any `{if}`"])
      ]
    }
    return outcome
  }

  /// Whether what is written decides how a part begins or ends. That data makes it begin so is seen when it is rendered;
  /// that it always does has to be written.
  private func begins(_ name: String, _ part: WrittenMessage.Part, _ texts: [String], atEnd: Bool) -> BrandOutcome {
    let answers = WrittenEdge.texts(of: part.nodes, atEnd: atEnd).map { $0.begins(with: texts, atEnd: atEnd) }
    let word = atEnd ? "ends" : "begins"
    func witness(_ holds: Bool) -> BrandWitness {
      BrandWitness(
        code: .brandWords,
        message: holds
          ? "\(Self.quoted(name)) \(word) with \(texts.quotedList(limit: 4))"
          : "\(Self.quoted(name)) \(word) with none of \(texts.quotedList(limit: 4)) for some members", span: part.span)
    }
    return BrandOutcome(
      holding: answers.contains(true) ? [witness(true)] : [],
      failing: answers.contains { $0 != true } ? [witness(false)] : [],
      alwaysHolds: answers.allSatisfy { $0 == true }, alwaysFails: !answers.contains(true))
  }

  private func isKnown(_ part: String) -> BrandOutcome {
    if let known = message.part(part) {
      let witness = BrandWitness(code: .brandRule, message: "the message has `\(part)`", span: known.span)
      return BrandOutcome(holding: [witness], alwaysHolds: true)
    }
    guard message.channel.parts.contains(where: { $0.name == part }) else { return .vacuous }
    let witness = BrandWitness(code: .brandRule, message: "the message has no `\(part)`", span: message.span)
    return BrandOutcome(failing: [witness], alwaysFails: true)
  }

  // MARK: Links

  private func every(_ isImage: Bool, _ predicate: LinkPredicate) -> BrandOutcome {
    var outcome = BrandOutcome()
    let things = (isImage ? message.images : message.links + message.linksInText).flatMap(\.byScheme)
    for thing in things where predicate.holds(thing) == false {
      let words: String
      if isImage, !thing.altIsKnown {
        words = "the image has no text for those who can't see it"
      } else if let scheme = thing.schemes.first, predicate.isBroken(bySchemeOf: thing) {
        words =
          "the \(isImage ? "image's address" : "link") \(thing.isValue ? "may begin" : "begins") with `\(scheme):`"
      } else {
        words = "the \(isImage ? "image stands on" : "link leads to") `\(thing.host ?? "")`"
      }
      var witness = BrandWitness(code: isImage ? .brandImage : .brandLink, message: words, span: thing.span)
      if isImage, !thing.altIsKnown {
        witness.helps = ["say what it shows, between the brackets: `![fresh bread on a table](https://…)`"]
      } else if case .scheme(let schemes) = predicate {
        addSchemes(schemes, to: &witness, thing)
      } else if case .host(_, let hosts) = predicate {
        addHosts(hosts, to: &witness, thing)
      }
      outcome.failing.append(witness)
    }
    outcome.alwaysFails = !outcome.failing.isEmpty
    // What has no host, such as `mailto:`, is no matter of where it leads.
    outcome.alwaysHolds = things.allSatisfy { predicate.holds($0) != false }
    if outcome.alwaysHolds, let first = things.first {
      let word = isImage ? "image" : "link"
      outcome.holding = [
        BrandWitness(code: isImage ? .brandImage : .brandLink, message: "every \(word) is so", span: first.span)
      ]
    }
    return outcome
  }

  private func addSchemes(_ schemes: [String], to witness: inout BrandWitness, _ link: WrittenMessage.Link) {
    if link.isValue {
      witness.notes = [Note("a value of type `url` begins with `https://` or `http://`")]
      witness.helps = ["write where the link leads, and put what differs behind it: `https://shop.example/{…}`"]
      return
    }
    witness.helps = ["begin it with \(schemes.map { "\($0):" }.quotedList(limit: 4))"]
    guard schemes == ["https"], link.schemes == ["http"], let host = link.hostSpan, host.file == link.span.file,
      host.start == link.span.start + 7
    else { return }
    let place = Span(host.file, link.span.start, link.span.start + 4)
    witness.fixes = [Fix("write `https`", replace: place, with: "https")]
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
