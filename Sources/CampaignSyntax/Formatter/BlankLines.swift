/// Rule: one blank line between groups where the author has any, none at the edges of a block, and one around each
/// declaration that takes more than a line.
enum BlankLines {
  /// Which entries have a blank line before them.
  static func before(_ block: LayoutBlock) -> [Bool] {
    var result = block.entries.map(\.hasBlankLineBefore)
    guard block.form == .file else { return result }
    var isAfterLong = false
    // Comments belong to the declaration below them: where their run began, if one runs.
    var groupStart: Int?
    for (index, entry) in block.entries.enumerated() {
      if entry.hasBlankLineBefore || groupStart == nil { groupStart = index }
      guard let item = entry.item else { continue }
      let isLong = !item.isOneLine && !item.endsWithComment
      if let start = groupStart, start > 0, isLong || isAfterLong { result[start] = true }
      isAfterLong = isLong
      groupStart = nil
    }
    return result
  }
}

extension LayoutItem {
  /// Whether nothing but a comment at its end keeps it from being one line.
  fileprivate var endsWithComment: Bool {
    guard case .token(let last)? = parts.last, last.kind == .comment, !last.startsLine else { return false }
    var rest = self
    rest.parts.removeLast()
    return rest.isOneLine
  }
}
