import ArgumentParser
import CampaignSandbox
import Glibc

/// What a run may touch and use at most.
struct RunLimits: ParsableArguments {
  @Flag(help: "Refuse to run where the kernel can't shut the run in; without, that is a warning.")
  var requireSandbox = false

  @Option(help: "End the run after so many seconds, with nothing written: a whole number from 1.")
  var maxSeconds: Int?

  @Option(help: "The most that each output file may hold, in MiB: a whole number from 1.")
  var maxOutputMib: Int?

  @Option(help: "The most memory, in MiB of address space: a whole number from 64.")
  var maxMemoryMib: Int?

  @Option(
    help:
      "How many threads make messages, from 1 to 64; as many as there are processors without it. The messages are the same."
  )
  var threads: Int?

  func validate() throws {
    if let threads, !(1...64).contains(threads) {
      throw ValidationError("--threads takes a whole number from 1 to 64, not \(threads)")
    }
    if let maxSeconds, !(1...1_000_000_000).contains(maxSeconds) {
      throw ValidationError("--max-seconds takes a whole number from 1, not \(maxSeconds)")
    }
    if let maxOutputMib, !(1...1_000_000_000).contains(maxOutputMib) {
      throw ValidationError("--max-output-mib takes a whole number from 1, not \(maxOutputMib)")
    }
    if let maxMemoryMib, !(64...1_000_000_000).contains(maxMemoryMib) {
      throw ValidationError("--max-memory-mib takes a whole number from 64, not \(maxMemoryMib)")
    }
  }

  /// How many workers share the run.
  var workers: Int { threads ?? max(1, min(64, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Of a run that `maxSeconds` ended.
  var overdue: Failure {
    let seconds = maxSeconds == 1 ? "a second" : "\(maxSeconds ?? 0) seconds"
    return Failure(
      "the run took longer than \(seconds) and was ended; nothing was written",
      help: "give it more with --max-seconds, or see with `campc explain --plan` what takes so long")
  }

  /// What the kernel is to hold.
  var resources: ResourceLimits {
    ResourceLimits(fileBytes: maxOutputMib.map { UInt64($0) << 20 }, memoryBytes: maxMemoryMib.map { UInt64($0) << 20 })
  }
}
