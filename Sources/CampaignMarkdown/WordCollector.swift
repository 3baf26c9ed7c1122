/// Collects what the author wrote: texts, the texts of images, and titles, in order.
enum WordCollector {
  static func words(of blocks: [Block]) -> [MarkdownWord] { blocks.flatMap(words) }

  private static func words(_ block: Block) -> [MarkdownWord] {
    switch block {
    case .paragraph(let inlines), .heading(_, let inlines), .code(let inlines): words(inlines) + [.boundary]
    case .list(let list): list.items.flatMap(words)
    case .quote(let blocks): words(of: blocks)
    case .rule: [.boundary]
    case .table(let table): cells(table.header) + table.rows.flatMap(words)
    case .directive(let id, _, let branches): [.directive(id, branches: branches.map { words(of: $0) })]
    }
  }

  private static func words(_ item: ListItem) -> [MarkdownWord] {
    switch item {
    case .item(let blocks): words(of: blocks)
    case .directive(let id, _, let branches): [.directive(id, branches: branches.map { $0.flatMap(words) })]
    }
  }

  private static func words(_ row: TableRow) -> [MarkdownWord] {
    switch row {
    case .cells(let cells): self.cells(cells)
    case .directive(let id, _, let branches): [.directive(id, branches: branches.map { $0.flatMap(words) })]
    }
  }

  private static func cells(_ cells: [[Inline]]) -> [MarkdownWord] { cells.flatMap { words($0) + [.boundary] } }

  private static func words(_ inlines: [Inline]) -> [MarkdownWord] {
    inlines.flatMap { inline -> [MarkdownWord] in
      switch inline {
      case .text(let text, let source): [.text(text, source: source)]
      case .value(let id): [.value(id)]
      case .code(let inner), .emphasis(let inner), .strong(let inner): words(inner)
      case .link(_, let title, let inner): words(inner) + apart(title)
      case .image(_, let title, let inner): apart(inner) + apart(title)
      case .softBreak, .lineBreak: [.text(" ", source: nil)]
      case .directive(let id, _, let branches): [.directive(id, branches: branches.map(words))]
      }
    }
  }

  private static func apart(_ inlines: [Inline]) -> [MarkdownWord] {
    inlines.isEmpty ? [] : [.boundary] + words(inlines) + [.boundary]
  }
}
