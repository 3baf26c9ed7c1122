/// Some of the days from a first one on.
struct DaySet: Equatable, Sendable {
  private var words: [UInt64]

  init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

  /// Adds those of a range that it can hold.
  mutating func insert(_ range: Range<Int>) {
    for day in range.clamped(to: 0..<words.count * 64) { words[day / 64] |= 1 << UInt64(day % 64) }
  }

  func intersection(_ other: DaySet) -> DaySet {
    var result = self
    for index in words.indices { result.words[index] &= other.words[index] }
    return result
  }

  /// The first; nil where there is none.
  var first: Int? {
    guard let index = words.firstIndex(where: { $0 != 0 }) else { return nil }
    return index * 64 + words[index].trailingZeroBitCount
  }
}
