import CampaignDiagnostics
import CampaignOracle
import CampaignTestSupport

/// A rule of the prover that is switched off, and what is to be seen of that when campaigns run.
struct RuleOff: Sendable {
  let code: DiagnosticCode
  /// What the rule proves, in a few words.
  let proves: String
  /// The brand; nil is a random one.
  var brand: [BrandRule]?
  /// What is to be seen.
  var kinds: Set<RunFault.Kind> = [.brand]
  /// Mistakes that campaigns are written with, so that many of them need the rule.
  var mistakes: [MutationOperator] = []
  /// Whether every place has the mistake, and not only one of each campaign.
  var isEverywhere = false
  /// Whether the brand's rules are only advised.
  var isAdvice = false

  static let all = [
    RuleOff(
      code: .mayBeMissing, proves: "what is read is there", kinds: [.missing, .blank],
      mistakes: named("drop what is said", "drop a test", "drop a demand")),
    RuleOff(
      code: .blankDefault, proves: "a default says something", kinds: [.blank],
      mistakes: [
        MutationOperator("write a blank default", .campaigns, #"otherwise "[^"]*""#) { _, _ in #"otherwise " ""# }
      ]),
    RuleOff(
      code: .loopMayBeEmpty, proves: "a loop has rows, or says what stands there without", kinds: [.blank],
      mistakes: [short("show a list that may be empty", "{for f in favorites first 2}<{f}>{end}")], isEverywhere: true),
    RuleOff(
      code: .blankPart, proves: "a part says something on every path", kinds: [.blank],
      mistakes: [short("say something to some", "{if vip is known and vip}V{end}")], isEverywhere: true),
    RuleOff(
      code: .brandWords, proves: "what is written keeps the rules of wording",
      brand: [.never(part: "words", .contains, ["free money", "act now"]), .says(part: "text", "stop")]),
    RuleOff(
      code: .brandMeasure, proves: "what is written keeps the rules of sizes, capitals, punctuation and counts",
      brand: [
        .most(.punctuationRun, part: "text", 1), .links(1), .least(part: "subject", 5),
        .most(.capitals, part: "title", 30),
      ]),
    RuleOff(
      code: .brandLink, proves: "links lead where the brand allows", brand: [.hosts(["shop.example"])],
      mistakes: named("change a link's host", "hide another host")),
    RuleOff(
      code: .brandImage, proves: "images have a text", brand: [.imagesHaveText], mistakes: named("drop an image's text")
    ),
    RuleOff(code: .brandOffer, proves: "an offer takes off no more than the brand allows", brand: [.percentOff(5)]),
    RuleOff(
      code: .brandRule, proves: "a message has the parts that the brand asks for", brand: [.has(part: "preheader")]),
    RuleOff(
      code: .brandAdvice, proves: "a message is as the brand advises",
      brand: [.most(.length, part: "subject", 12), .most(.length, part: "text", 20)], isAdvice: true),
    RuleOff(
      code: .sizeUnproven, proves: "no data makes a text larger than the brand allows",
      brand: [.most(.length, part: "text", 30), .most(.length, part: "subject", 16), .most(.emoji, part: "text", 2)]),
    RuleOff(
      code: .segmentsUnproven, proves: "no data makes an SMS longer than the brand allows", brand: [.segments(1)]),
    RuleOff(
      code: .brandUnproven, proves: "one part of a rule is kept on every path",
      brand: [
        .either(.most(.length, part: "text", 14), .most(.emoji, part: "text", 0))
      ], mistakes: [short("say little", #"{nick otherwise "x"} {city}"#)], isEverywhere: true),
  ]

  /// Mistakes of the table for the samples, by the beginnings of their names.
  private static func named(_ starts: String...) -> [MutationOperator] {
    MutationOperator.all.filter { mistake in starts.contains { mistake.name.hasPrefix($0) } }
  }

  /// Puts something in the place of the whole text of a short message.
  private static func short(_ name: String, _ text: String) -> MutationOperator {
    MutationOperator(name, .campaigns, #"^( *(?:sms|push)(?: in \w+)? \{ (?:title "t", )?text ").*(" \})$"#) {
      groups, _ in
      groups[1] + text + groups[2]
    }
  }
}
