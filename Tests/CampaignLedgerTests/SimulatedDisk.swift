import CSimulatedDisk

/// A disk in memory whose process and power can be taken away.
final class SimulatedDisk {
  let number: Int32

  init() { number = simulated_disk_create() }
  deinit { simulated_disk_destroy(number) }

  static let fileSystem = SIMULATED_DISK_NAME

  var ledgerPath: String { "/\(number)/ledger.sqlite" }
  var operations: Int { simulated_disk_operations(number) }
  var syncs: Int { simulated_disk_syncs(number) }

  func dieAfter(_ operations: Int) { simulated_disk_die_after(number, operations) }
  func restartProcess() { simulated_disk_restart_process(number) }
  func losePower(seed: UInt64) { simulated_disk_lose_power(number, seed) }
}
