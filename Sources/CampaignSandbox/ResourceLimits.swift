import CSandbox
import Glibc

/// What a process may use at most, held by the kernel.
package struct ResourceLimits: Sendable {
  /// Of each file that it writes.
  package var fileBytes: UInt64?
  /// Of its address space.
  package var memoryBytes: UInt64?
  /// What is said where that is not enough, before the process ends with this status.
  package var lastWords: (text: String, status: Int32)?

  package init(fileBytes: UInt64? = nil, memoryBytes: UInt64? = nil) {
    self.fileBytes = fileBytes
    self.memoryBytes = memoryBytes
  }

  /// A run needs the audience's files, those of its zone, and its outputs.
  private static let openFiles: UInt64 = 256

  /// From now on; nothing of it can be raised again. A write beyond `fileBytes` is an error (EFBIG), and no dump of the memory
  /// is written where the process fails. False where the kernel refuses.
  package func apply() -> Bool {
    // Else the first byte too many ends the process.
    signal(SIGXFSZ, SIG_IGN)
    var isApplied = Self.limit(RLIMIT_CORE, 0)
    isApplied = Self.limit(RLIMIT_NOFILE, Self.openFiles) && isApplied
    if let fileBytes { isApplied = Self.limit(RLIMIT_FSIZE, fileBytes) && isApplied }
    if let memoryBytes {
      // Else each thread reserves 64 MiB of address space for an arena of its own, or tries to at every allocation.
      campaign_use_one_arena()
      // The copy is never given back.
      if let lastWords, let text = strdup(lastWords.text) { campaign_end_where_memory_fails(text, lastWords.status) }
      isApplied = Self.limit(RLIMIT_AS, memoryBytes) && isApplied
    }
    return isApplied
  }

  /// Lowers a limit for good; one that is lower already stays.
  private static func limit(_ kind: __rlimit_resource, _ value: UInt64) -> Bool {
    let resource = __rlimit_resource_t(kind.rawValue)
    var limits = rlimit()
    guard getrlimit(resource, &limits) == 0 else { return false }
    let lowered = rlim_t(min(value, UInt64(limits.rlim_max)))
    limits = rlimit(rlim_cur: lowered, rlim_max: lowered)
    return setrlimit(resource, &limits) == 0
  }
}
