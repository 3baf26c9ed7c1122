/// The rows of one relation of the member that a source stands on, in memory that is used again for the next.
struct RowCells {
  private(set) var rowCount = 0
  private(set) var count = 0
  private var capacity = 64
  private var cells: UnsafeMutablePointer<StoredValue>

  init() { cells = .allocate(capacity: capacity) }

  func deallocate() { cells.deallocate() }

  mutating func removeAll() {
    rowCount = 0
    count = 0
  }

  /// A row of so many fields, all missing; returns where it begins.
  mutating func addRow(fields: Int) -> Int {
    while count + fields > capacity {
      let larger = UnsafeMutablePointer<StoredValue>.allocate(capacity: capacity * 2)
      larger.update(from: cells, count: count)
      cells.deallocate()
      cells = larger
      capacity *= 2
    }
    let first = count
    (cells + first).update(repeating: .null, count: fields)
    count += fields
    rowCount += 1
    return first
  }

  /// SAFETY: the place lies in a row that was added.
  subscript(_ place: Int) -> StoredValue {
    get { cells[place] }
    nonmutating set { cells[place] = newValue }
  }

  /// Rows of one field become those of a set: in SQLite's order, each value once.
  mutating func makeSet() {
    let sorted = UnsafeBufferPointer(start: cells, count: count).sorted { $0.comesBefore($1) }
    removeAll()
    for value in sorted where count == 0 || cells[count - 1].comesBefore(value) { self[addRow(fields: 1)] = value }
  }

  /// Lives until the next change.
  var rows: GivenRows { GivenRows(rowCount: rowCount, cells: UnsafeBufferPointer(start: cells, count: count)) }
}

extension StoredValue {
  /// SQLite's order: nothing, numbers, texts by their bytes, blobs.
  fileprivate func comesBefore(_ other: StoredValue) -> Bool {
    switch (self, other) {
    case (.integer(let left), .integer(let right)): left < right
    case (.integer(let left), .real(let right)): Double(left) < right
    case (.real(let left), .integer(let right)): left < Double(right)
    case (.real(let left), .real(let right)): left < right
    case (.text(let left), .text(let right)): left.lexicographicallyPrecedes(right)
    default: rank < other.rank
    }
  }

  private var rank: Int {
    switch self {
    case .null: 0
    case .integer, .real: 1
    case .text: 2
    case .blob: 3
    }
  }
}
