/// How many messages of a run stand in each state.
package struct MessageCounts: Hashable, Sendable {
  private var counts: [Int]

  package init() { counts = Array(repeating: 0, count: MessageState.allCases.count) }

  package subscript(state: MessageState) -> Int {
    get { counts[state.rawValue] }
    set { counts[state.rawValue] = newValue }
  }

  package var total: Int { counts.reduce(0, +) }

  var isZero: Bool { counts.allSatisfy { $0 == 0 } }
}
