/// Writes the tree of the layout out, in the columns that the rules say.
struct LayoutWriter {
  private let text: LayoutText
  private(set) var output: [UInt8] = []
  /// How many columns the current line has.
  private var column = 0

  init(_ text: LayoutText) {
    self.text = text
    output.reserveCapacity(text.bytes.count + text.bytes.count / 8)
  }

  /// Writes a whole file.
  mutating func write(_ file: LayoutBlock) { entries(of: file, indentation: 0) }

  private mutating func entries(of block: LayoutBlock, indentation: Int) {
    let blanks = BlankLines.before(block)
    for (entry, hasBlankLine) in zip(block.entries, blanks) {
      if hasBlankLine { output.append(0x0A) }
      pad(to: indentation)
      switch entry.content {
      case .comment(let comment): put(comment)
      case .item(let item): write(item, in: block.form, indentation, isAlone: true)
      }
      lineBreak()
    }
  }

  // MARK: Items

  /// Where the writing of an item is.
  private struct Progress {
    var lines: Continuation
    /// The token written last, and the one in front of it; comments don't count.
    var previous: LayoutToken?
    var before: LayoutToken?
    /// Without comments.
    var tokenCount = 0
    var hasTail = false
    /// The column of the comments that stand on lines of their own here, so that a run of them looks ahead once.
    var commentColumn: Int?
  }

  /// Writes an item from the current column on; `isAlone` where no others stand on its line.
  private mutating func write(_ item: LayoutItem, in form: LayoutForm, _ indentation: Int, isAlone: Bool) {
    var progress = Progress(lines: Continuation(base: indentation, valueColumn: item.valueColumn))
    for (index, part) in item.parts.enumerated() {
      switch part {
      case .block(let block):
        pad(to: max(block.openColumn ?? 0, column + 1))
        write(block, indentation)
        (progress.before, progress.previous) = (nil, nil)
      case .token(let token):
        let isFirstOfLine = index > 0 && token.startsLine
        let isTail =
          isAlone && index > 0
          && TailColumn.begins(
            token, in: form, head: item.head, depth: progress.lines.depth, hasTail: progress.hasTail)
        if isFirstOfLine {
          lineBreak()
          pad(to: isTail ? TailColumn.column : lineColumn(item.parts[index...], &progress))
        } else if index > 0 {
          pad(
            to: isTail
              ? TailColumn.column(after: column, isFirst: !progress.hasTail)
              : max(token.column ?? 0, column + gap(token, progress)))
        }
        progress.hasTail = progress.hasTail || isTail
        let start = column
        put(token, lineStart: isFirstOfLine ? start : nil, indentation: indentation)
        guard token.kind != .comment else { continue }
        progress.lines.pass(token, at: start, isFirstOfLine: isFirstOfLine, text)
        progress.commentColumn = nil
        progress.tokenCount += 1
        (progress.before, progress.previous) = (progress.previous, token)
      }
    }
  }

  private func gap(_ token: LayoutToken, _ progress: Progress) -> Int {
    if let previous = progress.previous {
      return Spacing.columns(
        text, before: progress.before, beginsItem: progress.tokenCount == 2, previous, token)
    }
    // It stands behind a block.
    return token.kind == .comment ? 2 : text.isPunctuation(token, ",") ? 0 : 1
  }

  /// The column of a line; one of comments stands like what they speak of.
  private func lineColumn(_ parts: ArraySlice<LayoutItem.Part>, _ progress: inout Progress) -> Int {
    if let column = progress.commentColumn { return column }
    for case .token(let token) in parts where token.kind != .comment {
      let column = progress.lines.column(token, text)
      progress.commentColumn = column
      return column
    }
    // INVARIANT: the reader takes a comment into an item only where a token of the item stands behind it.
    return column
  }

  // MARK: Blocks

  private mutating func write(_ block: LayoutBlock, _ indentation: Int) {
    put(byte: "{")
    if let comment = block.openingComment {
      pad(to: column + 2)
      put(comment)
    }
    if block.isBroken {
      lineBreak()
      entries(of: block, indentation: indentation + Formatter.indentationColumns)
      pad(to: indentation)
    } else {
      for entry in block.entries {
        guard let item = entry.item else { continue }
        put(byte: " ")
        write(item, in: block.form, indentation, isAlone: false)
      }
      if !block.entries.isEmpty { put(byte: " ") }
    }
    put(byte: "}")
  }

  // MARK: Bytes

  private mutating func put(_ token: LayoutToken, lineStart: Int? = nil, indentation: Int = 0) {
    guard token.kind == .block else {
      output += text.bytes[token.range]
      column += text.width(token.range)
      return
    }
    let margin = (lineStart ?? indentation) + Formatter.indentationColumns
    output += TextBlocks.indented(text.bytes[token.range], to: margin)
    column = margin + 3
  }

  private mutating func put(byte: Unicode.Scalar) {
    output.append(UInt8(ascii: byte))
    column += 1
  }

  private mutating func pad(to target: Int) {
    guard target > column else { return }
    output.append(contentsOf: repeatElement(0x20, count: target - column))
    column = target
  }

  private mutating func lineBreak() {
    output.append(0x0A)
    column = 0
  }
}
