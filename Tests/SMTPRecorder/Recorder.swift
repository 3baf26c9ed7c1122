import NIOCore
import NIOSSL

struct RecorderSettings {
  let idHeader: String
  let hasPipelining: Bool
  let sizeLimitBytes: Int
  let tls: NIOSSLContext?
  let isEncryptedFromStart: Bool
  let login: (user: String, password: String)?
  let isLoginOnly: Bool
  let stallMilliseconds: Int64
  let messageLimit: Int?
}

/// What all connections share; on the one event loop alone.
final class RecorderState {
  let journal: Journal
  let settings: RecorderSettings
  var chance: Chance
  private var connections = 0

  init(journal: Journal, chance: Chance, settings: RecorderSettings) {
    self.journal = journal
    self.chance = chance
    self.settings = settings
  }

  func prepare(_ channel: any Channel) throws {
    connections += 1
    if settings.isEncryptedFromStart, let tls = settings.tls {
      try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
    }
    try channel.pipeline.syncOperations.addHandler(RecorderHandler(self, connection: connections))
  }
}

/// The state, to be carried to where its event loop runs.
///
/// Unchecked because nothing but the one event loop's own thread ever touches the state.
struct Recorder: @unchecked Sendable {
  let value: RecorderState

  init(journal: Journal, chance: Chance, settings: RecorderSettings, loop: any EventLoop) {
    value = RecorderState(journal: journal, chance: chance, settings: settings)
  }
}
