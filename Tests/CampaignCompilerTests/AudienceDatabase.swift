import CSQLite
import CampaignCalendar
import CampaignOracle
import CampaignPlan
import CampaignSemantics
import CampaignTestSupport
import CampaignVM
import CampaignValues
import Foundation
import Testing

/// An audience in a file that goes away with the test.
final class Database {
  private let path = FileManager.default.temporaryDirectory.appending(path: "audience-\(UUID().uuidString).sqlite").path

  init(_ sql: String) throws {
    var handle: OpaquePointer?
    defer { sqlite3_close_v2(handle) }
    try #require(sqlite3_open(path, &handle) == SQLITE_OK)
    try #require(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK, "\(String(cString: sqlite3_errmsg(handle)))")
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  private func request(_ plan: VerifiedPlan, _ entered: [Int64: OracleEntry], zone: Zone) -> RunRequest {
    var request = RunRequest(
      databasePath: path, now: DifferentialTests.now, zone: zone, tenantKey: SipHash128.Block(low: 0, high: 0),
      name: "run")
    var history = MemberHistory()
    for (key, entry) in entered.sorted(by: { $0.key < $1.key }) {
      let event = plan.plan.event == nil ? nil : String(key)
      let member = String(entry.member)
      history.enter(
        member: member, event: event,
        run: MemberHistory.Run(campaign: plan.plan.campaign, name: event == nil ? entry.run : ""), at: entry.entered)
      for fact in entry.events {
        let kind: PlanEvent = fact.event == .sent ? .sent : fact.event == .opened ? .opened : .clicked
        history.record(kind, ofStep: fact.step, member: member, event: event)
      }
      if entry.hasConverted { history.recordConversion(member: member, event: event) }
    }
    request.history = history
    return request
  }

  func conversions(_ plan: VerifiedPlan, _ entered: [Int64: OracleEntry], zone: Zone) throws -> [String: Bool] {
    let answers = Answers()
    _ = try Machine.conversions(
      plan, request(plan, entered, zone: zone),
      observer: RunObserver(outcome: { outcome in
        switch outcome.kind {
        case .converted: answers.byKey[outcome.event ?? outcome.key] = true
        case .notConverted: answers.byKey[outcome.event ?? outcome.key] = false
        default: break
        }
      }))
    return answers.byKey
  }

  func run(
    _ plan: VerifiedPlan, step: Int, _ entered: [Int64: OracleEntry], zone: Zone, usesPushdown: Bool
  ) throws -> Outcomes {
    let bad = BadKeys()
    let (summary, messages) = try run(
      plan, step: step, entered, zone: zone, usesPushdown: usesPushdown,
      observer: RunObserver(outcome: { if case .bad = $0.kind { bad.keys.insert($0.event ?? $0.key) } }))
    return Outcomes(summary, messages: messages, bad: bad.keys)
  }

  /// The same members as lines of JSON, with what became of them.
  func runRows(_ plan: VerifiedPlan, step: Int, _ entered: [Int64: OracleEntry], zone: Zone) throws -> Outcomes {
    var handle: OpaquePointer?
    defer { sqlite3_close_v2(handle) }
    try #require(sqlite3_open(path, &handle) == SQLITE_OK)
    let lines = try RowLines(handle, plan.plan).lines()
    var request = request(plan, entered, zone: zone)
    request.step = step
    var offset = 0
    // In pieces that end anywhere.
    let source = JSONRows(plan, name: "rows") { buffer in
      let count = min(buffer.count, 977, lines.count - offset)
      buffer.copyBytes(from: lines[offset..<offset + count])
      offset += count
      return count
    }
    let bad = BadKeys()
    let sink = CollectingSink()
    let summary = try Machine.run(
      plan, request, over: source, to: sink,
      observer: RunObserver(outcome: { if case .bad = $0.kind { bad.keys.insert($0.event ?? $0.key) } }))
    return Outcomes(summary, messages: sink.messages, bad: bad.keys)
  }

  /// What a run tells of itself, and the messages by the key of the member, or of the event. `only` is a key.
  func run(
    _ plan: VerifiedPlan, step: Int, _ entered: [Int64: OracleEntry], zone: Zone, usesPushdown: Bool,
    only: String? = nil,
    observer: RunObserver
  ) throws -> (summary: RunSummary, messages: [String: [String: String]]) {
    var request = request(plan, entered, zone: zone)
    request.step = step
    request.usesPushdown = usesPushdown
    if plan.plan.event == nil { request.memberKey = only } else { request.eventKey = only }
    let sink = CollectingSink()
    let summary = try Machine.run(plan, request, to: sink, observer: observer)
    return (summary, sink.messages)
  }
}

final class Answers { var byKey: [String: Bool] = [:] }

final class BadKeys { var keys: Set<String> = [] }

/// Keeps what was made.
final class CollectingSink: MessageSink {
  let form = OutputForm.parts
  let skipped: [PlanChannel: Int] = [:]
  private(set) var messages: [String: [String: String]] = [:]

  func write(lines: UnsafeRawBufferPointer) {}
  func write(message: RenderedMessage) {
    var parts = ["channel": message.channel.name, "language": message.language]
    for part in PlanPart.allCases {
      if let bytes = message.part(part) { parts[part.name] = String(decoding: bytes, as: UTF8.self) }
    }
    messages[String(decoding: message.event ?? message.member, as: UTF8.self)] = parts
  }
  func finish() {}
  func abandon() {}
}
