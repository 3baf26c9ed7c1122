import CCMarkGFM

/// Reads the reference parser's tree into ours, finding for each text the source that it came from.
struct TreeReader {
  /// How deep blocks and inlines may nest together.
  static let maxDepth = 40

  let source: MarkedSource
  private(set) var problems: [MarkdownProblem] = []
  var links: [MarkdownLink] = []
  var images: [MarkdownLink] = []
  private var seen: Set<Int> = []
  private var reportedDirectives: Set<Int> = []
  /// Where to look for the next text: the tree is read in source order.
  var cursor = 0
  /// What was found last.
  var lastFound: Range<Int>?
  var depth = 0
  private var reportedTags: Set<Substring> = []

  init(_ source: MarkedSource) { self.source = source }

  private static let register: Void = cmark_gfm_core_extensions_ensure_registered()

  mutating func read() -> [Block] {
    _ = Self.register
    guard let parser = cmark_parser_new(0) else { return [] }
    defer { cmark_parser_free(parser) }
    if let table = cmark_find_syntax_extension("table") { cmark_parser_attach_syntax_extension(parser, table) }
    source.bytes.withUnsafeBytes { bytes in
      // SAFETY: the parser copies what it is fed.
      cmark_parser_feed(parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    guard let root = cmark_parser_finish(parser) else { return [] }
    defer { cmark_node_free(root) }
    let result = blocks(in: root)
    reportUnseen()
    return result
  }

  // MARK: Blocks

  private mutating func blocks(in parent: OpaquePointer) -> [Block] {
    guard depth < Self.maxDepth else {
      report(.tooDeep, .source(lineSource(of: parent)))
      markSeen(under: parent)
      return []
    }
    depth += 1
    defer { depth -= 1 }
    var tokens: [TreeToken<Block>] = []
    for node in children(of: parent) {
      if let token = block(node) { tokens.append(token) }
    }
    let (blocks, crossing) = DirectiveGrouping.group(tokens) { id, kind, branches in
      .directive(id, kind, branches.map(ListMerging.merge))
    }
    for id in crossing { reportDirective(.directiveCrosses, id) }
    return ListMerging.merge(blocks)
  }

  private mutating func block(_ node: OpaquePointer) -> TreeToken<Block>? {
    cursor = max(cursor, source.line(Int(cmark_node_get_start_line(node))).lowerBound)
    switch typeName(node) {
    case "paragraph": return .element(ListMerging.lift(inlines(in: node)))
    case "heading": return .element(.heading(level: Int(cmark_node_get_heading_level(node)), inlines(in: node)))
    case "block_quote": return .element(.quote(blocks(in: node)))
    case "list": return .element(.list(list(node)))
    case "thematic_break": return .element(.rule)
    case "code_block": return .element(codeBlock(node))
    case "table": return .element(.table(table(node)))
    case "html_block": return htmlBlock(node)
    default: return nil
    }
  }

  private mutating func codeBlock(_ node: OpaquePointer) -> Block {
    var (length, offset, character) = (CInt(0), CInt(0), CChar(0))
    if cmark_node_get_fenced(node, &length, &offset, &character) == 0 {
      report(.indentedCode, .source(lineSource(of: node)))
    }
    return .code(code(literal(node)))
  }

  /// A block directive's marker, or raw HTML.
  private mutating func htmlBlock(_ node: OpaquePointer) -> TreeToken<Block>? {
    let text = literal(node)
    if let index = commentMarker(text) {
      seen.insert(index)
      return .marker(source.markers[index])
    }
    markSeen(in: text)
    reportTag(text, tagSource(of: node))
    return nil
  }

  /// The marker in an HTML comment that is nothing but one.
  func commentMarker(_ text: String) -> Int? {
    let scalars = text.unicodeScalars.filter { !$0.properties.isWhitespace }
    guard scalars.count == 8, scalars.starts(with: "<!--".unicodeScalars) else { return nil }
    return source.marker(scalars[scalars.index(scalars.startIndex, offsetBy: 4)])
  }

  private mutating func list(_ node: OpaquePointer) -> List {
    let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
    let column = Int(cmark_node_get_start_column(node))
    let line = source.line(Int(cmark_node_get_start_line(node)))
    let start = min(line.lowerBound + max(0, column - 1), line.upperBound)
    let bullet = source.bytes[start..<line.upperBound].first { !(0x30...0x39).contains($0) } ?? 0
    let items = children(of: node).map { ListMerging.lift(item: blocks(in: $0)) }
    return List(
      shape: List.Shape(isOrdered: isOrdered, bullet: bullet, column: column),
      start: Int(cmark_node_get_list_start(node)), isTight: cmark_node_get_list_tight(node) != 0, items: items)
  }

  // MARK: Tables

  private mutating func table(_ node: OpaquePointer) -> Table {
    let columns = Int(cmark_gfm_extensions_get_table_columns(node))
    var alignments: [Table.Alignment] = []
    if let letters = cmark_gfm_extensions_get_table_alignments(node) {
      for column in 0..<columns {
        switch letters[column] {
        case UInt8(ascii: "l"): alignments.append(.left)
        case UInt8(ascii: "c"): alignments.append(.center)
        case UInt8(ascii: "r"): alignments.append(.right)
        default: alignments.append(.none)
        }
      }
    }
    var header: [[Inline]] = []
    var tokens: [TreeToken<TableRow>] = []
    for row in children(of: node) {
      if typeName(row) == "table_header" {
        header = children(of: row).map { inlines(in: $0) }
      } else if let index = rowMarker(row) {
        seen.insert(index)
        tokens.append(.marker(source.markers[index]))
      } else {
        checkCellCount(row, columns)
        tokens.append(.element(.cells(children(of: row).map { inlines(in: $0) })))
      }
    }
    let (rows, crossing) = DirectiveGrouping.group(tokens) { .directive($0, $1, $2) }
    for id in crossing { reportDirective(.directiveCrosses, id) }
    return Table(alignments: alignments, header: header, rows: rows)
  }

  /// The marker of a block directive that stands as a row of one cell.
  private func rowMarker(_ row: OpaquePointer) -> Int? {
    guard let cell = cmark_node_first_child(row), let text = cmark_node_first_child(cell), typeName(text) == "text"
    else {
      return nil
    }
    let scalars = literal(text).unicodeScalars
    guard scalars.count == 1, let first = scalars.first, let index = source.marker(first),
      source.markers[index].isBlockDirective
    else { return nil }
    return index
  }

  /// The parser drops cells that no column stands over; nothing of a message may be dropped.
  private mutating func checkCellCount(_ row: OpaquePointer, _ columns: Int) {
    let line = source.line(Int(cmark_node_get_start_line(row)))
    var bars = 0
    var isEscaped = false
    let text = source.bytes[line].drop { $0 == 0x20 || $0 == 0x09 }
    let trimmed = text.prefix(
      upTo: (text.lastIndex { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } ?? text.startIndex - 1) + 1)
    for byte in trimmed {
      if byte == UInt8(ascii: "|"), !isEscaped { bars += 1 }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
    }
    if trimmed.first == UInt8(ascii: "|") { bars -= 1 }
    if trimmed.last == UInt8(ascii: "|"), trimmed.count > 1 { bars -= 1 }
    guard bars + 1 > columns else { return }
    markSeen(in: String(decoding: trimmed, as: UTF8.self))
    report(.extraCell, .source(lineSource(of: row)))
  }

  // MARK: Nodes

  func children(of node: OpaquePointer) -> [OpaquePointer] {
    var result: [OpaquePointer] = []
    var next = cmark_node_first_child(node)
    while let child = next {
      result.append(child)
      next = cmark_node_next(child)
    }
    return result
  }

  func typeName(_ node: OpaquePointer) -> String {
    cmark_node_get_type_string(node).map { String(cString: $0) } ?? ""
  }

  func literal(_ node: OpaquePointer) -> String {
    cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
  }

  // MARK: Problems

  mutating func report(_ kind: MarkdownProblem.Kind, _ place: MarkdownProblem.Place) {
    problems.append(MarkdownProblem(kind, place))
  }

  /// Reports a tag; the end tag of one that was reported is not reported again.
  mutating func reportTag(_ text: String, _ range: Range<Int>) {
    let start = text.drop { $0.isWhitespace || $0 == "<" }
    let name = start.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }
    if start.hasPrefix("/"), reportedTags.contains(name) { return }
    reportedTags.insert(name)
    report(.rawHTML, .source(range))
  }

  /// Reports a directive once.
  mutating func reportDirective(_ kind: MarkdownProblem.Kind, _ id: Int) {
    if reportedDirectives.insert(id).inserted { report(kind, .directive(id)) }
  }

  mutating func markSeen(_ index: Int) { seen.insert(index) }

  /// Counts the markers of a text that was refused as seen, so that they aren't reported as lost besides.
  mutating func markSeen(in text: String) {
    for scalar in text.unicodeScalars {
      if let index = source.marker(scalar) {
        seen.insert(index)
        if let id = source.markers[index].directive { reportedDirectives.insert(id) }
      }
    }
  }

  private mutating func markSeen(under node: OpaquePointer) {
    let first = source.line(Int(cmark_node_get_start_line(node))).lowerBound
    let end = source.line(Int(cmark_node_get_end_line(node))).upperBound
    markSeen(in: String(decoding: source.bytes[first..<max(first, end)], as: UTF8.self))
  }

  private mutating func reportUnseen() {
    for (index, marker) in source.markers.enumerated() where !seen.contains(index) {
      switch marker {
      case .value(let id): report(.valueNotShown, .value(id))
      case .literal: break
      case .open(let id, _, _), .branch(let id, _), .close(let id, _): reportDirective(.directiveMisplaced, id)
      }
    }
  }

  /// A node's first line without its indentation.
  private func lineSource(of node: OpaquePointer) -> Range<Int> {
    let line = source.line(Int(cmark_node_get_start_line(node)))
    let text = source.bytes[line]
    let start = text.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? line.lowerBound
    let end = text.lastIndex { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } ?? start
    return source.source(start..<max(start, end + 1)) ?? source.wholeRange
  }

  /// A block's first tag.
  private func tagSource(of node: OpaquePointer) -> Range<Int> {
    let line = source.line(Int(cmark_node_get_start_line(node)))
    let start = source.bytes[line].firstIndex(of: UInt8(ascii: "<")) ?? line.lowerBound
    let end = source.bytes[start..<line.upperBound].firstIndex(of: UInt8(ascii: ">")) ?? start
    return source.source(start..<end + 1) ?? lineSource(of: node)
  }
}
