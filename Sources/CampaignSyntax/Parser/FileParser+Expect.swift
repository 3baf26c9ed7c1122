import CampaignDiagnostics

extension FileParser {
  /// How a token is named in a message.
  func describe(_ lexeme: Lexeme) -> String {
    switch lexeme.kind {
    case .lineBreak: "the end of the line"
    case .endOfFile: lexemes.count - 1 == position && templateDepth == 0 ? "the end of the file" : "`}`"
    case .string: "a string"
    case .block: "a block of text"
    default: "`\(text(lexeme))`"
    }
  }

  /// Reports that `what` should stand here, with the nearest of the words that could; gives up the item.
  mutating func failExpecting(_ what: String, help: String? = nil) {
    guard !isRecovering else { return }
    defer { isRecovering = true }
    if token.kind == .junk || token.kind == .badValue { return }
    if let foreign = foreignToken() { return report(foreign) }
    // Behind a number the plural of a unit is likelier than its singular.
    let isCounted = position > 0 && lexemes[position - 1].kind == .number
    let words = ((isCounted ? Keyword.timeUnits.filter(candidates.contains) : []) + candidates.members).map(\.text)
    if token.kind == .name, let meant = Suggestion.nearest(to: text(token), among: words) {
      return report(misspelt(token, as: meant))
    }
    var helps = help.map { [$0] } ?? []
    var place = span(token)
    if token.kind == .lineBreak || (token.kind == .endOfFile && lexemes[position].start == token.start) {
      place = Span(file, previousEnd, previousEnd)
      if let line = continuationHelp() { helps.insert(line, at: 0) }
    }
    report(Diagnostic(.unexpectedToken, "expected \(what), found \(describe(token))", at: place, helps: helps))
  }

  private func continuationHelp() -> String? {
    guard token.kind == .lineBreak, position > 0 else { return nil }
    let last = lexemes[position - 1]
    if last.kind == .name, let keyword = last.keyword, keyword.isClauseWord {
      return "write `\(keyword.text)` at the start of the next line instead"
    }
    return nil
  }

  func misspelt(_ lexeme: Lexeme, as meant: String) -> Diagnostic {
    Diagnostic(
      .misspeltWord, "`\(text(lexeme))` is not a word that stands here", at: span(lexeme),
      helps: ["did you mean `\(meant)`?"], fixes: [Fix("write `\(meant)`", replace: span(lexeme), with: meant)])
  }

  /// A help of its own for what other languages write.
  private func foreignToken() -> Diagnostic? {
    let place = span(token)
    func foreign(_ meant: String) -> Diagnostic {
      Diagnostic(
        .foreignOperator, "`\(text(token))` is not an operator here", at: place, helps: ["write `\(meant)`"],
        fixes: [Fix("write `\(meant)`", replace: place, with: meant)])
    }
    switch token.kind {
    case .doubleEquals: return foreign("is")
    case .notEquals: return foreign("is not")
    case .doubleAmpersand: return foreign("and")
    case .doublePipe: return foreign("or")
    case .bang: return foreign("not")
    case .percentSign:
      guard position > 0, lexemes[position - 1].kind == .number, lexemes[position - 1].end < token.start else {
        return nil
      }
      let gap = Span(file, lexemes[position - 1].end, token.start)
      return Diagnostic(
        .badNumber, "no space stands before `%`", at: gap.union(place), helps: ["write them together, like `10%`"],
        fixes: [Fix("remove the space", replace: gap, with: "")])
    case .semicolon:
      return Diagnostic(
        .foreignSeparator, "`;` ends nothing here", at: place, helps: ["a line break or a comma ends an item"],
        fixes: [Fix("remove it", replace: place, with: "")])
    case .colon, .equals:
      guard position > 0, lexemes[position - 1].kind == .name else { return nil }
      return Diagnostic(
        .foreignSeparator, "`\(text(token))` does not stand between a word and its value", at: place,
        helps: ["write a space"],
        fixes: [
          Fix(
            "remove it", replace: place,
            with: lexemes[min(position + 1, lexemes.count - 1)].start == token.end ? " " : "")
        ])
    default: return nil
    }
  }

  /// Takes the word or reports that it is missing; a misspelt one is reported and taken.
  @discardableResult
  mutating func expect(_ keyword: Keyword) -> Bool {
    if accept(keyword) { return true }
    if takeMisspelt(among: [keyword]) != nil { return true }
    failExpecting("`\(keyword.text)`")
    return false
  }

  /// Where a word that is none of the language's own stands and is nearly one of `words`, reports it and reads it as that from now
  /// on. With `before`, only where one of those words follows.
  mutating func mend(_ words: [Keyword], before followers: [Keyword] = []) {
    guard token.kind == .name, token.keyword == nil,
      followers.isEmpty || next.keyword.map(followers.contains) == true
    else { return }
    mend(words, at: position)
  }

  mutating func mend(_ words: [Keyword], at index: Int) {
    guard !isRecovering, lexemes[index].kind == .name, lexemes[index].keyword == nil,
      let meant = Suggestion.nearest(to: text(lexemes[index]), among: words.lazy.map(\.text)),
      let keyword = Keyword(meant)
    else { return }
    report(misspelt(lexemes[index], as: meant))
    lexemes[index].keyword = keyword
    if index == position { token = lexemes[index] }
  }

  /// Takes a name that is nearly one of the words, and reports it.
  mutating func takeMisspelt(among words: [Keyword]) -> Keyword? {
    guard !isRecovering, token.kind == .name, !token.continuesItem,
      let meant = Suggestion.nearest(to: text(token), among: words.lazy.map(\.text))
    else { return nil }
    report(misspelt(token, as: meant))
    advance()
    return Keyword(meant)
  }

  mutating func expect(anyOf words: [Keyword], _ what: String) -> (keyword: Keyword, span: Span)? {
    if let found = accept(anyOf: words) { return found }
    let place = span(token)
    if let meant = takeMisspelt(among: words) { return (meant, place) }
    let list = words.prefix(12).map { "`\($0.text)`" }.joined(separator: ", ")
    failExpecting(what, help: "write one of \(list)")
    return nil
  }

  @discardableResult
  mutating func expect(_ kind: Lexeme.Kind, _ what: String) -> Bool {
    if accept(kind) { return true }
    failExpecting(what)
    return false
  }

  // MARK: Brackets

  /// Reads `( … )`; line breaks end nothing inside. The closing bracket is demanded and an unclosed one shown.
  mutating func parenthesized<Result>(_ body: (inout FileParser) -> Result?) -> Result? {
    let open = token
    guard at(.leftParenthesis) else {
      failExpecting("`(`")
      return nil
    }
    parenthesisDepth += 1
    advance()
    let result = body(&self)
    parenthesisDepth -= 1
    guard result != nil else { return nil }
    guard at(.rightParenthesis) else {
      guard !isRecovering else { return nil }
      // With line breaks counting again, an unclosed bracket ends with its line.
      token = position < lexemes.count ? visibleNow() : token
      let words = candidates.members.map(\.text)
      let isPlainName = token.kind == .name && Suggestion.nearest(to: text(token), among: words) == nil
      if token.kind == .lineBreak || token.kind == .endOfFile || token.kind == .rightBrace || token.kind == .leftBrace
        || isPlainName && token.continuesItem
      {
        fail(unclosed(open, "(", ")"))
      } else {
        failExpecting("`)`")
      }
      return nil
    }
    advance()
    return result
  }

  private func visibleNow() -> Lexeme {
    let lexeme = lexemes[position]
    guard lexeme.startsLine, parenthesisDepth == 0, lexeme.kind != .endOfFile, !lexeme.continuesItem else {
      return lexeme
    }
    return Lexeme(.lineBreak, Int(previousEnd), Int(previousEnd))
  }

  func unclosed(_ open: Lexeme, _ opening: String, _ closing: String) -> Diagnostic {
    let end = Span(file, previousEnd, previousEnd)
    let isOneLine = !bytes[Int(open.start)..<Int(max(open.start, previousEnd))].contains(UInt8(ascii: "\n"))
    let margin = opening == "(" ? "" : isOneLine ? " " : "\n" + String(repeating: " ", count: indentation(open))
    return Diagnostic(
      .unclosedBracket, "this `\(opening)` is never closed", at: span(open),
      notes: [Note("`\(closing)` was expected here", at: end)], helps: ["write `\(closing)` where it ends"],
      fixes: [Fix("write `\(closing)`", replace: end, with: margin + closing)])
  }

  /// One or more things with commas between them, in parentheses already opened.
  mutating func commaList<Element>(
    _ what: String, _ element: (inout FileParser) -> Element?
  ) -> [Element]? {
    var list: [Element] = []
    repeat {
      if !list.isEmpty, at(.rightParenthesis) {
        let comma = lexemes[position - 1]
        fail(
          Diagnostic(
            .foreignSeparator, "a comma stands between \(what), not behind the last", at: span(comma),
            helps: ["remove it"], fixes: [Fix("remove it", replace: span(comma), with: "")]))
        return nil
      }
      guard let item = element(&self) else { return nil }
      list.append(item)
    } while accept(.comma)
    return list
  }
}
