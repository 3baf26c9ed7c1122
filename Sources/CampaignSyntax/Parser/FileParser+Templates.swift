import CampaignDiagnostics

/// Texts: their pieces, escapes and interpolations.
extension FileParser {
  /// What ends a run of pieces.
  enum Stop {
    case endOfText
    case elseIf(Expression, span: Span, isAlone: Bool)
    case otherwise(span: Span, isAlone: Bool)
    case end(span: Span, isAlone: Bool)
  }

  /// The text that stands here.
  mutating func template() -> Template? {
    let lexeme = token
    advance()
    guard templateDepth < 2 else {
      fail(
        Diagnostic(
          .nestedInterpolation, "a text can't stand this deep inside another", at: span(lexeme),
          notes: [Note("a text may hold `{ }`, and a text in it may hold `{ }` once more")],
          helps: ["choose the text before, with `{if}` or an experiment's field"]))
      return nil
    }
    templateDepth += 1
    defer { templateDepth -= 1 }
    if lexeme.kind == .block { checkIndentation(lexeme) }
    var reader = TextReader(lexeme, bytes: bytes)
    var pieces: [Template.Piece] = []
    while true {
      let (run, stop) = self.pieces(&reader)
      pieces += run
      switch stop {
      case .endOfText:
        if templateDepth == 1 { isTextAbandoned = false }
        return Template(pieces, span(lexeme), isBlock: lexeme.kind == .block)
      case .elseIf(_, let place, _), .otherwise(let place, _): strayDirective(place, "{else}")
      case .end(let place, _): strayDirective(place, "{end}")
      }
    }
  }

  private mutating func strayDirective(_ place: Span, _ written: String) {
    report(
      Diagnostic(
        .directiveMismatch, "no `{if}` or `{for}` is open at this `\(written)`", at: place, helps: ["remove it"],
        fixes: [Fix("remove it", replace: place, with: "")]))
  }

  /// The pieces up to the end of the text or to a directive that belongs to what is open.
  mutating func pieces(_ reader: inout TextReader) -> ([Template.Piece], Stop) {
    var run = PieceRun()
    while reader.index < reader.limit {
      if run.text.isEmpty { run.textStart = reader.index }
      let byte = bytes[reader.index]
      switch byte {
      case UInt8(ascii: "\\"): readEscape(&reader, into: &run.text)
      case UInt8(ascii: "{"):
        switch braces(&reader, &run) {
        case .piece(let piece): run.pieces.append(piece)
        case .stop(let stop): return (run.pieces, stop)
        case .nothing: break
        }
      case UInt8(ascii: "}"): strayClosingBrace(&reader, into: &run.text)
      default:
        if reader.isBlock, reader.isLineBreak(reader.index) {
          run.text.append(UInt8(ascii: "\n"))
          run.flush(file, to: reader.index + (byte == UInt8(ascii: "\r") ? 2 : 1))
          reader.skipLineBreak()
        } else {
          run.text.append(byte)
          reader.index += 1
        }
      }
    }
    run.flush(file, to: reader.index)
    return (run.pieces, .endOfText)
  }

  private mutating func strayClosingBrace(_ reader: inout TextReader, into text: inout [UInt8]) {
    let place = Span(file, UInt32(reader.index), UInt32(reader.index + 1))
    if reader.byte(reader.index + 1) == UInt8(ascii: "}") { reader.index += 1 }
    reader.index += 1
    text.append(UInt8(ascii: "}"))
    // Where the text has no end, the brace may well stand behind it.
    if reader.isUnclosed { return }
    report(
      Diagnostic(
        .unclosedInterpolation, "this `}` closes nothing", at: place,
        helps: ["write `{` before the name that is filled in, or `\\}` for a brace that people read"],
        fixes: [Fix("write `\\}`", replace: place, with: "\\}")]))
  }

  // MARK: Escapes

  /// Reads `\{ \} \" \\ \n \u{…}` at the reader's place.
  mutating func readEscape(_ reader: inout TextReader, into text: inout [UInt8]) {
    let start = reader.index
    let next = reader.byte(start + 1)
    switch next {
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\""), UInt8(ascii: "\\"):
      text.append(next)
      reader.index += 2
    case UInt8(ascii: "n"):
      text.append(UInt8(ascii: "\n"))
      reader.index += 2
    case UInt8(ascii: "u"): unicodeEscape(&reader, into: &text)
    default:
      var end = start + 1
      if end < reader.limit, !reader.isLineBreak(end) {
        end += 1
        while end < reader.limit, bytes[end] & 0xC0 == 0x80 { end += 1 }
      }
      badEscape(start, end, "`\(String(decoding: bytes[start..<end], as: UTF8.self))` stands for no character")
      reader.index = end
    }
  }

  private mutating func badEscape(_ start: Int, _ end: Int, _ message: String, isFixable: Bool = true) {
    let place = Span(file, UInt32(start), UInt32(end))
    report(
      Diagnostic(
        .badEscape, message, at: place,
        helps: ["write `\\\\` for a backslash; the others are `\\{ \\} \\\" \\n \\u{1F600}`"],
        fixes: isFixable
          ? [Fix("write a backslash", replace: Span(file, UInt32(start), UInt32(start + 1)), with: "\\\\")] : []))
  }

  private mutating func unicodeEscape(_ reader: inout TextReader, into text: inout [UInt8]) {
    let start = reader.index
    var at = start + 2
    var value: UInt32 = 0
    var digits = 0
    if reader.byte(at) == UInt8(ascii: "{") {
      at += 1
      while digits < 7, let digit = hexDigit(reader.byte(at)) {
        value = value << 4 | digit
        digits += 1
        at += 1
      }
    }
    let isClosed = reader.byte(at) == UInt8(ascii: "}")
    if isClosed { at += 1 }
    reader.index = at
    guard isClosed, (1...6).contains(digits), let scalar = Unicode.Scalar(value), value >= 0x20 || value == 0x0A else {
      let written = String(decoding: bytes[start..<at], as: UTF8.self)
      return badEscape(start, at, "`\(written)` stands for no character", isFixable: false)
    }
    text.append(contentsOf: Array(String(Character(scalar)).utf8))
  }

  private func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - 48)
    case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32((byte | 0x20) - 87)
    default: nil
    }
  }

  // MARK: Blocks

  /// Each line of a block that holds text begins with the indentation of the closing quotes.
  private mutating func checkIndentation(_ lexeme: Lexeme) {
    guard lexeme.closeBytes > 0 else { return }
    let reader = TextReader(lexeme, bytes: bytes)
    guard reader.indentation > 0 else { return }
    let closing = Int(lexeme.end) - Int(lexeme.closeBytes)
    let expected = bytes[closing - reader.indentation..<closing]
    var at = Int(lexeme.start)
    while at < reader.limit, bytes[at] != UInt8(ascii: "\n") { at += 1 }
    at += 1
    while at < reader.limit {
      let start = at
      while at < reader.limit, bytes[at] != UInt8(ascii: "\n") { at += 1 }
      var first = start
      while first < at, reader.isBlank(first) { first += 1 }
      let isEmpty = first == at || bytes[first] == UInt8(ascii: "\r")
      if !isEmpty, !bytes[start..<at].starts(with: expected) {
        return report(
          Diagnostic(
            .blockLayout, "this line is indented less than the closing `\"\"\"`",
            at: Span(file, UInt32(first), UInt32(first + 1)),
            notes: [
              Note(
                "each line leaves out the indentation of the closing quotes",
                at: Span(file, UInt32(closing), lexeme.end))
            ],
            helps: ["indent it like the closing quotes, with the same spaces or tabs"],
            fixes: [
              Fix(
                "indent it", replace: Span(file, UInt32(start), UInt32(first)),
                with: String(decoding: expected, as: UTF8.self))
            ]))
      }
      at += 1
    }
  }

  /// A block that is taken as it is, without its indentation: no escapes, nothing filled in.
  mutating func rawBlock() -> StringLiteral? {
    guard at(.block) else {
      failExpecting("HTML on lines between `\"\"\"`")
      return nil
    }
    let lexeme = token
    advance()
    checkIndentation(lexeme)
    var reader = TextReader(lexeme, bytes: bytes)
    var value: [UInt8] = []
    while reader.index < reader.limit {
      if reader.isLineBreak(reader.index) {
        value.append(UInt8(ascii: "\n"))
        reader.skipLineBreak()
      } else {
        value.append(bytes[reader.index])
        reader.index += 1
      }
    }
    return StringLiteral(String(decoding: value, as: UTF8.self), span(lexeme))
  }
}

/// Pieces read so far, and the text behind the last of them.
struct PieceRun {
  var pieces: [Template.Piece] = []
  var text: [UInt8] = []
  var textStart = 0

  /// Makes a piece of the text, which ends before `end`.
  mutating func flush(_ file: FileID, to end: Int) {
    guard !text.isEmpty else { return }
    let span = Span(file, UInt32(textStart), UInt32(end))
    pieces.append(.text(StringLiteral(String(decoding: text, as: UTF8.self), span)))
    text.removeAll(keepingCapacity: true)
  }
}
