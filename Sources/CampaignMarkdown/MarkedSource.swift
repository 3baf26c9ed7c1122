/// What stands behind a marker character.
enum Marker: Hashable {
  case value(Int)
  /// A character of the source that is itself one of those that markers are made of.
  case literal(String)
  case open(Int, DirectiveKind, isBlock: Bool)
  case branch(Int, isBlock: Bool)
  case close(Int, isBlock: Bool)

  /// The directive's id.
  var directive: Int? {
    switch self {
    case .open(let id, _, _), .branch(let id, _), .close(let id, _): id
    case .value, .literal: nil
    }
  }

  var isBlockDirective: Bool {
    switch self {
    case .open(_, _, let isBlock), .branch(_, let isBlock), .close(_, let isBlock): isBlock
    case .value, .literal: false
    }
  }
}

/// Markdown in which values and directives are marker characters, with the way back to the source.
///
/// A marker is one scalar of the private-use plane 15. An inline directive's stands between two punctuation characters, so that
/// emphasis next to it is recognised as beside a bracket. A block directive's stands in an HTML comment on a line of its own, which
/// Markdown takes as a block that neither joins nor breaks its neighbours; among the rows of a table it is a row of one cell.
struct MarkedSource {
  static let firstMarker: UInt32 = 0xF0000
  static let maxMarkers = 60_000
  /// A cuneiform sign: punctuation by Unicode, and in no known campaign.
  static let frame: Unicode.Scalar = "\u{12470}"

  private(set) var bytes: [UInt8] = []
  private(set) var lineStarts: [Int] = []
  private(set) var markers: [Marker] = []
  private var segments: [Segment] = []
  private var literalMarkers: [Unicode.Scalar: Int] = [:]
  private var mostPipesInLine = 0

  /// A run of marked bytes that came from the source.
  private struct Segment {
    var start: Int
    var length: Int
    var source: Range<Int>

    var isVerbatim: Bool { source.count == length }
  }

  /// A line before its block directive, if it is one, was given its form.
  private struct Line {
    var bytes: [UInt8] = []
    var segments: [Segment] = []
    var directive: Int?

    var isBlank: Bool { bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A } }
    var indent: ArraySlice<UInt8> { bytes.prefix { $0 == 0x20 || $0 == 0x09 } }
  }

  init(_ pieces: [MarkdownPiece]) {
    var lines = [Line()]
    var blocks: [Int: Bool] = [:]
    for piece in pieces {
      switch piece {
      case .text(let text, let source):
        append(text, source, to: &lines)
      case .value(let id):
        appendScalar(Self.scalar(add(.value(id))), to: &lines[lines.count - 1])
      case .open(let id, let kind, let isBlock):
        blocks[id] = isBlock
        appendDirective(.open(id, kind, isBlock: isBlock), isBlock: isBlock, to: &lines)
      case .branch(let id):
        let isBlock = blocks[id] ?? false
        appendDirective(.branch(id, isBlock: isBlock), isBlock: isBlock, to: &lines)
      case .close(let id):
        let isBlock = blocks[id] ?? false
        appendDirective(.close(id, isBlock: isBlock), isBlock: isBlock, to: &lines)
      }
    }
    join(lines)
  }

  // MARK: Building

  private mutating func add(_ marker: Marker) -> Int {
    markers.append(marker)
    return markers.count - 1
  }

  private static func scalar(_ marker: Int) -> Unicode.Scalar {
    Unicode.Scalar(firstMarker + UInt32(min(marker, maxMarkers))) ?? frame
  }

  private func appendScalar(_ scalar: Unicode.Scalar, to line: inout Line) {
    line.bytes.append(contentsOf: String(Character(scalar)).utf8)
  }

  private mutating func appendDirective(_ marker: Marker, isBlock: Bool, to lines: inout [Line]) {
    let index = add(marker)
    if isBlock {
      if !lines[lines.count - 1].isBlank { lines.append(Line()) }
      lines[lines.count - 1].directive = index
      lines.append(Line())
    } else {
      for scalar in [Self.frame, Self.scalar(index), Self.frame] { appendScalar(scalar, to: &lines[lines.count - 1]) }
    }
  }

  private mutating func append(_ text: String, _ source: Range<Int>, to lines: inout [Line]) {
    let isVerbatim = text.utf8.count == source.count
    var offset = source.lowerBound
    var run: [UInt8] = []
    func flush(_ line: inout Line) {
      guard !run.isEmpty else { return }
      let range = isVerbatim ? (offset - run.count)..<offset : source
      line.segments.append(Segment(start: line.bytes.count, length: run.count, source: range))
      line.bytes += run
      run = []
    }
    for scalar in text.unicodeScalars {
      let width = UTF8.width(scalar)
      if scalar == Self.frame || scalar.value >> 16 == Self.firstMarker >> 16 {
        flush(&lines[lines.count - 1])
        let marker = literalMarkers[scalar] ?? add(.literal(String(Character(scalar))))
        literalMarkers[scalar] = marker
        let character = Self.scalar(marker)
        // Punctuation stays punctuation.
        let written = scalar == Self.frame ? [Self.frame, character, Self.frame] : [character]
        for scalar in written { appendScalar(scalar, to: &lines[lines.count - 1]) }
        offset += width
        continue
      }
      run.append(contentsOf: scalar.utf8)
      offset += width
      if scalar == "\n" {
        flush(&lines[lines.count - 1])
        lines.append(Line())
      }
    }
    flush(&lines[lines.count - 1])
  }

  /// Gives each block directive its form and puts the lines together.
  private mutating func join(_ lines: [Line]) {
    let rows = rowDirectives(lines)
    var previousIndent: ArraySlice<UInt8> = []
    for line in lines {
      lineStarts.append(bytes.count)
      guard let directive = line.directive else {
        mostPipesInLine = max(mostPipesInLine, line.bytes.count { $0 == UInt8(ascii: "|") })
        for var segment in line.segments {
          segment.start += bytes.count
          segments.append(segment)
        }
        bytes += line.bytes
        if line.bytes.last != 0x0A { bytes.append(0x0A) }
        if !line.isBlank { previousIndent = line.indent }
        continue
      }
      let marker = String(Character(Self.scalar(directive)))
      if let id = markers[directive].directive, rows.contains(id) {
        bytes += Array(previousIndent) + Array("| \(marker) |\n".utf8)
      } else {
        bytes += line.bytes + Array("<!--\(marker)-->\n".utf8)
      }
    }
    lineStarts.append(bytes.count)
  }

  /// The block directives that guard rows of a table that began before them: all their lines look like rows.
  private func rowDirectives(_ lines: [Line]) -> Set<Int> {
    var rows: Set<Int> = []
    var isInTable = false
    for (index, line) in lines.enumerated() {
      if let directive = line.directive {
        guard isInTable, let id = markers[directive].directive else { continue }
        if case .open = markers[directive] {
          if guardsRows(id, lines[(index + 1)...]) { rows.insert(id) } else { isInTable = false }
        } else if !rows.contains(id) {
          isInTable = false
        }
      } else if line.isBlank {
        isInTable = false
      } else if Self.isDelimiterRow(line.bytes), index > 0, lines[index - 1].directive == nil, !lines[index - 1].isBlank
      {
        isInTable = true
      }
    }
    return rows
  }

  private func guardsRows(_ id: Int, _ lines: ArraySlice<Line>) -> Bool {
    var count = 0
    var previousIsRow = false
    for line in lines {
      if let directive = line.directive {
        if case .close(id, _) = markers[directive] { return count > 0 }
        previousIsRow = false
      } else if line.bytes.contains(UInt8(ascii: "|")), !(previousIsRow && Self.isDelimiterRow(line.bytes)) {
        count += 1
        previousIsRow = true
      } else {
        return false
      }
    }
    return false
  }

  /// `| --- | :-: |`, with at least one bar.
  private static func isDelimiterRow(_ bytes: [UInt8]) -> Bool {
    var dashes = 0
    var bars = 0
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "-"): dashes += 1
      case UInt8(ascii: "|"): bars += 1
      case UInt8(ascii: ":"), 0x20, 0x09, 0x0D, 0x0A: break
      default: return false
      }
    }
    return dashes > 0 && bars > 0
  }

  // MARK: Reading

  /// Whether the source is small enough for its tree to be: the parser fills up each row of a table with empty cells.
  var isWithinLimits: Bool {
    bytes.count <= Markdown.maxSourceBytes && markers.count < Self.maxMarkers && mostPipesInLine <= 200
      && (mostPipesInLine + 1) * lineStarts.count <= Markdown.maxSourceBytes
  }

  var wholeRange: Range<Int> {
    guard let first = segments.first, let last = segments.last else { return 0..<0 }
    return first.source.lowerBound..<max(first.source.lowerBound, last.source.upperBound)
  }

  /// The marker's index, where the scalar is one.
  func marker(_ scalar: Unicode.Scalar) -> Int? {
    guard scalar.value >= Self.firstMarker else { return nil }
    let index = Int(scalar.value - Self.firstMarker)
    return index < markers.count ? index : nil
  }

  /// The marked bytes of a line counted from 1, with its line break.
  func line(_ number: Int) -> Range<Int> {
    let index = min(max(number - 1, 0), lineStarts.count - 1)
    return lineStarts[index]..<lineStarts[min(index + 1, lineStarts.count - 1)]
  }

  /// The bytes of source from which a range of marked bytes came.
  func source(_ marked: Range<Int>) -> Range<Int>? {
    var low = 0
    var high = segments.count
    while low < high {
      let middle = (low + high) / 2
      if segments[middle].start + segments[middle].length <= marked.lowerBound {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < segments.count, segments[low].start < marked.upperBound else { return nil }
    var last = low
    while last + 1 < segments.count, segments[last + 1].start < marked.upperBound { last += 1 }
    let (first, end) = (segments[low], segments[last])
    let start =
      first.isVerbatim ? first.source.lowerBound + max(0, marked.lowerBound - first.start) : first.source.lowerBound
    let stop =
      end.isVerbatim ? end.source.lowerBound + min(end.length, marked.upperBound - end.start) : end.source.upperBound
    return start..<max(start, stop)
  }
}
