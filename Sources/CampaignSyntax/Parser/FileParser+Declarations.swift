import CampaignDiagnostics

/// The file itself, and its smaller declarations.
extension FileParser {
  mutating func parseFile() -> [Declaration] {
    var declarations: [Declaration] = []
    skipLineBreak()
    if at(.endOfFile), diagnostics.isEmpty { emptyFile() }
    while true {
      skipLineBreak()
      if at(.endOfFile) || isFull() { return declarations }
      let before = position
      isRecovering = false
      nesting = 0
      itemStarts.append(token.start)
      if let declaration = declaration() { declarations.append(declaration) }
      endDeclaration(from: before)
    }
  }

  private mutating func emptyFile() {
    report(
      Diagnostic(
        .fileDeclaresNothing, "this file declares nothing", at: Span(file, 0, 0),
        helps: ["write a declaration such as `campaign`, or delete the file"]))
  }

  private mutating func endDeclaration(from start: Int) {
    parenthesisDepth = 0
    if !isRecovering {
      if at(.lineBreak) || at(.endOfFile) || token.startsLine { return }
      if at(.rightBrace) || at(.rightParenthesis) { return strayBraces() }
      failExpecting("the end of the declaration", help: "each declaration begins on a line of its own")
    }
    skipToDeclaration(from: start)
  }

  private mutating func strayBraces() {
    strayBracket()
    while true {
      let kind = lexemes[position].kind
      guard kind == .rightBrace || kind == .rightParenthesis else { return }
      skipLineBreak()
      advance()
    }
  }

  /// Skips to the next line that begins with a declaration's word at the margin, or outside all braces.
  private mutating func skipToDeclaration(from start: Int) {
    if position == start { advanceRaw() }
    var braces = 0
    while true {
      token = lexemes[position]
      switch token.kind {
      case .endOfFile: return
      case .leftBrace: braces += 1
      case .rightBrace: braces = max(0, braces - 1)
      case .name:
        if token.startsLine, let keyword = token.keyword, Keyword.declarations.contains(keyword),
          indentation(token) == 0 || (braces == 0 && keyword != .audience && keyword != .layout)
        {
          return
        }
      default: break
      }
      advanceRaw()
    }
  }

  private mutating func advanceRaw() {
    guard lexemes[position].kind != .endOfFile else { return }
    previousEnd = lexemes[position].end
    position += 1
    token = lexemes[position]
  }

  private mutating func declaration() -> Declaration? {
    guard token.kind == .name else {
      if at(.rightBrace) || at(.rightParenthesis) {
        strayBraces()
        isRecovering = true
        return nil
      }
      failExpecting("a declaration", help: "a file holds \(listed(Keyword.declarations))")
      return nil
    }
    guard let keyword = token.keyword, !token.isMiscased, Keyword.declarations.contains(keyword) else {
      return unknownDeclaration()
    }
    return declaration(keyword)
  }

  private mutating func unknownDeclaration() -> Declaration? {
    let written = text(token)
    if let meant = Suggestion.nearest(to: written, among: Keyword.declarations.map(\.text)),
      let keyword = Keyword(meant)
    {
      report(
        Diagnostic(
          .unknownDeclaration, "`\(written)` does not begin a declaration", at: span(token),
          helps: ["did you mean `\(meant)`?"],
          fixes: [Fix("write `\(meant)`", replace: span(token), with: meant)]))
      return declaration(keyword)
    }
    let home = Keyword.itemContexts.first { $0.words.contains { $0.text == written } }
    fail(
      Diagnostic(
        home == nil ? .unknownDeclaration : .misplacedItem, "`\(written)` does not begin a declaration",
        at: span(token),
        helps: home.map { ["it stands in \(withArticle($0.container))"] } ?? [
          "a file holds \(listed(Keyword.declarations))"
        ]))
    return nil
  }

  private mutating func declaration(_ keyword: Keyword) -> Declaration? {
    let start = token.start
    advance()
    let declaration = declaration(keyword, from: start)
    if declaration == nil { lostDeclarations.append(lost(keyword, from: start)) }
    return declaration
  }

  private mutating func declaration(_ keyword: Keyword, from start: UInt32) -> Declaration? {
    switch keyword {
    case .workspace: return workspace(start).map(Declaration.workspace)
    case .tenant: return tenant(start).map(Declaration.tenant)
    case .audience: return audience(start).map(Declaration.audience)
    case .catalog: return catalog(start).map(Declaration.catalog)
    case .brand: return brand(start).map(Declaration.brand)
    case .segment: return segment(start).map(Declaration.segment)
    case .campaign: return campaign(start).map(Declaration.campaign)
    case .template: return templateDeclaration(start).map(Declaration.template)
    case .layout: return layout(start).map(Declaration.layout)
    case .member: return member(start).map(Declaration.member)
    default: return test(start).map(Declaration.test)
    }
  }

  private mutating func segment(_ start: UInt32) -> SegmentSyntax? {
    guard let name = name("a name for the segment"), expect(.where), let predicate = predicate() else { return nil }
    return SegmentSyntax(name: name, predicate: predicate, span: span(from: start))
  }

  private mutating func workspace(_ start: UInt32) -> WorkspaceSyntax? {
    guard let name = name("a name for the workspace") else { return nil }
    var result = WorkspaceSyntax(name: name, span: span(from: start))
    let isBlock = block(BlockForm(container: "workspace", words: Keyword.workspaceItems)) { parser, keyword in
      parser.advance()
      guard let path = parser.plainString("a path") else { return }
      if keyword == .library { result.library = path } else { result.tenants = path }
    }
    guard isBlock else { return nil }
    result.span = span(from: start)
    return result
  }

  // MARK: Library

  private mutating func templateDeclaration(_ start: UInt32) -> TemplateSyntax? {
    guard let name = name("a name for the template") else { return nil }
    var parameters: [TemplateSyntax.Parameter] = []
    if at(.leftParenthesis) {
      let list: [TemplateSyntax.Parameter]? = parenthesized { parser in
        if parser.at(.rightParenthesis) { return [] }
        return parser.commaList("parameters") { $0.parameter() }
      }
      guard let list else { return nil }
      parameters = list
    }
    var items: [CampaignItem] = []
    let isBlock = block(BlockForm(container: "template", words: Keyword.templateItems)) { parser, keyword in
      if let keyword, let item = parser.campaignItem(keyword) { items.append(item) }
    }
    guard isBlock else { return nil }
    return TemplateSyntax(name: name, parameters: parameters, items: items, span: span(from: start))
  }

  private mutating func parameter() -> TemplateSyntax.Parameter? {
    guard let name = name("a parameter"), expect(.colon, "`:`"), let type = type() else { return nil }
    guard accept(.equals) else { return TemplateSyntax.Parameter(name: name, type: type) }
    guard let value = value() else { return nil }
    return TemplateSyntax.Parameter(name: name, type: type, defaultValue: value)
  }

  private mutating func layout(_ start: UInt32) -> LayoutSyntax? {
    guard let name = name("a name for the layout") else { return nil }
    var result = LayoutSyntax(name: name, colors: [], html: nil, span: span(from: start))
    let isBlock = block(BlockForm(container: "layout", words: Keyword.layoutItems)) { parser, keyword in
      parser.advance()
      if keyword == .colorWord {
        if let color = parser.name("a name for the color") { result.colors.append(color) }
      } else if let html = parser.rawBlock() {
        result.html = html
      }
    }
    guard isBlock else { return nil }
    result.span = span(from: start)
    return result
  }

  // MARK: Fixtures and tests

  private mutating func member(_ start: UInt32) -> MemberSyntax? {
    guard let name = name("a name for the member"), let values = fieldValues("member") else { return nil }
    return MemberSyntax(name: name, values: values, span: span(from: start))
  }

  private mutating func fieldValues(_ container: String) -> [MemberSyntax.FieldValue]? {
    var values: [MemberSyntax.FieldValue] = []
    let isBlock = block(BlockForm(container: container, words: [], allowsNames: true)) { parser, _ in
      let start = parser.token.start
      guard let name = parser.name("an attribute"), let content = parser.fixtureContent() else { return }
      values.append(MemberSyntax.FieldValue(name: name, content: content, span: parser.span(from: start)))
    }
    return isBlock ? values : nil
  }

  private mutating func fixtureContent() -> MemberSyntax.Content? {
    if at(.leftBrace) { return nested(at: span(token)) { $0.fieldValues("row") }.map { .row($0) } }
    guard at(.leftParenthesis) else { return fixtureValue().map { .value($0) } }
    let list: [Expression]? = parenthesized { parser in
      if parser.at(.rightParenthesis) { return [] }
      return parser.commaList("values") { $0.fixtureValue() }
    }
    return list.map { .list($0) }
  }

  /// A literal, perhaps negative, a choice's name, or text.
  private mutating func fixtureValue() -> Expression? {
    let start = token
    if at(.string) || at(.block) { return template().map { Expression(.template($0), $0.span) } }
    if at(.badValue) {
      advance()
      return Expression(.missing, span(start))
    }
    if at(.name), let keyword = token.keyword, keyword.rawValue >= Keyword.trueWord.rawValue {
      return foreignConstant(keyword)
    }
    let isNegative = accept(.minus)
    if let literal = literalHere() {
      let value = Expression(.literal(literal), literal.span)
      return isNegative ? Expression(.negate(value), span(from: start.start)) : value
    }
    guard !isNegative else {
      failExpecting("a value")
      return nil
    }
    return path("a value").map { Expression(.path($0), $0.span) }
  }

  private mutating func test(_ start: UInt32) -> TestSyntax? {
    guard let title = plainString("a title for the test"), expect(.for), let campaign = name("a campaign") else {
      return nil
    }
    var items: [TestSyntax.Item] = []
    let isBlock = block(BlockForm(container: "test", words: Keyword.testItems)) { parser, keyword in
      if let keyword, let item = parser.testItem(keyword) { items.append(item) }
    }
    guard isBlock else { return nil }
    return TestSyntax(title: title, campaign: campaign, items: items, span: span(from: start))
  }

  private mutating func testItem(_ keyword: Keyword) -> TestSyntax.Item? {
    let start = token.start
    advance()
    switch keyword {
    case .given:
      guard let member = name("a member") else { return nil }
      guard accept(.with) else { return .given(member, overrides: [], span: span(from: start)) }
      guard let overrides = fieldValues("member") else { return nil }
      return .given(member, overrides: overrides, span: span(from: start))
    case .now: return day().map { .now($0, span: span(from: start)) }
    case .entered: return day().map { .entered($0, span: span(from: start)) }
    case .step: return name("a step").map { .step($0, span: span(from: start)) }
    case .happened:
      guard let fact = path("what happened") else { return nil }
      guard accept(.at) else { return .happened(fact, at: nil, span: span(from: start)) }
      return literal([.timestamp], "a time, such as `2027-03-02T09:30`").map {
        .happened(fact, at: $0, span: span(from: start))
      }
    case .holdout: return .holdout(span: span(from: start))
    case .event: return fieldValues("row").map { .event($0, span: span(from: start)) }
    case .variant:
      guard let experiment = name("an experiment"), expect(.is), let variant = name("a variant") else { return nil }
      return .variant(experiment: experiment, variant: variant, span: span(from: start))
    default: return predicate().map { .expect($0, span: span(from: start)) }
    }
  }

  private mutating func day() -> Literal? {
    literal([.date, .timestamp], "a date or a time, such as `2027-03-02T09:30`")
  }
}
