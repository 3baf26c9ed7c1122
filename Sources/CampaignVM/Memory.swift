/// Bytes that something else keeps alive: the run's memory, SQLite's row, or an arena of related rows.
struct TextSpan {
  var start: UnsafePointer<UInt8>
  var count: Int

  init(start: UnsafePointer<UInt8>, count: Int) {
    self.start = start
    self.count = count
  }

  /// An empty buffer has no address; it becomes the empty text.
  @inline(__always) init(_ bytes: UnsafeRawBufferPointer) {
    start = bytes.baseAddress.map { $0.assumingMemoryBound(to: UInt8.self) } ?? TextSpan.empty.start
    count = bytes.count
  }

  @inline(__always) var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

  // SAFETY: a literal lives for the whole program and is never written.
  nonisolated(unsafe) static let empty = TextSpan(start: ("" as StaticString).utf8Start, count: 0)
}

/// A text of the run's memory with room behind it, so that it can be copied in blocks of fixed size.
struct Piece {
  /// So many bytes can be read from the start of any piece.
  static let blockBytes = 64

  let text: TextSpan

  /// SAFETY: the caller has a block's bytes at the text's start.
  @inline(__always) init(padded text: TextSpan) { self.text = text }
}

/// Memory that lives as long as one run: what the plan's tables become for the interpreter.
///
/// The interpreter reads it through plain pointers, so that nothing in its loop touches a reference count.
final class RunMemory {
  private var releases: [() -> Void] = []

  deinit { for release in releases { release() } }

  /// Room for `count` values, all `initial`; at least one, so that there is always an address.
  func allocate<Value>(_ count: Int, _ initial: Value) -> UnsafeMutablePointer<Value> {
    let pointer = UnsafeMutablePointer<Value>.allocate(capacity: max(count, 1))
    pointer.initialize(repeating: initial, count: max(count, 1))
    releases.append {
      pointer.deinitialize(count: max(count, 1))
      pointer.deallocate()
    }
    return pointer
  }

  /// As `copy`, for values that change.
  func allocate<Value>(_ values: [Value]) -> UnsafeMutablePointer<Value> {
    UnsafeMutablePointer(mutating: copy(values))
  }

  /// Room for bytes that are written before they are read: pages that never are take no memory.
  func room(sizeBytes: Int) -> UnsafeMutablePointer<UInt8> {
    let pointer = UnsafeMutablePointer<UInt8>.allocate(capacity: sizeBytes)
    releases.append { pointer.deallocate() }
    return pointer
  }

  /// A copy of the array; for an empty one an address that must not be read.
  func copy<Value>(_ values: [Value]) -> UnsafePointer<Value> {
    let pointer = UnsafeMutablePointer<Value>.allocate(capacity: max(values.count, 1))
    values.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { pointer.initialize(from: start, count: source.count) }
    }
    releases.append {
      pointer.deinitialize(count: values.count)
      pointer.deallocate()
    }
    return UnsafePointer(pointer)
  }

  func piece(_ bytes: [UInt8]) -> Piece {
    let start = copy(bytes + [UInt8](repeating: 0, count: max(0, Piece.blockBytes - bytes.count)))
    return Piece(padded: TextSpan(start: start, count: bytes.count))
  }

  func piece(_ text: String) -> Piece { piece(Array(text.utf8)) }

  func span(_ bytes: [UInt8]) -> TextSpan { TextSpan(start: copy(bytes), count: bytes.count) }
  func span(_ text: String) -> TextSpan { span(Array(text.utf8)) }
}
