import CampaignDiagnostics
import CampaignTestSupport

/// What is asked of a text: that nothing in it is missing or blank, and a rule of the brand.
enum SmallRule: String {
  case nothing = ""
  case length = "require title.length <= 6"
  case wording = #"forbid title contains "hi you""#

  /// Whether a text may be shown.
  func allows(_ shown: String?) -> Bool {
    guard let shown, !shown.allSatisfy(\.isWhitespace) else { return false }
    return switch self {
    case .nothing: true
    case .length: shown.count <= 6
    case .wording: !" \(shown.lowercased()) ".contains(" hi you ")
    }
  }
}

/// Campaigns for small audiences, and what the check says of them.
enum SmallCampaigns {
  /// A program that the check judges otherwise than it is.
  struct Refusal: CustomStringConvertible {
    var rule: SmallRule
    var audience: String
    var text: String
    var codes: [String]

    var description: String { "\(audience): \(text) \(codes) \(rule.rawValue)" }
  }

  struct Tally {
    var programs = 0
    var safe = 0
    /// Of the safe ones.
    var accepted = 0
    var refused: [Refusal] = []
    /// Unsafe ones that pass.
    var unsound: [Refusal] = []
    /// Audiences that nobody is in, and those that are said to be so for every text.
    var emptyAudiences = 0
    var audiencesFoundEmpty = 0

    static func + (a: Tally, b: Tally) -> Tally {
      Tally(
        programs: a.programs + b.programs, safe: a.safe + b.safe, accepted: a.accepted + b.accepted,
        refused: a.refused + b.refused, unsound: a.unsound + b.unsound,
        emptyAudiences: a.emptyAudiences + b.emptyAudiences,
        audiencesFoundEmpty: a.audiencesFoundEmpty + b.audiencesFoundEmpty)
    }
  }

  /// All texts for each of the audiences.
  static func tally(_ rule: SmallRule, _ texts: [SmallText], _ audiences: [SmallCondition]) async throws -> Tally {
    let faults = texts.map { text in MemberSet { !rule.allows(text.shown[$0]) } }
    return try await withThrowingTaskGroup(of: Tally.self) { group in
      var (sum, pending) = (Tally(), audiences[...])
      for _ in 0..<2 {
        guard let audience = pending.popFirst() else { break }
        group.addTask { tally(rule, texts, faults, audience) }
      }
      while let tally = try await group.next() {
        sum = sum + tally
        if let audience = pending.popFirst() { group.addTask { self.tally(rule, texts, faults, audience) } }
      }
      return sum
    }
  }

  private static func tally(
    _ rule: SmallRule, _ texts: [SmallText], _ faults: [MemberSet], _ audience: SmallCondition
  ) -> Tally {
    let workspace = TestWorkspace(files(rule, texts, audience))
    let errors = workspace.check(unproven: Set(DiagnosticCode.together)).diagnostics.filter { $0.severity == .error }
    let codes = Dictionary(grouping: errors) { workspace.files[Int($0.span.file.rawValue)].path }
      .mapValues { Set($0.map(\.code.id)).sorted() }
    var tally = Tally()
    guard !audience.holds.isEmpty else {
      tally.emptyAudiences = 1
      // Where the text is wrong as well that is reported first.
      let isFound = texts.indices.allSatisfy { codes[path($0)] != nil } && codes.values.contains(["E1301"])
      tally.audiencesFoundEmpty = isFound ? 1 : 0
      return tally
    }
    for (number, text) in texts.enumerated() {
      tally.programs += 1
      let isSafe = faults[number].isDisjoint(with: audience.holds)
      let found = codes[path(number)] ?? []
      let program = Refusal(rule: rule, audience: audience.source, text: text.source, codes: found)
      if isSafe {
        tally.safe += 1
        if found.isEmpty { tally.accepted += 1 } else { tally.refused.append(program) }
      } else if found.isEmpty {
        tally.unsound.append(program)
      }
    }
    return tally
  }

  private static func path(_ number: Int) -> String { "tenants/shop/campaigns/c\(number).campaign" }

  private static func files(_ rule: SmallRule, _ texts: [SmallText], _ audience: SmallCondition) -> [String: String] {
    var files = [
      "workspace.campaign": "workspace example { tenants \"tenants/*\" }",
      "tenants/shop/tenant.campaign": """
      tenant shop {
        name "Shop", timezone "Europe/Oslo", currency EUR, languages en_GB, audience "audience.sqlite"
        channel push { app "com.shop.example" }
      }
      """,
      "tenants/shop/brand.campaign": "brand {\n  \(rule.rawValue)\n}",
      "tenants/shop/audience.campaign": SmallMember.declaration,
    ]
    for (number, text) in texts.enumerated() {
      files[path(number)] = """
        campaign c\(number) {
          audience where \(audience.source)
          schedule every day at 10:00
          push { title "\(text.source)", text "News" }
        }
        """
    }
    return files
  }
}
