/// Writes a body as plain text that reads well by itself: every block ends with an empty line, nothing is wrapped.
struct PlainTextWriter: NodeWriter {
  var output = NodeBuilder()

  /// What lines begin with.
  struct Prefix {
    /// The first line of the next block.
    var first = ""
    /// All other lines.
    var rest = ""
    /// The empty line after the last block.
    var end = ""

    static let none = Prefix()

    func adding(_ first: String, _ rest: String) -> Prefix {
      Prefix(first: self.first + first, rest: self.rest + rest, end: end)
    }

    /// The prefix of one of several things that follow each other.
    func at(_ index: Int, of count: Int) -> Prefix {
      Prefix(first: index == 0 ? first : rest, rest: rest, end: index == count - 1 ? end : rest)
    }
  }

  mutating func write(_ blocks: [Block], prefix: Prefix, isTight: Bool = false) {
    for (index, block) in blocks.enumerated() { write(block, prefix.at(index, of: blocks.count), isTight: isTight) }
  }

  private mutating func write(_ block: Block, _ prefix: Prefix, isTight: Bool) {
    switch block {
    case .paragraph(let inlines), .heading(_, let inlines):
      output.literal(prefix.first)
      write(inlines, prefix.rest)
      output.literal("\n")
      endBlock(prefix, isTight: isTight)
    case .list(let list):
      // The items of a loose list end with an empty line each; the list in a tight item ends with it.
      write(list, prefix, endsBlock: !isTight && list.isTight)
    case .quote(let blocks):
      write(blocks, prefix: prefix.adding("> ", "> "), isTight: false)
    case .code(let inlines):
      output.literal(prefix.first)
      write(inlines, prefix.rest)
      endBlock(prefix, isTight: isTight)
    case .rule:
      output.literal(prefix.first + "-----\n")
      endBlock(prefix, isTight: isTight)
    case .table(let table):
      writeRow(table.header, prefix)
      write(table.rows, prefix.at(1, of: 2))
      endBlock(prefix, isTight: isTight)
    case .directive(let id, let kind, let branches):
      if let list = ListMerging.loopedList(kind, branches) {
        write(list, prefix, endsBlock: !isTight && list.isTight, id, branches)
      } else {
        output.directive(
          id, branches: branches.map { branch in separately { $0.write(branch, prefix: prefix, isTight: isTight) } })
      }
    }
  }

  private mutating func endBlock(_ prefix: Prefix, isTight: Bool) {
    guard !isTight else { return }
    output.literal(String(prefix.end.reversed().drop { $0 == " " }.reversed()) + "\n")
  }

  // MARK: Lists

  private mutating func write(_ list: List, _ prefix: Prefix, endsBlock: Bool) {
    guard list.items.count == 1, case .directive(let id, let kind, let branches) = list.items[0] else {
      // Numbers are known only where no directive decides how many items there are.
      let isNumbered = list.shape.isOrdered && list.items.allSatisfy { if case .item = $0 { true } else { false } }
      write(list.items, prefix, list, number: isNumbered ? list.start : nil)
      endBlock(prefix, isTight: !endsBlock)
      return
    }
    let isLoop = kind == .loop
    let written = branches.enumerated().map { index, items in
      separately { writer in
        writer.write(items, prefix, list, number: nil)
        if !items.isEmpty, !isLoop || index > 0 { writer.endBlock(prefix, isTight: !endsBlock) }
      }
    }
    output.directive(
      id, branches: written, epilogue: isLoop ? separately { $0.endBlock(prefix, isTight: !endsBlock) } : [])
  }

  /// A loop of items with something else where there is no row.
  private mutating func write(_ list: List, _ prefix: Prefix, endsBlock: Bool, _ id: Int, _ branches: [[Block]]) {
    let rows = separately { $0.write(list.items, prefix, list, number: nil) }
    let others = branches.dropFirst().map { branch in
      separately { $0.write(branch, prefix: prefix, isTight: !endsBlock && list.isTight) }
    }
    output.directive(
      id, branches: [rows] + others, epilogue: separately { $0.endBlock(prefix, isTight: !endsBlock) })
  }

  private mutating func write(_ items: [ListItem], _ prefix: Prefix, _ list: List, number: Int?) {
    for (index, item) in items.enumerated() {
      let prefix = prefix.at(index, of: items.count)
      switch item {
      case .item(let blocks):
        let bullet = number.map { "\($0 + index). " } ?? "- "
        let inner = prefix.adding(bullet, String(repeating: " ", count: bullet.count))
        if blocks.isEmpty { output.literal(inner.first + "\n") }
        write(blocks, prefix: inner, isTight: list.isTight)
      case .directive(let id, _, let branches):
        output.directive(
          id, branches: branches.map { branch in separately { $0.write(branch, prefix, list, number: nil) } })
      }
    }
  }

  // MARK: Tables

  private mutating func write(_ rows: [TableRow], _ prefix: Prefix) {
    for row in rows {
      switch row {
      case .cells(let cells): writeRow(cells, prefix)
      case .directive(let id, _, let branches):
        output.directive(id, branches: branches.map { branch in separately { $0.write(branch, prefix) } })
      }
    }
  }

  private mutating func writeRow(_ cells: [[Inline]], _ prefix: Prefix) {
    output.literal(prefix.first)
    for (index, cell) in cells.enumerated() {
      if index > 0 { output.literal(" | ") }
      write(cell, prefix.rest)
    }
    output.literal("\n")
  }

  // MARK: Inlines

  private mutating func write(_ inlines: [Inline], _ rest: String) {
    for inline in inlines {
      switch inline {
      case .text(let text, _):
        // Only code has line breaks in its text; the last one ends the block.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
          if index > 0 { output.literal(index == lines.count - 1 && line.isEmpty ? "\n" : "\n" + rest) }
          output.literal(String(line))
        }
      case .value(let id): output.value(id, .text)
      case .code(let inner), .emphasis(let inner), .strong(let inner), .image(_, _, let inner): write(inner, rest)
      case .softBreak: output.literal(" ")
      case .lineBreak: output.literal("\n" + rest)
      case .link(let destination, _, let text): write(link: destination, text, rest)
      case .directive(let id, _, let branches):
        output.directive(id, branches: branches.map { branch in separately { $0.write(branch, rest) } })
      }
    }
  }

  /// `text (https://…)`, or the address alone where the text is the address.
  private mutating func write(link destination: [DestinationPart], _ text: [Inline], _ rest: String) {
    let address = separately { writer in
      for part in destination {
        switch part {
        case .literal(let text): writer.output.literal(LiteralEscape.url(text))
        case .value(let id, .wholeURL): writer.output.value(id, .text)
        case .value(let id, let context): writer.output.value(id, context)
        }
      }
    }
    let shown = separately { $0.write(text, rest) }
    output.append(shown)
    guard !address.isEmpty, shown != address else { return }
    if !shown.isEmpty { output.literal(" (") }
    output.append(address)
    if !shown.isEmpty { output.literal(")") }
  }
}
