import CampaignPlan
import CampaignSQLite
import Glibc

/// The rows of one relation that belong to the current member or event, in memory that is used again for the next.
struct RelatedRows {
  /// One field of one row.
  struct Cell {
    /// The number, or where the text begins in `bytes`.
    var value: Int64
    var count: Int32
    var isKnown: Bool
  }

  /// The query of rows by their owner's key; nil where all rows are given.
  private let row: Row?
  let readers: UnsafePointer<ColumnReader>
  let fieldCount: Int
  /// Of the fields, those of the row itself that are no references; they come first.
  private let rowFieldCount: Int
  let maxRows: Int
  /// Whose they are; an event may bring them along.
  let owner: RelationOwner
  /// Of there being no more rows than that.
  let soundness: UInt16
  private(set) var rowCount = 0
  var isLoaded = false
  private var cells: UnsafeMutablePointer<Cell>
  private var cellCapacity: Int
  private var bytes: UnsafeMutablePointer<UInt8>
  /// The most bytes that the texts of one member's rows may have, but for those of the last row.
  private static let limitBytes = 64 << 20
  private var byteCapacity: Int
  private var byteCount = 0

  init(row: Row?, binding: RelationBinding, memory: RunMemory) {
    self.row = row
    readers = memory.copy(binding.fields.map { ColumnReader($0, memory: memory) })
    fieldCount = binding.fields.count
    rowFieldCount = binding.fields.count { $0.source == .row }
    maxRows = Int(binding.upTo)
    owner = binding.owner
    soundness = binding.soundness
    cellCapacity = max(fieldCount, 1) * 16
    byteCapacity = 1024
    cells = .allocate(capacity: cellCapacity)
    bytes = .allocate(capacity: byteCapacity)
  }

  func deallocate() {
    cells.deallocate()
    bytes.deallocate()
  }

  @inline(__always) mutating func forget() {
    isLoaded = false
    rowCount = 0
    byteCount = 0
  }

  /// Reads the rows of a member, given or by the key; returns SQLite's code, `SQLiteCode.done` if all went well.
  ///
  /// `bad` is told the soundness number of each field that breaks its type, and of the relation if there are too many rows.
  mutating func load(
    member: some MemberRow, _ relation: Int, decoder: inout ColumnDecoder, bad: (UInt16, BadReason) -> Void
  ) -> Int32 {
    if let given = member.related(relation) { return load(given: given, decoder: &decoder, bad: bad) }
    guard let row else { return SQLiteCode.misuse }
    return load(row, bound: member.bindKey(to: row, 1), decoder: &decoder, bad: bad)
  }

  /// As `load(member:)`, of the rows that belong to a key.
  mutating func load(key: StoredValue, decoder: inout ColumnDecoder, bad: (UInt16, BadReason) -> Void) -> Int32 {
    guard let row else { return SQLiteCode.misuse }
    return load(row, bound: key.bind(to: row, 1), decoder: &decoder, bad: bad)
  }

  /// As `load(member:)`, of rows that somebody has already; there are as many cells as the fields need.
  mutating func load(given rows: GivenRows, decoder: inout ColumnDecoder, bad: (UInt16, BadReason) -> Void) -> Int32 {
    isLoaded = true
    for index in 0..<min(rows.rowCount, maxRows) {
      let first = index * fieldCount
      readRow(decoder: &decoder, bad: bad) { rows.cells[first + Int($0)] }
    }
    if rows.rowCount > maxRows { bad(soundness, .tooManyRows) }
    return SQLiteCode.done
  }

  private mutating func load(
    _ row: Row, bound: Int32, decoder: inout ColumnDecoder, bad: (UInt16, BadReason) -> Void
  ) -> Int32 {
    isLoaded = true
    if bound != SQLiteCode.ok { return bound }
    var code = row.step()
    while code == SQLiteCode.row {
      if rowCount == maxRows || byteCount > Self.limitBytes {
        bad(soundness, .tooManyRows)
        code = SQLiteCode.done
        break
      }
      readRow(decoder: &decoder, bad: bad) { row.value($0) }
      code = row.step()
    }
    row.reset()
    if code == SQLiteCode.tooBig {
      bad(soundness, .tooLarge)
      return SQLiteCode.done
    }
    return code
  }

  @inline(__always)
  private mutating func readRow<Value: CellValue>(
    decoder: inout ColumnDecoder, bad: (UInt16, BadReason) -> Void, value: (Int32) -> Value
  ) {
    reserveCells(fieldCount)
    let target = cells + rowCount * fieldCount
    // SAFETY: reserveCells made room for a row.
    for field in 0..<rowFieldCount {
      target[field] = readCell(field, value(Int32(truncatingIfNeeded: field)), &decoder, bad)
    }
    if rowFieldCount < fieldCount { readItems(target, &decoder, bad, value) }
    rowCount += 1
  }

  @inline(__always)
  private mutating func readCell<Value: CellValue>(
    _ field: Int, _ value: Value, _ decoder: inout ColumnDecoder, _ bad: (UInt16, BadReason) -> Void
  ) -> Cell {
    let reader = readers + field
    var cell = Cell(value: 0, count: 0, isKnown: false)
    switch decoder.read(reader, value) {
    case .known:
      cell.isKnown = true
      if reader.pointee.isText {
        cell.value = Int64(byteCount)
        cell.count = Int32(truncatingIfNeeded: decoder.text.count)
        copy(decoder.text)
      } else {
        cell.value = decoder.integer
      }
    case .missing: break
    case .bad(let reason): bad(reader.pointee.soundness, reason)
    }
    return cell
  }

  /// References, and the fields of their items, which are missing where the reference is not known.
  private mutating func readItems<Value: CellValue>(
    _ target: UnsafeMutablePointer<Cell>, _ decoder: inout ColumnDecoder, _ bad: (UInt16, BadReason) -> Void,
    _ value: (Int32) -> Value
  ) {
    for field in rowFieldCount..<fieldCount {
      let reference = readers[field].reference
      // SAFETY: the caller made room for a row; a reference stands before its items' fields.
      target[field] =
        reference < 0 || target[reference].isKnown
        ? readCell(field, value(Int32(truncatingIfNeeded: field)), &decoder, bad)
        : Cell(value: 0, count: 0, isKnown: false)
    }
  }

  private mutating func reserveCells(_ count: Int) {
    let used = rowCount * fieldCount
    guard used + count > cellCapacity else { return }
    let larger = UnsafeMutablePointer<Cell>.allocate(capacity: cellCapacity * 2)
    larger.update(from: cells, count: used)
    cells.deallocate()
    cells = larger
    cellCapacity *= 2
  }

  private mutating func copy(_ text: TextSpan) {
    if byteCount + text.count > byteCapacity {
      var capacity = byteCapacity
      while capacity < byteCount + text.count { capacity *= 2 }
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
      larger.update(from: bytes, count: byteCount)
      bytes.deallocate()
      bytes = larger
      byteCapacity = capacity
    }
    // SAFETY: there is room; SQLite's row and this arena are different memory.
    memcpy(bytes + byteCount, text.start, text.count)
    byteCount += text.count
  }

  /// `row` is below `rowCount` and `field` below `fieldCount`.
  @inline(__always) func cell(_ row: Int, _ field: Int) -> Cell { cells[row * fieldCount + field] }

  @inline(__always) func text(_ cell: Cell) -> TextSpan {
    TextSpan(start: UnsafePointer(bytes + Int(cell.isKnown ? cell.value : 0)), count: Int(cell.count))
  }
}
