import ArgumentParser
import CampaignSandbox
import CampaignVM
import CampaignWorkspace
import Glibc

/// What a run may touch and use at most.
struct RunLimits: ParsableArguments {
  @Flag(help: "Refuse to run where the kernel can't shut the run in; without, that is a warning.")
  var requireSandbox = false

  @Option(help: "End the run after so many seconds, with no file written: a whole number from 1.")
  var maxSeconds: Int?

  @Option(help: "The most members, or events, that the run may come to: a whole number from 1.")
  var maxMembers: Int?

  @Option(help: "The most that the messages, and each output file, may come to, in MiB: a whole number from 1.")
  var maxOutputMib: Int?

  @Option(help: "The most memory, in MiB of address space: a whole number from 128.")
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
    if let maxSeconds, !(1...Self.most).contains(maxSeconds) {
      throw ValidationError("--max-seconds takes a whole number from 1 to \(Self.most), not \(maxSeconds)")
    }
    if let maxMembers, maxMembers < 1 {
      throw ValidationError("--max-members takes a whole number from 1, not \(maxMembers)")
    }
    if let maxOutputMib, !(1...Self.most).contains(maxOutputMib) {
      throw ValidationError("--max-output-mib takes a whole number from 1 to \(Self.most), not \(maxOutputMib)")
    }
    if let maxMemoryMib, !(Self.baseMib + Self.threadMib...Self.most).contains(maxMemoryMib) {
      throw ValidationError(
        "--max-memory-mib takes a whole number from \(Self.baseMib + Self.threadMib) to \(Self.most), not \(maxMemoryMib)"
      )
    }
    if let threads, let maxMemoryMib, maxMemoryMib < Self.baseMib + threads * Self.threadMib {
      throw ValidationError(
        "\(threads) threads need --max-memory-mib \(Self.baseMib + threads * Self.threadMib), not \(maxMemoryMib)")
    }
  }

  private static let most = 1_000_000_000

  /// Of address space: what the program takes by itself, and each of its threads besides: its stack, SQLite's pages, and the lines
  /// that wait.
  private static let (baseMib, threadMib) = (104, 24)

  /// How many workers share the run.
  var workers: Int {
    let threadsInMemory = maxMemoryMib.map { ($0 - Self.baseMib) / Self.threadMib } ?? .max
    return threads ?? max(1, min(64, sysconf(Int32(_SC_NPROCESSORS_ONLN)), threadsInMemory))
  }

  /// The sink, within its limit.
  func limited(_ sink: any MessageSink) -> any MessageSink {
    maxOutputMib.map { LimitedSink(sink, maxBytes: $0 << 20) } ?? sink
  }

  /// Of a run that `maxSeconds` ended.
  var overdue: Failure {
    let seconds = maxSeconds == 1 ? "a second" : "\(maxSeconds ?? 0) seconds"
    return Failure(
      "the run took longer than \(seconds) and was ended; no file was written",
      help: "give it more with --max-seconds, or see with `campc explain --plan` what takes so long")
  }

  /// Of a run that failed.
  func failure(_ error: RunError) -> Failure {
    switch error {
    case .output(let error): failure(error)
    case .tooManyRows: Failure(error.description, help: "allow more with --max-members")
    default: Failure(error.description)
    }
  }

  /// Of an output that could not be written.
  func failure(_ error: SinkError) -> Failure {
    guard error.kind == .tooLarge, let maxOutputMib else { return Failure(error.description) }
    return Failure(
      "\(error.path.map { "`\($0)`" } ?? "the messages") would come to more than \(maxOutputMib) MiB; the run was ended",
      help: "allow more with --max-output-mib, or fewer messages with --limit")
  }

  /// What the kernel is to hold.
  var resources: ResourceLimits {
    var resources = ResourceLimits(
      fileBytes: maxOutputMib.map { UInt64($0) << 20 }, memoryBytes: maxMemoryMib.map { UInt64($0) << 20 })
    let failure = Failure(
      "the run failed, most likely for more than \(maxMemoryMib ?? 0) MiB of memory; no file was written",
      help: "allow more with --max-memory-mib, or fewer --threads")
    resources.lastWords = (failure.text, ExitStatus.abnormal.rawValue)
    return resources
  }
}
