import CampaignDiagnostics

/// An expectation as it was written, with the value of each of its parts under it.
struct AssertionText {
  private let line: String
  /// By column: what is shown there.
  private var values: [(column: Int, text: String)] = []

  init(_ asked: AskedExpectation, in sources: SourceMap) {
    let span = asked.expectation.span
    let written = OneLine(sources[span.file], span)
    line = written.text
    for value in asked.values where value.span.file == span.file {
      guard let column = written.column(of: value.span.start) else { continue }
      if let index = values.firstIndex(where: { $0.column == column }) {
        // What a part is, and what was answered of it, begin in one place only where the part is the whole.
        if values[index].text != value.text { values[index].text += "  \(value.text)" }
      } else {
        values.append((column, value.text))
      }
    }
    values.sort { $0.column < $1.column }
  }

  /// The lines, without line breaks: what was written, then values from the right, each where there is room for it.
  func lines(_ style: Style) -> [String] {
    var rest = values
    var lines = [line]
    if !rest.isEmpty { lines.append(Self.bars(rest.map(\.column))) }
    while let last = rest.popLast() {
      var placed = [last]
      // One more fits on the line where it ends before the next begins.
      while let next = rest.last, let first = placed.first,
        next.column + Self.width(next.text) < first.column
      {
        placed.insert(next, at: 0)
        rest.removeLast()
      }
      var text = ""
      for column in rest.map(\.column) { text = Self.padded(text, to: column) + "|" }
      for value in placed {
        text = Self.padded(text, to: value.column) + style.paint(value.text, Self.paint(value.text))
      }
      lines.append(text)
    }
    return lines
  }

  private static func paint(_ text: String) -> Style.Paint {
    text == "false" ? .removed : text == "true" ? .added : .strong
  }

  private static func bars(_ columns: [Int]) -> String { columns.reduce("") { padded($0, to: $1) + "|" } }

  /// `text` filled with blanks up to a column; colours take no room.
  private static func padded(_ text: String, to column: Int) -> String {
    text + String(repeating: " ", count: max(0, column - width(text)))
  }

  private static func width(_ text: String) -> Int {
    var width = 0
    var isEscape = false
    for character in text {
      if character == "\u{1B}" { isEscape = true }
      if !isEscape { width += DisplayWidth.columns(of: character) }
      if isEscape, character == "m" { isEscape = false }
    }
    return width
  }
}

/// A stretch of source on one line, whatever breaks and blanks were in it.
struct OneLine {
  private(set) var text = ""
  private let start: UInt32
  /// By byte of the stretch: the column at which it stands.
  private var columns: [Int] = []

  init(_ file: SourceFile, _ span: Span) {
    start = span.start
    var column = 0
    var hasGap = false
    for character in file.text(span) {
      let bytes = character.utf8.count
      if character.isWhitespace {
        hasGap = !text.isEmpty
        columns += Array(repeating: column, count: bytes)
        continue
      }
      if hasGap {
        text += " "
        column += 1
        hasGap = false
      }
      let shown = VisibleText.of(String(character))
      text += shown
      columns += Array(repeating: column, count: bytes)
      column += shown.reduce(0) { $0 + DisplayWidth.columns(of: $1) }
    }
  }

  func column(of offset: UInt32) -> Int? {
    guard offset >= start, Int(offset - start) < columns.count else { return nil }
    return columns[Int(offset - start)]
  }
}
