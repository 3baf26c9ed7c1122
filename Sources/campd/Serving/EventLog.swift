import CampaignCalendar
import CampaignEngine
import CampaignValues
import Glibc

/// The engine's log: a JSON object on each line of standard error. It names tenants, campaigns and runs, and no members.
struct EventLog {
  func write(_ event: EngineEvent) {
    let (level, name, fields) = Self.parts(of: event)
    write(level: level, name, fields)
  }

  func write(level: String, _ name: String, _ fields: [(String, String)]) {
    let time = ISOText.string(instant: SystemClock.now())
    let all = [("time", time), ("level", level), ("event", name)] + fields
    let line = "{" + all.map { "\(Self.quoted($0)):\(Self.quoted($1))" }.joined(separator: ",") + "}\n"
    let bytes = Array(line.utf8)
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }

  private static func parts(of event: EngineEvent) -> (level: String, name: String, fields: [(String, String)]) {
    switch event {
    case .runBegan(let tenant, let campaign, let occurrence, let step):
      ("info", "run began", run(tenant, campaign, occurrence) + [("step", step)])
    case .runReleased(let tenant, let campaign, let occurrence, let step, let messages):
      ("info", "run released", run(tenant, campaign, occurrence) + [("step", step), ("messages", "\(messages)")])
    case .runMissed(let tenant, let campaign, let occurrence):
      ("warning", "run missed", run(tenant, campaign, occurrence))
    case .runFailed(let tenant, let campaign, let occurrence, let reason):
      ("error", "run failed", run(tenant, campaign, occurrence) + [("reason", reason)])
    case .recovered(let tenant, let messages):
      ("warning", "recovered", [("tenant", tenant), ("messages", "\(messages)")])
    case .tenantFailed(let tenant, let reason): ("error", "tenant failed", [("tenant", tenant), ("reason", reason)])
    case .newsPassedOver(let unknown, let damagedBytes):
      ("warning", "news passed over", [("unknown", "\(unknown)"), ("damaged_bytes", "\(damagedBytes)")])
    case .revisionTaken(let revision, let tenants):
      ("info", "revision taken", [("revision", "\(revision)"), ("tenants", "\(tenants)")])
    case .clockWentAhead(let seconds, let believed):
      ("warning", "clock went ahead", [("seconds", "\(seconds)"), ("believedInSeconds", "\(believed)")])
    case .clockBelieved(let seconds): ("warning", "clock believed", [("seconds", "\(seconds)")])
    case .circuitOpened(let way, let seconds):
      ("warning", "way closed", [("way", way), ("seconds", "\(seconds)")])
    case .circuitClosed(let way): ("info", "way open", [("way", way)])
    case .clockWentBack(let seconds): ("warning", "clock went back", [("seconds", "\(seconds)")])
    }
  }

  private static func run(_ tenant: String, _ campaign: String, _ occurrence: String) -> [(String, String)] {
    [("tenant", tenant), ("campaign", campaign), ("occurrence", occurrence)]
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case _ where scalar.value < 0x20: quoted += " "
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
