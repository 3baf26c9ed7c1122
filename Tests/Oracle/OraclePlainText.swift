/// Blocks as plain text: an empty line ends each.
struct OraclePlainText {
  let data: [String]

  func write(_ blocks: [OracleBlock]) -> String { lines(blocks).map { $0 + "\n" }.joined() }

  private func lines(_ blocks: [OracleBlock]) -> [String] { blocks.flatMap(lines) }

  private func lines(_ block: OracleBlock) -> [String] {
    switch block {
    case .heading(_, let text), .paragraph(let text): return split(line(text)) + [""]
    case .code(let lines): return lines.map { write([.code(OracleInline.plain($0))]) } + [""]
    case .rule: return ["-----", ""]
    case .quote(let blocks):
      let inner = lines(blocks).dropLast()
      return inner.map { $0.isEmpty ? ">" : "> \($0)" } + [""]
    case .list(let items, let isOrdered, let isCounted):
      guard !items.isEmpty else { return [] }
      let numbered = items.enumerated().flatMap { index, item -> [String] in
        let bullet = isOrdered && isCounted ? "\(index + 1). " : "- "
        let lines = split(line(item))
        return [bullet + lines[0]] + lines.dropFirst().map { String(repeating: " ", count: bullet.count) + $0 }
      }
      return numbered + [""]
    case .table(let header, _, let rows, _):
      return ([header] + rows).map { $0.map(line).joined(separator: " | ") } + [""]
    }
  }

  private func split(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private func line(_ text: String) -> String { write(OracleInline.read(text)) }

  private func write(_ inlines: [OracleInline]) -> String {
    inlines.map { inline in
      switch inline {
      case .text(let text): text
      case .data(let number): data[number]
      case .code(let inner), .emphasis(let inner), .strong(let inner), .image(_, _, let inner): write(inner)
      case .softBreak: " "
      case .hardBreak: "\n"
      case .link(let address, _, let text): link(self.address(address), write(text))
      }
    }.joined()
  }

  private func link(_ address: String, _ text: String) -> String {
    text == address ? address : "\(text) (\(address))"
  }

  private func address(_ parts: [OracleInline]) -> String {
    if parts.count == 1, case .data(let number) = parts[0] { return data[number] }
    return parts.map { part in
      switch part {
      case .text(let text): text
      case .data(let number): OracleHTML.component(data[number])
      default: ""
      }
    }.joined()
  }
}
