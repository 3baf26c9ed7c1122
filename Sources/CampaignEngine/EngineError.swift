import CampaignLedger

/// Why the engine can't do something.
package enum EngineError: Error, Hashable, Sendable, CustomStringConvertible {
  case ledger(LedgerError)
  case noPlan(campaign: String, reason: String)
  case noZone(name: String, reason: String)
  /// What a worker put down is no run.
  case spool(path: String, reason: String)

  package var description: String {
    switch self {
    case .ledger(let error): error.description
    case .noPlan(let campaign, let reason):
      "the plan of `\(campaign)` can't be used: \(reason)\n  help: apply the workspace again"
    case .noZone(let name, let reason): "the time zone `\(name)` can't be used: \(reason)"
    case .spool(let path, let reason): "`\(path)`: \(reason)"
    }
  }

  static func wrapping<Value>(_ body: () throws(LedgerError) -> Value) throws(EngineError) -> Value {
    do throws(LedgerError) { return try body() } catch { throw .ledger(error) }
  }
}
