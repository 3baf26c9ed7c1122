/// What is sure to hold before an instruction, on every path to it.
struct FlowState: Equatable {
  enum Phase: Equatable { case filtering, selected }

  struct Message: Equatable {
    var channel: PlanChannel
    /// Parts that were made, in order.
    var parts: [PlanPart]
    var openPart: PlanPart?
  }

  enum Cursor: Equatable {
    case begun(relation: Int)
    case onRow(relation: Int)

    var relation: Int {
      switch self {
      case .begun(let relation), .onRow(let relation): relation
      }
    }
  }

  var phase = Phase.filtering
  /// The clause that was begun last, while filtering.
  var clause: UInt16?
  var integers: RegisterSet
  var texts: RegisterSet
  var cursors: [UInt16: Cursor] = [:]
  var loadedRelations: Set<Int> = []
  var message: Message?
  /// Whether what is written is only read.
  var isInWords = false
  var answers: Set<UInt16> = []

  /// What holds whichever of two paths was taken; nil where they stand in different places of the structure.
  func merged(with other: FlowState) -> FlowState? {
    guard phase == other.phase, clause == other.clause, message == other.message, isInWords == other.isInWords
    else { return nil }
    var result = self
    result.integers.formIntersection(other.integers)
    result.texts.formIntersection(other.texts)
    result.loadedRelations.formIntersection(other.loadedRelations)
    result.answers.formIntersection(other.answers)
    result.cursors = [:]
    for (cursor, state) in cursors {
      guard let second = other.cursors[cursor], second.relation == state.relation else { continue }
      result.cursors[cursor] = state == second ? state : .begun(relation: state.relation)
    }
    return result
  }
}

/// A set of register numbers.
struct RegisterSet: Equatable {
  private var words: [UInt64]

  init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

  func contains(_ register: UInt16) -> Bool {
    let word = Int(register) / 64
    return word < words.count && words[word] & (1 << UInt64(register % 64)) != 0
  }

  mutating func insert(_ register: UInt16) {
    let word = Int(register) / 64
    if word < words.count { words[word] |= 1 << UInt64(register % 64) }
  }

  mutating func formIntersection(_ other: RegisterSet) {
    for index in words.indices { words[index] &= index < other.words.count ? other.words[index] : 0 }
  }
}
