import CSQLite
import CampaignCalendar
import CampaignPlan
import CampaignVM
import CampaignValues
import Foundation
import Testing

/// A folder that goes away with the test, and runs in it.
final class Scratch {
  let folder: URL
  /// 2027-03-02T15:30:00Z.
  static let now: Int64 = 1_804_001_400

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "campaign-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  var files: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted() }

  @discardableResult
  func database(_ name: String = "audience.sqlite", sql: String) throws -> String {
    var handle: OpaquePointer?
    defer { sqlite3_close_v2(handle) }
    try #require(sqlite3_open(path(name), &handle) == SQLITE_OK)
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    try #require(code == SQLITE_OK, "\(String(cString: sqlite3_errmsg(handle)))")
    return path(name)
  }

  func request(_ database: String = "audience.sqlite") -> RunRequest {
    RunRequest(
      databasePath: path(database), now: Self.now, zone: .utc, tenantKey: SipHash128.Block(low: 0, high: 0),
      name: "2027-03-02T15:30:00Z")
  }

  /// Runs into a file and reads its lines; the file is gone afterwards.
  func run(
    _ builder: PlanBuilder, _ change: (inout RunRequest) -> Void = { _ in }, observer: RunObserver = RunObserver()
  ) throws -> (summary: RunSummary, lines: [[String: Any]], text: String) {
    var request = request()
    change(&request)
    let output = path("out.jsonl")
    let summary = try Machine.run(
      try builder.verified(), request, to: try JSONLinesSink(path: output), observer: observer)
    let data = try Data(contentsOf: URL(filePath: output))
    try FileManager.default.removeItem(atPath: output)
    let lines = try data.split(separator: 0x0A).map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    }
    return (summary, lines, String(decoding: data, as: UTF8.self))
  }
}
