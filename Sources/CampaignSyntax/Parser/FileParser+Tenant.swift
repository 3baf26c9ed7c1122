import CampaignDiagnostics

/// Tenants and brands.
extension FileParser {
  mutating func tenant(_ start: UInt32) -> TenantSyntax? {
    guard let name = name("a name for the tenant") else { return nil }
    var items: [TenantSyntax.Item] = []
    let isBlock = block(BlockForm(container: "tenant", words: Keyword.tenantItems)) { parser, keyword in
      if let keyword, let item = parser.tenantItem(keyword) { items.append(item) }
    }
    guard isBlock else { return nil }
    return TenantSyntax(name: name, items: items, span: span(from: start))
  }

  private mutating func tenantItem(_ keyword: Keyword) -> TenantSyntax.Item? {
    let word = span(token)
    advance()
    switch keyword {
    case .nameWord: return plainString("a name").map { .displayName($0, keyword: word) }
    case .timezone: return plainString("a time zone").map { .timezone($0, keyword: word) }
    case .currency: return name("a currency").map { .currency($0, keyword: word) }
    case .audience: return plainString("the path of a database").map { .audience($0, keyword: word) }
    case .linkBase: return plainString("a URL").map { .linkBase($0, keyword: word) }
    case .placeholder: return placeholders(word)
    case .languages: return languages(word)
    case .channel: return channel(word.start).map { .channel($0) }
    case .quietHours:
      guard let from = literal([.time], "a time such as `21:00`"), expect(.to),
        let until = literal([.time], "a time such as `08:00`")
      else { return nil }
      return .quietHours(from: from, until: until, keyword: word)
    case .cap:
      guard let count = number(), expect(.per), let duration = period() else { return nil }
      return .cap(count, per: duration, keyword: word)
    default:
      guard let name = name("a name for the layer"), expect(.salt), let salt = plainString("a salt") else { return nil }
      return .layer(name, salt: salt, keyword: word)
    }
  }

  /// `day` or `7 days`.
  private mutating func period() -> DurationSyntax? {
    if at(.number) { return duration() }
    return timeUnit().map { DurationSyntax(Number(1, scale: 0, $0.span), $0.unit, $0.span) }
  }

  /// Strings with commas between them; a string begins no item, so the comma before one belongs to the list.
  private mutating func placeholders(_ word: Span) -> TenantSyntax.Item? {
    guard let first = plainString("a text that means nothing") else { return nil }
    var list = [first]
    while at(.comma), next.kind == .string {
      advance()
      guard let text = plainString("a text") else { return nil }
      list.append(text)
    }
    return .placeholder(list, keyword: word)
  }

  /// `en_US, es_US by member.language otherwise en_US`: a name behind the comma is a language unless it is an item's word.
  private mutating func languages(_ word: Span) -> TenantSyntax.Item? {
    guard let first = name("a language") else { return nil }
    var list = [first]
    while at(.comma), next.kind == .name,
      next.isMiscased || !Keyword.tenantItems.contains(where: { $0 == next.keyword })
    {
      advance()
      guard let language = name("a language") else { return nil }
      list.append(language)
    }
    var path: Path?
    var fallback: Name?
    if accept(.by) {
      guard let attribute = self.path("an attribute") else { return nil }
      path = attribute
    }
    if accept(.otherwise) {
      guard let language = name("a language") else { return nil }
      fallback = language
    }
    return .languages(list, by: path, otherwise: fallback, keyword: word)
  }

  // MARK: Channels

  private mutating func channel(_ start: UInt32) -> ChannelSyntax? {
    guard let name = expect(anyOf: Keyword.stepItems, "a channel") else { return nil }
    var items: [ChannelSyntax.Item] = []
    let isBlock = block(BlockForm(container: "channel", words: Keyword.channelItems)) { parser, keyword in
      if let keyword, let item = parser.channelItem(keyword) { items.append(item) }
    }
    guard isBlock else { return nil }
    return ChannelSyntax(name: Name(name.keyword.text, name.span), items: items, span: span(from: start))
  }

  private mutating func channelItem(_ keyword: Keyword) -> ChannelSyntax.Item? {
    let word = span(token)
    advance()
    switch keyword {
    case .sender: return plainString("a sender").map { .sender($0, keyword: word) }
    case .address: return plainString("a postal address").map { .address($0, keyword: word) }
    case .app: return plainString("the name of an app").map { .app($0, keyword: word) }
    case .rate:
      guard let count = number(), expect(.per), let unit = timeUnit() else { return nil }
      return .rate(count, per: unit.unit, keyword: word)
    case .warmUp:
      // It grows once in each of the units that it counts in.
      guard let count = number(), expect(.per),
        let unit = expect(anyOf: [.hour, .day, .week], "`hour`, `day` or `week`"),
        let timeUnit = unit.keyword.timeUnit, expect(.growing), let growth = percent(), expect(.per),
        expect(unit.keyword)
      else { return nil }
      return .warmUp(count, per: timeUnit, growing: growth, keyword: word)
    default:
      guard let price = money(), expect(.per), let count = number(),
        expect(.segments)
      else { return nil }
      return .price(price, per: count, keyword: word)
    }
  }

  // MARK: Brand

  mutating func brand(_ start: UInt32) -> BrandSyntax? {
    var items: [BrandSyntax.Item] = []
    let isBlock = block(BlockForm(container: "brand", words: Keyword.brandItems)) { parser, keyword in
      if let keyword, let item = parser.brandItem(keyword) { items.append(item) }
    }
    guard isBlock else { return nil }
    return BrandSyntax(items: items, span: span(from: start))
  }

  private mutating func brandItem(_ keyword: Keyword) -> BrandSyntax.Item? {
    let start = token.start
    advance()
    if keyword == .layout { return brandLayout(start) }
    guard let predicate = predicate() else { return nil }
    var because: StringLiteral?
    if accept(.because) {
      guard let reason = plainString("a reason") else { return nil }
      because = reason
    }
    let strength: BrandSyntax.Strength = keyword == .require ? .require : keyword == .forbid ? .forbid : .advise
    return .rule(BrandRuleSyntax(strength: strength, predicate: predicate, because: because, span: span(from: start)))
  }

  private mutating func brandLayout(_ start: UInt32) -> BrandSyntax.Item? {
    guard let name = name("a layout") else { return nil }
    var colors: [(Name, Literal)] = []
    if at(.leftBrace) {
      block(BlockForm(container: "list of colors", words: [], allowsNames: true)) { parser, _ in
        guard let color = parser.name("a color of the layout"),
          let value = parser.literal([.color], "a color such as `#0A7F3F`")
        else { return }
        colors.append((color, value))
      }
    }
    return .layout(name, colors: colors, span: span(from: start))
  }
}
