import CampaignDiagnostics
import CampaignMarkdown
import CampaignSyntax
import CampaignValues

/// Checks a message: its parts, what they fill in, and the brand's rules.
struct MessageChecker {
  let context: TenantContext
  let checker: ExpressionChecker
  let names: CampaignNames
  /// That the message is written in.
  let language: String

  /// `checker` is the campaign's: its names are in scope, and what its audience demands is known.
  init(checker: ExpressionChecker, names: CampaignNames, language: String) {
    context = checker.context
    self.checker = checker
    self.names = names
    self.language = language
  }

  /// A part whose pieces are checked.
  private struct Part {
    var syntax: MessageSyntax.Part
    var pieces: [ResolvedPiece]

    var span: Span { syntax.template.span }
  }

  /// The message; nil where something in it was wrong, or its channel can't reach anybody, and that was reported.
  func check(_ message: MessageSyntax, channel: Channel) -> CheckedMessage? {
    let errorsBefore = context.errorCount
    let parts = self.parts(message, channel)
    var written = WrittenMessage(channel: channel, span: message.channel.span, offer: names.offer)
    let checked =
      channel == .email
      ? mail(parts, &written) : plain(parts, channel, &written)
    var wordings: [CheckedWording] = []
    // What could not be read may be what a rule asks for.
    if context.isWhole(message), let brand = context.brand {
      wordings = brand.check(written, sizes: names.sizes(channel, language: language, context), context)
    }
    guard context.errorCount == errorsBefore else { return nil }
    TemplateConditions(context: context, names: names)?.check(checked, demanded: names.demanded)
    guard let reach = context.audience.reaches[channel] else { return nil }
    return CheckedMessage(
      channel: channel, language: language, reach: reach, parts: checked, wordings: wordings,
      span: message.channel.span)
  }

  // MARK: Parts

  private func parts(_ message: MessageSyntax, _ channel: Channel) -> [String: Part] {
    let resolver = PieceResolver(context: context, language: language)
    var inner = checker
    inner.scope.isMessage = true
    // Nobody is written to whose address is missing.
    if let reach = context.audience.reaches[channel] { inner = inner.assuming(Facts(known: .attribute(reach.address))) }
    var parts: [String: Part] = [:]
    for part in message.parts {
      guard let known = channel.parts.first(where: { $0.name == part.name.text }) else {
        reportUnknown(part, channel)
        _ = resolver.resolve(part.template.pieces, inner)
        continue
      }
      if let first = parts[known.name] {
        context.report(
          .repeatedPart, "the message has two of `\(known.name)`", at: part.name.span,
          notes: [Note("the first is here", at: first.syntax.name.span)], helps: ["keep one of them"])
        continue
      }
      let pieces = resolver.resolve(part.template.pieces, inner)
      if !known.mayHaveLines { checkLine(part) }
      parts[known.name] = Part(syntax: part, pieces: pieces)
    }
    reportMissing(message, channel, parts)
    return parts
  }

  private func reportUnknown(_ part: MessageSyntax.Part, _ channel: Channel) {
    // A name that was no part at all was reported where it was read.
    if context.isUnreadable(part.name.span) { return }
    let known = channel.parts.map(\.name)
    let meant = Suggestion.nearest(to: part.name.text, among: known)
    let other = Channel.allCases.first { $0 != channel && $0.parts.contains { $0.name == part.name.text } }
    var helps = [meant.map { "did you mean `\($0)`?" } ?? "its parts are \(known.quotedList(limit: 5))"]
    if meant == nil, let other { helps.append("`\(part.name.text)` is a part of `\(other.rawValue)`") }
    context.report(
      .unknownPart, "`\(part.name.text)` is not a part of `\(channel.rawValue)`", at: part.name.span, helps: helps,
      fixes: meant.map { [Fix("write `\($0)`", replace: part.name.span, with: $0)] } ?? [])
  }

  private func reportMissing(_ message: MessageSyntax, _ channel: Channel, _ parts: [String: Part]) {
    guard context.isWhole(message),
      message.parts.allSatisfy({ part in channel.parts.contains { $0.name == part.name.text } })
    else { return }
    let missing = channel.parts.filter { $0.isRequired && parts[$0.name] == nil }.map(\.name)
    guard !missing.isEmpty else { return }
    context.report(
      .missingPart, "the `\(channel.rawValue)` has no \(missing.map { "`\($0)`" }.joined(separator: " and no "))",
      at: message.channel.span, helps: ["add `\(missing[0]) \"…\"`"])
  }

  /// Headers are one line; data never brings a line break, so what is written decides.
  private func checkLine(_ part: MessageSyntax.Part) {
    guard let place = lineBreak(part.template.pieces, checker) else { return }
    context.report(
      .lineBreakInHeader, "`\(part.name.text)` is one line, but there is a line break in it", at: place,
      helps: ["write it between single quotes `\"…\"`, on one line"])
  }

  private func lineBreak(_ pieces: [Template.Piece], _ checker: ExpressionChecker) -> Span? {
    for piece in pieces {
      switch piece {
      case .text(let text):
        guard let index = text.value.utf8.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else { continue }
        guard text.value.utf8.count == text.span.lengthBytes else { return text.span }
        let offset = UInt32(text.value.utf8.distance(from: text.value.utf8.startIndex, to: index))
        return Span(text.span.file, text.span.start + offset, text.span.start + offset + 1)
      case .interpolation(let e, _):
        guard case .path(let path) = e.unwrapped.kind, let found = checker.experimentField(path) else { continue }
        var inner = checker
        inner.scope.isExperimentField = true
        for case .template(let template) in found.field.values.map(\.kind) {
          if let place = lineBreak(template.pieces, inner) { return place }
        }
      case .conditional(let conditional):
        let branches = conditional.branches.map(\.pieces) + [conditional.otherwise ?? []]
        if let place = branches.lazy.compactMap({ lineBreak($0, checker) }).first { return place }
      case .loop(let loop):
        if let place = lineBreak(loop.pieces, checker) ?? lineBreak(loop.otherwise ?? [], checker) { return place }
      case .plural(let plural):
        if let place = plural.forms.lazy.compactMap({ lineBreak($0.text.pieces, checker) }).first { return place }
      }
    }
    return nil
  }

  // MARK: E-mail

  private func mail(
    _ parts: [String: Part], _ written: inout WrittenMessage
  ) -> [(part: MessagePart, template: CheckedTemplate)] {
    var result: [(part: MessagePart, template: CheckedTemplate)] = []
    var preheader: [TemplateNode] = []
    if let subject = parts["subject"] { result.append((.subject, plain(subject, "subject", .email, &written))) }
    if let part = parts["preheader"] {
      let template = plain(part, "preheader", .email, &written)
      preheader = template.nodes.inHTML()
      result.append((.preheader, template))
    }
    guard let body = parts["body"] else { return result }
    let builder = BodyBuilder(body.pieces, template: body.span, context: context)
    let document = Markdown.compile(builder.pieces)
    _ = builder.report(document)
    let words = builder.written(document.words)
    let shown = builder.template(document.words)
    written.parts["body"] = WrittenMessage.Part(
      nodes: words, template: shown,
      wording: builder.template(document.words, boundary: TemplateNode.paragraphEnd),
      isWhole: !body.pieces.haveUnknown, span: body.span)
    written.links += document.links.map { link($0, builder) }
    written.images += document.images.map { link($0, builder) }
    if document.problems.isEmpty { written.linksInText = linksInText(words) }
    if document.problems.isEmpty, document.images.isEmpty { checkVisible(words, shown, body, "body", .email) }
    let address = context.settings.channels[.email]?.postalAddress ?? ""
    let html = context.layout.html(
      language: language, title: context.settings.displayName ?? "", preheader: preheader,
      body: builder.nodes(document.html, .html), address: address)
    let text = MailLayout.text(language: language, body: builder.nodes(document.plain, .plain), address: address)
    result.append((.html, CheckedTemplate(nodes: html, span: body.span)))
    result.append((.text, CheckedTemplate(nodes: text, span: body.span)))
    return result
  }

  private func link(_ link: MarkdownLink, _ builder: BodyBuilder) -> WrittenMessage.Link {
    var host = link.host
    var schemes: [String] = []
    if case .literal(let text)? = link.destination.first, let colon = text.firstIndex(of: ":") {
      schemes = [text[..<colon].lowercased()]
    }
    var span = link.source.map(builder.span) ?? builder.template
    if link.destination.count == 1, case .value(let id) = link.destination[0] {
      span = builder.holes[id].span
      if case .value(let value) = builder.holes[id], case .url(let declared) = value.expression.type.base {
        host = declared.lowercased()
        schemes = Links.schemes
      }
    }
    return WrittenMessage.Link(
      host: host, schemes: schemes, isValue: schemes.count > 1, altIsKnown: link.altIsKnown, span: span,
      hostSpan: host.flatMap { hostSpan($0, in: span) })
  }

  /// The links that are written as text, where no data decides on which site they are; reports the others.
  private func linksInText(_ nodes: [WrittenNode]) -> [WrittenMessage.Link] {
    let found = WrittenLinks(in: nodes)
    for value in found.wrong {
      context.report(
        .valueInHost, "\(context.quoted(value.span)) would decide where the link leads", at: value.span,
        notes: [Note("phones and mail programs make a link of an address in a text")],
        helps: ["write the site out: `https://shop.example/{…}`"])
    }
    return found.links
  }

  private func hostSpan(_ host: String, in span: Span) -> Span? {
    let written = Array(context.source(span).utf8)
    let leads = Links.schemes.map { Array("\($0)://".utf8) }
    guard let lead = leads.first(where: { written.starts(with: $0) }),
      written.dropFirst(lead.count).starts(with: Array(host.utf8))
    else { return nil }
    let start = span.start + UInt32(lead.count)
    return Span(span.file, start, start + UInt32(host.utf8.count))
  }

  // MARK: Push and SMS

  private func plain(
    _ parts: [String: Part], _ channel: Channel, _ written: inout WrittenMessage
  ) -> [(part: MessagePart, template: CheckedTemplate)] {
    var result: [(part: MessagePart, template: CheckedTemplate)] = []
    if let title = parts["title"] { result.append((.title, plain(title, "title", channel, &written))) }
    if let text = parts["text"] {
      result.append((.text, plain(text, "text", channel, &written)))
      written.links += linksInText(text.pieces.written())
    }
    if let part = parts["link"] {
      let builder = BodyBuilder(part.pieces, template: part.span, context: context)
      let document = Markdown.compile(destination: builder.pieces)
      _ = builder.report(document)
      written.links += document.links.map { link($0, builder) }
      result.append((.link, CheckedTemplate(nodes: builder.nodes(document.plain, .plain), span: part.span)))
    }
    return result
  }

  private func plain(
    _ part: Part, _ name: String, _ channel: Channel, _ written: inout WrittenMessage
  ) -> CheckedTemplate {
    let nodes = part.pieces.written()
    let template = part.pieces.plainNodes()
    written.parts[name] = WrittenMessage.Part(
      nodes: nodes, template: template, wording: template, isWhole: !part.pieces.haveUnknown, span: part.span)
    checkVisible(nodes, template, part, name, channel)
    return CheckedTemplate(nodes: template, span: part.span)
  }

  /// No part is blank for anybody. A path on which it is may be one that nobody takes.
  private func checkVisible(
    _ nodes: [WrittenNode], _ template: [TemplateNode], _ part: Part, _ name: String, _ channel: Channel
  ) {
    guard !part.pieces.haveUnknown, PathMeasure.paths(of: nodes).contains(where: { !$0.isVisible }) else { return }
    let isAlways = PathMeasure.paths(of: nodes).allSatisfy { !$0.isVisible }
    var notes: [Note] = []
    if !isAlways, let sizes = names.sizes(channel, language: language, context) {
      let least = SizeSearch.bound(of: template, .visible, .least, sizes.context, SizeSearch.Mode()).plain
      if let least, least.weight.amount > 0 { return }
      if let member = least.flatMap({ sizes.words.line($0.witness) }) { notes = [Note("it is where \(member)")] }
    }
    context.report(
      .blankPart, isAlways ? "`\(name)` is blank" : "`\(name)` is blank for some members", at: part.span,
      notes: notes,
      helps: [isAlways ? "write what it says" : "say something on every path: give each `{if}` an `{else}`"])
  }
}

extension Channel {
  /// The parts that a message has.
  var parts: [(name: String, isRequired: Bool, mayHaveLines: Bool)] {
    switch self {
    case .email: [("subject", true, false), ("preheader", false, false), ("body", true, true)]
    case .sms: [("text", true, true)]
    case .push: [("title", true, false), ("text", true, true), ("link", false, false)]
    }
  }
}
