import CampaignDiagnostics
import CampaignSyntax
import CampaignValues

/// Checks what a tenant's file says about who sends.
struct TenantChecker {
  let context: TenantContext

  func check(_ tenant: TenantSyntax) {
    context.settings.name = tenant.name.text
    var seen: [String: Span] = [:]
    for item in tenant.items { add(item, &seen) }
    guard !context.isUnreadable(tenant.span) else { return }
    let missing = Self.required.filter { seen[$0.0] == nil }
    if missing.isEmpty { return }
    context.report(
      .missingItem, "the tenant has no \(missing.map(\.0).quotedList(limit: 5))", at: tenant.name.span,
      helps: ["add \(missing.map(\.1).quotedList(limit: 5))"])
  }

  private static let required = [
    ("name", "name \"Shop\""), ("timezone", "timezone \"Europe/Oslo\""), ("currency", "currency EUR"),
    ("languages", "languages en_GB"), ("audience", "audience \"audience.sqlite\""),
  ]

  private func add(_ item: TenantSyntax.Item, _ seen: inout [String: Span]) {
    switch item {
    case .displayName(let name, let keyword):
      guard context.isFirst("name", keyword, &seen), isShown(name) else { return }
      context.settings.displayName = name.value
    case .timezone(let zone, let keyword):
      guard context.isFirst("timezone", keyword, &seen), context.checkZone(zone) else { return }
      context.settings.timezone = zone.value
    case .currency(let code, let keyword):
      guard context.isFirst("currency", keyword, &seen) else { return }
      context.settings.currency = Currencies.find(code.text)
      context.settings.currencySpan = code.span
      if context.settings.currency == nil { Currencies.reportUnknown(code, context, preferring: nil) }
    case .languages(let names, _, let fallback, let keyword):
      guard context.isFirst("languages", keyword, &seen) else { return }
      LanguageChecker(context: context).check(names, otherwise: fallback)
    case .audience(let path, let keyword):
      guard context.isFirst("audience", keyword, &seen), isShown(path), staysInside(path) else { return }
      context.settings.audiencePath = path.value
    case .linkBase(let link, let keyword):
      guard context.isFirst("link_base", keyword, &seen) else { return }
      add(linkBase: link)
    case .placeholder(let texts, let keyword):
      guard context.isFirst("placeholder", keyword, &seen) else { return }
      context.settings.placeholders = texts.map(\.value).filter { !$0.isBlankText }
    case .channel(let channel):
      guard let known = context.channel(channel.name),
        context.isFirst("channel \(channel.name.text)", channel.name.span, &seen)
      else { return }
      ChannelChecker(context: context).check(channel, known)
    case .quietHours(let from, let until, let keyword):
      guard context.isFirst("quiet_hours", keyword, &seen) else { return }
      add(quietFrom: from, until: until)
    case .cap(let count, let per, _): add(cap: count, per: per)
    case .layer(let name, let salt, _):
      let layer = TenantSettings.Layer(salt: salt.value, span: name.span)
      if let first = context.settings.layers.updateValue(layer, forKey: name.text) {
        context.reportTwice("the layer `\(name.text)`", at: name.span, first: first.span)
      }
      _ = context.checkSalt(salt)
    }
  }

  /// A tenant names only its own data, so its database stands in its own folder.
  private func staysInside(_ path: StringLiteral) -> Bool {
    let isAbsolute = path.value.hasPrefix("/")
    guard isAbsolute || path.value.split(separator: "/").contains("..") else { return true }
    context.report(
      .badSetting, "`\(path.value)` is not in the tenant's own folder", at: path.span,
      notes: [Note("a tenant reads its own data and nobody else's")],
      helps: ["put the database beside this file, and write its name: `audience \"audience.sqlite\"`"])
    return false
  }

  private func isShown(_ text: StringLiteral) -> Bool {
    if !text.value.isBlankText { return true }
    context.report(.blankText, "this text is blank", at: text.span, helps: ["write what is to stand here"])
    return false
  }

  private func add(linkBase link: StringLiteral) {
    var text = link.value
    let isLink = text.withUTF8 { Links.isURL(UnsafeRawBufferPointer($0)) } && text.hasPrefix("https://")
    guard isLink, !text.contains("?"), !text.contains("#") else {
      context.report(
        .badSetting, "`\(link.value)` can't be the start of links", at: link.span,
        helps: ["write an address such as `https://go.shop.example`, without `?` and `#`"])
      return
    }
    while text.last == "/" { text.removeLast() }
    context.settings.linkBase = text
  }

  private func add(quietFrom from: Literal, until: Literal) {
    guard case .time(let start) = from.value, case .time(let end) = until.value else {
      context.report(
        .badSetting, "quiet hours are two times of day", at: from.span.union(until.span),
        helps: ["write `21:00 to 08:00`"])
      return
    }
    guard start != end else {
      context.report(
        .badSetting, "quiet hours that end when they start would be the whole day", at: until.span,
        helps: ["write two different times"])
      return
    }
    context.settings.quietHours = (start, end)
  }

  private func add(cap count: Number, per: DurationSyntax) {
    let offset = DurationResolver(context: context).offset(per)
    guard case .success(let limit) = count.scaled(digits: 0), (1...1_000_000).contains(limit) else {
      context.report(
        .badSetting, "\(context.quoted(count.span)) is not a number of messages", at: count.span,
        helps: ["write a whole number from 1 on"])
      return
    }
    guard let offset else { return }
    if let same = context.settings.caps.first(where: { $0.per == offset }), same.count >= 0 {
      context.report(
        .repeatedItem, "there is a cap per \(context.text(per.span)) already", at: count.span.union(per.span),
        helps: ["keep the stricter one"])
      return
    }
    context.settings.caps.append((Int(limit), offset))
  }
}
