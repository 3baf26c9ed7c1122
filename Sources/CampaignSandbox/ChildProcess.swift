import CSandbox
import Glibc

/// What a process does that another one started to work for it.
package enum ChildProcess {
  /// From now on this process ends with the one that started it, even where that is killed. False where it is gone already.
  ///
  /// `parent` is that process's number, as it told.
  package static func endWithParent(_ parent: Int32) -> Bool {
    campaign_end_with_parent() == 0 && getppid() == parent
  }
}
