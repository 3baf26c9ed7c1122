import CampaignDiagnostics

/// Where blocks of text end.
extension Lexer {
  /// `"""`, then lines, up to the first line that begins with `"""`.
  mutating func block() {
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
      if first < stop, dedent == nil, endsUnclosed(first, stop, deeperThanOpening: first - line - indentation) {
        dedent = previousLineEnd(line)
      }
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

  /// Whether a line can't be text of a block that is never closed: a `}` or an item that stands no deeper than what opened it.
  private func endsUnclosed(_ first: Int, _ stop: Int, deeperThanOpening depth: Int) -> Bool {
    guard depth <= 0 else { return false }
    if bytes[first] == UInt8(ascii: "}") { return true }
    var wordEnd = first
    while wordEnd < stop, isNameByte(bytes[wordEnd]) { wordEnd += 1 }
    guard let keyword = KeywordTable.shared.find(UnsafeBufferPointer(rebasing: bytes[first..<wordEnd])) else {
      return false
    }
    var rest = wordEnd
    while rest < stop, isBlank(bytes[rest]) { rest += 1 }
    if Keyword.messageItems.contains(keyword), rest > wordEnd, rest < stop, bytes[rest] == UInt8(ascii: "\"") {
      return true
    }
    return depth < 0 && (Keyword.campaignItems.contains(keyword) || Keyword.declarations.contains(keyword))
  }

  // MARK: Two quotes for three

  /// Where `""` at the end of a line was meant to open a block: the quotes, two or three, that close it on a line of their own.
  ///
  /// Looks no further than the next line that ends with quotes, so that a file full of `""` is read in linear time.
  mutating func closeOfBlockMeant() -> Range<Int>? {
    let openEnd = ownLineEnd()
    guard (index + 2..<openEnd).allSatisfy({ isBlank(bytes[$0]) }), !isFirstOfLine(index) else { return nil }
    var hasText = false
    var line = nextLine(openEnd)
    while line < end {
      let stop = lineEnd(line)
      var first = line
      while first < stop, isBlank(bytes[first]) { first += 1 }
      if stop - first >= 2, bytes[stop - 1] == UInt8(ascii: "\""), bytes[stop - 2] == UInt8(ascii: "\"") {
        let isAlone = stop - first <= 3 && bytes[first] == UInt8(ascii: "\"")
        return isAlone && hasText ? first..<stop : nil
      }
      if first < stop { hasText = true }
      line = nextLine(stop)
    }
    return nil
  }

  private func isFirstOfLine(_ at: Int) -> Bool {
    var start = at
    while start > 0, isBlank(bytes[start - 1]) { start -= 1 }
    return start == 0 || bytes[start - 1] == UInt8(ascii: "\n")
  }

  mutating func blockMeant(to close: Range<Int>) {
    var edits = [Edit(span(index + 2, index + 2), "\"")]
    if close.count == 2 { edits.append(Edit(span(close.upperBound, close.upperBound), "\"")) }
    diagnostics.append(
      Diagnostic(
        .blockLayout, "`\"\"` does not begin a block of text", at: span(index, index + 2),
        helps: ["did you mean `\"\"\"`?"], fixes: [Fix("write `\"\"\"`", edits)]))
    var lexeme = Lexeme(.block, index, close.upperBound)
    (lexeme.openBytes, lexeme.closeBytes) = (2, UInt8(close.count))
    emit(lexeme)
  }

  // MARK: Texts in the wrong place

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
