import CampaignDiagnostics
import CampaignMarkdown

/// Says what is wrong with a body's Markdown and its links.
extension BodyBuilder {
  /// Reports all of it; false where there was anything.
  func report(_ document: MarkdownDocument) -> Bool {
    for problem in document.problems { report(problem) }
    let links = document.links + document.images
    let linksAreSound = links.map(checkWholeDestination).allSatisfy { $0 }
    let valuesAreSound = Set(links.filter { $0.destination.count > 1 }.flatMap(values)).sorted().map(checkComponent)
    return document.problems.isEmpty && linksAreSound && valuesAreSound.allSatisfy { $0 }
  }

  func span(_ range: Range<Int>) -> Span {
    Span(template.file, UInt32(clamping: range.lowerBound), UInt32(clamping: range.upperBound))
  }

  /// A destination that is nothing but a value must be an address by its type.
  private func checkWholeDestination(_ link: MarkdownLink) -> Bool {
    guard link.destination.count == 1, case .value(let id) = link.destination[0], case .value(let value) = holes[id]
    else {
      return true
    }
    if case .url = value.expression.type.base { return true }
    context.report(
      .notAnAddress, "\(context.quoted(value.span)) is \(context.words(value.expression)), which is no link's address",
      at: value.span, notes: [Note("a value that is the whole address must be declared as `url on \"…\"`")],
      helps: ["write where the link leads, and put the value behind it: `https://shop.example/{…}`"])
    return false
  }

  private func values(_ link: MarkdownLink) -> [Int] {
    link.destination.compactMap { if case .value(let id) = $0 { id } else { nil } }
  }

  /// What stands in an address is read by a machine, not by people: numbers and dates have no such form yet.
  private func checkComponent(_ id: Int) -> Bool {
    let span: Span
    switch holes[id] {
    case .value(let value):
      switch value.format {
      case .text, .label: return true
      default: span = value.span
      }
    case .pluralNumber(let place): span = place
    default: return true
    }
    context.unsupported(
      .numbersInAddressesUnsupported, "numbers and dates in the address of a link are not compiled yet", at: span,
      help: "put a text there, or write the address out")
    return false
  }

  private func report(_ problem: MarkdownProblem) {
    let span: Span
    switch problem.place {
    case .source(let range): span = self.span(range)
    case .value(let id), .directive(let id): span = holes[id].span
    }
    let written = context.quoted(span)
    switch problem.kind {
    case .rawHTML:
      context.report(
        .rawHTML, "\(written) is HTML, and a body is Markdown", at: span,
        helps: [Self.markdown(for: context.text(span)), "for a `<` that people read, write `&lt;`"])
    case .directiveCrosses:
      context.report(
        .directiveCrosses, "\(written) begins and ends in different parts of the text", at: span,
        notes: [
          Note("it must begin and end in one paragraph, list item, cell, link or emphasis, or stand around whole ones")
        ],
        helps: ["put it and its `{end}` inside the same part, or each alone on a line around whole parts"])
    case .directiveMisplaced:
      context.report(
        .directiveMisplaced, "\(written) can't stand here", at: span,
        notes: [Note("the address of a link, a title, and code on lines of its own are written out")],
        helps: ["put it around the whole link or block"])
    case .valueInHost:
      context.report(
        .valueInHost, "\(written) would decide where the link leads", at: span,
        notes: [Note("data may fill in the path of an address, never the site")],
        helps: ["write the site out: `https://shop.example/{…}`"])
    case .valueNotShown:
      context.report(
        .valueNotShown, "\(written) is shown nowhere", at: span,
        notes: [Note("it stands where Markdown drops it")], helps: ["take it out, or move it into the text"])
    default: reportLinkOrLayout(problem.kind, written, span)
    }
  }

  /// What stands for a tag in Markdown.
  private static func markdown(for tag: String) -> String {
    let name = tag.drop { $0 == "<" || $0 == "/" }.prefix { $0.isLetter || $0.isNumber }.lowercased()
    return switch name {
    case "b", "strong": "write `**…**` for what is to stand out"
    case "i", "em": "write `*…*` for what is to be emphasized"
    case "a": "write a link as `[text](https://…)`"
    case "img": "write an image as `![what it shows](https://…)`"
    case "br", "p", "div": "leave an empty line between paragraphs"
    case "h1", "h2", "h3", "h4": "write a heading as `## …`"
    case "ul", "ol", "li": "write each point of a list as `- …` on a line of its own"
    case "font", "span", "style", "u": "leave it out: the layout decides on colors and type, for every mail alike"
    default: "leave it out, or write Markdown: `**bold**`, `*emphasis*`, `[text](https://…)`"
    }
  }

  private func reportLinkOrLayout(_ kind: MarkdownProblem.Kind, _ written: String, _ span: Span) {
    switch kind {
    case .unsafeScheme(let scheme):
      context.report(
        .badAddressOfLink, "a link can't begin with `\(scheme):`", at: span, helps: ["begin it with `https://`"])
    case .missingScheme:
      let address = context.source(span)
      let site = address.prefix { $0 != "/" && $0 != "{" }
      let isSite = site.contains(".") && !site.hasPrefix(".") && !site.contains { $0 == ":" || $0 == "#" || $0 == "?" }
      let whole = "https://\(address)"
      context.report(
        .badAddressOfLink, "\(written) doesn't say on which site it is", at: span,
        notes: [Note("in a mailbox there is no page that it could be relative to")],
        helps: [isSite ? "write `\(whole)`" : "write the whole address: `https://shop.example/…`"],
        fixes: isSite ? [Fix("write `\(whole)`", replace: span.startPoint, with: "https://")] : [])
    case .invalidHost(let reached):
      context.report(
        .badAddressOfLink, "\(written) names no site", at: span,
        notes: reached.map { [Note("a browser goes to `\($0)`, which people don't see there")] } ?? [],
        helps: ["write the site's name behind `https://`, without a user or password"])
    case .indentedCode:
      context.report(
        .indentedText, "text that is indented by four spaces is shown as program code", at: span,
        helps: ["indent it less, or put it between lines of ``` if it is code"])
    case .extraCell:
      context.report(
        .extraCell, "this row has more cells than the table has columns", at: span,
        notes: [Note("what stands in them would not be shown")], helps: ["give the table's first line another column"])
    case .tooDeep:
      context.report(
        .bodyTooLarge, "lists, quotes and emphasis stand too deep inside each other here", at: span,
        helps: ["write it flatter"])
    default:
      context.report(
        .bodyTooLarge, "the body is too large", at: template,
        notes: [Note("a body has at most \(Markdown.maxSourceBytes / 1_000) kB and its tables at most 200 columns")],
        helps: ["shorten it: mail programs cut messages off at about 100 kB"])
    }
  }
}
