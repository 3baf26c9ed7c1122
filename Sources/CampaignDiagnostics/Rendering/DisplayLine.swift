/// One line of source as it is shown: tabs as spaces, nothing that acts on the terminal, a long line clipped around
/// what is spoken of.
struct DisplayLine {
  /// One user-perceived character, and the byte at which it begins.
  private struct Cell {
    let text: String
    let columns: Int
    let start: Int
  }

  static let tabColumns = 4
  /// A line is clipped to this many columns.
  static let maxColumns = 120
  /// How many columns of a clipped line stand before what is spoken of.
  private static let leadColumns = 32
  /// More bytes than these before and after it are not looked at, however long the line.
  private static let windowBytes = 1_024

  private var cells: ArraySlice<Cell> = []
  private var isClippedLeft = false
  private var isClippedRight = false

  /// The line at `range` of `bytes`, of which `focus` is to be seen.
  init(_ bytes: [UInt8], _ range: Range<Int>, focus: Range<Int>) {
    let window = Self.window(bytes, range, focus: focus)
    isClippedLeft = window.lowerBound > range.lowerBound
    isClippedRight = window.upperBound < range.upperBound
    cells = Self.cells(bytes, window)[...]
    clip(around: focus.lowerBound)
  }

  var text: String {
    (isClippedLeft ? "…" : "") + cells.lazy.map(\.text).joined() + (isClippedRight ? "…" : "")
  }

  /// How many columns stand before the byte at `offset`.
  func column(of offset: Int) -> Int {
    cells.reduce(isClippedLeft ? 1 : 0) { $1.start < offset ? $0 + $1.columns : $0 }
  }

  /// Whether only white space stands before the byte at `offset`.
  func isIndentation(before offset: Int) -> Bool {
    !isClippedLeft && cells.allSatisfy { $0.start >= offset || $0.text.allSatisfy { $0 == " " } }
  }

  private static func window(_ bytes: [UInt8], _ range: Range<Int>, focus: Range<Int>) -> Range<Int> {
    guard range.count > 2 * windowBytes else { return range }
    let center = min(max(focus.lowerBound, range.lowerBound), range.upperBound)
    var start = max(range.lowerBound, center - windowBytes)
    var end = min(range.upperBound, center + windowBytes)
    // Never cut within a UTF-8 sequence; malformed text may hold more than three continuation bytes.
    var steps = 0
    while start > range.lowerBound, steps < 3, bytes[start] & 0xC0 == 0x80 { (start, steps) = (start - 1, steps + 1) }
    steps = 0
    while end < range.upperBound, steps < 3, bytes[end] & 0xC0 == 0x80 { (end, steps) = (end + 1, steps + 1) }
    return start..<end
  }

  private static func cells(_ bytes: [UInt8], _ range: Range<Int>) -> [Cell] {
    var text = ""
    var lengths: [Int] = []
    var parser = Unicode.UTF8.ForwardParser()
    var input = bytes[range].makeIterator()
    decoding: while true {
      switch parser.parseScalar(from: &input) {
      case .valid(let encoded):
        text.unicodeScalars.append(Unicode.UTF8.decode(encoded))
        lengths.append(encoded.count)
      case .error(let length):
        text.unicodeScalars.append("\u{FFFD}")
        lengths.append(length)
      case .emptyInput: break decoding
      }
    }
    var result: [Cell] = []
    var offset = range.lowerBound
    var index = 0
    var column = 0
    for character in text {
      let shown =
        character == "\t"
        ? String(repeating: " ", count: tabColumns - column % tabColumns) : VisibleText.of(String(character))
      let columns = shown.reduce(0) { $0 + DisplayWidth.columns(of: $1) }
      result.append(Cell(text: shown, columns: columns, start: offset))
      column += columns
      for _ in character.unicodeScalars {
        offset += lengths[index]
        index += 1
      }
    }
    return result
  }

  /// Drops cells from both ends until the line fits.
  private mutating func clip(around focus: Int) {
    var total = cells.reduce(0) { $0 + $1.columns }
    if total <= Self.maxColumns, !isClippedLeft { return clipRight(&total) }
    var lead = cells.reduce(0) { $1.start < focus ? $0 + $1.columns : $0 }
    // The end of a line is shown whole where that is all that follows.
    while lead > Self.leadColumns, total > Self.maxColumns, let first = cells.first {
      lead -= first.columns
      total -= first.columns
      cells.removeFirst()
      isClippedLeft = true
    }
    clipRight(&total)
  }

  private mutating func clipRight(_ total: inout Int) {
    while total > Self.maxColumns, let last = cells.last {
      total -= last.columns
      cells.removeLast()
      isClippedRight = true
    }
  }
}
