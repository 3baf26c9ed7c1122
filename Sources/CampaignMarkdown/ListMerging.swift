/// Makes one list of list items that directives keep apart, and keeps paragraphs from being empty.
enum ListMerging {
  /// The blocks with runs of lists, and of directives that guard nothing but list items, put together: a loop over `- item` lines
  /// becomes a list with a loop in it.
  static func merge(_ blocks: [Block]) -> [Block] {
    var result: [Block] = []
    var run: [List] = []
    func flush() {
      if run.count > 1, run.contains(where: { isNeverEmpty($0.items) }) {
        var merged = run[0]
        merged.items = run.flatMap(\.items)
        merged.isTight = run.allSatisfy(\.isTight)
        result.append(.list(merged))
      } else {
        result += run.map(Block.list)
      }
      run = []
    }
    for block in blocks {
      guard let list = list(block) else {
        flush()
        result.append(block)
        continue
      }
      if let last = run.last, last.shape != list.shape { flush() }
      run.append(list)
    }
    flush()
    return result
  }

  /// The block as a list, where it is nothing else.
  private static func list(_ block: Block) -> List? {
    switch block {
    case .list(let list): return list
    case .directive(let id, let kind, let branches):
      var found: List?
      var items: [[ListItem]] = []
      for branch in branches {
        var branchItems: [ListItem] = []
        for block in branch {
          guard let list = list(block), found?.shape ?? list.shape == list.shape else { return nil }
          let isTight = found?.isTight ?? true
          found = found ?? list
          found?.isTight = isTight && list.isTight
          branchItems += list.items
        }
        items.append(branchItems)
      }
      found?.items = [.directive(id, kind, items)]
      return found
    default: return nil
    }
  }

  /// The list of a loop whose body is nothing but list items, while something else stands where there is no row.
  static func loopedList(_ kind: DirectiveKind, _ branches: [[Block]]) -> List? {
    guard kind == .loop, let body = branches.first, body.count == 1, case .list(let list) = body[0] else { return nil }
    return list
  }

  /// Whether some item is always there.
  static func isNeverEmpty(_ items: [ListItem]) -> Bool {
    items.contains { item in
      switch item {
      case .item: true
      case .directive(_, .conditional(let hasElse), let branches): hasElse && branches.allSatisfy(isNeverEmpty)
      case .directive(_, .loop, let branches): branches.count > 1 && branches.allSatisfy(isNeverEmpty)
      }
    }
  }

  /// A paragraph that is nothing but a condition, as a condition around paragraphs: no empty paragraph is left where it fails.
  static func lift(_ paragraph: [Inline]) -> Block {
    guard paragraph.count == 1, case .directive(let id, .conditional(let hasElse), let branches) = paragraph[0],
      !hasElse || branches.contains(where: \.isEmpty)
    else { return .paragraph(paragraph) }
    return .directive(id, .conditional(hasElse: hasElse), branches.map { $0.isEmpty ? [] : [.paragraph($0)] })
  }

  /// The same for a list item.
  static func lift(item blocks: [Block]) -> ListItem {
    guard blocks.count == 1, case .directive(let id, .conditional(let hasElse), let branches) = blocks[0],
      !hasElse || branches.contains(where: \.isEmpty)
    else { return .item(blocks) }
    return .directive(id, .conditional(hasElse: hasElse), branches.map { $0.isEmpty ? [] : [.item($0)] })
  }
}
