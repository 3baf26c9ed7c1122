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
  private mutating func endOfBraces() {
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

  // MARK: Directives

  private mutating func condition() -> Expression {
    let place = span(token)
    guard let predicate = predicate() else { return Expression(.missing, place) }
    endOfBraces()
    return predicate
  }

  private mutating func elseDirective(_ braces: Braces, _ place: Span, isAlone: Bool) -> BraceContent {
    if braces.isElseIf {
      advance()
      return .stop(.elseIf(condition(), span: place, isAlone: isAlone))
    }
    if braces.meant == .else { return .stop(.otherwise(span: place, isAlone: isAlone)) }
    advance()
    guard accept(.if) else {
      endOfBraces()
      return .stop(.otherwise(span: place, isAlone: isAlone))
    }
    return .stop(.elseIf(condition(), span: place, isAlone: isAlone))
  }

  private mutating func conditional(_ reader: inout TextReader, _ place: Span, isAlone: Bool) -> BraceContent {
    advance()
    var condition = condition()
    var directive = place
    var layout = DirectiveLayout(place, isAlone)
    var branches: [Template.Branch] = []
    var otherwise: [Template.Piece]?
    var otherwiseSpan: Span?
    nesting += 1
    defer { nesting -= 1 }
    if nesting > Parser.nestingLimit {
      tooDeep(at: place)
      isTextAbandoned = true
      reader.index = reader.limit
    }
    while true {
      let (pieces, stop) = self.pieces(&reader)
      if otherwiseSpan == nil {
        branches.append(Template.Branch(condition: condition, pieces: pieces, directiveSpan: directive))
      } else {
        otherwise = (otherwise ?? []) + pieces
      }
      switch stop {
      case .elseIf(let next, let span, let alone):
        layout.add(span, alone)
        if let otherwiseSpan { afterElse(span, otherwiseSpan) } else { (condition, directive) = (next, span) }
      case .otherwise(let span, let alone):
        layout.add(span, alone)
        if let otherwiseSpan { afterElse(span, otherwiseSpan) } else { otherwiseSpan = span }
      case .end(let span, let alone):
        layout.add(span, alone)
        return .piece(.conditional(finish(branches, otherwise, otherwiseSpan, &layout, place.union(span))))
      case .endOfText:
        unclosedDirective(place, "{if}")
        return .piece(.conditional(finish(branches, otherwise, otherwiseSpan, &layout, place)))
      }
    }
  }

  private mutating func finish(
    _ branches: [Template.Branch], _ otherwise: [Template.Piece]?, _ otherwiseSpan: Span?,
    _ layout: inout DirectiveLayout,
    _ place: Span
  ) -> Template.Conditional {
    reportMixed(layout)
    return Template.Conditional(
      branches: branches, otherwise: otherwise, otherwiseSpan: otherwiseSpan, isBlock: layout.isBlock, span: place)
  }

  private mutating func afterElse(_ place: Span, _ first: Span) {
    report(
      Diagnostic(
        .directiveMismatch, "nothing but `{end}` follows an `{else}`", at: place,
        notes: [Note("the `{else}`", at: first)],
        helps: ["put `{else if}` before it, and `{end}` after it"]))
  }

  private mutating func unclosedDirective(_ place: Span, _ written: String) {
    guard !isTextAbandoned else { return }
    report(
      Diagnostic(
        .directiveMismatch, "this `\(written)` is never closed", at: place,
        notes: [Note("it must end in the same text")],
        helps: ["write `{end}` where it ends"]))
  }

  private mutating func reportMixed(_ layout: DirectiveLayout) {
    guard let odd = layout.odd else { return }
    report(
      Diagnostic(
        .mixedDirectives,
        "the directives of one `\(layout.opensAlone ? "block" : "line")` stand partly on lines of their own", at: odd,
        notes: [
          Note(
            "where each stands alone on its line they guard whole blocks, else they stay in the paragraph",
            at: layout.first)
        ],
        helps: [layout.opensAlone ? "put this one on a line of its own" : "keep them all in the line"]))
  }

  private mutating func loop(_ reader: inout TextReader, _ place: Span, isAlone: Bool) -> BraceContent {
    advance()
    let head = loopHead()
    var layout = DirectiveLayout(place, isAlone)
    var pieces: [Template.Piece] = []
    var otherwise: [Template.Piece]?
    var otherwiseSpan: Span?
    var end = place
    nesting += 1
    defer { nesting -= 1 }
    if nesting > Parser.nestingLimit {
      tooDeep(at: place)
      isTextAbandoned = true
      reader.index = reader.limit
    }
    reading: while true {
      let (run, stop) = self.pieces(&reader)
      if otherwiseSpan == nil { pieces += run } else { otherwise = (otherwise ?? []) + run }
      switch stop {
      case .elseIf(_, let span, let alone):
        layout.add(span, alone)
        report(
          Diagnostic(
            .directiveMismatch, "a `{for}` has an `{else}` without a condition", at: span,
            helps: ["write `{else}`, for when there are no rows"]))
        otherwiseSpan = otherwiseSpan ?? span
      case .otherwise(let span, let alone):
        layout.add(span, alone)
        if let otherwiseSpan { afterElse(span, otherwiseSpan) } else { otherwiseSpan = span }
      case .end(let span, let alone):
        layout.add(span, alone)
        end = span
        break reading
      case .endOfText:
        unclosedDirective(place, "{for}")
        break reading
      }
    }
    reportMixed(layout)
    if otherwiseSpan != nil, otherwise == nil { otherwise = [] }
    guard let head else { return .piece(.interpolation(Expression(.missing, place), span: place)) }
    return .piece(
      .loop(
        Template.Loop(
          variable: head.variable, source: head.source, predicate: head.predicate, order: head.order, limit: head.limit,
          pieces: pieces, otherwise: otherwise, isBlock: layout.isBlock, directiveSpan: place, span: place.union(end))))
  }

  private struct LoopHead {
    var variable: Name
    var source: Path
    var predicate: Expression?
    var order: [OrderKey] = []
    var limit: Number?
  }

  /// `p in picks where P by rank first 5`.
  private mutating func loopHead() -> LoopHead? {
    guard let variable = name("a name for each row"), expect(.in), let source = path("rows") else { return nil }
    var head = LoopHead(variable: variable, source: source)
    if accept(.where) {
      guard let predicate = predicate() else { return nil }
      head.predicate = predicate
    }
    guard let order = order() else { return nil }
    head.order = order
    if accept(.first) {
      guard let limit = number() else { return nil }
      head.limit = limit
    }
    endOfBraces()
    return isRecovering ? nil : head
  }
}

/// Whether the directives of one `{if}` or `{for}` all stand alone on their lines.
struct DirectiveLayout {
  let first: Span
  let opensAlone: Bool
  private(set) var odd: Span?

  init(_ first: Span, _ isAlone: Bool) {
    self.first = first
    opensAlone = isAlone
  }

  var isBlock: Bool { opensAlone && odd == nil }

  mutating func add(_ place: Span, _ isAlone: Bool) {
    if isAlone != opensAlone, odd == nil { odd = place }
  }
}
