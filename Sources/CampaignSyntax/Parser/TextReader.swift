import CampaignDiagnostics

/// Walks the text of one string or block, line by line where it is a block.
struct TextReader {
  let bytes: UnsafeBufferPointer<UInt8>
  let isBlock: Bool
  /// Whether its closing quotes are missing, which was reported.
  let isUnclosed: Bool
  /// How many blanks each line of a block leaves out.
  let indentation: Int
  var index: Int
  /// The end of the text, before the closing quotes; of a block, before its last line break.
  let limit: Int
  /// Where the line began, behind the indentation.
  var lineStart: Int
  /// Whether nothing but text has been read of the line.
  var isLineClean = true

  init(_ lexeme: Lexeme, bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    isBlock = lexeme.kind == .block
    isUnclosed = lexeme.closeBytes == 0
    var start = Int(lexeme.start) + Int(lexeme.openBytes)
    var end = max(start, Int(lexeme.end) - Int(lexeme.closeBytes))
    var indentation = 0
    if isBlock {
      while start < end, bytes[start] != UInt8(ascii: "\n") { start += 1 }
      start = min(start + 1, end)
      if lexeme.closeBytes > 0 {
        while end > start, bytes[end - 1] == UInt8(ascii: " ") || bytes[end - 1] == UInt8(ascii: "\t") {
          end -= 1
          indentation += 1
        }
        if end > start, bytes[end - 1] == UInt8(ascii: "\n") { end -= 1 }
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
      } else {
        indentation = Self.leastIndentation(bytes[start..<end])
      }
    }
    self.indentation = indentation
    index = start
    limit = end
    lineStart = start
    if isBlock { skipIndentation() }
  }

  /// How far all lines that are not blank are indented, where no closing quotes tell it.
  private static func leastIndentation(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    let lines = text.split(separator: UInt8(ascii: "\n")).map { line in
      (
        blanks: line.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }.count,
        line.count
      )
    }
    return lines.filter { $0.blanks < $0.1 }.map(\.blanks).min() ?? 0
  }

  func byte(_ index: Int) -> UInt8 { index < limit ? bytes[index] : 0 }

  func isBlank(_ index: Int) -> Bool { byte(index) == UInt8(ascii: " ") || byte(index) == UInt8(ascii: "\t") }

  mutating func skipIndentation() {
    var skipped = 0
    while skipped < indentation, index < limit, isBlank(index) {
      index += 1
      skipped += 1
    }
    // A line of blanks is an empty line.
    var rest = index
    while rest < limit, isBlank(rest) { rest += 1 }
    if rest >= limit || isLineBreak(rest) { index = rest }
    lineStart = index
    isLineClean = true
  }

  func isLineBreak(_ index: Int) -> Bool {
    byte(index) == UInt8(ascii: "\n") || (byte(index) == UInt8(ascii: "\r") && byte(index + 1) == UInt8(ascii: "\n"))
  }

  /// Steps over a line break and the indentation behind it.
  mutating func skipLineBreak() {
    if byte(index) == UInt8(ascii: "\r") { index += 1 }
    if byte(index) == UInt8(ascii: "\n") { index += 1 }
    skipIndentation()
  }

  /// Whether only blanks stand between the start of the line and `start`, and between `end` and the end of the line.
  func standsAlone(_ start: Int, _ end: Int) -> Bool {
    guard isBlock, isLineClean, (lineStart..<start).allSatisfy(isBlank) else { return false }
    var after = end
    while isBlank(after) { after += 1 }
    return after >= limit || isLineBreak(after)
  }

  /// The quote that opens a string between the `{` at `start` and the next `}` of the line and is not closed before it, and that `}`.
  func unclosedString(from start: Int) -> (quote: Int, brace: Int)? {
    var at = start + 1
    while at < limit, bytes[at] != UInt8(ascii: "\n"), bytes[at] != UInt8(ascii: "}") {
      if bytes[at] == UInt8(ascii: "\"") {
        let rest = bytes[at + 1..<limit]
        guard let stop = rest.firstIndex(where: { Self.endsRun.contains($0) }) else { return nil }
        if bytes[stop] != UInt8(ascii: "\"") { return bytes[stop] == UInt8(ascii: "}") ? (at, stop) : nil }
        at = stop
      }
      at += 1
    }
    return nil
  }

  private static let endsRun: Set<UInt8> = [
    UInt8(ascii: "\n"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\""), UInt8(ascii: "\\"),
  ]

  /// The offset of the `}` that closes the `{` at `start`, or nil where its line ends first.
  func endOfInterpolation(from start: Int) -> Int? {
    var at = start + 1
    var depth = 1
    while at < limit, bytes[at] != UInt8(ascii: "\n") {
      switch bytes[at] {
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"):
        depth -= 1
        if depth == 0 { return at }
      case UInt8(ascii: "\""):
        guard let end = Lexer.endOfString(bytes, from: at, to: limit), !bytes[at..<end].contains(UInt8(ascii: "\n"))
        else { return nil }
        at = end - 1
      default: break
      }
      at += 1
    }
    return nil
  }
}
