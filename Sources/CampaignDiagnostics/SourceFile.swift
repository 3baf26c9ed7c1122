/// Names a source file within one `SourceMap`; order follows the order in which files were added.
package struct FileID: Hashable, Comparable, Sendable {
  package let rawValue: UInt32

  package init(_ rawValue: UInt32) { self.rawValue = rawValue }

  package static func < (a: FileID, b: FileID) -> Bool { a.rawValue < b.rawValue }
}

/// A half-open range of UTF-8 byte offsets in one source file.
package struct Span: Hashable, Sendable {
  package let file: FileID
  package let start: UInt32
  package let end: UInt32

  package init(_ file: FileID, _ start: UInt32, _ end: UInt32) {
    self.file = file
    self.start = start
    self.end = end
  }

  package var lengthBytes: Int { Int(end - start) }

  /// The smallest span that covers both; they must lie in one file.
  package func union(_ other: Span) -> Span {
    Span(file, min(start, other.start), max(end, other.end))
  }

  /// The empty span at the start or the end of this one.
  package var startPoint: Span { Span(file, start, start) }
  package var endPoint: Span { Span(file, end, end) }
}

/// A line and column, both counted from 1; the column counts user-perceived characters.
package struct LineColumn: Hashable, Sendable {
  package let line: Int
  package let column: Int
}

/// One source text: its path as shown to people, its bytes, and where its lines start.
package struct SourceFile: Sendable {
  package let id: FileID
  package let path: String
  package let bytes: [UInt8]
  private let lineStarts: [UInt32]
  /// Places within long lines whose column is known, by offset, so that many places on one line don't each count from its start.
  private let checkpoints: [(offset: Int, column: Int)]

  package init(id: FileID, path: String, bytes: [UInt8]) {
    self.id = id
    self.path = path
    self.bytes = bytes
    var starts: [UInt32] = [0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(UInt32(offset + 1))
    }
    lineStarts = starts
    checkpoints = Self.checkpoints(bytes, starts)
  }

  /// How many bytes of a line are counted through at most, where it has ASCII text at all.
  private static let checkpointBytes = 4_096

  private static func checkpoints(_ bytes: [UInt8], _ lineStarts: [UInt32]) -> [(offset: Int, column: Int)] {
    var found: [(offset: Int, column: Int)] = []
    for (index, start) in lineStarts.enumerated() {
      let end = index + 1 < lineStarts.count ? Int(lineStarts[index + 1]) : bytes.count
      guard end - Int(start) > checkpointBytes else { continue }
      var last = (offset: Int(start), column: 1)
      var next = last.offset + checkpointBytes
      while next < end {
        // Between two letters of ASCII one character ends and the next begins, whatever stands around them.
        if bytes[next] < 0x80, bytes[next - 1] < 0x80 {
          last = (next, last.column + characterCount(bytes[last.offset..<next]))
          found.append(last)
          next += checkpointBytes
        } else {
          next += 1
        }
      }
    }
    return found
  }

  private static func characterCount(_ bytes: ArraySlice<UInt8>) -> Int {
    // Each byte of ASCII is a character of its own: the only cluster, CR LF, ends a line.
    bytes.allSatisfy { $0 < 0x80 } ? bytes.count : String(decoding: bytes, as: UTF8.self).count
  }

  package var lineCount: Int { lineStarts.count }

  /// The line, from 1, that holds the byte at `offset`.
  package func line(at offset: UInt32) -> Int {
    var low = 0
    var high = lineStarts.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// The byte range of a line, counted from 1, without its line break.
  package func lineRange(_ line: Int) -> Range<Int> {
    let start = Int(lineStarts[line - 1])
    var end = line < lineStarts.count ? Int(lineStarts[line]) - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<max(start, end)
  }

  package func location(at offset: UInt32) -> LineColumn {
    let clamped = min(Int(offset), bytes.count)
    let line = line(at: UInt32(clamped))
    let start = lineRange(line).lowerBound
    var known = (offset: start, column: 1)
    if clamped - start > Self.checkpointBytes, let checkpoint = lastCheckpoint(upTo: clamped), checkpoint.offset > start
    {
      known = checkpoint
    }
    let count = Self.characterCount(bytes[known.offset..<max(known.offset, clamped)])
    return LineColumn(line: line, column: known.column + count)
  }

  private func lastCheckpoint(upTo offset: Int) -> (offset: Int, column: Int)? {
    var low = 0
    var high = checkpoints.count
    while low < high {
      let middle = (low + high) / 2
      if checkpoints[middle].offset <= offset { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : checkpoints[low - 1]
  }

  /// The text of a span of this file.
  package func text(_ span: Span) -> String {
    let end = min(Int(span.end), bytes.count)
    return String(decoding: bytes[min(Int(span.start), end)..<end], as: UTF8.self)
  }
}

/// All source files of one compilation.
package struct SourceMap: Sendable {
  package private(set) var files: [SourceFile] = []

  package init() {}

  /// Adds a file and returns the name by which spans refer to it.
  package mutating func add(path: String, bytes: [UInt8]) -> FileID {
    let id = FileID(UInt32(files.count))
    files.append(SourceFile(id: id, path: path, bytes: bytes))
    return id
  }

  package subscript(_ id: FileID) -> SourceFile { files[Int(id.rawValue)] }
}
