import CampaignDiagnostics

/// What stands between `{` and `}` in a text: a value, a plural, or a directive.
extension FileParser {
  enum BraceContent {
    case piece(Template.Piece)
    case stop(Stop)
    case nothing
  }

  /// Reads `{ … }` at the reader's place.
  mutating func braces(_ reader: inout TextReader, _ run: inout PieceRun) -> BraceContent {
    let start = reader.index
    guard let close = reader.endOfInterpolation(from: start) else {
      unclosedBrace(start, in: reader)
      // One mistake a line: the rest of it is text.
      while reader.index < reader.limit, !reader.isLineBreak(reader.index) {
        run.text.append(bytes[reader.index])
        reader.index += 1
      }
      return .nothing
    }
    var braces = Braces(start: start, end: close + 1, innerStart: start + 1, innerEnd: close)
    foreignBraces(&braces)
    let savedRecovery = isRecovering
    let saved = enter(braces)
    defer {
      leave(saved)
      isRecovering = savedRecovery
    }
    let keyword = braces.meant ?? directiveWord()
    let isDirective = keyword == .if || keyword == .for || keyword == .else || keyword == .end
    let isAlone = isDirective && reader.standsAlone(start, braces.end)
    if isAlone { run.text.removeAll(keepingCapacity: true) } else { run.flush(file, to: start) }
    if !isAlone { reader.isLineClean = false }
    reader.index = braces.end
    if isAlone {
      while reader.isBlank(reader.index) { reader.index += 1 }
      if reader.index < reader.limit { reader.skipLineBreak() }
    }
    let place = Span(file, UInt32(braces.start), UInt32(braces.end))
    switch keyword {
    case .if: return conditional(&reader, place, isAlone: isAlone)
    case .for: return loop(&reader, place, isAlone: isAlone)
    case .else: return elseDirective(braces, place, isAlone: isAlone)
    case .end:
      if braces.meant == nil {
        advance()
        endOfBraces()
      }
      return .stop(.end(span: place, isAlone: isAlone))
    case .plural: return plural(place)
    default:
      // What the filter was to do is not known, so neither is the value.
      if saved.isFiltered { return .piece(.interpolation(Expression(.missing, place), span: place)) }
      return interpolation(place)
    }
  }

  private mutating func unclosedBrace(_ start: Int, in reader: TextReader) {
    if let (quote, brace) = reader.unclosedString(from: start) {
      let end = Span(file, UInt32(brace), UInt32(brace))
      return report(
        Diagnostic(
          .unterminatedString, "this string is not closed before its `}`",
          at: Span(file, UInt32(quote), UInt32(quote + 1)),
          notes: [Note("a text between `{` and `}` ends there too")], helps: ["close it with `\"`"],
          fixes: [Fix("close it with `\"`", replace: end, with: "\"")]))
    }
    let place = Span(file, UInt32(start), UInt32(start + 1))
    report(
      Diagnostic(
        .unclosedInterpolation, "this `{` is never closed", at: place,
        notes: [Note("what stands between `{` and `}` stays on one line")],
        helps: ["write `}` behind what is filled in, or `\\{` for a brace that people read"]))
  }

  // MARK: Reading inside braces

  private struct Saved {
    var position: Int
    var token: Lexeme
    var previousEnd: UInt32
    var lexemeCount: Int
    var parenthesisDepth: Int
    /// Whether what stands between the braces was cut off at a filter of another template language.
    var isFiltered = false
  }

  /// Turns to the lexemes between the braces; they stand behind the file's own until `leave`.
  private mutating func enter(_ braces: Braces) -> Saved {
    var saved = Saved(
      position: position, token: token, previousEnd: previousEnd, lexemeCount: lexemes.count,
      parenthesisDepth: parenthesisDepth)
    var lexer = Lexer(file: file, bytes: bytes, range: braces.innerStart..<braces.innerEnd, keepsTokens: false)
    lexer.run()
    // What stands behind a filter's `|` is part of that one mistake.
    let filter = lexer.lexemes.first { $0.kind == .pipe }?.start ?? .max
    for diagnostic in lexer.diagnostics where diagnostic.span.start < filter { report(diagnostic) }
    position = lexemes.count
    lexemes += lexer.lexemes
    parenthesisDepth = 1
    previousEnd = UInt32(braces.innerStart)
    candidates.removeAll()
    token = lexemes[position]
    saved.isFiltered = cutFilter(braces)
    return saved
  }

  private mutating func leave(_ saved: Saved) {
    lexemes.removeSubrange(saved.lexemeCount...)
    position = saved.position
    token = saved.token
    previousEnd = saved.previousEnd
    parenthesisDepth = saved.parenthesisDepth
    candidates.removeAll()
  }

  /// Demands that nothing more stands before the `}`.
  mutating func endOfBraces() {
    if at(.endOfFile) || isRecovering { return }
    failExpecting("`}`")
  }

  private mutating func directiveWord() -> Keyword? {
    let words: [Keyword] = [.if, .else, .for, .end, .plural]
    guard token.kind == .name else { return nil }
    if let keyword = token.keyword, words.contains(keyword) {
      if token.isMiscased {
        guard lexemes[position + 1].kind == .name else { return nil }
        report(misspelt(token, as: keyword.text))
      }
      return keyword
    }
    // Two names in a row are no value, so the first is probably a directive's word.
    guard lexemes[position + 1].kind == .name, token.keyword == nil,
      let meant = Suggestion.nearest(to: text(token), among: words.map(\.text))
    else { return nil }
    let follower = lexemes[position + 1].keyword
    guard follower != .otherwise, follower != .as, follower != .fits else { return nil }
    report(misspelt(token, as: meant))
    return Keyword(meant)
  }

  // MARK: Values

  private mutating func interpolation(_ place: Span) -> BraceContent {
    if at(.endOfFile) {
      fail(
        Diagnostic(
          .unexpectedToken, "nothing stands between these braces", at: place,
          helps: ["name what is filled in, or write `\\{` for a brace that people read"]))
    }
    guard !isRecovering, let value = value() else {
      return .piece(.interpolation(Expression(.missing, place), span: place))
    }
    endOfBraces()
    return .piece(.interpolation(value, span: place))
  }

  private mutating func plural(_ place: Span) -> BraceContent {
    advance()
    var forms: [(category: Name, text: Template)] = []
    let missing = BraceContent.piece(.interpolation(Expression(.missing, place), span: place))
    guard let number = value() else { return missing }
    repeat {
      guard let category = expect(anyOf: Keyword.pluralCategories, "a form such as `one` or `other`") else {
        return missing
      }
      guard at(.string) else {
        failExpecting("a text")
        return missing
      }
      guard let text = template() else { return missing }
      forms.append((Name(category.keyword.text, category.span), text))
    } while !at(.endOfFile) && !isRecovering
    return .piece(.plural(Template.Plural(number: number, forms: forms, span: place)))
  }
}
