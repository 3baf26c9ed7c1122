import CSQLite

/// Parameters of a statement by its row, for hot loops: what is bound is not copied, and nothing is allocated.
extension Row {
  @inlinable package func bind(_ index: Int32, _ value: Int64) -> Int32 { sqlite3_bind_int64(handle, index, value) }
  @inlinable package func bind(_ index: Int32, _ value: Double) -> Int32 { sqlite3_bind_double(handle, index, value) }
  @inlinable package func bindNull(_ index: Int32) -> Int32 { sqlite3_bind_null(handle, index) }

  /// The bytes must stay where they are until the statement is bound anew, or is not stepped any more.
  @inlinable package func bind(_ index: Int32, unowned text: UnsafeRawBufferPointer) -> Int32 {
    // An empty buffer has no address, and SQLite would bind NULL.
    let start = text.baseAddress?.assumingMemoryBound(to: CChar.self) ?? Self.emptyText
    // SAFETY: without a destructor the text is used where it is; the caller owes that it stays there.
    return sqlite3_bind_text(handle, index, start, Int32(clamping: text.count), nil)
  }

  // SAFETY: a literal lives for the whole program and is never written.
  @usableFromInline nonisolated(unsafe) static let emptyText = UnsafeRawPointer(("" as StaticString).utf8Start)
    .assumingMemoryBound(to: CChar.self)
}
