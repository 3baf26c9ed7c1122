import ArgumentParser
import CampaignEngine
import CampaignLedger
import CampaignWorkspace
import Glibc

/// Who uses a command, for the record of changes.
enum Actor {
  /// The user's name, or number.
  static var name: String { getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "\(getuid())" }
}

/// A tenant of the register, to read or to command.
struct TenantChoice: ParsableArguments {
  @OptionGroup var data: DataOption

  @Option(help: "The tenant; needed where there are several.")
  var tenant: String?

  /// The tenants that were meant: all, where none is named.
  func all(_ register: Register) throws -> [RegisteredTenant] {
    let known = try register.tenants()
    guard let tenant else { return known }
    guard let found = known.first(where: { $0.record.name == tenant }) else {
      throw Failure("there is no tenant `\(tenant)`", help: Self.names(known))
    }
    return [found]
  }

  func one(_ register: Register) throws -> RegisteredTenant {
    let found = try all(register)
    guard found.count == 1 else {
      throw Failure(
        found.isEmpty ? "no workspace was applied" : "there are \(found.count) tenants",
        help: found.isEmpty ? "campd apply FOLDER" : "choose one with --tenant: " + Self.names(found))
    }
    return found[0]
  }

  private static func names(_ tenants: [RegisteredTenant]) -> String {
    tenants.map { "`\($0.record.name)`" }.joined(separator: ", ")
  }
}

extension DataFolder {
  /// The ledger of a tenant, to read; nil where the engine has not begun with it.
  func ledger(of tenant: RegisteredTenant) throws -> Ledger? {
    let path = "\(tenantFolder(tenant.number))/ledger.sqlite"
    guard access(path, F_OK) == 0 else { return nil }
    return try Ledger(reading: path, tenant: tenant.record.name)
  }

  /// Asks the engine, and waits a moment for its answer.
  func ask(_ command: LedgerCommand, of tenant: RegisteredTenant, by actor: String) throws -> String {
    let register = try self.register()
    let number = try register.ask(command, tenant: tenant, by: actor, at: SystemClock.now())
    for _ in 0..<50 {
      if let answer = try register.answer(to: number) { return answer }
      usleep(100_000)
    }
    return "noted as command \(number): the engine does it when it runs"
  }
}

/// Rows with columns of equal width.
struct TextTable {
  private var rows: [[String]] = []

  mutating func add(_ row: [String]) { rows.append(row) }

  var text: String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
      }
      return cells.joined(separator: "  ") + "\n"
    }.joined()
  }
}
