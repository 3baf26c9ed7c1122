import CampaignDiagnostics

/// A significant token as the parser sees it; its text is the source's bytes from `start` to `end`.
struct Lexeme {
  enum Kind: UInt8 {
    case name, number, percent, ordinal, time, date, timestamp, color, currencyAmount
    case string, block
    case leftBrace, rightBrace, leftParenthesis, rightParenthesis
    case comma, colon, dot, question, less, lessOrEqual, greater, greaterOrEqual, equals, plus, minus, star, slash
    /// What other languages have: each gets a help of its own.
    case doubleEquals, notEquals, doubleAmpersand, doublePipe, bang, pipe, percentSign, semicolon
    /// A value that was refused and reported already.
    case badValue
    /// What no rule reads, reported already.
    case junk
    /// Where an item ends by a line break; never stored, only shown to the parser.
    case lineBreak
    case endOfFile
  }

  var kind: Kind
  /// Whether it is the first of its line.
  var startsLine = false
  /// Whether `keyword` matches only when case is folded.
  var isMiscased = false
  var keyword: Keyword?
  /// Bytes of the opening and the closing quotes, of a string.
  var openBytes: UInt8 = 0
  var closeBytes: UInt8 = 0
  var start: UInt32
  var end: UInt32

  init(_ kind: Kind, _ start: Int, _ end: Int) {
    self.kind = kind
    self.start = UInt32(start)
    self.end = UInt32(end)
  }

  /// Whether it goes on with the item of the line before although it begins a line.
  var continuesItem: Bool { kind == .name && !isMiscased && keyword?.isClauseWord == true }

  var tokenKind: Token.Kind {
    switch kind {
    case .name: .name
    case .number, .percent, .ordinal, .time, .date, .timestamp, .currencyAmount, .badValue: .number
    case .color: .color
    case .string, .block: .string
    case .junk: .invalid
    case .lineBreak: .lineBreak
    case .endOfFile: .endOfFile
    default: .punctuation
    }
  }
}
