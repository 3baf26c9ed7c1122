import CampaignDiagnostics

/// Campaigns: their head and their items.
extension FileParser {
  mutating func campaign(_ start: UInt32) -> CampaignSyntax? {
    guard let name = name("a name for the campaign") else { return nil }
    var was: Name?
    if accept(.was) {
      guard let earlier = self.name("the earlier name") else { return nil }
      was = earlier
    }
    var instantiation: CampaignSyntax.Instantiation?
    if at(.from) {
      guard let found = self.instantiation() else { return nil }
      instantiation = found
    } else {
      candidates.insert(.from)
    }
    var items: [CampaignItem] = []
    var lost: [LostSyntax] = []
    let isBlock = block(BlockForm(container: "campaign", words: Keyword.campaignItems)) { parser, keyword in
      guard let keyword else { return }
      let start = parser.token.start
      if let item = parser.campaignItem(keyword) {
        items.append(item)
      } else {
        lost.append(parser.lost(keyword, from: start))
      }
    }
    guard isBlock else { return nil }
    return CampaignSyntax(
      name: name, was: was, instantiates: instantiation, items: items, lost: lost, span: span(from: start))
  }

  private mutating func instantiation() -> CampaignSyntax.Instantiation? {
    let start = token.start
    advance()
    guard let template = name("a template") else { return nil }
    guard at(.leftParenthesis) else {
      return CampaignSyntax.Instantiation(template: template, arguments: [], span: span(from: start))
    }
    let arguments: [(name: Name, value: Expression)]? = parenthesized { parser in
      if parser.at(.rightParenthesis) { return [] }
      return parser.commaList("arguments") { parser in
        guard let name = parser.name("a parameter"), parser.expect(.colon, "`:`"), let value = parser.value() else {
          return nil
        }
        return (name, value)
      }
    }
    return arguments.map { CampaignSyntax.Instantiation(template: template, arguments: $0, span: span(from: start)) }
  }

  mutating func campaignItem(_ keyword: Keyword) -> CampaignItem? {
    let word = span(token)
    let start = word.start
    if Keyword.stepItems.contains(keyword) { return message().map(CampaignItem.message) }
    advance()
    switch keyword {
    case .goal: return plainString("what the campaign is for").map { .goal($0, keyword: word) }
    case .audience: return audienceItem(start)
    case .schedule: return schedule(start).map(CampaignItem.schedule)
    case .trigger: return trigger(start)
    case .repeat: return repeatItem(start)
    case .expires:
      guard expect(.after), let duration = duration() else { return nil }
      return .expires(duration, span: span(from: start))
    case .holdout:
      guard let share = percent(), expect(.salt), let salt = plainString("a salt") else { return nil }
      return .holdout(share, salt: salt, span: span(from: start))
    case .experiment: return experiment(start).map(CampaignItem.experiment)
    case .offer: return offer(start).map(CampaignItem.offer)
    case .pick: return pick(start).map(CampaignItem.pick)
    case .while: return predicate().map { .whileCondition($0, span: span(from: start)) }
    case .conversion:
      guard let predicate = predicate(), expect(.within), let duration = duration() else { return nil }
      return .conversion(predicate, within: duration, span: span(from: start))
    case .priority: return number().map { .priority($0, span: span(from: start)) }
    case .then: return step(start).map(CampaignItem.step)
    case .replace:
      guard let path = path("a part, such as `email.subject`"), let template = templateValue() else { return nil }
      return .replace(path, template, span: span(from: start))
    default:
      guard let name = name("an attribute"), let type = type() else { return nil }
      return .needs(name, type, span: span(from: start))
    }
  }

  /// `audience where P except where Q`.
  private mutating func audienceItem(_ start: UInt32) -> CampaignItem? {
    var predicate: Expression?
    var exceptions: [Expression] = []
    mend([.where, .except])
    if accept(.where) {
      guard let found = self.predicate() else { return nil }
      predicate = found
    }
    mend([.except])
    while accept(.except) {
      guard expect(.where), let exception = self.predicate() else { return nil }
      exceptions.append(exception)
    }
    guard predicate != nil || !exceptions.isEmpty else {
      failExpecting("`where` and a condition")
      return nil
    }
    return .audience(predicate: predicate, exceptions: exceptions, span: span(from: start))
  }

  private mutating func trigger(_ start: UInt32) -> CampaignItem? {
    guard let event = name("an event") else { return nil }
    guard accept(.after) else { return .trigger(event, after: nil, span: span(from: start)) }
    return duration().map { .trigger(event, after: $0, span: span(from: start)) }
  }

  private mutating func repeatItem(_ start: UInt32) -> CampaignItem? {
    if accept(.never) { return .repeat(.never, span: span(from: start)) }
    if accept(.every) { return expect(.run) ? .repeat(.everyRun, span: span(from: start)) : nil }
    if accept(.after) { return duration().map { .repeat(.after($0), span: span(from: start)) } }
    failExpecting("`never`, `every run` or `after 30 days`")
    return nil
  }

  private mutating func pick(_ start: UInt32) -> PickSyntax? {
    guard let name = name("a name for the row"), expect(.from), let source = path("related rows") else { return nil }
    var result = PickSyntax(name: name, source: source, order: [], span: name.span)
    if accept(.where) {
      guard let predicate = predicate() else { return nil }
      result.predicate = predicate
    }
    guard let order = order() else { return nil }
    result.order = order
    result.span = span(from: start)
    return result
  }

  /// `by price descending and name`, where it stands.
  mutating func order() -> [OrderKey]? {
    guard accept(.by) else { return [] }
    var keys: [OrderKey] = []
    repeat {
      guard let path = path("an attribute to sort by") else { return nil }
      keys.append(OrderKey(path: path, isDescending: accept(.descending)))
    } while accept(.and)
    return keys
  }

  // MARK: Offers and experiments

  private mutating func offer(_ start: UInt32) -> OfferSyntax? {
    var items: [OfferSyntax.Item] = []
    let isBlock = block(BlockForm(container: "offer", words: Keyword.offerItems)) { parser, keyword in
      if let keyword, let item = parser.offerItem(keyword) { items.append(item) }
    }
    return isBlock ? OfferSyntax(items: items, span: span(from: start)) : nil
  }

  private mutating func offerItem(_ keyword: Keyword) -> OfferSyntax.Item? {
    let word = span(token)
    advance()
    switch keyword {
    case .percentOff: return value().map { .percentOff($0, keyword: word) }
    case .amountOff: return value().map { .amountOff($0, keyword: word) }
    case .minimum: return value().map { .minimum($0, keyword: word) }
    case .code:
      let isUnique = accept(.unique)
      return plainString("a code").map { .code($0, isUnique: isUnique, keyword: word) }
    default: return duration().map { .valid($0, keyword: word) }
    }
  }

  private mutating func experiment(_ start: UInt32) -> ExperimentSyntax? {
    guard let name = name("a name for the experiment") else { return nil }
    var layer: (name: Name, from: Literal, to: Literal)?
    if accept(.in) {
      guard let layerName = self.name("a layer"), let from = percent(), expect(.to), let to = percent() else {
        return nil
      }
      layer = (layerName, from, to)
    }
    guard expect(.salt), let salt = plainString("a salt") else { return nil }
    var result = ExperimentSyntax(
      name: name, layer: layer, salt: salt, variants: [], optimizations: [], stops: [], span: name.span)
    let isBlock = block(BlockForm(container: "experiment", words: Keyword.experimentItems)) { parser, keyword in
      let start = parser.token.start
      parser.advance()
      switch keyword {
      case .variant: if let variant = parser.variant(start) { result.variants.append(variant) }
      case .optimize: if let optimize = parser.optimize(start) { result.optimizations.append(optimize) }
      default: if let stop = parser.stop(start) { result.stops.append(stop) }
      }
    }
    guard isBlock else { return nil }
    result.span = span(from: start)
    return result
  }

  private mutating func variant(_ start: UInt32) -> ExperimentSyntax.Variant? {
    guard let name = name("a name for the variant"), let weight = percent() else { return nil }
    var fields: [(name: Name, value: Expression)] = []
    let isBlock = block(BlockForm(container: "variant", words: [], allowsNames: true)) { parser, _ in
      if let name = parser.name("a field"), let value = parser.value() { fields.append((name, value)) }
    }
    guard isBlock else { return nil }
    return ExperimentSyntax.Variant(name: name, weight: weight, fields: fields, span: span(from: start))
  }

  private mutating func optimize(_ start: UInt32) -> ExperimentSyntax.Optimize? {
    guard let metric = name("what to optimize"), expect(.by), let method = name("a method") else { return nil }
    var result = ExperimentSyntax.Optimize(metric: metric, method: method, span: metric.span)
    if accept(.floor) {
      guard let floor = percent() else { return nil }
      result.floor = floor
    }
    if accept(.within) {
      guard let duration = duration() else { return nil }
      result.within = duration
    }
    result.span = span(from: start)
    return result
  }

  private mutating func stop(_ start: UInt32) -> ExperimentSyntax.Stop? {
    guard expect(.variant), expect(.if), let predicate = predicate() else { return nil }
    return ExperimentSyntax.Stop(predicate: predicate, span: span(from: start))
  }

  // MARK: Messages and steps

  mutating func message() -> MessageSyntax? {
    guard let channel = expect(anyOf: Keyword.stepItems, "a channel") else { return nil }
    var language: Name?
    if accept(.in) {
      guard let name = name("a language") else { return nil }
      language = name
    }
    var parts: [MessageSyntax.Part] = []
    let isBlock = block(BlockForm(container: "message", words: Keyword.messageItems)) { parser, keyword in
      if let part = parser.part() { parts.append(part) }
    }
    guard isBlock else { return nil }
    return MessageSyntax(
      channel: Name(channel.keyword.text, channel.span), language: language, parts: parts,
      span: span(from: channel.span.start))
  }

  private mutating func part() -> MessageSyntax.Part? {
    let start = token.start
    let isOpen = accept(.open)
    guard let name = expect(anyOf: Keyword.messageParts, "a part of the message"), let template = templateValue() else {
      return nil
    }
    return MessageSyntax.Part(
      name: Name(name.keyword.text, name.span), isOpen: isOpen, template: template, span: span(from: start))
  }

  /// A text where nothing else can stand.
  private mutating func templateValue() -> Template? {
    guard at(.string) || at(.block) else {
      failExpecting("a text", help: "text stands between `\"` and `\"`, or on lines between `\"\"\"`")
      return nil
    }
    return template()
  }

  private mutating func step(_ start: UInt32) -> StepSyntax? {
    guard let name = name("a name for the step"), expect(.after), let after = duration() else { return nil }
    var predicate: Expression?
    if accept(.where) {
      guard let found = self.predicate() else { return nil }
      predicate = found
    }
    var messages: [MessageSyntax] = []
    let isBlock = block(BlockForm(container: "step", words: Keyword.stepItems)) { parser, _ in
      if let message = parser.message() { messages.append(message) }
    }
    guard isBlock else { return nil }
    return StepSyntax(name: name, after: after, predicate: predicate, messages: messages, span: span(from: start))
  }
}
