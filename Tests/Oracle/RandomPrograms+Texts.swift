import CampaignTestSupport

/// What messages say.
extension RandomPrograms {
  /// A channel's messages in the default language, and in others, in any order.
  mutating func messages(_ channel: String, _ more: [String]) -> [String] {
    let languages = ["nb_NO", "de_DE", "pl_PL", "ar_EG"].filter { _ in random.oneIn(8) }
    let all = ([random.oneIn(4) ? "en_GB" : ""] + languages).shuffled(using: &random)
    defer { language = "" }
    return all.map { language in
      self.language = language
      let inside =
        switch channel {
        case "email": mail(more)
        case "push":
          "title \"\(random.oneIn(2) ? "t" : "T " + message(more, count: 1))\", text \"\(message(more))\"" + link()
        default: "text \"\(message(more))\""
        }
      return "  \(channel)\(language.isEmpty ? "" : " in \(language)") { \(inside) }"
    }
  }

  /// Where a push leads.
  private mutating func link() -> String {
    random.oneIn(2)
      ? "" : ", link \"\(random.pick(["https://shop.example/{city}?c={campaign.id}&x=1", "https://shop.example/å"]))\""
  }

  /// One to four things, or so many.
  mutating func message(_ more: [String], count: Int? = nil) -> String {
    let parts = self.parts(more)
    return (0..<(count ?? Int.random(in: 1...4, using: &random))).map { _ in random.pick(parts) }.joined(separator: " ")
  }

  /// What messages can say.
  mutating func parts(_ more: [String]) -> [String] {
    if isInTemplate { return inLanguage(Self.neededParts) + more + more }
    var parts = [
      "{name otherwise \"you\"}", "{nick fits (3, gsm) otherwise \"hi\"}", "{points} {spend} {discount}", "{city}",
      "{joined as long date}", "{if birthday is known}{birthday as short date}{else}-{end}",
      "{if vip is known and vip}V{else if points > 50}P{else}N{end}", "{count(orders where total > 20 EUR)}",
      "{for o in orders where total > 10 EUR by total descending first 2}[{o.total} {o.store}]{else}no{end}",
      "{for o in orders by placed}{o.store},{else}none{end}", "{for f in favorites first 2}<{f}>{else}-{end}",
      "{sum(orders.total)}", "{average(orders.total) otherwise 1 EUR}", "{score otherwise 7}",
      "{(joined + 1 month) as long date} {(joined - 3 weeks) as date}", "{months since joined} {years since joined}",
      "{if birthday is known}{months until birthday} {(birthday + 1 year) as date}{else}-{end}",
      "{plural points one \"a point\" other \"{n} points\"}", "{joined as month} {joined as year} {joined as weekday}",
      "{plural count(orders where total > 20 EUR) one \"{city}\" other \"{n} of {count(orders)}\"}",
      "{joined as time} {joined as long time} {joined as short date}",
      "{plural (score otherwise -1) one \"{n}!\" other \"{n}\"}",
      "{for o in orders by placed}{plural days since o.placed one \"a day\" other \"{n} days\"},{else}-{end}",
      "{if weight is known}{weight}{else}0{end}", "{tier as label}", "{campaign.id} {tenant.name}",
      "{opens otherwise 08:00} {today as long date}", "{visited otherwise now} {chance otherwise 0%}",
      "{for l in lucky first 2}{l};{else}-{end}", "{points * 3} {spend / 4} {points / 2 - 7} {-points}",
      "{max(orders.rating) otherwise 0}",
    ]
    if isTriggered { parts += Self.eventParts }
    parts += [
      "{if home is known}{home.town} {home.stars otherwise 0}{else}-{end}", "{best.title otherwise \"t\"}",
      "{for o in orders by item.price descending and placed first 2}[{o.item.title} {o.item.price}]{else}no{end}",
      "{for o in orders where gift.hint is known by total}{o.gift.hint}{else}-{end}",
      "{if best is known and best.price > 20 EUR}{best.price}{else}0{end}", "{sum(orders.item.price)}",
      "{for o in orders where total >= average(orders.total) by total}{o.total}{else}-{end}",
    ]
    return inLanguage(parts + ownParts + ownParts) + more + more
  }

  /// The parts with the plural forms that the message's language has.
  private func inLanguage(_ parts: [String]) -> [String] {
    let forms = ["pl_PL": ["few", "many"], "ar_EG": ["zero", "two", "few", "many"]][language] ?? []
    if forms.isEmpty { return parts }
    let others = forms.map { "\($0) \"{n} \($0) {city}\"" }.joined(separator: " ")
    let last = language == "pl_PL" ? "" : " other \"{n}\""
    return parts.filter { !$0.contains("{plural") } + [
      "{plural points one \"{n}\" \(others)\(last)}", "{plural points + 100 one \"{n}.\" \(others)\(last)}",
    ]
  }
}
