import CampaignCalendar
import CampaignOracle
import CampaignPlan
import CampaignSQLite
import CampaignSemantics
import CampaignTestSupport
import CampaignVM
import CampaignValues
import Foundation

/// The tenant of the random campaigns, with a small audience in a folder that goes away with the process.
enum FuzzShop {
  static let now: Int64 = 1_804_001_400
  static let campaignPath = "tenants/shop/campaigns/hello.campaign"

  static let folder: URL = {
    let base = URL(filePath: FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : "/tmp")
    let folder = base.appending(path: "campaign-fuzz-\(ProcessInfo.processInfo.processIdentifier)")
    do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
      stop("\(folder.path): \(error)")
    }
    atexit { try? FileManager.default.removeItem(at: FuzzShop.folder) }
    return folder
  }()

  /// Nothing can be searched: a defect of the targets, or no place for their files.
  static func stop(_ reason: String) -> Never {
    FileHandle.standardError.write(Data("campaign-fuzz: \(reason)\n".utf8))
    exit(2)
  }

  /// The tenant's files with one campaign.
  static let workspace = TestWorkspace([
    "workspace.campaign": "workspace example {\n  tenants \"tenants/*\"\n}\n",
    "tenants/shop/tenant.campaign": RandomPrograms.tenant, "tenants/shop/audience.campaign": RandomPrograms.audience,
    "tenants/shop/brand.campaign": RandomPrograms.brand, "library/layout.campaign": RandomPrograms.layout,
    campaignPath: "",
  ])

  static func sql(seed: UInt64, members: Int) -> String {
    var audiences = RandomAudiences(seed: seed, now: now, wrongOneIn: 40)
    let made = audiences.members(count: members)
    return RandomAudiences.sql(
      made, audiences.events(count: members, memberCount: members), catalogs: audiences.catalogs())
  }

  /// An audience with eight members.
  static let audience: String = {
    let path = folder.appending(path: "audience.sqlite").path
    do { try make(path, sql(seed: 7, members: 8)) } catch {
      stop("\(error)")
    }
    return path
  }()

  static func make(_ path: String, _ sql: String) throws {
    let connection = try Connection(path: path, access: .create)
    // Small pages, so that a whole database is an input that can be searched.
    try connection.execute("PRAGMA page_size=512; PRAGMA synchronous=0; PRAGMA journal_mode=OFF;")
    try connection.execute(sql)
  }

  static func request(_ path: String, step: Int = 0) -> RunRequest {
    var request = RunRequest(
      databasePath: path, now: now, zone: .utc, tenantKey: SipHash128.Block(low: 0, high: 0), name: "run")
    request.step = step
    if step > 0 { request.history = MemberHistory() }
    return request
  }

  /// Runs every step: a run ends with a clear error, or with balanced figures and lines that are lines.
  static func run(_ plan: VerifiedPlan, over path: String) throws(FuzzFinding) {
    for step in plan.plan.steps.indices {
      for usesPushdown in [true, false] {
        var request = request(path, step: step)
        request.usesPushdown = usesPushdown
        let sink = CheckingSink()
        do throws(RunError) {
          _ = try Machine.run(plan, request, to: sink)
        } catch {
          if case .unbalanced = error { throw FuzzFinding("\(error)") }
          if error.description.isEmpty { throw FuzzFinding("a run failed without a word") }
          continue
        }
        if let fault = sink.fault { throw FuzzFinding(fault) }
      }
    }
  }
}

extension FuzzShop {
  /// Runs the first step over members that are given as lines of JSON.
  static func run(_ plan: VerifiedPlan, lines: [UInt8]) throws(FuzzFinding) {
    var offset = 0
    let source = JSONRows(plan, name: "lines") { buffer in
      let count = min(buffer.count, lines.count - offset)
      buffer.copyBytes(from: lines[offset..<offset + count])
      offset += count
      return count
    }
    let sink = CheckingSink()
    do throws(RunError) {
      _ = try Machine.run(plan, request(audience), over: source, to: sink)
    } catch {
      if case .unbalanced = error { throw FuzzFinding("\(error)") }
    }
    if let fault = sink.fault { throw FuzzFinding(fault) }
  }
}

/// Holds that every line is one JSON object with the fields of a message, and no more lines come than messages.
final class CheckingSink: MessageSink {
  let form = OutputForm.jsonLines
  let skipped: [PlanChannel: Int] = [:]
  private(set) var fault: String?

  func write(lines: UnsafeRawBufferPointer) {
    guard lines.isEmpty || lines.last == 0x0A else {
      fault = "a line does not end"
      return
    }
    for line in lines.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
      let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
      guard let object, object["tenant"] is String, object["member"] is String, object["to"] is String else {
        fault = "a line is no message: \(String(decoding: line, as: UTF8.self))"
        return
      }
    }
  }

  func write(message: RenderedMessage) {}
  func finish() {}
  func abandon() {}
}
