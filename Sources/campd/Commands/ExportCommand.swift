import ArgumentParser
import CampaignCalendar
import CampaignDiagnostics
import CampaignEngine
import CampaignLedger
import CampaignPlan
import CampaignValues
import CampaignWorkspace
import Glibc

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write every message with what became of it, as CSV or lines of JSON.",
    discussion: """
      In the order of the runs, to standard output. Times are UTC. A member who was forgotten has no key.

        campd export --format csv > messages.csv
        campd export come_back | jq -r 'select(.state == "failed") | .member'
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case jsonl, csv }

  @OptionGroup var choice: TenantChoice
  @Argument(help: "The campaign; all without it.") var campaign: String?
  @Option(name: .customLong("run"), help: "Only the run with this number; needs --tenant where there are several.")
  var runNumber: Int64?
  @Option(help: "`jsonl` or `csv`.") var format = Format.jsonl

  func run() throws {
    let folder = try choice.data.folder
    let register = try folder.register()
    let tenants = runNumber == nil ? try choice.all(register) : [try choice.one(register)]
    let output = StandardOutput()
    if format == .csv { try output.write(Self.names.joined(separator: ",") + "\r\n") }
    for tenant in tenants {
      var failure: Failure?
      try folder.ledger(of: tenant)?.export(campaign: campaign, run: runNumber) { message throws(LedgerError) in
        if failure != nil { return }
        do throws(Failure) { try output.write(line(message, of: tenant.record.name)) } catch { failure = error }
      }
      if let failure { throw failure }
    }
    try output.flush()
  }

  private static let names = [
    "tenant", "run", "campaign", "occurrence", "step", "entry", "member", "event", "channel", "state", "attempts",
    "since", "reason",
  ]

  private func line(_ exported: ExportedMessage, of tenant: String) -> String {
    let message = exported.message
    let fields = [
      tenant, "\(message.run)", exported.campaign, exported.occurrence, exported.step, "\(message.entry)",
      exported.member ?? "", exported.event ?? "", PlanChannel.name(message.channel), message.state.words,
      "\(message.attempts)", ISOText.string(instant: message.since), message.reason ?? "",
    ]
    switch format {
    case .csv: return fields.map(Self.quoted).joined(separator: ",") + "\r\n"
    case .jsonl:
      var line = JSONWriter(isOnOneLine: true)
      line.object { line in
        for (name, field) in zip(Self.names, fields) {
          if ["run", "entry", "attempts"].contains(name) {
            line.number(name, Int(field) ?? 0)
          } else if !field.isEmpty {
            line.string(name, field)
          }
        }
      }
      return line.text + "\n"
    }
  }

  /// RFC 4180; a spreadsheet takes what begins with one of these signs for a formula.
  private static func quoted(_ field: String) -> String {
    let safe = field.first.map { "=+-@\t\r".contains($0) } ?? false ? "'" + field : field
    guard safe.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return safe }
    return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}

extension PlanChannel {
  /// Of the ledger's number; a message that was never to be sent has none.
  static func name(_ number: Int64) -> String {
    UInt8(exactly: number).flatMap(PlanChannel.init(rawValue:)).map { "\($0)" } ?? ""
  }
}

/// Standard output, written in large pieces.
final class StandardOutput {
  private var pending: [UInt8] = []
  private static let pieceBytes = 256 << 10

  func write(_ text: String) throws(Failure) {
    pending += text.utf8
    if pending.count >= Self.pieceBytes { try flush() }
  }

  func flush() throws(Failure) {
    var start = 0
    while start < pending.count {
      let count = pending.withUnsafeBytes {
        Glibc.write(STDOUT_FILENO, $0.baseAddress.map { $0 + start }, $0.count - start)
      }
      guard count > 0 || errno == EINTR else {
        throw Failure("standard output can't be written: \(String(cString: strerror(errno)))")
      }
      start += max(count, 0)
    }
    pending.removeAll(keepingCapacity: true)
  }
}
