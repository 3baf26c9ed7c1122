import CSimulatedDisk

/// A disk in memory whose process and power can be taken away.
package final class SimulatedDisk {
  package let number: Int32

  package init() { number = simulated_disk_create() }
  deinit { simulated_disk_destroy(number) }

  package static let fileSystem = SIMULATED_DISK_NAME

  package var ledgerPath: String { path("ledger.sqlite") }
  /// Of a file on the disk.
  package func path(_ name: String) -> String { "/\(number)/\(name)" }

  package var operations: Int { simulated_disk_operations(number) }
  package var syncs: Int { simulated_disk_syncs(number) }

  package func dieAfter(_ operations: Int) { simulated_disk_die_after(number, operations) }
  package var isDead: Bool { simulated_disk_is_dead(number) != 0 }
  package func failAfter(_ operations: Int) { simulated_disk_fail_after(number, operations) }
  package func fill(_ isFull: Bool) { simulated_disk_fill(number, isFull ? 1 : 0) }

  /// Does something that no fault that was planned meets.
  package func sparing<Value, Failure: Error>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
    simulated_disk_spare(number, 1)
    defer { simulated_disk_spare(number, 0) }
    return try body()
  }

  package func restartProcess() { simulated_disk_restart_process(number) }
  package func losePower(seed: UInt64) { simulated_disk_lose_power(number, seed) }
}
