import CampaignTestSupport
import Foundation

/// A rule of a brand as a test knows it, apart from what the checker makes of it.
package indirect enum BrandRule: Sendable {
  package enum Measure: String, Sendable, CaseIterable {
    case length, emoji, capitals
    case punctuationRun = "punctuation_run"
  }
  package enum Test: String, Sendable {
    case contains
    case startsWith = "starts with"
    case endsWith = "ends with"
  }

  case most(Measure, part: String, Int)
  case least(part: String, Int)
  case segments(Int)
  case links(Int)
  case images(Int)
  case hosts([String])
  case secure
  case imagesHaveText
  case percentOff(Int)
  case has(part: String)
  case says(part: String, String)
  case never(part: String, Test, [String])
  case either(BrandRule, BrandRule)

  /// As a brand requires it.
  var condition: String {
    switch self {
    case .most(let measure, let part, let most):
      "\(part).\(measure.rawValue) <= \(most)\(measure == .capitals ? "%" : "")"
    case .least(let part, let least): "\(part).length >= \(least)"
    case .segments(let most): "sms.segments <= \(most)"
    case .links(let most): "links.count <= \(most)"
    case .images(let most): "images.count <= \(most)"
    case .hosts(let hosts): "every link: host is one of (\(Self.list(hosts)))"
    case .secure: "every link: scheme is \"https\""
    case .imagesHaveText: "every image: alt is known"
    case .percentOff(let most): "offer.percent_off <= \(most)%"
    case .has(let part): "\(part) is known"
    case .says(let part, let text): "\(part) contains \"\(text)\""
    case .never(let part, let test, let texts): "not (\(part) \(test.rawValue) any of (\(Self.list(texts))))"
    case .either(let first, let second): "\(first.condition) or \(second.condition)"
    }
  }

  /// Each in one of the ways in which it can be written.
  func source(_ random: inout SeededGenerator) -> String {
    guard random.oneIn(2) else { return "  require \(condition)" }
    switch self {
    case .never(let part, let test, let texts): return "  forbid  \(part) \(test.rawValue) any of (\(Self.list(texts)))"
    case .most(let measure, let part, let most):
      return "  forbid  \(part).\(measure.rawValue) > \(most)\(measure == .capitals ? "%" : "")"
    case .hosts, .secure, .imagesHaveText: return "  require \(condition)"
    default: return "  forbid  not (\(condition))"
    }
  }

  private static func list(_ texts: [String]) -> String { texts.map { "\"\($0)\"" }.joined(separator: ", ") }

  package static let phrases = ["free money", "act now", "rome rome", "oslo"]

  /// One that some of the random campaigns keep and some don't.
  static func random(_ random: inout SeededGenerator) -> BrandRule {
    func most(_ part: String, _ range: ClosedRange<Int>) -> BrandRule {
      .most(.length, part: part, Int.random(in: range, using: &random))
    }
    switch Int.random(in: 0..<17, using: &random) {
    case 0: return most("subject", 12...70)
    case 1: return most("title", 10...60)
    case 2: return most("text", 20...160)
    case 3: return most("preheader", 20...70)
    case 4: return most("body", 60...400)
    case 5: return most("words", 60...500)
    case 6: return .segments(Int.random(in: 1...3, using: &random))
    case 7:
      return .most(
        .emoji, part: random.pick(["subject", "text", "words", "body"]), Int.random(in: 0...3, using: &random))
    case 8: return .most(.capitals, part: random.pick(["subject", "text", "title"]), random.pick([30, 60, 90]))
    case 9: return .most(.punctuationRun, part: random.pick(["subject", "text", "title", "words"]), 1)
    case 10: return random.oneIn(2) ? .links(Int.random(in: 1...3, using: &random)) : .images(random.pick([0, 1]))
    case 11: return random.pick([.hosts(["shop.example"]), .secure, .imagesHaveText])
    case 12: return .percentOff(random.pick([5, 10, 30]))
    case 13:
      return random.oneIn(2) ? .has(part: "preheader") : .least(part: "subject", Int.random(in: 3...7, using: &random))
    case 14: return .says(part: random.pick(["text", "words"]), random.pick(["stop", "oslo"]))
    case 15:
      let test: Test = random.pick([.contains, .contains, .startsWith, .endsWith])
      return .never(
        part: random.pick(["words", "subject", "text"]), test, [random.pick(phrases), random.pick(phrases)])
    default:
      return .either(
        most("subject", 10...30), random.oneIn(2) ? most("preheader", 10...30) : .has(part: "preheader"))
    }
  }
}

extension RandomPrograms {
  /// Random campaigns under a random brand, with marks around all that they fill in.
  package struct RichWorkspace: Sendable {
    package var texts: [String: String]
    package var rules: [BrandRule]
    package var marks: HoleMarks
  }

  /// Without `isRich` they are those that are compared with the oracle, of more conditions and for fewer members.
  package mutating func richWorkspace(campaignCount: Int, isRich: Bool = true) -> RichWorkspace {
    self.isRich = isRich
    let made = workspace(campaignCount: campaignCount)
    var texts = made.texts
    let rules = (0..<Int.random(in: 0...3, using: &random)).map { _ in BrandRule.random(&random) }
    if made.hasOwnLayout, isRich {
      texts["tenants/shop/brand.campaign"] = Self.brand(rules.map { $0.source(&random) })
    }
    return RichWorkspace(texts: texts, rules: made.hasOwnLayout && isRich ? rules : [], marks: HoleMarks())
  }

  fileprivate static func brand(_ rules: [String]) -> String {
    (["brand {", "  layout own { accent \(accent), paper #FFFFFF }"] + rules + ["}"]).joined(separator: "\n")
  }

  /// What stands around the body in the layout of the random brands.
  package static let bodyEnds = (start: "1px solid \(accent)\">", end: "</td></tr></table>")
}

extension RandomPrograms.RichWorkspace {
  /// The same under a brand of just these rules, required, or only advised.
  package func under(_ rules: [BrandRule], advised: Bool = false) -> Self {
    var copy = self
    copy.rules = rules
    let sources = rules.map { "  \(advised ? "advise" : "require") \($0.condition)" }
    copy.texts["tenants/shop/brand.campaign"] = RandomPrograms.brand(sources)
    return copy
  }

  /// The same with one of the mistakes made at a random place of each campaign that has one, or at every place.
  package func with(
    _ mistakes: [MutationOperator], everywhere: Bool = false, _ random: inout SeededGenerator
  ) throws -> Self {
    var copy = self
    for (path, text) in texts.sorted(by: { $0.key < $1.key }) where path.contains("/campaigns/") {
      let source = NSString(string: text)
      let places = try mistakes.flatMap { try $0.places(in: source, SampleTenant.all[0]) }
      guard !places.isEmpty else { continue }
      let made = everywhere ? places : [random.pick(places)]
      copy.texts[path] = made.sorted { $1.range.location < $0.range.location }.reduce(text) { text, place in
        NSString(string: text).replacingCharacters(in: place.range, with: place.after)
      }
    }
    return copy
  }

  /// The same with marks around what messages fill in.
  package var marked: Self {
    var copy = self
    for (path, text) in texts.sorted(by: { $0.key < $1.key })
    where path.contains("/campaigns/") || path == "library/templates.campaign" {
      copy.texts[path] = copy.marks.mark(text, isOfTenant: path.hasPrefix("tenants/"))
    }
    return copy
  }
}
