import CampaignDiagnostics

/// Where strings end. What stands in them is read later, by `TemplateReader`.
extension Lexer {
  mutating func string() {
    if bytes[index] == UInt8(ascii: "\"") {
      if byte(index + 1) == UInt8(ascii: "\""), byte(index + 2) == UInt8(ascii: "\"") { return block() }
      if byte(index + 1) == UInt8(ascii: "\""), let close = closeOfBlockMeant() { return blockMeant(to: close) }
      if let stop = Self.endOfString(bytes, from: index, to: ownLineEnd()) {
        return emitString(to: stop, openBytes: 1, closeBytes: 1)
      }
      return brokenString()
    }
    foreignString()
  }

  mutating func emitString(to stop: Int, openBytes: Int, closeBytes: Int) {
    var lexeme = Lexeme(.string, index, stop)
    lexeme.openBytes = UInt8(openBytes)
    lexeme.closeBytes = UInt8(closeBytes)
    emit(lexeme)
  }

  /// The end of the line that holds `index`, found once a line.
  mutating func ownLineEnd() -> Int {
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
}
