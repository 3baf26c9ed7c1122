import CampaignEngine
import CampaignTestSupport
import Foundation
import Testing

/// A workspace of tenants with one template, in a folder of its own that goes with it, and the built `campd`.
final class Market {
  struct Result {
    let status: Int32
    let out: String
    let err: String
  }

  let url: URL
  let tenants: [String]

  init(_ tenants: String...) throws {
    self.tenants = tenants
    url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(path: "campd-\(UUID().uuidString)")
    try write("workspace.campaign", "workspace market {\n  library \"library\"\n  tenants \"tenants/*\"\n}\n")
    try writeTemplate()
    for tenant in tenants {
      try writeTenant(tenant)
      try write(
        "tenants/\(tenant)/audience.campaign",
        """
        audience member from members key id {
          email      email?
          agreed     bool
          first_name text(40, name)?
          reach email at email where agreed
        }

        """)
      try write(
        "tenants/\(tenant)/brand.campaign", "brand {\n  forbid words contains any of (\"\(tenant)s own word\")\n}\n")
      try writeCampaign(tenant)
    }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ path: String, _ text: String) throws {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: false, encoding: .utf8)
  }

  func remove(_ path: String) throws { try FileManager.default.removeItem(at: url.appending(path: path)) }

  func writeTenant(_ tenant: String, zone: String = "Europe/London", items: String = "") throws {
    try write(
      "tenants/\(tenant)/tenant.campaign",
      """
      tenant \(tenant) {
        name      "Shop \(tenant)"
        timezone  "\(zone)"
        currency  USD
        languages en_US
        audience  "audience.sqlite"
        link_base "https://go.\(tenant).example"
        channel email { sender "Shop <a@\(tenant).example>", address "1 Main St" }
        \(items)
      }

      """)
  }

  func writeTemplate(_ words: String = "the first version", expires: String = "10 hours") throws {
    try write(
      "library/news.campaign",
      """
      template news(hero: text(40)) {
        needs first_name text(40, name)?
        audience where first_name is known
        expires after \(expires)
        email {
          subject   "{hero}"
          preheader "For you"
          body \"\"\"
            # Hello

            This is \(words).

            [Visit us](https://shop.example/visit)
            \"\"\"
        }
      }

      """)
  }

  func writeCampaign(
    _ tenant: String, name: String = "weekly", time: String = "10:00", items: String = ""
  ) throws {
    try write(
      "tenants/\(tenant)/campaigns/weekly.campaign",
      """
      campaign \(name) from news(hero: "Fresh this week") {
        goal     "Send"
        schedule every tuesday at \(time) in tenant.timezone
        repeat   every run
        \(items)
      }

      """)
  }

  /// Runs `campd` in the market's folder, with its data in `data`. `status` is 124 where it did not end within half a minute.
  @discardableResult
  func campd(_ arguments: String...) throws -> Result {
    try run(BuiltProgram.path("campd"), arguments + ["--data", "data"])
  }

  @discardableResult
  func run(_ program: String, _ arguments: [String]) throws -> Result {
    let (out, err) = (url.appending(path: "out.txt"), url.appending(path: "err.txt"))
    try Data().write(to: out)
    try Data().write(to: err)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/timeout")
    process.arguments = ["30", program] + arguments
    process.currentDirectoryURL = url
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: out.path)
    process.standardError = FileHandle(forWritingAtPath: err.path)
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, out: try String(contentsOf: out, encoding: .utf8),
      err: try String(contentsOf: err, encoding: .utf8))
  }

  func register() throws -> Register { try Register(path: url.appending(path: "data/engine.sqlite").path) }

  /// The plan that runs of each campaign, by `TENANT/CAMPAIGN`.
  func running() throws -> [String: String] {
    try register().tenants().reduce(into: [:]) { all, tenant in
      for campaign in tenant.record.campaigns { all["\(tenant.record.name)/\(campaign.name)"] = campaign.plan }
    }
  }

  func campaign(_ tenant: String, _ name: String = "weekly") throws -> TenantRecord.Campaign {
    let found = try register().tenants().first { $0.record.name == tenant }
    return try #require(found?.record.campaigns.first { $0.name == name })
  }
}
