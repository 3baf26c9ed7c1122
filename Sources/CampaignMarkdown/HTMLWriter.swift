/// Writes a body as HTML: the reference renderer's, with directives in it.
struct HTMLWriter: NodeWriter {
  var output = NodeBuilder()

  mutating func write(_ blocks: [Block], isTight: Bool = false) {
    for (index, block) in blocks.enumerated() {
      write(block, isTight: isTight, isLast: index == blocks.count - 1)
    }
  }

  private mutating func write(_ block: Block, isTight: Bool, isLast: Bool) {
    switch block {
    case .paragraph(let inlines):
      if isTight {
        write(inlines)
        if !isLast { output.literal("\n") }
      } else {
        wrap("<p>", "</p>\n") { $0.write(inlines) }
      }
    case .heading(let level, let inlines): wrap("<h\(level)>", "</h\(level)>\n") { $0.write(inlines) }
    case .list(let list): write(list)
    case .quote(let blocks): wrap("<blockquote>\n", "</blockquote>\n") { $0.write(blocks) }
    case .code(let inlines): wrap("<pre><code>", "</code></pre>\n") { $0.write(inlines) }
    case .rule: output.literal("<hr />\n")
    case .table(let table): write(table)
    case .directive(let id, let kind, let branches):
      var written = branches.map { branch in separately { $0.write(branch, isTight: isTight) } }
      var (prologue, epilogue): ([MarkdownNode], [MarkdownNode]) = ([], [])
      if let list = ListMerging.loopedList(kind, branches) {
        written[0] = separately { $0.write(list.items, isTight: list.isTight) }
        (prologue, epilogue) = ([.literal(start(of: list))], [.literal(end(of: list))])
      }
      output.directive(id, branches: written, prologue: prologue, epilogue: epilogue)
    }
  }

  private mutating func wrap(_ start: String, _ end: String, _ content: (inout Self) -> Void) {
    output.literal(start)
    content(&self)
    output.literal(end)
  }

  // MARK: Lists

  private mutating func write(_ list: List) {
    if list.items.count == 1, case .directive(let id, let kind, let branches) = list.items[0] {
      write(list, id, kind, branches)
    } else {
      wrap(start(of: list), end(of: list)) { $0.write(list.items, isTight: list.isTight) }
    }
  }

  /// A list that is nothing but a directive is there only when it has items.
  private mutating func write(_ list: List, _ id: Int, _ kind: DirectiveKind, _ branches: [[ListItem]]) {
    func whole(_ items: [ListItem]) -> [MarkdownNode] {
      guard !items.isEmpty else { return [] }
      var inner = list
      inner.items = items
      return separately { $0.write(inner) }
    }
    guard kind == .loop, let body = branches.first else {
      output.directive(id, branches: branches.map(whole))
      return
    }
    let rows = separately { $0.write(body, isTight: list.isTight) }
    output.directive(
      id, branches: [rows] + branches.dropFirst().map(whole), prologue: [.literal(start(of: list))],
      epilogue: [.literal(end(of: list))])
  }

  private func start(of list: List) -> String {
    guard list.shape.isOrdered else { return "<ul>\n" }
    return list.start == 1 ? "<ol>\n" : "<ol start=\"\(list.start)\">\n"
  }

  private func end(of list: List) -> String { list.shape.isOrdered ? "</ol>\n" : "</ul>\n" }

  private mutating func write(_ items: [ListItem], isTight: Bool) {
    for item in items {
      switch item {
      case .item(let blocks):
        wrap("<li>", "</li>\n") { writer in
          if !isTight, !blocks.isEmpty { writer.output.literal("\n") }
          writer.write(blocks, isTight: isTight)
        }
      case .directive(let id, _, let branches):
        output.directive(id, branches: branches.map { branch in separately { $0.write(branch, isTight: isTight) } })
      }
    }
  }

  // MARK: Tables

  private mutating func write(_ table: Table) {
    output.literal("<table>\n<thead>\n")
    write(table.header, table, isHeader: true)
    output.literal("</thead>\n")
    if !table.rows.isEmpty {
      output.literal("<tbody>\n")
      write(table.rows, table)
      output.literal("</tbody>\n")
    }
    output.literal("</table>\n")
  }

  private mutating func write(_ rows: [TableRow], _ table: Table) {
    for row in rows {
      switch row {
      case .cells(let cells): write(cells, table, isHeader: false)
      case .directive(let id, _, let branches):
        output.directive(id, branches: branches.map { branch in separately { $0.write(branch, table) } })
      }
    }
  }

  private mutating func write(_ cells: [[Inline]], _ table: Table, isHeader: Bool) {
    output.literal("<tr>\n")
    for (column, cell) in cells.enumerated() {
      let alignment = column < table.alignments.count ? table.alignments[column] : .none
      output.literal(isHeader ? "<th scope=\"col\"" : "<td")
      if alignment != .none { output.literal(" align=\"\(alignment.rawValue)\"") }
      output.literal(">")
      write(cell)
      output.literal(isHeader ? "</th>\n" : "</td>\n")
    }
    output.literal("</tr>\n")
  }

  // MARK: Inlines

  private mutating func write(_ inlines: [Inline]) {
    for inline in inlines { write(inline) }
  }

  private mutating func write(_ inline: Inline) {
    switch inline {
    case .text(let text, _): output.literal(LiteralEscape.html(text))
    case .value(let id): output.value(id, .text)
    case .code(let inlines): wrap("<code>", "</code>") { $0.write(inlines) }
    case .emphasis(let inlines): wrap("<em>", "</em>") { $0.write(inlines) }
    case .strong(let inlines): wrap("<strong>", "</strong>") { $0.write(inlines) }
    case .softBreak: output.literal("\n")
    case .lineBreak: output.literal("<br />\n")
    case .link(let destination, let title, let text):
      output.literal("<a href=\"")
      write(destination)
      output.literal("\"")
      writeTitle(title)
      wrap(">", "</a>") { $0.write(text) }
    case .image(let destination, let title, let alt):
      output.literal("<img src=\"")
      write(destination)
      output.literal("\" alt=\"")
      writeText(alt)
      output.literal("\"")
      writeTitle(title)
      output.literal(" />")
    case .directive(let id, _, let branches):
      output.directive(id, branches: branches.map { branch in separately { $0.write(branch) } })
    }
  }

  private mutating func writeTitle(_ title: [Inline]) {
    guard !title.isEmpty else { return }
    wrap(" title=\"", "\"") { $0.write(title) }
  }

  private mutating func write(_ destination: [DestinationPart]) {
    for part in destination {
      switch part {
      case .literal(let text): output.literal(LiteralEscape.urlAttribute(text))
      case .value(let id, let context): output.value(id, context)
      }
    }
  }

  /// The inlines' text alone, for an attribute.
  private mutating func writeText(_ inlines: [Inline]) {
    for inline in inlines {
      switch inline {
      case .text, .value: write(inline)
      case .code(let inner), .emphasis(let inner), .strong(let inner), .link(_, _, let inner), .image(_, _, let inner):
        writeText(inner)
      case .softBreak, .lineBreak: output.literal(" ")
      case .directive(let id, _, let branches):
        output.directive(id, branches: branches.map { branch in separately { $0.writeText(branch) } })
      }
    }
  }
}
