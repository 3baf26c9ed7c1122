import CampaignDiagnostics
import CampaignSyntax
import CampaignValues

/// Checks one `channel` of a tenant.
struct ChannelChecker {
  let context: TenantContext

  func check(_ syntax: ChannelSyntax, _ channel: Channel) {
    var checked = CheckedChannel(
      channel: channel, sender: "", postalAddress: nil, ratePerSecond: nil, segmentPriceMicros: nil,
      span: syntax.name.span)
    var seen: [String: Span] = [:]
    for item in syntax.items { add(item, to: &checked, &seen) }
    context.settings.channels[channel] = checked
    guard !context.isUnreadable(syntax.span) else { return }
    let from = channel == .push ? "app" : "sender"
    if seen[from] == nil {
      context.report(
        .missingItem, "the channel `\(channel.rawValue)` has no `\(from)`", at: syntax.name.span,
        helps: ["add `\(from) \"\(channel.exampleSender)\"`"])
    }
    if channel == .email, seen["address"] == nil {
      context.report(
        .mailFooter, "e-mail needs a postal address", at: syntax.name.span,
        notes: [Note("the law of many countries has every commercial e-mail show where its sender is")],
        helps: ["add `address \"12 Main St, Springfield\"` to the channel"])
    }
  }

  private func add(_ item: ChannelSyntax.Item, to checked: inout CheckedChannel, _ seen: inout [String: Span]) {
    switch item {
    case .sender(let text, let keyword):
      guard context.isFirst("sender", keyword, &seen), isOf(checked.channel, "sender", keyword, not: .push) else {
        return
      }
      if let problem = senderProblem(text.value, checked.channel) {
        context.report(
          .badSetting, problem, at: text.span, helps: ["write it like `\(checked.channel.exampleSender)`"])
      }
      checked.sender = text.value
    case .address(let text, let keyword):
      guard context.isFirst("address", keyword, &seen), isOf(checked.channel, "address", keyword, only: .email) else {
        return
      }
      if text.value.isBlankText {
        context.report(.blankText, "the postal address is blank", at: text.span, helps: ["write where the sender is"])
      }
      checked.postalAddress = text.value
    case .app(let text, let keyword):
      guard context.isFirst("app", keyword, &seen), isOf(checked.channel, "app", keyword, only: .push) else { return }
      if text.value.isBlankText { context.report(.blankText, "the app's name is blank", at: text.span) }
      checked.sender = text.value
    case .rate(let count, let unit, let keyword):
      guard context.isFirst("rate", keyword, &seen) else { return }
      checked.ratePerSecond = rate(count, unit)
    case .warmUp(let count, let unit, let growing, let keyword):
      guard context.isFirst("warm_up", keyword, &seen) else { return }
      _ = rate(count, unit)
      if case .percent(let number) = growing.value, number.mantissa > 0 { return }
      context.report(
        .badSetting, "\(context.quoted(growing.span)) is no growth", at: growing.span,
        helps: ["write `growing 20% per day`"])
    case .price(let price, let per, let keyword):
      guard context.isFirst("price", keyword, &seen), isOf(checked.channel, "price", keyword, only: .sms) else {
        return
      }
      checked.segmentPriceMicros = segmentPrice(price, per)
    }
  }

  private func isOf(_ channel: Channel, _ item: String, _ span: Span, only: Channel? = nil, not: Channel? = nil) -> Bool
  {
    if channel == only || (only == nil && channel != not) { return true }
    context.report(
      .badSetting, "`\(item)` does not belong to the channel `\(channel.rawValue)`", at: span, helps: ["leave it out"])
    return false
  }

  private func senderProblem(_ sender: String, _ channel: Channel) -> String? {
    if channel == .sms {
      let isNumber = Self.satisfies(sender, Addresses.isPhone)
      let isName =
        (1...11).contains(sender.utf8.count)
        && sender.utf8.allSatisfy {
          (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x20
        } && sender.utf8.contains { (0x61...0x7A).contains($0 | 0x20) }
      return isNumber || isName ? nil : "a text message's sender is up to 11 letters and digits, or a phone number"
    }
    var address = Substring(sender)
    if let open = sender.lastIndex(of: "<") {
      guard sender.last == ">" else { return "`\(sender)` is not a sender's name and address" }
      address = sender[sender.index(after: open)...].dropLast()
    }
    if Self.satisfies(sender, TextRules.hasControlCharacter) || Self.satisfies(sender, TextRules.hasLineBreak) {
      return "a sender stands on one line"
    }
    return Self.satisfies(String(address), Addresses.isEmail) ? nil : "`\(address)` is not an e-mail address"
  }

  private static func satisfies(_ text: String, _ test: (UnsafeRawBufferPointer) -> Bool) -> Bool {
    var text = text
    return text.withUTF8 { test(UnsafeRawBufferPointer($0)) }
  }

  private func rate(_ count: Number, _ unit: TimeUnit) -> Double? {
    guard case .success(let messages) = count.scaled(digits: 0), messages > 0 else {
      context.report(
        .badSetting, "\(context.quoted(count.span)) is not a number of messages", at: count.span,
        helps: ["write a whole number from 1 on"])
      return nil
    }
    let seconds: Double =
      switch unit {
      case .second: 1
      case .minute: 60
      case .hour: 3_600
      case .day: 86_400
      case .week: 7 * 86_400
      case .month: 30 * 86_400
      case .year: 365 * 86_400
      }
    return Double(messages) / seconds
  }

  /// Millionths of a currency unit for one segment, rounded down.
  private func segmentPrice(_ price: Literal, _ per: Number) -> Int64? {
    guard case .success(let segments) = per.scaled(digits: 0), segments > 0 else {
      context.report(.badSetting, "\(context.quoted(per.span)) is not a number of segments", at: per.span)
      return nil
    }
    guard case .money(let amount, _) = price.value else {
      context.report(
        .missingUnit, "\(context.quoted(price.span)) is not an amount of money", at: price.span,
        helps: ["write its currency"])
      return nil
    }
    guard ExpressionChecker(context: context, scope: Scope()).literal(price, expecting: nil) != nil,
      case .success(let micros) = amount.scaled(digits: 6)
    else { return nil }
    return micros / segments
  }
}

extension Channel {
  fileprivate var exampleSender: String {
    switch self {
    case .email: "Shop <hello@mail.shop.example>"
    case .sms: "SHOP"
    case .push: "com.shop.example"
    }
  }
}

extension TenantContext {
  /// The channel of that name; nil for a name that parsing did not know either, and reported.
  package func channel(_ name: Name) -> Channel? { Channel(rawValue: name.text) }
}
