import CampaignDiagnostics

extension Lexer {
  mutating func punctuation() {
    let next = byte(index + 1)
    switch bytes[index] {
    case UInt8(ascii: "{"):
      braceDepth += 1
      openBracesOnLine += 1
      emit(.leftBrace, 1)
    case UInt8(ascii: "}"):
      braceDepth -= 1
      openBracesOnLine = max(0, openBracesOnLine - 1)
      lowestBraceDepth = min(lowestBraceDepth, braceDepth)
      emit(.rightBrace, 1)
    case UInt8(ascii: "("): emit(.leftParenthesis, 1)
    case UInt8(ascii: ")"): emit(.rightParenthesis, 1)
    case UInt8(ascii: ","): emit(.comma, 1)
    case UInt8(ascii: ":"): emit(.colon, 1)
    case UInt8(ascii: "."): emit(.dot, 1)
    case UInt8(ascii: "?"): emit(.question, 1)
    case UInt8(ascii: "+"): emit(.plus, 1)
    case UInt8(ascii: "*"): emit(.star, 1)
    case UInt8(ascii: ";"): emit(.semicolon, 1)
    case UInt8(ascii: "%"): emit(.percentSign, 1)
    case UInt8(ascii: "-"): next == UInt8(ascii: "-") ? foreignComment() : emit(.minus, 1)
    case UInt8(ascii: "/"): slash(next)
    case UInt8(ascii: "$"): currencyAmount("USD", signBytes: 1)
    default: comparison(next)
    }
  }

  private mutating func comparison(_ next: UInt8) {
    let isEqualsNext = next == UInt8(ascii: "=")
    switch bytes[index] {
    case UInt8(ascii: "<"):
      if next == UInt8(ascii: ">") { return emit(.notEquals, 2) }
      isEqualsNext ? emit(.lessOrEqual, 2) : emit(.less, 1)
    case UInt8(ascii: ">"): isEqualsNext ? emit(.greaterOrEqual, 2) : emit(.greater, 1)
    case UInt8(ascii: "="):
      guard isEqualsNext else { return emit(.equals, 1) }
      emit(.doubleEquals, byte(index + 2) == UInt8(ascii: "=") ? 3 : 2)
    case UInt8(ascii: "!"):
      guard isEqualsNext else { return emit(.bang, 1) }
      emit(.notEquals, byte(index + 2) == UInt8(ascii: "=") ? 3 : 2)
    case UInt8(ascii: "&"): emit(.doubleAmpersand, next == UInt8(ascii: "&") ? 2 : 1)
    case UInt8(ascii: "|"): next == UInt8(ascii: "|") ? emit(.doublePipe, 2) : emit(.pipe, 1)
    default: unexpected()
    }
  }

  private mutating func unexpected() {
    let start = index
    index += 1
    while index < end, bytes[index] == bytes[start] { index += 1 }
    let first = bytes[start] == UInt8(ascii: "`") ? "a backtick" : "`\(text(start, start + 1))`"
    diagnostics.append(
      Diagnostic(
        .unexpectedCharacter, "\(first) means nothing here", at: span(start, index),
        helps: ["text that people read stands in double quotes"]))
    trivia(.invalid, from: start)
  }

  // MARK: Comments

  private mutating func slash(_ next: UInt8) {
    if next == UInt8(ascii: "/") {
      let start = index
      skipLine()
      trivia(.comment, from: start)
    } else if next == UInt8(ascii: "*") {
      blockComment()
    } else {
      emit(.slash, 1)
    }
  }

  private mutating func skipLine() {
    while index < end, bytes[index] != UInt8(ascii: "\n"), bytes[index] != UInt8(ascii: "\r") { index += 1 }
  }

  /// `-- …` and `# …`: read as the comments that they are meant to be.
  mutating func foreignComment() {
    let start = index
    skipLine()
    let markerBytes = bytes[start] == UInt8(ascii: "-") ? 2 : 1
    let marker = span(start, start + markerBytes)
    diagnostics.append(
      Diagnostic(
        .foreignComment, "`\(text(start, start + markerBytes))` does not begin a comment", at: marker,
        helps: ["a comment begins with `//`"], fixes: [Fix("write `//`", replace: marker, with: "//")]))
    trivia(.comment, from: start)
  }

  private mutating func blockComment() {
    let start = index
    index += 2
    var isClosed = false
    var hasLineBreak = false
    while index < end, !isClosed {
      if bytes[index] == UInt8(ascii: "*"), byte(index + 1) == UInt8(ascii: "/") {
        isClosed = true
        index += 1
      }
      if bytes[index] == UInt8(ascii: "\n") { hasLineBreak = true }
      index += 1
    }
    let opening = span(start, start + 2)
    if isClosed {
      let closing = span(index - 2, index)
      diagnostics.append(
        Diagnostic(
          .foreignComment, "`/*` does not begin a comment", at: opening,
          helps: ["begin each line of a comment with `//`"],
          fixes: hasLineBreak ? [] : [Fix("write `//`", [Edit(opening, "//"), Edit(closing, "")])]))
    } else {
      isTruncated = true
      diagnostics.append(
        Diagnostic(
          .foreignComment, "`/*` does not begin a comment, and nothing ends it", at: opening,
          helps: ["begin each line of a comment with `//`"]))
    }
    trivia(.comment, from: start)
  }

  // MARK: Colors

  mutating func colorOrComment() {
    var stop = index + 1
    while isNameByte(byte(stop)) { stop += 1 }
    let digits = stop - index - 1
    let isHex = (index + 1..<stop).allSatisfy { hexValue(bytes[$0]) != nil }
    if isHex, digits == 6 { return emit(.color, 7) }
    if digits == 0 || (lexemes.last.map { atLineStart(after: $0) } ?? true) { return foreignComment() }
    let place = span(index, stop)
    let written = text(index, stop)
    var fixes: [Fix] = []
    if isHex, digits == 3 {
      let long = "#" + written.dropFirst().map { "\($0)\($0)" }.joined()
      fixes = [Fix("write `\(long)`", replace: place, with: long)]
    }
    diagnostics.append(
      Diagnostic(
        .badColor, "`\(written)` is not a color", at: place,
        helps: ["write six digits from 0 to 9 and A to F, such as `#0A7F3F`"], fixes: fixes))
    emit(.badValue, stop - index)
  }

  /// Whether only white space stands between the last lexeme and here, with a line break in it.
  private func atLineStart(after last: Lexeme) -> Bool {
    var at = index
    while at > Int(last.end) {
      at -= 1
      if bytes[at] == UInt8(ascii: "\n") { return true }
    }
    return false
  }

  func hexValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}
