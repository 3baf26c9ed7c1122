import CampaignSQLite

/// A value as a database holds it: a column of the current row, or a parameter.
package protocol CellValue {
  /// As `Row.type`.
  var type: Int32 { get }
  var int64: Int64 { get }
  var double: Double { get }
  var text: UnsafeRawBufferPointer { get }
}

extension Row.Value: CellValue {}

/// A value that is given to the machine rather than read by it; its text is somebody else's memory.
package enum StoredValue {
  case null
  case integer(Int64)
  case real(Double)
  case text(UnsafeRawBufferPointer)
  /// Nothing is declared as a blob, so that its bytes don't matter.
  case blob
}

extension StoredValue: CellValue {
  @inline(__always) package var type: Int32 {
    switch self {
    case .null: SQLiteCode.null
    case .integer: SQLiteCode.integer
    case .real: SQLiteCode.float
    case .text: SQLiteCode.text
    case .blob: SQLiteCode.blob
    }
  }

  @inline(__always) package var int64: Int64 { if case .integer(let value) = self { value } else { 0 } }
  @inline(__always) package var double: Double { if case .real(let value) = self { value } else { 0 } }
  @inline(__always) package var text: UnsafeRawBufferPointer {
    if case .text(let bytes) = self { bytes } else { UnsafeRawBufferPointer(start: nil, count: 0) }
  }

  /// What a row holds; its text lives until the row's next step.
  init(_ value: Row.Value) {
    switch value.type {
    case SQLiteCode.integer: self = .integer(value.int64)
    case SQLiteCode.float: self = .real(value.double)
    case SQLiteCode.text: self = .text(value.text)
    case SQLiteCode.null: self = .null
    default: self = .blob
    }
  }

  /// Binds it to a parameter, without a copy; a blob, which no key is, as NULL.
  func bind(to row: Row, _ index: Int32) -> Int32 {
    switch self {
    case .null, .blob: row.bindNull(index)
    case .integer(let value): row.bind(index, value)
    case .real(let value): row.bind(index, value)
    case .text(let bytes): row.bind(index, unowned: bytes)
    }
  }
}
