import ArgumentParser
import CampaignSandbox

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

  func validate() throws {
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
