import CampaignPlan
import CampaignValues

/// A place in the rows of a relation, in the order of its key or in one that a loop asks for.
struct RowCursor {
  private(set) var relation = 0
  private var position = -1
  private var count = 0
  private var isOrdered = false
  private var indexes: UnsafeMutablePointer<Int32>
  private var capacity = 16

  init() { indexes = .allocate(capacity: 16) }

  func deallocate() { indexes.deallocate() }

  @inline(__always)
  mutating func begin(_ relation: Int, count: Int) {
    self.relation = relation
    self.count = count
    position = -1
    isOrdered = false
  }

  /// Sorts by the keys; a missing value goes last, ties keep the order of the relation's key.
  mutating func order(_ rows: RelatedRows, _ keys: UnsafeBufferPointer<OrderRecord>) {
    isOrdered = true
    if count > capacity {
      indexes.deallocate()
      while capacity < count { capacity *= 2 }
      indexes = .allocate(capacity: capacity)
    }
    for index in 0..<count { indexes[index] = Int32(truncatingIfNeeded: index) }
    // A heap sort in place: the comparison knows no ties, so that being unstable does no harm.
    guard count > 1 else { return }
    for root in stride(from: count / 2 - 1, through: 0, by: -1) { sift(root, count, rows, keys) }
    for end in stride(from: count - 1, to: 0, by: -1) {
      swapIndexes(0, end)
      sift(0, end, rows, keys)
    }
  }

  /// Moves on; false after the last row.
  @inline(__always)
  mutating func next() -> Bool {
    position += 1
    return position < count
  }

  /// The row that the cursor stands on, once `next` has said that there is one.
  @inline(__always)
  var row: Int { isOrdered ? Int(indexes[position]) : position }

  private func swapIndexes(_ left: Int, _ right: Int) {
    let held = indexes[left]
    indexes[left] = indexes[right]
    indexes[right] = held
  }

  private func sift(_ start: Int, _ end: Int, _ rows: RelatedRows, _ keys: UnsafeBufferPointer<OrderRecord>) {
    var root = start
    while root * 2 + 1 < end {
      var child = root * 2 + 1
      if child + 1 < end, comesBefore(indexes[child], indexes[child + 1], rows, keys) { child += 1 }
      guard comesBefore(indexes[root], indexes[child], rows, keys) else { return }
      swapIndexes(root, child)
      root = child
    }
  }

  private func comesBefore(
    _ left: Int32, _ right: Int32, _ rows: RelatedRows, _ keys: UnsafeBufferPointer<OrderRecord>
  ) -> Bool {
    for key in keys {
      let field = Int(key.field)
      let first = rows.cell(Int(left), field)
      let second = rows.cell(Int(right), field)
      if first.isKnown != second.isKnown { return first.isKnown }
      guard first.isKnown else { continue }
      let order =
        rows.readers[field].isText
        ? Normalization.compare(rows.text(first).bytes, rows.text(second).bytes)
        : first.value < second.value ? -1 : first.value > second.value ? 1 : 0
      if order != 0 { return key.isDescending ? order > 0 : order < 0 }
    }
    return left < right
  }
}
