/// Rule: a text between `"""` stands one step deeper than the line that opens it, and its lines keep their distance to the
/// closing quotes, which is what they say. Lines of blanks are empty; blanks at the end of a line are text.
enum TextBlocks {
  /// The text with its closing quotes at `column`.
  static func indented(_ bytes: ArraySlice<UInt8>, to column: Int) -> [UInt8] {
    let margin = [UInt8](repeating: 0x20, count: column)
    let closing = bytes.dropLast(3)
    let oldMargin = closing.reversed().prefix { $0 == 0x20 || $0 == 0x09 }.count
    var result = Array(bytes.prefix(3))
    result.reserveCapacity(bytes.count)
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropFirst()
    let last = lines.popLast()
    for line in lines {
      result.append(0x0A)
      let line = line.last == 0x0D ? line.dropLast() : line
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      result += margin
      result += line.dropFirst(oldMargin)
    }
    if last != nil {
      result.append(0x0A)
      result += margin
    }
    return result + bytes.suffix(3)
  }
}
