import CampaignDiagnostics

/// Splits bytes into lexemes in one pass; knows nothing of the grammar but the rules of layout, strings and literals.
///
/// It runs over a whole file, and again over the inside of each `{ }` of a string.
struct Lexer {
  let file: FileID
  // SAFETY: lives only inside the `withUnsafeBufferPointer` closure of `Parser.parse`.
  let bytes: UnsafeBufferPointer<UInt8>
  let end: Int
  /// Whether every byte is also kept as a `Token`.
  let keepsTokens: Bool

  var index: Int
  var lexemes: [Lexeme] = []
  var tokens: [Token] = []
  var diagnostics: [Diagnostic] = []
  /// How many braces stand open; the lowest it ever was tells of closing braces too many.
  var braceDepth = 0
  var lowestBraceDepth = 0
  /// Braces opened on this line and not closed on it.
  var openBracesOnLine = 0
  /// Whether the last thing read runs to the end of the file because it is never closed.
  var isTruncated = false
  /// The end of the line on which a string was last seen.
  var knownLineEnd = 0
  private var startsLine = true

  init(file: FileID, bytes: UnsafeBufferPointer<UInt8>, range: Range<Int>, keepsTokens: Bool) {
    self.file = file
    self.bytes = bytes
    index = range.lowerBound
    end = range.upperBound
    self.keepsTokens = keepsTokens
    if keepsTokens {
      lexemes.reserveCapacity(range.count / 5 + 8)
      tokens.reserveCapacity(range.count / 3 + 8)
    }
  }

  func span(_ start: Int, _ end: Int) -> Span { Span(file, UInt32(start), UInt32(end)) }

  func text(_ start: Int, _ end: Int) -> String { String(decoding: bytes[start..<end], as: UTF8.self) }

  func byte(_ index: Int) -> UInt8 { index < end ? bytes[index] : 0 }

  mutating func run() {
    while index < end { step() }
    var last = Lexeme(.endOfFile, end, end)
    last.startsLine = true
    lexemes.append(last)
    if keepsTokens { tokens.append(Token(.endOfFile, span(end, end))) }
  }

  private mutating func step() {
    let start = index
    let byte = bytes[index]
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"):
      while index < end, bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\t") { index += 1 }
      trivia(.whitespace, from: start)
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"): lineBreak()
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): name()
    case UInt8(ascii: "0")...UInt8(ascii: "9"): number()
    case UInt8(ascii: "\""), UInt8(ascii: "'"): string()
    case UInt8(ascii: "#"): colorOrComment()
    case 0x80...: beyondASCII()
    default: punctuation()
    }
    if index == start {
      // A guard, not a path: nothing above leaves the index where it was.
      index += 1
      trivia(.invalid, from: start)
    }
  }

  // MARK: Emitting

  mutating func trivia(_ kind: Token.Kind, from start: Int) {
    if keepsTokens { tokens.append(Token(kind, span(start, index))) }
  }

  mutating func emit(_ lexeme: Lexeme) {
    var lexeme = lexeme
    lexeme.startsLine = startsLine
    startsLine = false
    index = Int(lexeme.end)
    lexemes.append(lexeme)
    if keepsTokens { tokens.append(Token(lexeme.tokenKind, span(Int(lexeme.start), Int(lexeme.end)))) }
  }

  mutating func emit(_ kind: Lexeme.Kind, _ length: Int) { emit(Lexeme(kind, index, index + length)) }

  private mutating func lineBreak() {
    let start = index
    if bytes[index] == UInt8(ascii: "\r") {
      index += 1
      guard byte(index) == UInt8(ascii: "\n") else { return trivia(.whitespace, from: start) }
    }
    index += 1
    startsLine = true
    openBracesOnLine = 0
    trivia(.lineBreak, from: start)
  }

  // MARK: Names

  private mutating func name() {
    let start = index
    var isHidden = false
    while index < end {
      let byte = bytes[index]
      if isNameByte(byte) {
        index += 1
      } else if byte >= 0x80, let (scalar, length) = scalar(at: index),
        scalar.properties.isXIDContinue || SourceCheck.isBidirectional(scalar)
      {
        // What hides in a name was reported; the name is read without it.
        if SourceCheck.isBidirectional(scalar) { isHidden = true }
        index += length
      } else {
        break
      }
    }
    var lexeme = Lexeme(.name, start, index)
    let spelling = UnsafeBufferPointer(rebasing: bytes[start..<index])
    lexeme.keyword = KeywordTable.shared.find(spelling)
    if isHidden { lexeme.keyword = Keyword(text(start, index).withoutBidirectionalControls) }
    if lexeme.keyword == nil, bytes[start] < UInt8(ascii: "a"), spelling.count <= 12 {
      let folded = spelling.map { $0 | (isUpper($0) ? 0x20 : 0) }
      lexeme.keyword = folded.withUnsafeBufferPointer { KeywordTable.shared.find($0) }
      lexeme.isMiscased = lexeme.keyword != nil
    }
    emit(lexeme)
  }

  private func isUpper(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") }

  func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: false
    }
  }

  /// The scalar at `index` and its length in bytes; the text is UTF-8 already, so nil only at the end of the range.
  func scalar(at index: Int) -> (Unicode.Scalar, Int)? {
    guard index < end else { return nil }
    let first = bytes[index]
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard index + length <= end else { return nil }
    var value = length == 1 ? UInt32(first) : UInt32(first) & (0x7F >> UInt32(length))
    for offset in 1..<max(length, 1) where offset < length { value = value << 6 | UInt32(bytes[index + offset] & 0x3F) }
    return Unicode.Scalar(value).map { ($0, length) }
  }

  /// Names in other scripts, typed quotes, and look-alikes of what the language writes in ASCII.
  private mutating func beyondASCII() {
    guard let (scalar, length) = scalar(at: index) else { return }
    if scalar.properties.isXIDStart { return name() }
    if Self.typedQuotes.contains(scalar) { return string() }
    let start = index
    if SourceCheck.isBidirectional(scalar) {
      index += length
      return trivia(.whitespace, from: start)
    }
    if let currency = Self.currencySigns[scalar] { return currencyAmount(currency, signBytes: length) }
    if let meant = Self.lookAlikes[scalar] { return lookAlike(scalar, length, meant) }
    index += length
    while let (next, length) = self.scalar(at: index), isStray(next) { index += length }
    diagnostics.append(
      Diagnostic(
        .unexpectedCharacter, "`\(text(start, index))` means nothing here", at: span(start, index),
        helps: ["text that people read stands in double quotes"]))
    trivia(.invalid, from: start)
  }

  private func isStray(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0x80 && !scalar.properties.isXIDStart && !SourceCheck.isBidirectional(scalar)
      && !Self.typedQuotes.contains(scalar)
      && Self.currencySigns[scalar] == nil && Self.lookAlikes[scalar] == nil
  }

  private mutating func lookAlike(_ scalar: Unicode.Scalar, _ length: Int, _ meant: (Lexeme.Kind?, String)) {
    let place = span(index, index + length)
    let hex = String(scalar.value, radix: 16, uppercase: true)
    let shown =
      scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint ? "U+\(hex)" : "\(scalar)"
    diagnostics.append(
      Diagnostic(
        .lookAlike, "`\(shown)` is not what the language writes", at: place,
        helps: [meant.1.isEmpty ? "remove it" : meant.1 == " " ? "write a plain space" : "write `\(meant.1)`"],
        fixes: [Fix(meant.1.isEmpty ? "remove it" : "replace it", replace: place, with: meant.1)]))
    if let kind = meant.0 { return emit(kind, length) }
    let start = index
    index += length
    trivia(.whitespace, from: start)
  }

  static let typedQuotes: Set<Unicode.Scalar> = [
    "\u{201C}", "\u{201D}", "\u{201E}", "\u{2018}", "\u{2019}", "\u{00AB}",
  ]
  static let currencySigns: [Unicode.Scalar: String] = ["€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"]
  /// What is copied from text processors; nil is white space.
  private static let lookAlikes: [Unicode.Scalar: (Lexeme.Kind?, String)] = [
    "\u{00A0}": (nil, " "), "\u{2003}": (nil, " "), "\u{2009}": (nil, " "), "\u{202F}": (nil, " "),
    "\u{3000}": (nil, " "),
    "\u{200B}": (nil, ""), "\u{2060}": (nil, ""), "\u{FEFF}": (nil, ""), "\u{00AD}": (nil, ""), "\u{200E}": (nil, ""),
    "\u{200F}": (nil, ""), "\u{200C}": (nil, ""), "\u{200D}": (nil, ""),
    "−": (.minus, "-"), "–": (.minus, "-"), "—": (.minus, "-"), "×": (.star, "*"), "÷": (.slash, "/"),
    "≤": (.lessOrEqual, "<="), "≥": (.greaterOrEqual, ">="), "≠": (.notEquals, "is not"),
    "，": (.comma, ","), "（": (.leftParenthesis, "("), "）": (.rightParenthesis, ")"), "：": (.colon, ":"),
  ]
}

extension String {
  /// Without the characters that change the order in which text is shown.
  var withoutBidirectionalControls: String {
    unicodeScalars.reduce(into: "") { if !SourceCheck.isBidirectional($1) { $0.unicodeScalars.append($1) } }
  }
}
