/// Rule: where the lines of an item stand behind its first. Clauses stand below its value, `and` and `or` one step deeper; what is
/// between parentheses one step deeper than the line that opens them, and below the operand of its own `where`.
struct Continuation {
  /// Parentheses that stand open, or the item itself.
  private struct Frame {
    /// Where a line stands that closes it.
    var base: Int
    /// Where the latest `where` in it stands.
    var whereColumn: Int?
  }

  private var frames: [Frame]
  /// From where the current line counts.
  private var lineBase: Int
  private let valueColumn: Int

  /// `base` is where the item stands, `valueColumn` where its clauses do.
  init(base: Int, valueColumn: Int?) {
    self.valueColumn = valueColumn ?? base + Formatter.indentationColumns
    lineBase = valueColumn ?? base
    frames = [Frame(base: self.valueColumn)]
  }

  /// How many parentheses stand open.
  var depth: Int { frames.count - 1 }

  /// The column of a line that begins with the token.
  func column(_ token: LayoutToken, _ text: LayoutText) -> Int {
    let frame = frames[frames.count - 1]
    let step = Formatter.indentationColumns
    let isJoint = token.keyword == .and || token.keyword == .or
    if depth == 0 { return isJoint ? (frame.whereColumn ?? valueColumn) + step : valueColumn }
    if text.isPunctuation(token, ")") { return frame.base }
    if isJoint, let column = frame.whereColumn { return column + Self.whereColumns }
    return frame.base + step
  }

  private static let whereColumns = "where ".utf8.count

  /// Takes note of a token that stands at `column`.
  mutating func pass(_ token: LayoutToken, at column: Int, isFirstOfLine: Bool, _ text: LayoutText) {
    if isFirstOfLine { lineBase = column }
    if token.keyword == .where { frames[frames.count - 1].whereColumn = column }
    if text.isPunctuation(token, "(") { frames.append(Frame(base: lineBase)) }
    if text.isPunctuation(token, ")"), frames.count > 1 { frames.removeLast() }
  }
}
