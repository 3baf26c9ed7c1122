/// Rule: neighbours that say the same thing line for line stand in columns: channels, variants, `reach`, `needs`, segments.
/// A blank line, a comment or an item of several lines ends a run of them.
enum RowColumns {
  static func align(_ block: inout LayoutBlock, _ text: LayoutText) { align(&block, 0, text) }

  private static func align(_ block: inout LayoutBlock, _ indentation: Int, _ text: LayoutText) {
    for index in block.entries.indices {
      guard case .item(var item) = block.entries[index].content else { continue }
      for part in item.parts.indices {
        guard case .block(var inner) = item.parts[part] else { continue }
        align(&inner, indentation + Formatter.indentationColumns, text)
        item.parts[part] = .block(inner)
      }
      block.entries[index].content = .item(item)
    }
    guard block.isBroken else { return }
    var start = 0
    while start < block.entries.count {
      var end = start + 1
      let first = cells(block.entries[start], in: block.form)
      while let first, end < block.entries.count, !block.entries[end].hasBlankLineBefore,
        let next = cells(block.entries[end], in: block.form), next.count == first.count,
        block.entries[end].item?.head == block.entries[start].item?.head
      { end += 1 }
      if let first, end > start + 1 { alignRun(&block, start..<end, cellCount: first.count, indentation, text) }
      start = end
    }
  }

  private static func alignRun(
    _ block: inout LayoutBlock, _ run: Range<Int>, cellCount: Int, _ indentation: Int, _ text: LayoutText
  ) {
    // Where the last cell of each row ends.
    var ends = run.map { _ in indentation }
    for cell in 0...cellCount {
      var column = 0
      for (row, entry) in run.enumerated() {
        guard let item = block.entries[entry].item, let cuts = cells(block.entries[entry], in: block.form) else {
          continue
        }
        let from = cell == 0 ? 0 : cuts[cell - 1]
        if cell > 0 {
          column = max(column, ends[row] + 1)
          if case .token(let token) = item.parts[from], let aligned = token.column { column = max(column, aligned) }
        }
      }
      for (row, entry) in run.enumerated() {
        guard case .item(var item) = block.entries[entry].content,
          let cuts = cells(block.entries[entry], in: block.form)
        else { continue }
        let from = cell == 0 ? 0 : cuts[cell - 1]
        if cell > 0 { item.setColumn(column, at: from) }
        let to = cell < cellCount ? cuts[cell] : from
        ends[row] = max(cell > 0 ? column : indentation, 0) + item.width(of: from..<to, text)
        block.entries[entry].content = .item(item)
      }
    }
  }

  /// The parts of the item with which columns begin; nil where it is no row.
  private static func cells(_ entry: LayoutEntry, in form: LayoutForm) -> [Int]? {
    guard let item = entry.item, item.isOneLine else { return nil }
    let cuts: [Int]
    switch (form, item.head) {
    case (.tenant, .channel): cuts = [1, 2]
    case (.experiment, .variant): cuts = [1, 2, 3]
    case (.campaign, .needs): cuts = [1, 2]
    case (.audience, .reach): cuts = [1, 2] + [item.index(of: .where)].compactMap { $0 }
    case (.file, .segment): cuts = [1, 2]
    default: return nil
    }
    return cuts.allSatisfy { $0 < item.parts.count } ? cuts : nil
  }
}

extension LayoutItem {
  /// The first part that is the word.
  fileprivate func index(of keyword: Keyword) -> Int? {
    parts.firstIndex { if case .token(let token) = $0 { token.keyword == keyword } else { false } }
  }
}
