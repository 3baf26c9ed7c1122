import CampaignTestSupport
import Foundation
import Testing

/// What a hostile tenant may try, by forged plans and databases made for it, and what comes of it. `docs/hostile-tenants.md` is the
/// table of the same attacks, and holds what is expected of each.
@Suite struct HostileTenantTests {
  static let themes: [(title: String, attacks: [Attack])] = [
    ("Another tenant's data", OtherTenantAttacks.all), ("Out of the sandbox", SandboxAttacks.all),
    ("Memory, CPU and disk", ResourceAttacks.all), ("Databases made to hang or to mislead", DatabaseAttacks.all),
    ("Values of members", InjectionAttacks.all), ("Forged programs", ForgedProgramAttacks.all),
    ("Forged tables, SQL and files", ForgedTableAttacks.all),
  ]
  static let attacks = themes.flatMap(\.attacks)

  @Test(arguments: attacks) func isHeldOffByItsGuardAlone(_ attack: Attack) throws {
    let row = HostileTenantPage.Row(
      attack: attack.name, guardName: attack.guardName, outcome: try attack.outcome(isGuarded: true),
      withoutGuard: try attack.outcome(isGuarded: false))
    // An attack that is held off either way would show nothing of its guard.
    #expect(row.outcome != row.withoutGuard)
    #expect(!row.withoutGuard.hasPrefix("refused"), "\(row.withoutGuard)")
    guard !HostileTenantPage.isUpdate else { return }
    #expect(HostileTenantPage.rows[attack.name] == row)
  }

  @Test func thereAreManyAndEachIsTold() throws {
    #expect(Self.attacks.count >= 50)
    #expect(Set(Self.attacks.map(\.name)).count == Self.attacks.count)
    if HostileTenantPage.isUpdate { try HostileTenantPage.write(Self.themes) }
    #expect(HostileTenantPage.names == Self.attacks.map(\.name), "UPDATE_GOLDENS=1 writes the table anew")
    #expect(!HostileTenantPage.isUpdate, "the table was written")
  }
}

/// The table in `docs/hostile-tenants.md`.
enum HostileTenantPage {
  struct Row: Equatable {
    let attack: String
    let guardName: String
    let outcome: String
    let withoutGuard: String

    var line: String {
      "| " + [attack, guardName, outcome, withoutGuard].map(Self.cell).joined(separator: " | ") + " |"
    }

    /// A bar would end the cell, and angle brackets begin a tag.
    private static func cell(_ text: String) -> String {
      text.replacing("|", with: "\\|").replacing("<", with: "\\<")
    }

    init(attack: String, guardName: String, outcome: String, withoutGuard: String) {
      self.attack = attack
      self.guardName = guardName
      self.outcome = outcome
      self.withoutGuard = withoutGuard
    }

    init?(line: Substring) {
      let bar = "\u{1}"
      guard line.hasPrefix("| "), line.hasSuffix(" |") else { return nil }
      let cells = line.replacing("\\|", with: bar).dropFirst(2).dropLast(2).split(separator: " | ").map {
        String($0).replacing(bar, with: "|").replacing("\\<", with: "<")
      }
      guard cells.count == 4 else { return nil }
      self.init(attack: cells[0], guardName: cells[1], outcome: cells[2], withoutGuard: cells[3])
    }
  }

  static let isUpdate = ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil
  private static let url = TestWorkspace.repository.appending(path: "docs/hostile-tenants.md")
  private static let head = "| attack | guard | outcome | without the guard |"
  private static let rule = "| --- | --- | --- | --- |"

  private static var text: String { (try? String(contentsOf: url, encoding: .utf8)) ?? "" }
  private static let all = text.split(separator: "\n").compactMap(Row.init(line:)).filter {
    $0.line != head && $0.line != rule
  }
  static let rows = Dictionary(all.map { ($0.attack, $0) }, uniquingKeysWith: { first, _ in first })
  static var names: [String] { all.map(\.attack) }

  /// Writes the tables anew; what stands before them stays.
  static func write(_ themes: [(title: String, attacks: [Attack])]) throws {
    var lines = text.components(separatedBy: "\n## " + themes[0].title + "\n").prefix(1).map(\.self)
    for theme in themes {
      lines += ["## \(theme.title)", "", head, rule]
      for attack in theme.attacks {
        let row = Row(
          attack: attack.name, guardName: attack.guardName, outcome: try attack.outcome(isGuarded: true),
          withoutGuard: try attack.outcome(isGuarded: false))
        lines.append(row.line)
      }
      lines.append("")
    }
    try Data(lines.joined(separator: "\n").utf8).write(to: url)
  }
}
