import CampaignDiagnostics

/// The bytes of the source, and what is asked of ranges of them.
struct LayoutText {
  let bytes: [UInt8]

  /// How many columns the text takes: one for each user-perceived character.
  func width(_ range: Range<Int>) -> Int {
    let part = bytes[range]
    return part.allSatisfy { $0 < 0x80 } ? part.count : String(decoding: part, as: UTF8.self).count
  }

  func byte(_ token: LayoutToken) -> UInt8 { bytes[token.range.lowerBound] }

  func isPunctuation(_ token: LayoutToken, _ sign: Unicode.Scalar) -> Bool {
    token.kind == .punctuation && token.range.count == 1 && byte(token) == UInt8(ascii: sign)
  }
}

/// Makes the tree of the layout from tokens and the places at which items begin. The text has no errors.
struct LayoutReader {
  let text: LayoutText
  private var tokens: [Read] = []
  private var position = 0

  private struct Read {
    var token: LayoutToken
    /// How many line breaks stand in front of it.
    var lineBreaks: Int
    var beginsItem: Bool
  }

  init(_ source: SourceFile, _ syntax: FileSyntax) {
    text = LayoutText(bytes: source.bytes)
    var starts = syntax.itemStarts[...]
    var lineBreaks = 1
    for token in syntax.tokens {
      switch token.kind {
      case .whitespace, .invalid, .endOfFile: continue
      case .lineBreak: lineBreaks += 1
      default:
        let isItem = starts.first == token.span.start
        if isItem { starts.removeFirst() }
        tokens.append(
          Read(token: text.layoutToken(token, lineBreaks > 0), lineBreaks: lineBreaks, beginsItem: isItem))
        lineBreaks = 0
      }
    }
  }

  mutating func file() -> LayoutBlock {
    var file = LayoutBlock(form: .file)
    file.isBroken = true
    entries(of: &file)
    return file
  }

  /// Reads entries up to the `}` of the block, or to the end.
  private mutating func entries(of block: inout LayoutBlock) {
    while position < tokens.count, !isClosing(tokens[position].token) {
      let read = tokens[position]
      let hasBlankLine = read.lineBreaks > 1 && !block.entries.isEmpty
      let content: LayoutEntry.Content
      if read.token.kind == .comment {
        content = .comment(read.token)
        position += 1
      } else {
        content = .item(item(in: block.form))
      }
      block.entries.append(LayoutEntry(content: content, hasBlankLineBefore: hasBlankLine))
    }
  }

  private func isClosing(_ token: LayoutToken) -> Bool { text.isPunctuation(token, "}") }

  /// Reads an item from its first token to the next item or the end of its block.
  private mutating func item(in form: LayoutForm) -> LayoutItem {
    var item = LayoutItem()
    tokens[position].token.startsLine = false
    while position < tokens.count {
      let read = tokens[position]
      if !item.parts.isEmpty, read.beginsItem || isClosing(read.token) { break }
      if read.token.kind == .comment, read.lineBreaks > 0, !goesOnBehindComments() { break }
      position += 1
      if text.isPunctuation(read.token, "{") {
        item.parts.append(.block(block(form.inner(item.head), item: item)))
      } else {
        item.parts.append(.token(read.token))
      }
    }
    return item
  }

  /// Whether the item goes on behind the comments that stand here on lines of their own.
  private mutating func goesOnBehindComments() -> Bool {
    // INVARIANT: comments passed here are read at once where the item goes on, and are entries of the block where it doesn't, so
    // that a run of them is passed twice at most.
    if let known = commentsEnd, known.end > position { return known.goesOn }
    var next = position
    while next < tokens.count, tokens[next].token.kind == .comment { next += 1 }
    let goesOn = next < tokens.count && !tokens[next].beginsItem && !isClosing(tokens[next].token)
    commentsEnd = (next, goesOn)
    return goesOn
  }

  private var commentsEnd: (end: Int, goesOn: Bool)?

  /// Reads a block behind its `{`.
  private mutating func block(_ form: LayoutForm, item: LayoutItem) -> LayoutBlock {
    var block = LayoutBlock(form: form)
    let first = position
    if position < tokens.count, tokens[position].token.kind == .comment, tokens[position].lineBreaks == 0 {
      block.openingComment = tokens[position].token
      position += 1
    }
    entries(of: &block)
    let last = min(position, tokens.count - 1)
    position += 1
    guard !block.entries.isEmpty || block.openingComment != nil else { return block }
    // Rule: a block that the author wrote on one line stays there, any other gives each item a line.
    block.isBroken = tokens[first...last].contains { $0.lineBreaks > 0 || $0.token.kind == .block }
    return block
  }
}

extension LayoutText {
  fileprivate func layoutToken(_ token: Token, _ startsLine: Bool) -> LayoutToken {
    var range = Int(token.span.start)..<Int(token.span.end)
    var kind: LayoutToken.Kind
    switch token.kind {
    case .name: kind = .word
    case .string:
      kind = bytes[range].starts(with: [0x22, 0x22, 0x22]) && bytes[range].contains(0x0A) ? .block : .string
    case .comment: kind = .comment
    case .punctuation: kind = .punctuation
    default: kind = .literal
    }
    if kind == .comment {
      while let last = bytes[range].last, last == 0x20 || last == 0x09 || last == 0x0D {
        range = range.lowerBound..<range.upperBound - 1
      }
    }
    let keyword = kind == .word ? bytes[range].withUnsafeBufferPointer { KeywordTable.shared.find($0) } : nil
    return LayoutToken(kind: kind, range: range, keyword: keyword, startsLine: startsLine)
  }
}
