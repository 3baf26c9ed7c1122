/// A piece of the source that is written as it is: a token or a comment.
struct LayoutToken {
  enum Kind {
    case word, literal, string, block, comment, punctuation
  }

  let kind: Kind
  let range: Range<Int>
  let keyword: Keyword?
  /// Whether it begins a line within its item; the author's line breaks there stay.
  var startsLine: Bool
  /// The column at which it stands where columns are aligned.
  var column: Int?
}

/// An item or a declaration: its tokens, with the block that it may hold.
struct LayoutItem {
  enum Part {
    case token(LayoutToken)
    case block(LayoutBlock)
  }

  var parts: [Part] = []
  /// Where the items of its group have their values; nil where it takes no part in that.
  var valueColumn: Int?

  var block: LayoutBlock? {
    for case .block(let block) in parts { return block }
    return nil
  }

  var head: Keyword? {
    guard case .token(let token)? = parts.first else { return nil }
    return token.keyword
  }

  /// Whether it stands on one line.
  var isOneLine: Bool {
    parts.allSatisfy { part in
      switch part {
      case .token(let token): !token.startsLine && token.kind != .block && token.kind != .comment
      case .block(let block): !block.isBroken
      }
    }
  }
}

/// What stands on a line of its own in a block or a file.
struct LayoutEntry {
  enum Content {
    case item(LayoutItem)
    case comment(LayoutToken)
  }

  var content: Content
  var hasBlankLineBefore: Bool

  var item: LayoutItem? {
    if case .item(let item) = content { item } else { nil }
  }
}

/// `{ … }`, or the file itself.
struct LayoutBlock {
  let form: LayoutForm
  var entries: [LayoutEntry] = []
  /// Whether each item has a line of its own.
  var isBroken = false
  /// A comment behind the `{`.
  var openingComment: LayoutToken?
  /// Where `{` stands when neighbours are aligned.
  var openColumn: Int?
}
