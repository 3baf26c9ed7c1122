/// A block of a body in which directives are decided and data is put in: the Markdown that `RandomPrograms` writes, read line
/// by line, and no more than that.
indirect enum OracleBlock {
  case heading(Int, String)
  case paragraph(String)
  case code([String])
  case rule
  /// `isCounted` where the source alone says how many items there are.
  case list(items: [String], isOrdered: Bool, isCounted: Bool)
  case quote([OracleBlock])
  /// `hasBody` where rows stand in the source, whether they are there for this member or not.
  case table(header: [String], alignments: [String], rows: [[String]], hasBody: Bool)
}

/// What stands for data, and for the lines of directives, while a body is read.
enum OracleMark {
  /// A line on which a directive begins, and one on which it ends.
  static let open: Unicode.Scalar = "\u{E000}"
  static let close: Unicode.Scalar = "\u{E001}"

  /// The data of that number: no character that data has can be taken for markup.
  static func data(_ number: Int) -> Unicode.Scalar { Unicode.Scalar(0xF0000 + UInt32(number)) ?? "\u{F0000}" }
  static func number(_ scalar: Unicode.Scalar) -> Int? {
    (0xF0000...0xFFFFD).contains(scalar.value) ? Int(scalar.value - 0xF0000) : nil
  }
}

struct OracleBlockReader {
  private var lines: ArraySlice<String>

  static func blocks(_ text: String) -> [OracleBlock] {
    var reader = OracleBlockReader(
      lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...])
    return reader.blocks()
  }

  private init(lines: ArraySlice<String>) { self.lines = lines }

  private static let open = String(OracleMark.open)
  private static let close = String(OracleMark.close)

  private mutating func blocks() -> [OracleBlock] {
    var result: [OracleBlock] = []
    while let line = lines.first {
      if line.isEmpty || line == Self.close {
        lines.removeFirst()
      } else if line == Self.open {
        if Self.item(behindMarks.first ?? "") == nil { lines.removeFirst() } else { result.append(list()) }
      } else if line.hasPrefix("#") {
        let level = line.prefix { $0 == "#" }.count
        result.append(.heading(level, String(line.dropFirst(level + 1))))
        lines.removeFirst()
      } else if line == "---" {
        result.append(.rule)
        lines.removeFirst()
      } else if line.hasPrefix("```") {
        lines.removeFirst()
        let code = lines.prefix { $0 != "```" }
        result.append(.code(Array(code)))
        lines = lines.dropFirst(code.count + 1)
      } else if line.hasPrefix("> ") {
        let quoted = lines.prefix { $0.hasPrefix(">") }
        var inner = OracleBlockReader(lines: quoted.map { String($0.dropFirst(2)) }[...])
        result.append(.quote(inner.blocks()))
        lines = lines.dropFirst(quoted.count)
      } else if Self.item(line) != nil {
        result.append(list())
      } else if line.hasPrefix("|") {
        result.append(table())
      } else {
        let paragraph = lines.prefix { !$0.isEmpty && $0 != Self.open && $0 != Self.close }
        result.append(.paragraph(paragraph.joined(separator: "\n")))
        lines = lines.dropFirst(paragraph.count)
      }
    }
    return result
  }

  /// The lines from the next on that is no directive's.
  private var behindMarks: ArraySlice<String> { lines.drop { $0 == Self.open || $0 == Self.close } }

  /// What stands behind the bullet or number of an item.
  private static func item(_ line: String) -> (text: String, isOrdered: Bool)? {
    if line.hasPrefix("- ") { return (String(line.dropFirst(2)), false) }
    let digits = line.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty, line.dropFirst(digits.count).hasPrefix(". ") else { return nil }
    return (String(line.dropFirst(digits.count + 2)), true)
  }

  /// Takes a line of a directive that begins inside of what is read, which is `depth` directives deep; false for any other.
  private mutating func takeMark(_ depth: inout Int) -> Bool {
    switch lines.first {
    case Self.open: depth += 1
    case Self.close where depth > 0: depth -= 1
    default: return false
    }
    lines.removeFirst()
    return true
  }

  /// Items with the directives around them; one that begins before the first item guards items too.
  private mutating func list() -> OracleBlock {
    var items: [String] = []
    var isOrdered = false
    var isCounted = true
    var depth = 0
    while let line = lines.first {
      if takeMark(&depth) {
        isCounted = false
        continue
      }
      if let item = Self.item(line) {
        // Nothing stands in an item only where it is nothing but a condition that fails, and then it is not there.
        if !item.text.isEmpty { items.append(item.text) }
        isOrdered = item.isOrdered
      } else if line.hasPrefix("  "), !items.isEmpty {
        items[items.count - 1] += "\n" + line.dropFirst(2)
      } else {
        break
      }
      lines.removeFirst()
    }
    return .list(items: items, isOrdered: isOrdered, isCounted: isCounted)
  }

  private mutating func table() -> OracleBlock {
    var rows: [[String]] = []
    var hasBody = false
    var depth = 0
    while let line = lines.first {
      if takeMark(&depth) {
        hasBody = true
        continue
      }
      guard line.hasPrefix("|") else { break }
      rows.append(line.dropFirst().dropLast().split(separator: "|").map { $0.trimmed })
      hasBody = hasBody || rows.count > 2
      lines.removeFirst()
    }
    return Self.table(rows, hasBody: hasBody)
  }

  private static func table(_ rows: [[String]], hasBody: Bool) -> OracleBlock {
    let alignments = rows[1].map { cell in
      switch (cell.hasPrefix(":"), cell.hasSuffix(":")) {
      case (true, true): "center"
      case (true, false): "left"
      case (false, true): "right"
      case (false, false): ""
      }
    }
    return .table(header: rows[0], alignments: alignments, rows: Array(rows.dropFirst(2)), hasBody: hasBody)
  }
}

extension Substring {
  fileprivate var trimmed: String {
    var text = drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
