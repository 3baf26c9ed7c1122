import CampaignWorkspace
import Glibc

/// Applies a workspace again whenever it changed, until somebody ends it. What is wrong is shown, and what ran goes on.
struct WatchLoop {
  var builder: WorkspaceBuilder
  var applying: Applying
  private var last: [String] = []
  private var lastError = ""

  init(_ builder: WorkspaceBuilder, _ applying: Applying) {
    self.builder = builder
    self.applying = applying
  }

  mutating func run() {
    StopSignal.install()
    var watch = FolderWatch()
    defer { watch.close() }
    while !StopSignal.wasSent {
      let isPolling = watch.isPolling
      look()
      // What changed in a folder before it was watched another look sees.
      if watch.watch(builder.places) { continue }
      if watch.isPolling, !isPolling {
        Campd.say(
          "warning: the system has no more watches to give (fs.inotify.max_user_watches): looking every second\n")
      }
      watch.wait()
    }
  }

  private mutating func look() {
    let start = Self.now()
    do {
      let build = try builder.build()
      let folders = build.tenants.map(\.folder)
      // Somebody may have rolled back meanwhile, which holds until something is edited.
      guard build.rebuilt > 0 || folders != last || !lastError.isEmpty else { return }
      let built = Self.now()
      _ = try applying.apply(build)
      (last, lastError) = (folders, "")
      print("\(build.rebuilt) tenants built in \(built - start) ms, applied in \(Self.now() - built) ms")
    } catch {
      // What is wrong is said once, not at every look.
      guard "\(error)" != lastError else { return }
      lastError = "\(error)"
      _ = Campd.status(reporting: error)
    }
    // Whoever reads this from a pipe wants to see it now.
    fflush(nil)
  }

  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}
