import CampaignEngine
import Foundation
import Glibc

/// What the engine says of itself, in two files of the data folder: `state.json` for `campd status`, and `figures/metrics.prom` for Prometheus. Both are whole at any
/// moment, and not older than a few seconds while the engine runs.
struct StateFiles {
  let data: DataFolder

  static let secondsBetween: Int64 = 5
  /// From when on nobody writes them any more.
  static let secondsOfLife: Int64 = 30

  func write(_ report: EngineReport) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    if let json = try? encoder.encode(report) { write(Array(json), to: data.statePath) }
    _ = mkdir(data.figuresPath, 0o750)
    write(Array(MetricsText(report).text.utf8), to: data.metricsPath)
  }

  /// Once the engine has ended.
  func remove() {
    unlink(data.statePath)
    unlink(data.metricsPath)
  }

  /// How the engine is; nil where none runs.
  func read(at now: Int64) -> EngineReport? {
    guard let json = FileManager.default.contents(atPath: data.statePath),
      let report = try? JSONDecoder().decode(EngineReport.self, from: json), now - report.at <= Self.secondsOfLife
    else { return nil }
    return report
  }

  /// Figures that can't be written are missed by nobody for long.
  private func write(_ bytes: [UInt8], to path: String) {
    let temporary = path + ".new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o640)
    guard descriptor >= 0 else { return }
    let written = Glibc.write(descriptor, bytes, bytes.count)
    close(descriptor)
    if written == bytes.count { rename(temporary, path) } else { unlink(temporary) }
  }
}

/// A report in the text format of Prometheus.
struct MetricsText {
  private(set) var text = ""

  init(_ report: EngineReport) {
    add("campd_report_timestamp_seconds", "When these figures were taken.", [("", Double(report.at))])
    add("campd_messages_in_flight", "Messages that are being handed off.", [("", Double(report.inFlight))])
    add("campd_messages_in_flight_limit", "As many can be at once.", [("", Double(report.slots))])
    add(
      "campd_clock_ahead_seconds", "How far the wall clock is ahead of the instant at which is acted, or behind it.",
      [("", Double(report.clockAhead))])
    add(
      "campd_messages", "Messages by tenant and what became of them.",
      report.tenants.flatMap { tenant in
        tenant.messages.sorted { $0.key < $1.key }.map { state, count in
          (Self.labels(tenant.name, "state", state.replacing(" ", with: "_")), Double(count))
        }
      })
    add(
      "campd_runs", "Runs by tenant and stage.",
      report.tenants.flatMap { tenant in
        [("evaluating", tenant.evaluating), ("planning", tenant.planning)].map {
          (Self.labels(tenant.name, "stage", $0.0), Double($0.1))
        }
      })
    add(
      "campd_way_closed", "Ways by which nothing gets through.",
      report.closedWays.map { ("{way=\"\($0.way)\"}", 1) })
    add(
      "campd_trouble", "What can't go on, by tenant.",
      report.tenants.map { (Self.labels($0.name), Double($0.trouble.count)) })
  }

  private mutating func add(_ name: String, _ help: String, _ values: [(labels: String, value: Double)]) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
    for (labels, value) in values { text += "\(name)\(labels) \(Int64(value))\n" }
  }

  /// Names of tenants are identifiers, which need no escape.
  private static func labels(_ tenant: String, _ name: String? = nil, _ value: String = "") -> String {
    let second = name.map { ",\($0)=\"\(value)\"" } ?? ""
    return "{tenant=\"\(tenant)\"\(second)}"
  }
}
