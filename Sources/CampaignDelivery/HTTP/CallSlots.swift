/// Bounds the calls on their way: each takes a slot, in the order in which they asked.
actor CallSlots {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(_ count: Int) { free = count }

  /// Runs the body in a slot of its own. A cancelled task waits for its slot too: slots come free fast once nothing more is begun.
  nonisolated func withSlot<Value: Sendable>(_ body: () async -> Value) async -> Value {
    await take()
    let value = await body()
    await giveBack()
    return value
  }

  private func take() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func giveBack() {
    guard !waiting.isEmpty else {
      free += 1
      return
    }
    waiting.removeFirst().resume()
  }
}
