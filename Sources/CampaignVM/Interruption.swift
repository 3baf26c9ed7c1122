import CampaignSQLite
import Synchronization

/// Lets another thread, such as one that takes signals, end a run in good order: the run fails and its output is abandoned.
package final class Interruption: Sendable {
  private struct State {
    var isRequested = false
    var interrupters: [Connection.Interrupter] = []
  }

  private let state = Mutex(State())

  package init() {}

  /// Whether the end was asked for.
  package var isRequested: Bool { state.withLock(\.isRequested) }

  /// Ends the run that goes on now, or the next one when it begins. For any thread.
  package func request() {
    state.withLock {
      $0.isRequested = true
      for interrupter in $0.interrupters { interrupter.interrupt() }
    }
  }

  /// From now on a request reaches the statements of this connection; throws where one came before.
  func attach(_ connection: Connection) throws(SQLiteError) {
    let interrupter = connection.interrupter
    let isRequested = state.withLock {
      $0.interrupters.append(interrupter)
      return $0.isRequested
    }
    if isRequested { throw .interrupted(path: connection.path) }
  }

  /// Throws where the end was asked for. A request that comes between two statements is lost on SQLite, which forgets it when the
  /// next one begins: a run asks here once its statement is under way, and before it makes its output visible.
  func check(_ path: String) throws(RunError) {
    if isRequested { throw .database(.interrupted(path: path)) }
  }

  /// To be called before the connections are released.
  func detach() { state.withLock { $0.interrupters = [] } }
}
