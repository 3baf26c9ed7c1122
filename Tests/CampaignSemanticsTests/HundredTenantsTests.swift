import CampaignDiagnostics
import CampaignSemantics
import CampaignTestSupport
import Testing

/// One template of the library in a hundred tenants, no two alike: who fits, who doesn't, and why.
@Suite struct HundredTenantsTests {
  static let template = #"""
    template winback(lapse: duration = 60 days, hero: text(40), depth: percent(1 to 50), least: money(0 to 1_000)) {
      needs last_order timestamp?
      needs first_name text(40, name)?
      needs tier       choice(bronze < silver < gold)
      needs spend      money(0 to 99_999)
      audience where last_order is known and last_order before now - lapse and spend >= least
      offer { percent_off depth, code "BACK", valid 14 days }
      email {
        open subject "{first_name otherwise "Friend"}, {hero}"
        preheader    "{depth} off for {tier as label} members"
        body """
          # {hero}

          You were last here on {last_order as long date}. [Come in](https://shop.chain.example/)
          """
      }
      email in nb_NO {
        subject   "{first_name otherwise "Venn"}, {hero}"
        preheader "{depth} til deg"
        body """
          # {hero}

          Du var her sist {last_order as long date}. [Kom inn](https://shop.chain.example/)
          """
      }
    }
    """#

  /// What makes a tenant differ from the others.
  struct Tenant: CustomTestStringConvertible, Sendable {
    enum Audience: CaseIterable {
      case same, narrower, neverMissing, longerName, plainName, noTier, otherTiers, moreSpend, integerSpend, lastSeen
    }
    enum Brand: CaseIterable { case none, shallow, shortSubjects, ownLinks, forbiddenWord }

    var number: Int
    var audience: Audience
    var brand: Brand
    var language: String
    var currency: String

    var testDescription: String { "tenant \(number): \(audience), \(brand), \(language), \(currency)" }

    init(_ number: Int) {
      self.number = number
      audience = Audience.allCases[number % Audience.allCases.count]
      brand = Brand.allCases[number / Audience.allCases.count % Brand.allCases.count]
      language = ["en_US", "nb_NO", "ar_EG", "de_DE"][number / 25]
      currency = ["USD", "NOK", "JPY", "KWD", "EUR"][number % 7 % 5]
    }

    // MARK: Its files

    var text: String {
      """
      tenant t\(number) {
        name "Shop \(number)", timezone "Europe/Oslo", currency \(currency), languages \(language), audience "a.sqlite"
        link_base "https://go.t\(number).example"
        channel email { sender "Shop <hello@t\(number).example>", address "\(number) Main Street" }
      }
      audience member from members key id {
        address email?
        opt_in  bool
      \(attributes.map { "  " + $0 }.joined(separator: "\n"))
        reach email at address where opt_in
      }
      brand { \(rule) }
      campaign back from winback(hero: "spring is free", depth: 20%, least: 50 \(currency)) {
        schedule every day at 10:00
      }
      """
    }

    private var attributes: [String] {
      var types = [
        "last_order": "timestamp?", "first_name": "text(40, name)?",
        "tier": #"choice(bronze as "Bronze" < silver as "Silver" < gold as "Gold")"#,
        "spend": "money(0 to 99_999) in cents",
      ]
      switch audience {
      case .same: break
      case .narrower: (types["first_name"], types["spend"]) = ("text(20, name)?", "money(10 to 500) in cents")
      case .neverMissing: (types["last_order"], types["first_name"]) = ("timestamp", "text(40, name)")
      case .longerName: types["first_name"] = "text(60, name)?"
      case .plainName: types["first_name"] = "text(40)?"
      case .noTier: types["tier"] = nil
      case .otherTiers: types["tier"] = #"choice(bronze as "Bronze" < gold as "Gold")"#
      case .moreSpend: types["spend"] = "money(0 to 100_000)? in cents"
      case .integerSpend: types["spend"] = "int(0 to 99_999)"
      case .lastSeen: (types["last_order"], types["last_seen"]) = (nil, "timestamp?")
      }
      return types.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    }

    private var rule: String {
      switch brand {
      case .none: ""
      case .shallow: "require offer.percent_off <= 15%"
      case .shortSubjects: "require subject.length <= 15"
      case .ownLinks: #"require every link: host is "shop.t\#(number).example""#
      case .forbiddenWord: #"forbid words contains any of ("free")"#
      }
    }

    // MARK: What is to be said of it

    /// The code, a part of the sentence, and what is underlined, of each finding.
    var expected: [(code: String, says: String, at: String)] {
      switch audience {
      case .longerName: return [("E1025", "it may have 60 characters, the template takes 40", "winback")]
      case .plainName: return [("E1025", "characters that are not of the class `name`", "winback")]
      case .noTier: return [("E1025", "this audience has no `tier`", "winback")]
      case .otherTiers: return [("E1025", "it is never `silver`", "winback")]
      case .moreSpend: return [("E1025", "it is `money(0 to 100_000)`", "winback")]
      case .integerSpend: return [("E1025", "it is `int(0 to 99_999)`", "winback")]
      case .lastSeen: return [("E1025", "this audience has no `last_order`", "winback")]
      case .same, .narrower, .neverMissing: break
      }
      switch brand {
      case .none: return []
      case .shallow: return [("E0805", "20% off", "20%")]
      case .shortSubjects: return [("E0802", "`subject`", "winback")]
      case .ownLinks: return [("E0803", "shop.chain.example", "winback")]
      // It stands in the argument, which is in the subject and in the body.
      case .forbiddenWord: return [("E0801", "`free`", "free")]
      }
    }
  }

  static let tenants = (0..<100).map(Tenant.init)

  static let workspace = TestWorkspace(
    Dictionary(
      uniqueKeysWithValues: tenants.map { ("tenants/t\($0.number)/all.campaign", $0.text) } + [
        ("workspace.campaign", #"workspace chain { library "library", tenants "tenants/*" }"#),
        ("library/winback.campaign", template),
      ]))

  static let result = workspace.check()

  private static func findings(_ tenant: Tenant) -> [Diagnostic] {
    result.diagnostics.filter {
      workspace.files[Int($0.span.file.rawValue)].path.hasPrefix("tenants/t\(tenant.number)/")
    }
  }

  @Test func libraryIsNeverWrong() {
    let own = Self.result.diagnostics.filter {
      Self.workspace.files[Int($0.span.file.rawValue)].path.hasPrefix("library/")
    }
    #expect(own.isEmpty, "\(Self.workspace.shown(own))")
  }

  @Test(arguments: tenants) func isToldWhatItLacks(_ tenant: Tenant) {
    let findings = Self.findings(tenant)
    let shown = Self.workspace.shown(findings)
    #expect(findings.count == tenant.expected.count, "\(shown)")
    for (finding, expected) in zip(findings, tenant.expected) {
      #expect(finding.code.id == expected.code, "\(shown)")
      #expect(finding.message.contains(expected.says), "\(shown)")
      #expect(Self.workspace.files[Int(finding.span.file.rawValue)].text(finding.span) == expected.at, "\(shown)")
      if expected.at == "winback" {
        let library = finding.notes.contains { note in
          note.span.map { Self.workspace.files[Int($0.file.rawValue)].path == "library/winback.campaign" } ?? false
        }
        #expect(library, "nothing shows the place in the library: \(finding.notes)")
      }
    }
  }

  @Test func thoseThatFitAreMade() throws {
    let fitting = Self.tenants.filter(\.expected.isEmpty)
    #expect(fitting.count == 6)
    let made = Self.result.workspace.tenants.filter { !$0.campaigns.isEmpty }
    #expect(Set(made.map(\.name)) == Set(fitting.map { "t\($0.number)" }))
    for tenant in made {
      let campaign = try #require(tenant.campaigns.first)
      let message = try #require(campaign.steps.first?.messages.first)
      #expect(campaign.steps[0].messages.count == 1)
      #expect(message.language == tenant.languages[0])
      let least = campaign.clauses.flatMap { Self.integers($0.expression) }.max()
      let units: Int64 = tenant.currency.fractionDigits == 0 ? 50 : tenant.currency.fractionDigits == 3 ? 50_000 : 5_000
      #expect(least == units)
      let subject = try #require(message.parts.first { $0.part == .subject })
      // Where the tenant always knows the name, nothing stands in for it.
      let mayLackName = tenant.audience.attributes.contains { $0.name == "first_name" && $0.type.isOptional }
      let otherwise = tenant.languages[0] == "nb_NO" ? "Venn" : "Friend"
      #expect(Self.text(subject.template.nodes).contains(otherwise) == mayLackName)
      #expect(campaign.libraryFiles.count == 1)
    }
  }

  @Test func itIsCountedWhomTheTemplateFits() throws {
    let all = TemplateFits.all(Self.workspace.parsed, Self.result.workspace, Self.result.diagnostics)
    let fits = try #require(all.first)
    #expect(all.count == 1)
    #expect(fits.template == "winback" && fits.tenants == 100 && fits.fitting == 6)
    let misfits = Dictionary(fits.misfits.map { ($0.tenant, $0.reason?.code.id) }) { first, _ in first }
    for tenant in Self.tenants {
      #expect(
        misfits["tenants/t\(tenant.number)"].map { $0 ?? "" } == tenant.expected.first?.code,
        "\(tenant.testDescription)")
    }
  }

  private static func integers(_ e: CheckedExpression) -> [Int64] {
    if case .constant(.integer(let value)) = e.kind { return [value] }
    return e.kind.children.flatMap(integers)
  }

  private static func text(_ nodes: [TemplateNode]) -> String { "\(nodes)" }
}
