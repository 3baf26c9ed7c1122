import CampaignDiagnostics

/// `{if}` and `{for}`, each up to its `{end}`.
extension FileParser {
  private mutating func condition() -> Expression {
    let place = span(token)
    guard let predicate = predicate() else { return Expression(.missing, place) }
    endOfBraces()
    return predicate
  }

  mutating func elseDirective(_ braces: Braces, _ place: Span, isAlone: Bool) -> BraceContent {
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

  mutating func conditional(_ reader: inout TextReader, _ place: Span, isAlone: Bool) -> BraceContent {
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

  mutating func loop(_ reader: inout TextReader, _ place: Span, isAlone: Bool) -> BraceContent {
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
