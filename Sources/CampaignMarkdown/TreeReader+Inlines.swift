import CCMarkGFM

/// Inlines: texts are told apart at their markers.
extension TreeReader {
  mutating func inlines(in parent: OpaquePointer) -> [Inline] {
    guard depth < Self.maxDepth else {
      report(.tooDeep, .source(source.source(cursor..<source.bytes.count) ?? source.wholeRange))
      return []
    }
    depth += 1
    defer { depth -= 1 }
    var tokens: [TreeToken<Inline>] = []
    for node in children(of: parent) { tokens += inline(node) }
    let (inlines, crossing) = DirectiveGrouping.group(tokens) { .directive($0, $1, $2) }
    for id in crossing { reportDirective(.directiveCrosses, id) }
    return inlines
  }

  private mutating func inline(_ node: OpaquePointer) -> [TreeToken<Inline>] {
    switch typeName(node) {
    case "text": return tokens(of: literal(node))
    case "softbreak": return [.element(.softBreak)]
    case "linebreak": return [.element(.lineBreak)]
    case "code": return [.element(.code(code(literal(node))))]
    case "emph": return [.element(.emphasis(inlines(in: node)))]
    case "strong": return [.element(.strong(inlines(in: node)))]
    case "link": return [.element(link(node))]
    case "image": return [.element(image(node))]
    case "html_inline":
      let text = literal(node)
      let range = advance(over: text)
      if let index = commentMarker(text), let id = source.markers[index].directive {
        markSeen(index)
        reportDirective(.directiveMisplaced, id)
      } else {
        markSeen(in: text)
        reportTag(text, range.flatMap(source.source) ?? source.wholeRange)
      }
      return []
    default: return []
    }
  }

  /// Code keeps its values, and inline directives as long as they stand in it whole.
  mutating func code(_ text: String) -> [Inline] {
    let (inlines, crossing) = DirectiveGrouping.group(tokens(of: text)) { .directive($0, $1, $2) }
    for id in crossing { reportDirective(.directiveCrosses, id) }
    return inlines
  }

  private mutating func link(_ node: OpaquePointer) -> Inline {
    let start = cursor
    let text = inlines(in: node)
    let url = cmark_node_get_url(node).map { String(cString: $0) } ?? ""
    let marked = advance(overDestination: url) ?? lastText(since: start)
    var destination = Destination(url, in: source, isImage: false)
    finish(&destination, marked)
    let title = self.title(node)
    links.append(
      MarkdownLink(
        destination: destination.shown, host: destination.host, source: source.source(marked), altIsKnown: true))
    return .link(destination.parts, title: title, text)
  }

  private mutating func image(_ node: OpaquePointer) -> Inline {
    let start = cursor
    let alt = inlines(in: node)
    let url = cmark_node_get_url(node).map { String(cString: $0) } ?? ""
    let marked = advance(overDestination: url) ?? lastText(since: start)
    var destination = Destination(url, in: source, isImage: true)
    finish(&destination, marked)
    let title = self.title(node)
    images.append(
      MarkdownLink(
        destination: destination.shown, host: destination.host, source: source.source(marked),
        altIsKnown: Self.saysSomething(alt)))
    return .image(destination.parts, title: title, alt: alt)
  }

  /// The destination that stands behind the link's text, if it does: a link by reference has none, and `<https://…>` is its own text.
  private mutating func advance(overDestination url: String) -> Range<Int>? {
    let bytes = source.bytes
    guard cursor < bytes.count, bytes[cursor] != UInt8(ascii: ">") else { return nil }
    let near = bytes[cursor..<min(bytes.count, cursor + 300)]
    guard let bracket = near.firstIndex(of: UInt8(ascii: "]")), bracket + 1 < bytes.count,
      bytes[bracket + 1] == UInt8(ascii: "(")
    else { return nil }
    var start = bracket + 2
    while start < bytes.count, [0x20, 0x0A, UInt8(ascii: "<")].contains(bytes[start]) { start += 1 }
    if bytes[start...].starts(with: url.utf8) {
      cursor = start + url.utf8.count
    } else {
      // Written with escapes: up to what ends a destination.
      cursor =
        bytes[start...].firstIndex { [0x20, 0x0A, UInt8(ascii: ")"), UInt8(ascii: ">")].contains($0) } ?? bytes.count
    }
    return cursor > start ? start..<cursor : bracket..<start + 1
  }

  /// The last text that was found behind a place, or all that stands there.
  private func lastText(since start: Int) -> Range<Int> {
    if let lastFound, lastFound.lowerBound >= start { return lastFound }
    return start..<max(start, cursor)
  }

  private mutating func finish(_ destination: inout Destination, _ marked: Range<Int>) {
    for index in destination.seen { markSeen(index) }
    for id in destination.directives { reportDirective(.directiveMisplaced, id) }
    guard let problem = destination.problem else { return }
    if case .valueInHost = problem, let id = destination.wrongValue {
      report(problem, .value(id))
    } else {
      report(problem, .source(source.source(marked) ?? source.wholeRange))
    }
  }

  private mutating func title(_ node: OpaquePointer) -> [Inline] {
    let text = cmark_node_get_title(node).map { String(cString: $0) } ?? ""
    guard !text.isEmpty else { return [] }
    return tokens(of: text).compactMap { token in
      switch token {
      case .element(let inline): return inline
      case .marker(let marker):
        if let id = marker.directive { reportDirective(.directiveMisplaced, id) }
        return nil
      }
    }
  }

  /// Whether an image's text is there on every path.
  private static func saysSomething(_ inlines: [Inline]) -> Bool {
    inlines.contains { inline in
      switch inline {
      case .text(let text, _): text.contains { !$0.isWhitespace }
      case .value: true
      case .code(let inner), .emphasis(let inner), .strong(let inner), .link(_, _, let inner), .image(_, _, let inner):
        saysSomething(inner)
      case .softBreak, .lineBreak: false
      case .directive(_, .conditional(let hasElse), let branches): hasElse && branches.allSatisfy(saysSomething)
      case .directive(_, .loop, let branches): branches.count > 1 && branches.allSatisfy(saysSomething)
      }
    }
  }

  // MARK: Text

  /// The texts, values and directives of a text that may have markers in it.
  private mutating func tokens(of text: String) -> [TreeToken<Inline>] {
    let marked = advance(over: text)
    var tokens: [TreeToken<Inline>] = []
    var run = ""
    var offset = marked?.lowerBound ?? 0
    var runStart = offset
    func flush() {
      guard !run.isEmpty else { return }
      if marked != nil {
        let end = runStart + run.utf8.count
        tokens.append(.element(.text(run, source: source.source(runStart..<end))))
      } else {
        for word in Self.words(of: run) { tokens.append(.element(.text(word, source: nil))) }
      }
      run = ""
    }
    for scalar in text.unicodeScalars {
      let index = source.marker(scalar)
      if index != nil || scalar == MarkedSource.frame {
        flush()
        if let index {
          markSeen(index)
          switch source.markers[index] {
          case .value(let id): tokens.append(.element(.value(id)))
          case .literal(let character): tokens.append(.element(.text(character, source: nil)))
          case let marker:
            if marker.isBlockDirective, let id = marker.directive {
              reportDirective(.directiveMisplaced, id)
            } else {
              tokens.append(.marker(marker))
            }
          }
        }
        offset += UTF8.width(scalar)
        runStart = offset
      } else {
        run.unicodeScalars.append(scalar)
        offset += UTF8.width(scalar)
      }
    }
    flush()
    return marked == nil ? locate(tokens) : tokens
  }

  /// Finds the words of a text that was written with escapes, each for itself.
  private mutating func locate(_ tokens: [TreeToken<Inline>]) -> [TreeToken<Inline>] {
    tokens.map { token in
      guard case .element(.text(let text, nil)) = token, text.contains(where: { !$0.isWhitespace }) else {
        return token
      }
      return .element(.text(text, source: advance(over: text).flatMap(source.source)))
    }
  }

  /// A text cut before each of its words.
  private static func words(of text: String) -> [String] {
    var words: [String] = []
    var previousIsSpace = true
    for character in text {
      if words.isEmpty || (previousIsSpace && !character.isWhitespace) {
        words.append("")
      }
      words[words.count - 1].append(character)
      previousIsSpace = character.isWhitespace
    }
    return words
  }

  /// Finds a text near the cursor and moves behind it.
  mutating func advance(over text: String) -> Range<Int>? {
    let needle = Array(text.utf8)
    guard let first = needle.first else { return nil }
    let bytes = source.bytes
    let end = min(bytes.count, cursor + needle.count + 600) - needle.count
    var position = cursor
    while position <= end {
      if bytes[position] == first, bytes[position..<position + needle.count].elementsEqual(needle) {
        cursor = position + needle.count
        lastFound = position..<cursor
        return lastFound
      }
      position += 1
    }
    return nil
  }
}
