import CampaignDiagnostics

/// Where strings end. What stands in them is read later, by `TemplateReader`.
extension Lexer {
  mutating func string() {
    if bytes[index] == UInt8(ascii: "\"") {
      if byte(index + 1) == UInt8(ascii: "\""), byte(index + 2) == UInt8(ascii: "\"") { return block() }
      if let stop = Self.endOfString(bytes, from: index, to: ownLineEnd()) {
        return emitString(to: stop, openBytes: 1, closeBytes: 1)
      }
      return brokenString()
    }
    foreignString()
  }

  private mutating func emitString(to stop: Int, openBytes: Int, closeBytes: Int) {
    var lexeme = Lexeme(.string, index, stop)
    lexeme.openBytes = UInt8(openBytes)
    lexeme.closeBytes = UInt8(closeBytes)
    emit(lexeme)
  }

  /// The end of the line that holds `index`, found once a line.
  private mutating func ownLineEnd() -> Int {
    if index >= knownLineEnd { knownLineEnd = lineEnd(index) }
    return knownLineEnd
  }

  func lineEnd(_ start: Int) -> Int {
    var at = start
    while at < end, bytes[at] != UInt8(ascii: "\n") { at += 1 }
    if at > start, bytes[at - 1] == UInt8(ascii: "\r") { at -= 1 }
    return at
  }

  /// The offset behind the quote that ends the string which begins at `start`, or nil. Quotes inside `{ }` end strings of
  /// their own: even levels are text, odd levels are between braces.
  static func endOfString(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to limit: Int) -> Int? {
    let found = scanString(bytes, from: start, to: limit)
    return found.isClosed ? found.stop : nil
  }

  /// How far the string goes, and whether its quote was found; `isText` is whether it ran out in its own text, with all braces closed.
  private static func scanString(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to limit: Int
  ) -> (stop: Int, isClosed: Bool, isText: Bool) {
    var at = start + 1
    var level = 0
    var braces = SIMD8<UInt8>.zero
    while at < limit {
      let byte = bytes[at]
      at += 1
      if level & 1 == 0 {
        switch byte {
        case UInt8(ascii: "\\"): at += 1
        case UInt8(ascii: "\""):
          if level == 0 { return (at, true, false) }
          level -= 1
        case UInt8(ascii: "{"):
          level += 1
          braces[level] = 1
        default: break
        }
      } else {
        switch byte {
        case UInt8(ascii: "\""):
          guard level < 6 else { return (at, false, false) }
          level += 1
        case UInt8(ascii: "{"): if braces[level] < .max { braces[level] += 1 }
        case UInt8(ascii: "}"):
          braces[level] -= 1
          if braces[level] == 0 { level -= 1 }
        default: break
        }
      }
    }
    return (limit, false, level == 0)
  }

  /// A string whose end was not found by the rule: a `{` in it is never closed, or it is not closed itself.
  private mutating func brokenString() {
    let stop = ownLineEnd()
    var last: Int?
    var typed: (at: Int, length: Int)?
    var at = index + 1
    while at < stop {
      if bytes[at] == UInt8(ascii: "\\") {
        at += 2
        continue
      }
      if bytes[at] == UInt8(ascii: "\"") { last = at + 1 }
      if typed == nil, let (scalar, length) = scalar(at: at), scalar == "\u{201D}" || scalar == "\u{201C}" {
        typed = (at, length)
      }
      at += 1
    }
    let lacksQuoteOnly = Self.scanString(bytes, from: index, to: stop).isText
    if let last, !lacksQuoteOnly { return emitString(to: last, openBytes: 1, closeBytes: 1) }
    if let typed {
      let quote = span(typed.at, typed.at + typed.length)
      diagnostics.append(
        Diagnostic(
          .foreignQuotes, "a typed quote does not end a string", at: quote, helps: ["write `\"`"],
          fixes: [Fix("write `\"`", replace: quote, with: "\"")]))
      return emitString(to: typed.at + typed.length, openBytes: 1, closeBytes: typed.length)
    }
    unterminated(to: stop)
  }

  private mutating func unterminated(to lineEnd: Int) {
    var stop = lineEnd
    func trimmed(_ stop: Int) -> Int {
      var stop = stop
      while stop > index + 1, bytes[stop - 1] == UInt8(ascii: " ") || bytes[stop - 1] == UInt8(ascii: "\t") {
        stop -= 1
      }
      return stop
    }
    stop = trimmed(stop)
    // `{ code "WEEKLY }` closes its block all the same.
    var braces = openBracesOnLine
    while braces > 0, stop > index + 1, bytes[stop - 1] == UInt8(ascii: "}") {
      stop = trimmed(stop - 1)
      braces -= 1
    }
    let opening = span(index, index + 1)
    diagnostics.append(
      Diagnostic(
        .unterminatedString, "this string is not closed on its line", at: opening,
        notes: [Note("a string ends on the line on which it begins")],
        helps: ["close it with `\"`; text of several lines stands between `\"\"\"`"],
        fixes: [Fix("close it with `\"`", replace: span(stop, stop), with: "\"")]))
    emitString(to: stop, openBytes: 1, closeBytes: 0)
  }

  /// `'…'` and `“…”`, read as the strings that they are meant to be.
  private mutating func foreignString() {
    guard let (opening, openBytes) = scalar(at: index) else { return }
    let isSingle = opening == "'" || opening == "\u{2018}" || opening == "\u{2019}"
    let stop = ownLineEnd()
    var at = index + openBytes
    while at < stop, let (scalar, length) = scalar(at: at) {
      let closes =
        isSingle
        ? scalar == "'" || scalar == "\u{2019}"
        : scalar == "\u{201D}" || scalar == "\u{201C}" || scalar == "\"" || scalar == "\u{00BB}"
      if closes {
        let (open, close) = (span(index, index + openBytes), span(at, at + length))
        let holdsQuote = bytes[index..<at].contains(UInt8(ascii: "\""))
        diagnostics.append(
          Diagnostic(
            .foreignQuotes, "strings stand in straight double quotes", at: span(index, at + length),
            helps: ["write `\"` on both sides"],
            fixes: holdsQuote ? [] : [Fix("write straight double quotes", [Edit(open, "\""), Edit(close, "\"")])]))
        return emitString(to: at + length, openBytes: openBytes, closeBytes: length)
      }
      at += length
    }
    diagnostics.append(
      Diagnostic(
        .foreignQuotes, "`\(opening)` does not begin a string", at: span(index, index + openBytes),
        helps: ["a string stands between `\"` and `\"`, on one line"]))
    emitString(to: stop, openBytes: openBytes, closeBytes: 0)
  }

  // MARK: Blocks

  /// `"""`, then lines, up to the first line that begins with `"""`.
  private mutating func block() {
    let opening = span(index, index + 3)
    let firstEnd = ownLineEnd()
    var rest = index + 3
    while rest < firstEnd, isBlank(bytes[rest]) { rest += 1 }
    if rest < firstEnd { return blockOnOneLine(to: firstEnd, textStart: rest) }
    let indentation = indentationOfLine(index)
    var dedent: Int?
    var line = nextLine(firstEnd)
    while line < end {
      var first = line
      let stop = lineEnd(line)
      while first < stop, isBlank(bytes[first]) { first += 1 }
      if isTripleQuote(first, stop) {
        var lexeme = Lexeme(.block, index, first + 3)
        (lexeme.openBytes, lexeme.closeBytes) = (3, 3)
        return emit(lexeme)
      }
      if first < stop, dedent == nil, first - line <= indentation { dedent = previousLineEnd(line) }
      if let quotes = tripleQuote(in: first..<stop) {
        if quotes + 3 == stop, dedent == nil { return closedAfterText(at: quotes) }
        break
      }
      line = nextLine(stop)
    }
    diagnostics.append(
      Diagnostic(
        .unterminatedBlock, "this block of text is never closed", at: opening,
        notes: [Note("a block ends at the line that begins with `\"\"\"`")],
        helps: ["close it with `\"\"\"` on a line of its own"]))
    if dedent == nil { isTruncated = true }
    var lexeme = Lexeme(.block, index, dedent ?? end)
    (lexeme.openBytes, lexeme.closeBytes) = (3, 0)
    emit(lexeme)
  }

  private mutating func blockOnOneLine(to lineEnd: Int, textStart: Int) {
    if let close = tripleQuote(in: textStart..<lineEnd) {
      let place = span(index, close + 3)
      let inner = text(index + 3, close)
      diagnostics.append(
        Diagnostic(
          .blockLayout, "text between `\"\"\"` stands on lines of its own", at: place,
          helps: ["write `\"` on both sides for text of one line"],
          fixes: inner.contains("\"") ? [] : [Fix("write it as a string", replace: place, with: "\"\(inner)\"")]))
      return emitString(to: close + 3, openBytes: 3, closeBytes: 3)
    }
    diagnostics.append(
      Diagnostic(
        .blockLayout, "text after `\"\"\"` begins on the next line", at: span(textStart, lineEnd),
        helps: ["move it to a line of its own"]))
    // Read on as the block that it was meant to be, without its first line.
    let saved = diagnostics.count
    let start = index
    var line = nextLine(lineEnd)
    while line < end {
      var first = line
      let stop = self.lineEnd(line)
      while first < stop, isBlank(bytes[first]) { first += 1 }
      if isTripleQuote(first, stop) { break }
      line = nextLine(stop)
      if line >= end { isTruncated = true }
    }
    var stop = line
    while stop < end, isBlank(bytes[stop]) { stop += 1 }
    var lexeme = Lexeme(.badValue, start, min(end, stop + 3))
    lexeme.openBytes = 3
    diagnostics.removeSubrange(saved...)
    emit(lexeme)
  }

  private mutating func closedAfterText(at quotes: Int) {
    let place = span(quotes, quotes + 3)
    diagnostics.append(
      Diagnostic(
        .blockLayout, "the closing `\"\"\"` stands on a line of its own", at: place,
        notes: [Note("its indentation is what each line of the text leaves out")],
        helps: ["move it to the next line, indented like the text"],
        fixes: [
          Fix(
            "move it to the next line",
            replace: span(quotes, quotes), with: "\n" + String(repeating: " ", count: indentationOfLine(quotes)))
        ]))
    emit(Lexeme(.badValue, index, quotes + 3))
  }

  func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private func isTripleQuote(_ at: Int, _ limit: Int) -> Bool {
    at + 3 <= limit && bytes[at] == UInt8(ascii: "\"") && bytes[at + 1] == UInt8(ascii: "\"")
      && bytes[at + 2] == UInt8(ascii: "\"")
  }

  /// The first unescaped `"""` in the range.
  private func tripleQuote(in range: Range<Int>) -> Int? {
    var at = range.lowerBound
    while at + 3 <= range.upperBound {
      if bytes[at] == UInt8(ascii: "\\") {
        at += 2
        continue
      }
      if isTripleQuote(at, range.upperBound) { return at }
      at += 1
    }
    return nil
  }

  private func nextLine(_ lineEnd: Int) -> Int {
    var at = lineEnd
    while at < end, bytes[at] != UInt8(ascii: "\n") { at += 1 }
    return min(end, at + 1)
  }

  private func previousLineEnd(_ lineStart: Int) -> Int {
    var at = lineStart - 1
    if at > index, bytes[at - 1] == UInt8(ascii: "\r") { at -= 1 }
    return max(at, index + 3)
  }

  func indentationOfLine(_ at: Int) -> Int {
    var start = at
    while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    var first = start
    while first < end, isBlank(bytes[first]) { first += 1 }
    return first - start
  }
}
