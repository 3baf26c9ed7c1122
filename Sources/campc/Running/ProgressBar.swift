import CampaignVM
import Glibc

/// One line on a terminal that says how far a run is; nothing where standard error isn't one.
final class ProgressBar {
  let isShown: Bool
  private var isDrawn = false

  init(isShown: Bool) { self.isShown = isShown }

  func update(_ progress: RunObserver.Progress) {
    let width = 30
    let share = progress.members == 0 ? 1 : min(1, Double(progress.rows) / Double(progress.members))
    let filled = Int(share * Double(width))
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    Console.error("\r\u{1B}[K\(bar) \(progress.rows) of \(progress.members) members, \(progress.emitted) messages")
    isDrawn = true
  }

  func clear() {
    if isDrawn { Console.error("\r\u{1B}[K") }
    isDrawn = false
  }
}
