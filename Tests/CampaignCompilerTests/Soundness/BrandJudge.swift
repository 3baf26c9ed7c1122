import CampaignOracle

/// Whether messages keep the rules of a brand, by looking at what was made: a second and simpler reading of what rules mean.
///
/// In doubt a rule is kept: what a bound says of a body's length, for one, is compared with what of it is no white space.
struct BrandJudge {
  let rules: [BrandRule]
  /// The campaign's source: what is written in a loop counts once, however many turns it has.
  let source: String

  func broken(by message: ShownMessage) -> BrandRule? { rules.first { isBroken($0, message) } }

  private func isBroken(_ rule: BrandRule, _ message: ShownMessage) -> Bool {
    switch rule {
    case .most(let measure, let part, let most):
      let texts = message.texts(part)
      switch measure {
      case .length: return texts.reduce(0) { $0 + $1.count } > most
      case .emoji: return texts.reduce(0) { $0 + $1.count(where: Self.isEmoji) } > most
      case .capitals: return capitals(part, message) > most
      case .punctuationRun: return run(part, message) > most
      }
    case .least(let part, let least): return message.text(part).map { $0.count < least } ?? false
    case .segments(let most):
      return message.channel == "sms" && ShownMessage.segments(message.parts["text"] ?? "") > most
    case .links(let most):
      let links = message.body.map { Set(ShownMessage.attributes("href", of: "a", in: $0)).count }
      return !source.contains("{for") && (links ?? (message.parts["link"] == nil ? 0 : 1)) > most
    case .images(let most):
      return !source.contains("{for") && message.body.map { $0.components(of: "<img ").count - 1 > most } ?? false
    case .hosts(let hosts): return addresses(message).contains { !hosts.contains(Self.host($0)) }
    case .secure: return addresses(message).contains { !$0.hasPrefix("https://") }
    case .imagesHaveText:
      guard let body = message.body else { return false }
      let texts = ShownMessage.attributes("alt", of: "img", in: body)
      return texts.count < body.components(of: "<img ").count - 1 || texts.contains(where: ShownMessage.isBlank)
    case .percentOff(let most):
      return message.holes.values.joined().contains { hole in
        hole.read == "offer.percent_off" && (Int(hole.text.filter(\.isASCIIDigit)) ?? 0) > most
      }
    case .has(let part): return message.channel == "email" && message.parts[part] == nil
    case .says(let part, let text):
      let texts = message.texts(part)
      return !texts.isEmpty && !texts.contains { $0.lowercased().contains(text) }
    case .never(let part, let test, let phrases):
      // Marks stand between words, so that only what is written, or filled in, by itself is seen.
      return message.texts(part).contains { text in
        let text = text.lowercased()
        return phrases.contains { phrase in
          switch test {
          case .contains: text == phrase || text.contains(" \(phrase) ")
          case .startsWith: text.hasPrefix("\(phrase) ")
          case .endsWith: text.hasSuffix(" \(phrase)")
          }
        }
      }
    case .either(let first, let second):
      // A rule over a part that a message doesn't have holds.
      return isBroken(first, message) && isBroken(second, message)
    }
  }

  private static func isEmoji(_ character: Character) -> Bool {
    character.unicodeScalars.first.map { $0.properties.isEmojiPresentation } ?? false
      || character.unicodeScalars.contains("\u{FE0F}") && character.unicodeScalars.first?.properties.isEmoji == true
  }

  /// The share of capitals in what was surely written by the author: what stands between the marks may be a default.
  private func capitals(_ part: String, _ message: ShownMessage) -> Int {
    guard let written = message.written[part]?.joined() else { return 0 }
    let shown = message.parts[part] ?? ""
    func share(_ text: String) -> Int {
      let letters = text.filter(\.isLetter)
      return letters.isEmpty ? 0 : letters.count(where: \.isUppercase) * 100 / letters.count
    }
    return min(share(written), share(shown))
  }

  /// The most marks next to each other that stand outside of what is filled in.
  private func run(_ part: String, _ message: ShownMessage) -> Int {
    let parts = part == "words" ? ["subject", "preheader", "title", "text"] : [part]
    return parts.flatMap { message.written[$0] ?? [] }.map { text in
      text.split { !"!?.,…".contains($0) }.map(\.count).max() ?? 0
    }.max() ?? 0
  }

  private func addresses(_ message: ShownMessage) -> [String] {
    let links = message.body.map { ShownMessage.attributes("href", of: "a", in: $0) } ?? []
    return (links + [message.parts["link"]].compactMap { $0 }).filter { !$0.hasPrefix("mailto:") }
  }

  private static func host(_ address: String) -> String {
    let rest = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
    return rest.prefix { !"/?#:".contains($0) }.lowercased()
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
