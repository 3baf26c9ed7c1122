/// Rule: what follows the first word of an item begins in one column within a block; the fields of a whole audience with its
/// catalogs have theirs in common, and so do a tenant's items and its channels'.
enum ValueColumns {
  static func align(_ file: inout LayoutBlock, _ text: LayoutText) {
    var shared = 0
    for entry in file.entries {
      guard let item = entry.item, let block = item.block else { continue }
      let form = block.form
      if form == .audience || form == .catalog { shared = max(shared, widest(block, 2, text, deep: true)) }
    }
    set(&file, 0, text, outer: nil, shared: shared)
  }

  private static func set(_ block: inout LayoutBlock, _ indentation: Int, _ text: LayoutText, outer: Int?, shared: Int)
  {
    let column: Int
    switch block.form {
    case .audience, .catalog: column = shared
    case .channel: column = outer ?? 0
    default: column = widest(block, indentation, text, deep: block.form == .tenant)
    }
    for index in block.entries.indices {
      guard case .item(var item) = block.entries[index].content else { continue }
      if block.isBroken, let count = headCount(item, in: block.form, text) {
        item.valueColumn = column
        item.setColumn(column, at: count)
      }
      for part in item.parts.indices {
        guard case .block(var inner) = item.parts[part] else { continue }
        set(&inner, indentation + Formatter.indentationColumns, text, outer: column, shared: shared)
        item.parts[part] = .block(inner)
      }
      block.entries[index].content = .item(item)
    }
  }

  /// The column behind the widest head of a block that has a line for each item, and of the blocks in it where `deep`.
  private static func widest(_ block: LayoutBlock, _ indentation: Int, _ text: LayoutText, deep: Bool) -> Int {
    guard block.isBroken else { return 0 }
    var column = 0
    for entry in block.entries {
      guard let item = entry.item else { continue }
      if let count = headCount(item, in: block.form, text) {
        column = max(column, indentation + item.width(of: 0..<count, text) + 1)
      }
      if deep, let inner = item.block {
        column = max(column, widest(inner, indentation + Formatter.indentationColumns, text, deep: true))
      }
    }
    return column
  }

  /// How many tokens stand in front of the item's value; nil where it takes no part.
  private static func headCount(_ item: LayoutItem, in form: LayoutForm, _ text: LayoutText) -> Int? {
    guard takesPart(item.head, in: form) else { return nil }
    let count = form == .message && item.head == .open ? 2 : 1
    guard item.parts.count > count else { return nil }
    switch item.parts[count] {
    case .token(let value):
      let ends = value.kind == .block || value.kind == .comment || value.startsLine || text.isPunctuation(value, ",")
      return ends ? nil : count
    case .block: return form == .values || form == .test ? count : nil
    }
  }

  private static func takesPart(_ head: Keyword?, in form: LayoutForm) -> Bool {
    switch form {
    case .file, .step: false
    case .tenant: head != .channel
    case .audience: head != .many && head != .event && head != .reach
    case .campaign: ![.experiment, .offer, .email, .push, .sms, .then].contains(head)
    case .experiment: head == .optimize || head == .stop
    case .workspace, .channel, .catalog, .brand, .message, .layout, .test, .values: true
    }
  }
}

extension LayoutItem {
  /// How wide the parts are, one behind the other; a block counts as nothing.
  func width(of range: Range<Int>, _ text: LayoutText) -> Int {
    var width = 0
    var before: LayoutToken?
    var previous: LayoutToken?
    if range.lowerBound > 1, case .token(let token) = parts[range.lowerBound - 2] { before = token }
    if range.lowerBound > 0, case .token(let token) = parts[range.lowerBound - 1] { previous = token }
    for index in range {
      guard case .token(let token) = parts[index] else { continue }
      if index > range.lowerBound, let previous {
        width += Spacing.columns(text, before: before, beginsItem: index == 2, previous, token)
      }
      width += text.width(token.range)
      (before, previous) = (previous, token)
    }
    return width
  }

  mutating func setColumn(_ column: Int, at index: Int) {
    switch parts[index] {
    case .token(var token):
      token.column = column
      parts[index] = .token(token)
    case .block(var block):
      block.openColumn = column
      parts[index] = .block(block)
    }
  }
}
