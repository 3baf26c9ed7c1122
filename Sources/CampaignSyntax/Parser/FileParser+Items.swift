import CampaignDiagnostics

/// Blocks of items, and how reading goes on behind a mistake.
extension FileParser {
  /// What a block reads: its words, and whether a name of the author's own may begin an item too.
  struct BlockForm {
    var container: String
    var words: [Keyword]
    var allowsNames = false
  }

  /// Reads `{ item … }`. `item` is called with its first token current, and must take at least that.
  /// Returns false where no `{` stands here.
  @discardableResult
  mutating func block(_ form: BlockForm, item: (inout FileParser, Keyword?) -> Void) -> Bool {
    if at(.lineBreak), lexemes[position].kind == .leftBrace { braceOnNextLine() }
    guard at(.leftBrace) else {
      failExpecting("`{` and what the \(form.container) holds")
      return false
    }
    let open = lexemes[position]
    let margin = hasMissingBraces || hasStrayBraces ? indentation(open) : 0
    let outerWords = itemWords
    itemWords = form.allowsNames ? nil : form.words
    defer { itemWords = outerWords }
    advance()
    while true {
      skipLineBreak()
      if isFull() { return true }
      if at(.endOfFile) {
        if !isTruncated, !isRecovering { fail(unclosed(open, "{", "}")) }
        return true
      }
      if hasMissingBraces, belongsOutside(of: margin, form) {
        if !isRecovering { diagnostics.append(unclosed(open, "{", "}")) }
        return true
      }
      if at(.rightBrace) {
        if hasStrayBraces, isStray(for: margin) {
          strayBracket()
          continue
        }
        itemWords = outerWords
        advance()
        return true
      }
      let before = position
      isRecovering = false
      itemStarts.append(token.start)
      readItem(form, item)
      endItem(form, from: before)
      // A loop that does not advance would never end.
      if position == before { step() }
    }
  }

  private mutating func braceOnNextLine() {
    let brace = lexemes[position]
    report(
      Diagnostic(
        .brokenLine, "`{` stands on the line of what it belongs to", at: span(brace), helps: ["move it up"],
        fixes: [Fix("move it up", [Edit(Span(file, previousEnd, previousEnd), " {"), Edit(span(brace), "")])]))
    skipLineBreak()
  }

  private mutating func readItem(_ form: BlockForm, _ item: (inout FileParser, Keyword?) -> Void) {
    if token.kind == .name, let keyword = token.keyword, !token.isMiscased, form.words.contains(keyword) {
      return item(&self, keyword)
    }
    if form.allowsNames, token.kind == .name, token.isMiscased || token.keyword?.isReserved != true {
      return item(&self, nil)
    }
    unknownItem(form, item)
  }

  private mutating func unknownItem(_ form: BlockForm, _ item: (inout FileParser, Keyword?) -> Void) {
    if token.kind == .junk || token.kind == .badValue {
      isRecovering = true
      return
    }
    guard token.kind == .name else { return failUnlikeItem(form) }
    if form.allowsNames, token.keyword?.isReserved == true { return failReserved() }
    let written = text(token)
    if token.isMiscased, let keyword = token.keyword, form.words.contains(keyword) {
      _ = accept(keyword)  // Reports the case; the item is read from its word on.
      rewind(as: keyword)
      return item(&self, keyword)
    }
    if let home = Keyword.itemContexts.first(where: { context in
      context.words.contains { $0.text == written } && context.container != form.container
    }), !token.continuesItem {
      return fail(
        Diagnostic(
          .misplacedItem, "`\(written)` does not stand in \(withArticle(form.container))", at: span(token),
          helps: ["it belongs to \(withArticle(home.container))", contents(of: form)]))
    }
    if let meant = Suggestion.nearest(to: written, among: (form.words + Keyword.clauseWords).map(\.text)) {
      report(
        Diagnostic(
          .unknownItem, "`\(written)` is not an item of \(withArticle(form.container))", at: span(token),
          helps: ["did you mean `\(meant)`?"], fixes: [Fix("write `\(meant)`", replace: span(token), with: meant)]))
      if let keyword = Keyword(meant), form.words.contains(keyword) {
        rewind(as: keyword, steps: 0)
        return item(&self, keyword)
      }
      isRecovering = true
      return
    }
    fail(
      Diagnostic(
        .unknownItem, "`\(written)` is not an item of \(withArticle(form.container))", at: span(token),
        helps: [contents(of: form)]))
  }

  /// Goes on as if the misspelt word had been written right.
  private mutating func rewind(as keyword: Keyword, steps: Int = 1) {
    position -= steps
    lexemes[position].keyword = keyword
    lexemes[position].isMiscased = false
    token = lexemes[position]
  }

  /// `an offer`, `a message`.
  func withArticle(_ noun: String) -> String { ("aeiou".contains(noun.prefix(1)) ? "an " : "a ") + noun }

  /// What a block of that form holds, for a help.
  private func contents(of form: BlockForm) -> String {
    guard form.allowsNames else { return "\(withArticle(form.container)) holds \(listed(form.words))" }
    let words = form.words.isEmpty ? "" : "\(listed(form.words)) and "
    return "\(withArticle(form.container)) holds \(words)items that begin with a name"
  }

  func listed(_ words: [Keyword]) -> String { words.map { "`\($0.text)`" }.joined(separator: ", ") }

  private mutating func failUnlikeItem(_ form: BlockForm) {
    switch token.kind {
    case .comma, .semicolon:
      fail(
        Diagnostic(
          .foreignSeparator, "`\(text(token))` stands here with no item before it", at: span(token),
          helps: ["a line break or one comma ends an item"], fixes: [Fix("remove it", replace: span(token), with: "")]))
    case .rightParenthesis: strayBracket()
    default:
      let help: String? =
        isOperator(token.kind)
        ? "write a calculation on one line, or put all of it between `(` and `)`" : nil
      failExpecting("an item of the \(form.container)", help: help ?? contents(of: form))
    }
  }

  private func isOperator(_ kind: Lexeme.Kind) -> Bool {
    switch kind {
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .plus, .minus, .star, .slash: true
    default: false
    }
  }

  mutating func strayBracket() {
    fail(
      Diagnostic(
        .strayBracket, "this `\(text(token))` closes nothing", at: span(token), helps: ["remove it"],
        fixes: [Fix("remove it", replace: span(token), with: "")]))
    advance()
  }

  // MARK: Ends of items

  /// Demands that the item ends here, and goes to the next.
  private mutating func endItem(_ form: BlockForm, from itemStart: Int) {
    parenthesisDepth = 0
    if !isRecovering {
      if token.startsLine, !token.continuesItem { return }
      switch token.kind {
      case .lineBreak, .rightBrace, .endOfFile: return
      case .comma: return acceptSeparator()
      case .semicolon:
        let place = span(token)
        report(
          Diagnostic(
            .foreignSeparator, "`;` ends nothing here", at: place, helps: ["a line break or a comma ends an item"],
            fixes: [
              Fix(
                "remove it", replace: place,
                with: lexemes[position + 1].startsLine || lexemes[position + 1].kind == .rightBrace ? "" : ",")
            ]))
        advance()
        return
      case .rightParenthesis: strayBracket()
      default: failExpecting("the end of the item", help: "a line break or a comma ends an item")
      }
    }
    skipToItemEnd(from: itemStart)
  }

  private mutating func acceptSeparator() {
    advance()
  }

  /// Skips to the next item: a line that begins one, a comma, or the `}` of the block; whole blocks on the way are skipped.
  mutating func skipToItemEnd(from itemStart: Int) {
    if position == itemStart { step() }
    var braces = 0
    var parentheses = 0
    for lexeme in lexemes[itemStart..<position] {
      if lexeme.kind == .leftParenthesis { parentheses += 1 }
      if lexeme.kind == .rightParenthesis { parentheses = max(0, parentheses - 1) }
    }
    if parentheses > 0, let close = closingParenthesis(parentheses) {
      while position <= close { step() }
    }
    while true {
      token = lexemes[position]
      switch token.kind {
      case .endOfFile: return
      case .leftBrace: braces += 1
      case .rightBrace:
        if braces == 0 { return }
        braces -= 1
      case .comma where braces == 0: return advance()
      case .leftParenthesis where braces == 0:
        guard let close = closingParenthesis(0) else { break }
        while position < close { step() }
      default: if braces == 0, token.startsLine, !token.continuesItem { return }
      }
      step()
    }
  }

  private mutating func step() {
    guard lexemes[position].kind != .endOfFile else { return }
    previousEnd = lexemes[position].end
    position += 1
    token = lexemes[position]
  }

  /// How many lexemes ahead a closing parenthesis is looked for, so that a file of opening ones is read in linear time.
  private static let parenthesisSearchLimit = 1_000

  /// Where the parentheses that stand open close, if they do before any brace.
  private func closingParenthesis(_ open: Int) -> Int? {
    var depth = open
    for index in position..<min(position + Self.parenthesisSearchLimit, lexemes.count) {
      switch lexemes[index].kind {
      case .leftParenthesis: depth += 1
      case .rightParenthesis:
        depth -= 1
        if depth == 0 { return index }
      case .leftBrace, .rightBrace, .endOfFile: return nil
      default: break
      }
    }
    return nil
  }

  // MARK: Which brace is missing

  func indentation(_ lexeme: Lexeme) -> Int {
    var start = Int(lexeme.start)
    while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    var first = start
    while first < bytes.count, bytes[first] == UInt8(ascii: " ") || bytes[first] == UInt8(ascii: "\t") { first += 1 }
    return first - start
  }

  /// Whether the line that begins here stands no deeper than the one that opened the block, so that its `}` is missing. Where
  /// nothing is indented, a line that begins an item of the block still is one.
  private func belongsOutside(of margin: Int, _ form: BlockForm) -> Bool {
    guard token.startsLine else { return false }
    let mine = indentation(token)
    if token.kind == .rightBrace || token.keyword.map(form.words.contains) == true { return mine < margin }
    return mine <= margin
  }

  private func isStray(for margin: Int) -> Bool { token.startsLine && indentation(token) > margin }
}
