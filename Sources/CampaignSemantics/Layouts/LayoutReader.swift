import CampaignDiagnostics
import CampaignSyntax

/// Reads the HTML of one layout: holds it to the rules, hoists its styles, and finds its slots.
struct LayoutReader {
  private struct Element {
    var name: String
    var range: Range<Int>
  }

  /// A slot whose end was not read yet.
  private struct OpenSlot {
    var name: String
    var attributes: String
    var text = ""
    var range: Range<Int>
  }

  let context: TenantContext
  let layout: Name
  let colors: [String]
  private let colorNames: Set<String>
  private let place: LayoutPlaces
  private var scanner: LayoutScanner
  private(set) var style: [LibraryLayout.Part] = []
  private(set) var parts: [LibraryLayout.Part] = []
  private var open: [Element] = []
  private var slot: OpenSlot?
  private var slots: [String: Range<Int>] = [:]
  private var conditional: Range<Int>?
  private var isBroken = false

  init(context: TenantContext, html: StringLiteral, layout: Name, colors: [String]) {
    self.context = context
    self.layout = layout
    self.colors = colors
    colorNames = Set(colors)
    place = LayoutPlaces(html, in: context.sources)
    scanner = LayoutScanner(html.value)
  }

  mutating func read() {
    while !isBroken, let token = scanner.next() { read(token) }
    if isBroken { return }
    if let slot { return unclosed("slot", slot.range) }
    if let conditional { return unclosed("!--[if", conditional) }
    if let element = open.last { return unclosed(element.name, element.range) }
    for name in ["body", "address", "unsubscribe"] where slots[name] == nil {
      context.report(
        .layoutSlots, "the layout `\(layout.text)` has no slot `\(name)`", at: layout.span,
        helps: ["add `<slot name=\"\(name)\"></slot>` where it is to stand"])
    }
  }

  // MARK: Tokens

  private mutating func read(_ token: LayoutScanner.Token) {
    switch token {
    case .text(let range): text(range)
    case .start(let name, let nameRange, let attributes, let isClosed, let range):
      start(name, nameRange, attributes, isClosed, range)
    case .end(let name, let range): end(name, range)
    case .style(let css, let attributes, let range):
      for attribute in attributes where attribute.name != "type" {
        markup("`<style>` has no `\(attribute.name)` here", "write `@media` inside it", attribute.nameRange)
      }
      check(style: css, range)
      style += colored(css.trimmedLines, range)
    case .comment: break
    case .conditional(let isOpening, let range): branch(isOpening, range)
    case .problem(let problem): markup(problem.message, problem.help, problem.range)
    }
  }

  private mutating func add(_ text: String) {
    guard case .text(var before)? = parts.last else { return parts.append(.text(text)) }
    // Held once only, so that it grows in place.
    parts.removeLast()
    before += text
    parts.append(.text(before))
  }

  private mutating func text(_ range: Range<Int>) {
    let text = scanner.string(range)
    guard slot != nil else { return add(text) }
    slot?.text += text
    if let name = slot?.name, name != "unsubscribe", Self.slotNames.contains(name), !text.isBlankText {
      context.report(
        .layoutSlots, "the slot `\(name)` has a text, but what stands there is the message's",
        at: place.span(range), helps: ["leave the text out"])
    }
  }

  private mutating func start(
    _ name: String, _ nameRange: Range<Int>, _ attributes: [LayoutScanner.Attribute], _ isClosed: Bool,
    _ range: Range<Int>
  ) {
    if LayoutRules.document.contains(name) {
      return markup(
        "a layout is what stands in `<body>`, so it has no `<\(name)>`",
        "leave it out: the compiler writes the document around the layout", nameRange)
    }
    if LayoutRules.unsafe.contains(name) {
      unsafe(
        "`<\(name)>` has no place in e-mail", name == "link" ? "write the styles in `<style>`" : "leave it out",
        nameRange)
    }
    if slot != nil { return markup("a slot has no elements in it", "close the slot before this", nameRange) }
    if name == "slot" { return begin(attributes, isClosed, range) }
    for attribute in attributes { check(attribute) }
    if name == "img", !attributes.contains(where: { $0.name == "alt" && $0.value != nil }) {
      context.report(
        .layoutImage, "this image has no text for those who don't see it", at: place.span(nameRange),
        helps: ["add `alt=\"…\"`, or `alt=\"\"` where it only decorates"])
    }
    let isVoid = LayoutRules.void.contains(name)
    if isClosed, !isVoid {
      return markup("`<\(name)/>` closes nothing in HTML", "write `<\(name)></\(name)>`", range)
    }
    add(tag: range, attributes)
    if !isVoid, conditional == nil { open.append(Element(name: name, range: nameRange)) }
  }

  /// The tag as it stands, with the brand's colors in its styles.
  private mutating func add(tag range: Range<Int>, _ attributes: [LayoutScanner.Attribute]) {
    var position = range.lowerBound
    for attribute in attributes where attribute.name == "style" {
      add(scanner.string(position..<attribute.valueRange.lowerBound))
      for part in colored(attribute.value ?? "", attribute.valueRange) {
        if case .text(let text) = part { add(text) } else { parts.append(part) }
      }
      position = attribute.valueRange.upperBound
    }
    add(scanner.string(position..<range.upperBound))
  }

  private mutating func end(_ name: String, _ range: Range<Int>) {
    if name == "slot", let slot { return end(slot) }
    if LayoutRules.void.contains(name) {
      return markup("`<\(name)>` has no end", "leave `</\(name)>` out", range)
    }
    add(scanner.string(range))
    // What only Outlook reads opens in one place what it closes in another.
    if conditional != nil { return }
    guard let last = open.last else {
      return markup("this `</\(name)>` closes nothing", "leave it out, or open `<\(name)>` before it", range)
    }
    guard last.name == name else {
      context.report(
        .layoutMarkup, "`</\(name)>` stands where `<\(last.name)>` is open", at: place.span(range),
        notes: [Note("`<\(last.name)>` is opened here", at: place.span(last.range))],
        helps: ["close elements in the reverse of their order: write `</\(last.name)>` first"])
      isBroken = true
      return
    }
    open.removeLast()
  }

  private mutating func branch(_ isOpening: Bool, _ range: Range<Int>) {
    if isOpening != (conditional == nil) {
      return markup(
        isOpening ? "a comment for Outlook stands inside another" : "this closes no comment for Outlook",
        "write `<!--[if mso]>`, what is for it, and `<![endif]-->`", range)
    }
    conditional = isOpening ? range : nil
    add(scanner.string(range))
  }

  // MARK: Slots

  private static let slotNames = ["preheader", "body", "address", "unsubscribe"]

  private mutating func begin(_ attributes: [LayoutScanner.Attribute], _ isClosed: Bool, _ range: Range<Int>) {
    guard let attribute = attributes.first(where: { $0.name == "name" }), let name = attribute.value else {
      context.report(
        .layoutSlots, "this slot has no name", at: place.span(range), helps: ["write `<slot name=\"body\"></slot>`"])
      isBroken = true
      return
    }
    if isClosed { return markup("`<slot/>` closes nothing in HTML", "write `<slot name=\"\(name)\"></slot>`", range) }
    check(slot: name, attribute.valueRange, range)
    var link = ""
    for attribute in attributes where attribute.name != "name" {
      guard name == "unsubscribe", attribute.name == "class" || attribute.name == "style" else {
        markup("a slot has no `\(attribute.name)`", "put it into an element around the slot", attribute.nameRange)
        continue
      }
      check(attribute)
      _ = colored(attribute.value ?? "", attribute.valueRange)
      link += " \(attribute.name)=\"\(attribute.value ?? "")\""
    }
    slot = OpenSlot(name: name, attributes: link, range: range)
  }

  private mutating func check(slot name: String, _ nameRange: Range<Int>, _ range: Range<Int>) {
    let known = Self.slotNames
    let span = place.span(nameRange)
    guard known.contains(name) else {
      let meant = Suggestion.nearest(to: name, among: known)
      context.report(
        .layoutSlots, "`\(name)` is not a slot", at: span,
        helps: [meant.map { "did you mean `\($0)`?" } ?? "the slots are \(known.quotedList(limit: 4))"],
        fixes: meant.map { [Fix("write `\($0)`", replace: span, with: $0)] } ?? [])
      return
    }
    if let first = slots.updateValue(nameRange, forKey: name) {
      context.report(
        .layoutSlots, "the slot `\(name)` stands here twice", at: span,
        notes: [Note("the first is here", at: place.span(first))], helps: ["keep one of them"])
    }
    if conditional != nil {
      context.report(
        .layoutSlots, "the slot `\(name)` stands where only Outlook reads", at: span,
        helps: ["put it outside of the comment"])
    }
    let around = open.last.flatMap { last in
      LayoutRules.frames.contains(last.name) ? last : open.last { LayoutRules.phrasing.contains($0.name) }
    }
    if name == "body" || name == "preheader", let around {
      context.report(
        .layoutSlots, "the slot `\(name)` holds whole paragraphs, which can't stand in `<\(around.name)>`", at: span,
        notes: [Note("`<\(around.name)>` is opened here", at: place.span(around.range))],
        helps: ["put it into a `<div>` or a `<td>`"])
    }
  }

  private mutating func end(_ open: OpenSlot) {
    slot = nil
    switch open.name {
    case "preheader": parts.append(.slot(.preheader))
    case "body": parts.append(.slot(.body))
    case "address": parts.append(.slot(.address))
    default: parts.append(.slot(.unsubscribe(text: open.text, attributes: open.attributes)))
    }
  }

  // MARK: Attributes and styles

  private mutating func check(_ attribute: LayoutScanner.Attribute) {
    let name = attribute.name
    if name.hasPrefix("on") {
      return unsafe("`\(name)` runs a script, which e-mail doesn't", "leave it out", attribute.nameRange)
    }
    if LayoutRules.refused.contains(name) {
      return unsafe("`\(name)` has no place in e-mail", "leave it out", attribute.nameRange)
    }
    guard let value = attribute.value else { return }
    if name == "style" { check(style: value, attribute.valueRange) }
    if LayoutRules.addresses.contains(name), !LayoutRules.isAddress(value) {
      unsafe(
        "`\(context.text(place.span(attribute.valueRange), limit: 60))` is no address that e-mail can lead to",
        "write one that begins with `https://`, `mailto:` or `tel:`", attribute.valueRange)
    }
  }

  private mutating func check(style css: String, _ range: Range<Int>) {
    guard let word = LayoutRules.unsafeStyle(css) else { return }
    unsafe("`\(word)` has no place in the styles of an e-mail", "write the rules themselves", range)
  }

  /// CSS with its `var(--name)` taken out.
  private func colored(_ css: String, _ range: Range<Int>) -> [LibraryLayout.Part] {
    LayoutStyle(css).parts(colorNames) { name in
      let meant = Suggestion.nearest(to: name, among: colors)
      let variable = place.find("--" + name, in: scanner.string(range), range)
      let span = Span(variable.file, variable.start + 2, variable.end)
      context.report(
        .layoutColors, "the layout has no color `\(name)`", at: span,
        helps: [meant.map { "did you mean `\($0)`?" } ?? "declare it: `color \(name)`"],
        // Where the declared one is read nowhere, its declaration may be the slip.
        fixes: meant.map { scanner.has("--" + $0) ? [Fix("write `\($0)`", replace: span, with: $0)] : [] } ?? [])
    }
  }

  // MARK: Findings

  /// Reports what is not well-formed; nothing behind it can be trusted.
  private mutating func markup(_ message: String, _ help: String, _ range: Range<Int>) {
    context.report(.layoutMarkup, message, at: place.span(range), helps: [help])
    isBroken = true
  }

  private mutating func unclosed(_ name: String, _ range: Range<Int>) {
    markup(
      "`<\(name)>` is not closed", name == "!--[if" ? "close it with `<![endif]-->`" : "close it with `</\(name)>`",
      range)
  }

  private func unsafe(_ message: String, _ help: String, _ range: Range<Int>) {
    context.report(.layoutUnsafe, message, at: place.span(range), helps: [help])
  }
}

extension String {
  /// Its lines without the blanks around them, one behind the other: CSS means the same, and every mail carries it.
  fileprivate var trimmedLines: String {
    split(separator: "\n").map { line in
      var line = line
      while let first = line.first, first.isWhitespace { line.removeFirst() }
      while let last = line.last, last.isWhitespace { line.removeLast() }
      return line
    }.filter { !$0.isEmpty }.joined(separator: "\n")
  }
}
