import CampaignDiagnostics
import CampaignSyntax

/// Makes one campaign of a template and what a campaign adds to it. All of it happens to the items as they are written, so
/// whatever an item is, it is checked and compiled as if it stood in the campaign; names in the template's text are looked
/// up in its `TemplateBinding`.
struct TemplateInstantiation {
  let context: TenantContext
  let campaign: CampaignSyntax
  let template: TemplateSyntax

  /// The campaign with the items of both.
  func merged() -> CampaignSyntax {
    var result = campaign
    result.instantiates = nil
    result.items = inLanguagesOfTenant(template.campaign.items)
    var taken = places(of: template.campaign.items)
    for item in campaign.items { add(item, to: &result, &taken) }
    return result
  }

  // MARK: Languages

  /// A template may be written in more languages than the tenant writes in; what it says in one without naming it is for
  /// tenants whose own it doesn't have.
  private func inLanguagesOfTenant(_ items: [CampaignItem]) -> [CampaignItem] {
    let messages = items.compactMap { if case .message(let message) = $0 { message } else { nil } }
    return items.compactMap { item -> CampaignItem? in
      switch item {
      case .message(let message): return isForTenant(message, among: messages) ? item : nil
      case .step(var step):
        step.messages = step.messages.filter { isForTenant($0, among: step.messages) }
        return .step(step)
      default: return item
      }
    }
  }

  private func isForTenant(_ message: MessageSyntax, among others: [MessageSyntax]) -> Bool {
    let languages = context.settings.languages
    guard let standard = languages.first else { return true }
    if let language = message.language { return languages.contains(language.text) }
    return !others.contains { $0.channel.text == message.channel.text && $0.language?.text == standard }
  }

  private func places(of items: [CampaignItem]) -> [String: Span] {
    var places: [String: Span] = [:]
    for item in items { places[item.identity.key] = places[item.identity.key] ?? item.identity.span }
    return places
  }

  private func add(_ item: CampaignItem, to result: inout CampaignSyntax, _ taken: inout [String: Span]) {
    switch item {
    case .audience(let predicate, let exceptions, let span):
      guard let index = result.items.firstIndex(where: { $0.isAudience }),
        case .audience(let first, let others, let own) = result.items[index], contains(own)
      else { return result.items.append(item) }
      let both = [first, predicate].compactMap { $0 }
      let whole = both.count > 1 ? Expression(.and(both), both[0].span) : both.first
      // Once it has been narrowed the audience counts as the campaign's own, so that a second one is found.
      result.items[index] = .audience(predicate: whole, exceptions: others + exceptions, span: span)
    case .replace(let path, let text, _): replace(path, with: text, in: &result)
    default:
      let identity = item.identity
      if let place = taken[identity.key], contains(place) { return reportTaken(identity, place) }
      result.items.append(item)
    }
  }

  private func contains(_ span: Span) -> Bool { template.span.covers(span) }

  private func reportTaken(_ identity: CampaignItem.Identity, _ place: Span) {
    let open = template.openParts.filter { $0.hasPrefix(identity.key + ".") }.map { "`replace \($0) \"…\"`" }
    context.report(
      .itemOfTemplate, "the template `\(template.name.text)` has \(identity.words) already", at: identity.span,
      notes: [Note("it stands here", at: place)],
      helps: [open.isEmpty ? "leave it out" : "leave it out, or replace an open part: \(open.joined(separator: ", "))"])
  }

  // MARK: Replaced parts

  private func replace(_ path: Path, with text: Template, in result: inout CampaignSyntax) {
    if path.names.count == 2, path.names[1].text == "salt", replaceSalt(path, with: text, in: &result) { return }
    for index in result.items.indices {
      switch result.items[index] {
      case .message(var message):
        guard put(text, at: path, in: &message, under: []) else { continue }
        result.items[index] = .message(message)
      case .step(var step):
        var isFound = false
        for number in step.messages.indices where !isFound {
          isFound = put(text, at: path, in: &step.messages[number], under: [step.name.text])
        }
        guard isFound else { continue }
        result.items[index] = .step(step)
      default: continue
      }
      return
    }
    reportNotReplaceable(path)
  }

  /// Gives a draw of the template a salt of the campaign's own; false where the path names none.
  private func replaceSalt(_ path: Path, with text: Template, in result: inout CampaignSyntax) -> Bool {
    for index in result.items.indices {
      switch result.items[index] {
      case .holdout(let share, let salt, let span) where path.head.text == "holdout" && contains(span):
        if let own = self.salt(text, for: path, instead: salt) {
          result.items[index] = .holdout(share, salt: own, span: span)
        }
        return true
      case .experiment(var experiment) where experiment.name.text == path.head.text && contains(experiment.span):
        if let own = self.salt(text, for: path, instead: experiment.salt) {
          experiment.salt = own
          result.items[index] = .experiment(experiment)
        }
        return true
      default: continue
      }
    }
    return false
  }

  private func salt(_ text: Template, for path: Path, instead of: StringLiteral) -> StringLiteral? {
    guard contains(of.span) else {
      reportReplacedTwice(path, first: of.span)
      return nil
    }
    if let salt = text.literal { return salt }
    context.report(
      .notReplaceable, "a salt is the same for every member, so nothing is filled into it", at: text.span,
      helps: ["write it out, such as `replace \(path.text) \"spring-2027\"`"])
    return nil
  }

  private func reportReplacedTwice(_ path: Path, first: Span) {
    context.report(
      .repeatedItem, "`\(path.text)` is replaced twice", at: path.span, notes: [Note("the first is here", at: first)],
      helps: ["keep one of them"])
  }

  /// Puts the text in the place of an open part; false where the path names none of this message.
  private func put(_ text: Template, at path: Path, in message: inout MessageSyntax, under step: [String]) -> Bool {
    guard contains(message.span),
      let index = message.parts.firstIndex(where: { part in
        part.isOpen && message.path(of: part, under: step) == path.text
      })
    else { return false }
    let part = message.parts[index]
    if let first = replaced(part) {
      reportReplacedTwice(path, first: first)
      return true
    }
    message.parts[index].template = text
    return true
  }

  /// Where the campaign replaced the part already.
  private func replaced(_ part: MessageSyntax.Part) -> Span? {
    contains(part.template.span) ? nil : part.template.span
  }

  private func reportNotReplaceable(_ path: Path) {
    let open = template.openParts
    if let closed = template.parts.first(where: { $0.path == path.text }) {
      context.report(
        .notReplaceable, "`\(path.text)` is not open in the template `\(template.name.text)`", at: path.span,
        notes: [Note("it stands here", at: closed.part.name.span)], helps: [listed(open)])
      return
    }
    let meant = Suggestion.nearest(to: path.text, among: open + template.salts)
    context.report(
      .notReplaceable, "the template `\(template.name.text)` has no `\(path.text)`", at: path.span,
      notes: [Note("`\(template.name.text)` is declared here", at: template.name.span)],
      helps: [meant.map { "did you mean `\($0)`?" } ?? listed(open)],
      fixes: meant.map { [Fix("write `\($0)`", replace: path.span, with: $0)] } ?? [])
  }

  private func listed(_ open: [String]) -> String {
    open.isEmpty ? "no part of it is open: leave this out" : "open is \(open.quotedList(limit: 8))"
  }
}

extension TenantContext {
  /// `open` is for templates: a campaign's own parts are its own to change.
  func reportOpenParts(_ items: [CampaignItem], but template: TemplateBinding?) {
    for item in items {
      switch item {
      case .message(let message): reportOpenParts(message, but: template)
      case .step(let step): for message in step.messages { reportOpenParts(message, but: template) }
      default: continue
      }
    }
  }

  private func reportOpenParts(_ message: MessageSyntax, but template: TemplateBinding?) {
    for part in message.parts where part.isOpen && template?.contains(part.span) != true {
      let word = Span(part.span.file, part.span.start, part.span.start + 4)
      report(
        .misplaced, "`open` stands in templates only", at: word, helps: ["leave it out"],
        fixes: [Fix("leave `open` out", replace: Span(word.file, word.start, part.name.span.start), with: "")])
    }
  }
}

extension MessageSyntax {
  /// `email.subject`, `email.nb_NO.subject`, `reminder.email.subject`.
  func path(of part: Part, under step: [String]) -> String {
    (step + [channel.text] + (language.map { [$0.text] } ?? []) + [part.name.text]).joined(separator: ".")
  }
}

extension TemplateSyntax {
  /// The parts of its messages, those of its steps included, with the paths by which `replace` names them.
  var parts: [(path: String, part: MessageSyntax.Part)] {
    items.flatMap { item -> [(path: String, part: MessageSyntax.Part)] in
      switch item {
      case .message(let message): message.parts.map { (message.path(of: $0, under: []), $0) }
      case .step(let step):
        step.messages.flatMap { message in
          message.parts.map { (message.path(of: $0, under: [step.name.text]), $0) }
        }
      default: []
      }
    }
  }

  /// The salts of its draws, with the paths by which `replace` names them.
  var salts: [String] {
    items.compactMap { item in
      switch item {
      case .holdout: "holdout.salt"
      case .experiment(let experiment): "\(experiment.name.text).salt"
      default: nil
      }
    }
  }

  var openParts: [String] { parts.filter(\.part.isOpen).map(\.path) }
}
