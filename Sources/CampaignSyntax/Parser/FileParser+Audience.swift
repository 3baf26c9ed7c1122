import CampaignDiagnostics

/// Audiences, catalogs, and the types of their attributes.
extension FileParser {
  mutating func audience(_ start: UInt32) -> AudienceSyntax? {
    guard let name = name("a name for one of the audience"), let (table, key) = tableAndKey() else { return nil }
    var items: [AudienceSyntax.Item] = []
    let form = BlockForm(container: "audience", words: Keyword.audienceItems, allowsNames: true)
    let isBlock = block(form) { parser, keyword in
      switch keyword ?? parser.misspeltAudienceItem([.many, .event, .reach]) {
      case .many: if let item = parser.related() { items.append(.related(item)) }
      case .event: if let item = parser.event() { items.append(.event(item)) }
      case .reach: if let item = parser.reach() { items.append(.reach(item)) }
      default: if let item = parser.attribute() { items.append(.attribute(item)) }
      }
    }
    guard isBlock else { return nil }
    return AudienceSyntax(name: name, table: table, key: key, items: items, span: span(from: start))
  }

  mutating func catalog(_ start: UInt32) -> CatalogSyntax? {
    guard let name = name("a name for the catalog"), let upTo = limit(), let (table, key) = tableAndKey(),
      let attributes = attributes("catalog")
    else { return nil }
    return CatalogSyntax(
      name: name, upTo: upTo.number, table: table, key: key, attributes: attributes, span: span(from: start))
  }

  /// `from table key column`.
  private mutating func tableAndKey() -> (Name, Name)? {
    guard expect(.from), let table = sourceName("a table"), expect(.key), let key = sourceName("a column") else {
      return nil
    }
    return (table, key)
  }

  /// `up to 2_000`, where it stands.
  private mutating func limit() -> (number: Number?, Void)? {
    guard accept(.up) else { return (nil, ()) }
    guard expect(.to), let number = number() else { return nil }
    return (number, ())
  }

  private mutating func attributes(_ container: String) -> [AttributeSyntax]? {
    var attributes: [AttributeSyntax] = []
    let isBlock = block(BlockForm(container: container, words: [], allowsNames: true)) { parser, _ in
      if let attribute = parser.attribute() { attributes.append(attribute) }
    }
    return isBlock ? attributes : nil
  }

  /// The word that was probably meant where an attribute would make no sense: its line has an `at`, or opens a block.
  private mutating func misspeltAudienceItem(_ words: [Keyword]) -> Keyword? {
    guard let meant = Suggestion.nearest(to: text(token), among: words.map(\.text)), let keyword = Keyword(meant) else {
      return nil
    }
    var index = position + 1
    var isItem = false
    while lexemes[index].kind != .endOfFile, !lexemes[index].startsLine, lexemes[index].kind != .rightBrace,
      lexemes[index].kind != .comma
    {
      if keyword == .reach
        ? isWord(lexemes[index], .at) && !isWord(lexemes[index - 1], .from) : lexemes[index].kind == .leftBrace
      {
        isItem = true
      }
      index += 1
    }
    guard isItem else { return nil }
    report(misspelt(token, as: meant))
    return keyword
  }

  private mutating func related() -> RelatedSyntax? {
    let start = token.start
    advance()
    guard let name = name("a name for the rows"), let upTo = limit(), expect(.from), let table = sourceName("a table")
    else { return nil }
    guard let foreignKey = parenthesized({ $0.sourceName("a column") }), expect(.key), let key = sourceName("a column"),
      let attributes = attributes("group of related rows")
    else { return nil }
    return RelatedSyntax(
      name: name, upTo: upTo.number, table: table, foreignKey: foreignKey, key: key, attributes: attributes,
      span: span(from: start))
  }

  private mutating func event() -> EventSyntax? {
    let start = token.start
    advance()
    guard let name = name("a name for the event"), expect(.from), let table = sourceName("a table") else { return nil }
    var memberColumn: Name?
    if at(.leftParenthesis) {
      guard let column = parenthesized({ $0.sourceName("a column") }) else { return nil }
      memberColumn = column
    }
    guard expect(.key), let key = sourceName("a column") else { return nil }
    var attributes: [AttributeSyntax] = []
    var related: [RelatedSyntax] = []
    let isBlock = block(BlockForm(container: "event", words: [.many], allowsNames: true)) { parser, keyword in
      if (keyword ?? parser.misspeltAudienceItem([.many])) == .many {
        if let rows = parser.related() { related.append(rows) }
      } else if let attribute = parser.attribute() {
        attributes.append(attribute)
      }
    }
    guard isBlock else { return nil }
    return EventSyntax(
      name: name, table: table, memberColumn: memberColumn, key: key, attributes: attributes, related: related,
      span: span(from: start))
  }

  private mutating func reach() -> ReachSyntax? {
    let start = token.start
    advance()
    guard let channel = expect(anyOf: Keyword.stepItems, "a channel"), expect(.at), let address = path("an attribute")
    else {
      return nil
    }
    var consent: Expression?
    mend([.where])
    if accept(.where) {
      guard let predicate = predicate() else { return nil }
      consent = predicate
    }
    return ReachSyntax(
      channel: Name(channel.keyword.text, channel.span), address: address, consent: consent, span: span(from: start))
  }

  // MARK: Attributes

  private mutating func attribute() -> AttributeSyntax? {
    guard let name = name("an attribute"), let type = type() else { return nil }
    var result = AttributeSyntax(name: name, type: type, span: name.span)
    mend([.from, .in, .invalid])
    if accept(.from) {
      guard let source = attributeSource() else { return nil }
      result.source = source
    }
    mend([.in, .invalid])
    if accept(.in) {
      guard let encoding = encoding() else { return nil }
      result.encoding = encoding
    }
    mend([.invalid])
    let invalid = token.start
    if accept(.invalid) {
      guard expect(.is), expect(.missing) else { return nil }
      result.invalidIsMissing = span(from: invalid)
    }
    result.span = span(from: name.span.start)
    return result
  }

  private mutating func attributeSource() -> AttributeSyntax.Source? {
    guard let first = sourceName("a column") else { return nil }
    guard at(.leftParenthesis) else { return .column(first) }
    return parenthesized { parser in
      guard let key = parser.sourceName("a column"), parser.expect(.comma, "`,`"),
        let value = parser.sourceName("a column")
      else {
        return nil
      }
      return .table(first, key: key, value: value)
    }
  }

  private mutating func encoding() -> AttributeSyntax.Encoding? {
    let start = token.start
    guard at(.leftParenthesis) else { return anyName("how it is stored").map { .unit($0) } }
    let pair: (StringLiteral, StringLiteral)? = parenthesized { parser in
      guard let yes = parser.plainString("the text for `yes`"), parser.expect(.comma, "`,`"),
        let no = parser.plainString("the text for `no`")
      else { return nil }
      return (yes, no)
    }
    return pair.map { .pair($0.0, $0.1, span: span(from: start)) }
  }

  // MARK: Types

  mutating func type() -> TypeSyntax? {
    let start = token.start
    guard let kind = typeKind() else { return nil }
    let isOptional = accept(.question)
    return TypeSyntax(kind: kind, isOptional: isOptional, span: span(from: start))
  }

  /// A type's arguments are numbers, ranges and names; only a choice says how its values are stored or ordered.
  private mutating func mendChoice() {
    switch lexemes[min(position + 3, lexemes.count - 1)] {
    case let lexeme where lexeme.kind == .string || lexeme.kind == .less || isWord(lexeme, .as): mend([.choice])
    default: break
    }
  }

  private mutating func typeKind() -> TypeSyntax.Kind? {
    if next.kind == .leftParenthesis { mendChoice() } else { mend([.set], before: [.of]) }
    if at(.choice) { return choice() }
    if at(.set), isWord(next, .of) {
      advance()
      advance()
      let start = token.start
      guard let element = elementKind() else { return nil }
      let type = TypeSyntax(kind: element, isOptional: false, span: span(from: start))
      guard let upTo = limit() else { return nil }
      return .set(of: type, upTo: upTo.number)
    }
    return elementKind()
  }

  /// A type that can be an element of a set.
  private mutating func elementKind() -> TypeSyntax.Kind? {
    if at(.choice) { return choice() }
    if at(.url), isWord(next, .on) {
      advance()
      advance()
      return plainString("a host").map { .url(host: $0) }
    }
    guard let name = name("a type") else { return nil }
    guard at(.leftParenthesis) else { return .named(name, arguments: []) }
    return parenthesized { $0.commaList("arguments") { $0.typeArgument() } }.map { .named(name, arguments: $0) }
  }

  private mutating func typeArgument() -> TypeSyntax.Argument? {
    if at(.name), !at(.yes), !at(.no) { return name("an argument").map { .name($0) } }
    guard let low = bound() else { return nil }
    if !at(.to), case .literal(let literal) = low.kind, case .number(let number) = literal.value {
      return .number(number)
    }
    guard expect(.to), let high = bound() else { return nil }
    return .range(low, high)
  }

  private mutating func bound() -> Expression? {
    let start = token
    let isNegative = accept(.minus)
    if at(.badValue) {
      advance()
      return Expression(.missing, span(start))
    }
    guard let literal = literalHere() else {
      failExpecting("a bound, such as a number")
      return nil
    }
    let value = Expression(.literal(literal), literal.span)
    return isNegative ? Expression(.negate(value), span(from: start.start)) : value
  }

  private mutating func choice() -> TypeSyntax.Kind? {
    advance()
    return parenthesized { parser in
      guard let first = parser.choiceValue() else { return nil }
      let isOrdered = parser.at(.less)
      var values = [first]
      while parser.accept(isOrdered ? .less : .comma) {
        guard let value = parser.choiceValue() else { return nil }
        values.append(value)
      }
      if parser.at(isOrdered ? .comma : .less) {
        parser.fail(
          Diagnostic(
            .unexpectedToken, "a choice is written with `<` between all its values, or with none",
            at: parser.span(parser.token),
            helps: ["write `\(isOrdered ? "<" : ",")`"]))
        return nil
      }
      return .choice(values, isOrdered: isOrdered)
    }
  }

  private mutating func choiceValue() -> ChoiceSyntax? {
    guard let name = name("a value of the choice") else { return nil }
    var value = ChoiceSyntax(name: name, labels: [])
    if at(.string) {
      guard let stored = plainString("what is stored") else { return nil }
      value.stored = stored
    }
    while accept(.as) {
      guard let label = plainString("a label") else { return nil }
      var language: Name?
      if accept(.in) {
        guard let name = self.name("a language") else { return nil }
        language = name
      }
      value.labels.append((label, language))
    }
    return value
  }
}
