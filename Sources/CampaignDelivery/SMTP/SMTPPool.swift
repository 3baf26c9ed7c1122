/// The connections of a channel: how many may be in use, and which wait to be used again.
actor SMTPPool {
  private let setup: SMTPSetup
  private var freeSlots: Int
  private var idle: [SMTPConnection] = []
  private var open: [ObjectIdentifier: SMTPConnection] = [:]
  private var waiters: [(id: Int, continuation: CheckedContinuation<Bool, Never>)] = []
  private var nextWaiter = 0
  private var isClosed = false

  init(_ setup: SMTPSetup) {
    self.setup = setup
    freeSlots = setup.configuration.connections
  }

  /// Waits until a connection may be used; false where the task is cancelled or the pool closed before that.
  func enter() async -> Bool {
    guard !isClosed, !Task.isCancelled else { return false }
    if freeSlots > 0 {
      freeSlots -= 1
      return true
    }
    let id = nextWaiter
    nextWaiter += 1
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if Task.isCancelled { return continuation.resume(returning: false) }
        waiters.append((id, continuation))
      }
    } onCancel: {
      Task { await self.stopWaiting(id) }
    }
  }

  private func stopWaiting(_ id: Int) {
    guard let place = waiters.firstIndex(where: { $0.id == id }) else { return }
    waiters.remove(at: place).continuation.resume(returning: false)
  }

  func leave() {
    if waiters.isEmpty { freeSlots += 1 } else { waiters.removeFirst().continuation.resume(returning: true) }
  }

  /// A connection for one run; with `isFresh` one that has never been idle.
  func connection(isFresh: Bool) async throws -> SMTPConnection {
    // The one used last is the least likely to be gone.
    while !isFresh, let connection = idle.popLast() {
      if connection.channel.isActive { return connection }
    }
    let connection = try await SMTPConnection.connect(setup)
    let id = ObjectIdentifier(connection.channel)
    open[id] = connection
    connection.channel.closeFuture.whenComplete { _ in Task { await self.forget(id) } }
    return connection
  }

  private func forget(_ id: ObjectIdentifier) {
    open[id] = nil
    idle.removeAll { ObjectIdentifier($0.channel) == id }
  }

  func putBack(_ connection: SMTPConnection) {
    if connection.channel.isActive { idle.append(connection) }
  }

  /// Closes every connection, and returns when they are.
  func close() async {
    isClosed = true
    for waiter in waiters { waiter.continuation.resume(returning: false) }
    waiters = []
    idle = []
    let connections = Array(open.values)
    await withTaskGroup(of: Void.self) { group in
      for connection in connections { group.addTask { await connection.close() } }
    }
  }
}
