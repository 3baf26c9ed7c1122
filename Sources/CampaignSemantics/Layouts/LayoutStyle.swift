/// CSS in which `var(--name)` reads a color of the layout.
struct LayoutStyle {
  private let bytes: [UInt8]

  init(_ css: String) { bytes = Array(css.utf8) }

  /// The text between the colors, and the colors; `report` is told each name that is none of them.
  func parts(_ colors: Set<String>, _ report: (String) -> Void) -> [LibraryLayout.Part] {
    var parts: [LibraryLayout.Part] = []
    var start = 0
    var position = 0
    while position < bytes.count {
      guard let (name, end) = variable(at: position) else {
        position += 1
        continue
      }
      if colors.contains(name) {
        if start < position { parts.append(.text(string(start..<position))) }
        parts.append(.color(name))
        start = end
      } else {
        report(name)
      }
      position = end
    }
    if start < bytes.count { parts.append(.text(string(start..<bytes.count))) }
    return parts
  }

  private func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// `var(--name)` here: the name, and where it ends.
  private func variable(at start: Int) -> (name: String, end: Int)? {
    let opening = Array("var(".utf8)
    guard bytes[start...].starts(with: opening) else { return nil }
    var position = skipSpace(start + opening.count)
    guard bytes[min(position, bytes.count)...].starts(with: [UInt8(ascii: "-"), UInt8(ascii: "-")]) else { return nil }
    position += 2
    let nameStart = position
    while position < bytes.count, Self.isName(bytes[position]) { position += 1 }
    let name = string(nameStart..<position)
    position = skipSpace(position)
    guard position < bytes.count, bytes[position] == UInt8(ascii: ")"), !name.isEmpty else { return nil }
    return (name, position + 1)
  }

  private func skipSpace(_ start: Int) -> Int {
    var position = start
    while position < bytes.count, bytes[position] == 0x20 || (0x09...0x0D).contains(bytes[position]) { position += 1 }
    return position
  }

  private static func isName(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte)
      || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}
