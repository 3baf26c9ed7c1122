/// Blocks as HTML.
struct OracleHTML {
  let data: [String]

  /// Data, in text or in a quoted attribute.
  static func escaped(_ data: String) -> String { literal(data).replacing("'", with: "&#39;") }

  /// What the author wrote.
  static func literal(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  /// Data in an address: all but RFC 3986's unreserved characters are percent-encoded.
  static func component(_ data: String) -> String {
    let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    let digits = Array("0123456789ABCDEF")
    return data.utf8.map { byte in
      unreserved.contains(byte)
        ? String(Unicode.Scalar(byte)) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }.joined()
  }

  func write(_ blocks: [OracleBlock]) -> String { blocks.map(write).joined() }

  private func write(_ block: OracleBlock) -> String {
    switch block {
    case .heading(let level, let text): return "<h\(level)>\(line(text))</h\(level)>\n"
    case .paragraph(let text): return "<p>\(line(text))</p>\n"
    case .code(let lines): return "<pre><code>\(lines.map { plain($0) + "\n" }.joined())</code></pre>\n"
    case .rule: return "<hr />\n"
    case .quote(let blocks): return "<blockquote>\n\(write(blocks))</blockquote>\n"
    case .list(let items, let isOrdered, _):
      guard !items.isEmpty else { return "" }
      let tag = isOrdered ? "ol" : "ul"
      return "<\(tag)>\n" + items.map { "<li>\(line($0))</li>\n" }.joined() + "</\(tag)>\n"
    case .table(let header, let alignments, let rows, let hasBody):
      func row(_ cells: [String], _ tag: String, _ attributes: String) -> String {
        "<tr>\n"
          + zip(cells, alignments).map { cell, alignment in
            let align = alignment.isEmpty ? "" : " align=\"\(alignment)\""
            return "<\(tag)\(attributes)\(align)>\(line(cell))</\(tag)>\n"
          }.joined() + "</tr>\n"
      }
      let body = rows.map { row($0, "td", "") }.joined()
      return "<table>\n<thead>\n\(row(header, "th", " scope=\"col\""))</thead>\n"
        + (hasBody ? "<tbody>\n\(body)</tbody>\n" : "") + "</table>\n"
    }
  }

  /// Text and data without markup.
  private func plain(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      OracleMark.number(scalar).map { Self.escaped(data[$0]) } ?? Self.literal(String(scalar))
    }.joined()
  }

  private func line(_ text: String) -> String { write(OracleInline.read(text)) }

  private func write(_ inlines: [OracleInline]) -> String {
    inlines.map { inline in
      switch inline {
      case .text(let text): Self.literal(text)
      case .data(let number): Self.escaped(data[number])
      case .code(let inner): "<code>\(write(inner))</code>"
      case .emphasis(let inner): "<em>\(write(inner))</em>"
      case .strong(let inner): "<strong>\(write(inner))</strong>"
      case .softBreak: "\n"
      case .hardBreak: "<br />\n"
      case .link(let address, let title, let text):
        "<a href=\"\(self.address(address))\"\(self.title(title))>\(write(text))</a>"
      case .image(let address, let title, let alt):
        "<img src=\"\(self.address(address))\" alt=\"\(words(alt))\"\(self.title(title)) />"
      }
    }.joined()
  }

  private func title(_ inlines: [OracleInline]) -> String {
    inlines.isEmpty ? "" : " title=\"\(write(inlines))\""
  }

  private func address(_ parts: [OracleInline]) -> String {
    if parts.count == 1, case .data(let number) = parts[0] { return Self.escaped(data[number]) }
    return parts.map { part in
      switch part {
      case .text(let text): text.replacing("&", with: "&amp;")
      case .data(let number): Self.component(data[number])
      default: ""
      }
    }.joined()
  }

  /// Without markup, for an attribute.
  private func words(_ inlines: [OracleInline]) -> String {
    inlines.map { inline in
      switch inline {
      case .code(let inner), .emphasis(let inner), .strong(let inner), .link(_, _, let inner), .image(_, _, let inner):
        words(inner)
      case .softBreak, .hardBreak: " "
      default: write([inline])
      }
    }.joined()
  }
}
