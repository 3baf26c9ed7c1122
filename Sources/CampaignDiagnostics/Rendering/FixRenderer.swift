/// Shows what a fix changes, as the lines before and after it.
struct FixRenderer {
  let sources: SourceMap
  let style: Style
  /// The width of line numbers.
  let gutter: Int
  /// Lines shown of each side of one change.
  private static let maxLines = 6

  func render(_ fix: Fix) -> String {
    var out = style.paint("help", .strong) + ": " + VisibleText.of(fix.title) + "\n"
    let bar = style.paint(String(repeating: " ", count: gutter + 1) + "|", .gutter) + "\n"
    for group in groups(fix.edits) { out += bar + diff(group) }
    return out
  }

  /// Edits of the same lines belong together.
  private func groups(_ edits: [Edit]) -> [[Edit]] {
    var groups: [[Edit]] = []
    for edit in edits.sorted(by: { ($0.span.file, $0.span.start) < ($1.span.file, $1.span.start) }) {
      let file = sources[edit.span.file]
      if let last = groups.last?.last, last.span.file == edit.span.file,
        file.line(at: last.span.end) == file.line(at: edit.span.start)
      {
        groups[groups.count - 1].append(edit)
      } else {
        groups.append([edit])
      }
    }
    return groups
  }

  private func diff(_ edits: [Edit]) -> String {
    guard let first = edits.first, let last = edits.last else { return "" }
    let file = sources[first.span.file]
    let firstLine = file.line(at: first.span.start)
    let start = file.lineRange(firstLine).lowerBound
    let end = file.lineRange(file.line(at: last.span.end)).upperBound
    let old = Array(file.bytes[start..<max(start, end)])
    var new: [UInt8] = []
    var copied = start
    for edit in edits where Int(edit.span.start) >= copied && Int(edit.span.end) <= file.bytes.count {
      new += file.bytes[copied..<Int(edit.span.start)]
      new += Array(edit.replacement.utf8)
      copied = Int(edit.span.end)
    }
    if copied < end { new += file.bytes[copied..<end] }

    var oldLines = Self.lines(old)
    var newLines = Self.lines(new)
    var skipped = 0
    while let a = oldLines.first, let b = newLines.first, old[a] == new[b], oldLines.count + newLines.count > 2 {
      oldLines.removeFirst()
      newLines.removeFirst()
      skipped += 1
    }
    while let a = oldLines.last, let b = newLines.last, old[a] == new[b] {
      oldLines.removeLast()
      newLines.removeLast()
    }
    let focus = Int(first.span.start) - start
    return side("-", .removed, old, oldLines, from: firstLine + skipped, focus: focus)
      + side("+", .added, new, newLines, from: firstLine + skipped, focus: focus)
  }

  private static func lines(_ bytes: [UInt8]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = 0
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      let end = offset > start && bytes[offset - 1] == UInt8(ascii: "\r") ? offset - 1 : offset
      result.append(start..<end)
      start = offset + 1
    }
    result.append(start..<bytes.count)
    return result
  }

  private func side(
    _ sign: String, _ paint: Style.Paint, _ bytes: [UInt8], _ lines: [Range<Int>], from firstLine: Int, focus: Int
  ) -> String {
    var out = ""
    for (index, range) in lines.prefix(Self.maxLines).enumerated() {
      let digits = String(firstLine + index)
      let number = String(repeating: " ", count: max(0, gutter - digits.count)) + digits
      let text = DisplayLine(bytes, range, focus: focus..<focus).text
      out += style.paint(number, .gutter) + " " + style.paint("\(sign) \(text)".trimmedEnd, paint) + "\n"
    }
    if lines.count > Self.maxLines {
      out += String(repeating: " ", count: gutter + 1) + style.paint("\(sign) …", paint) + "\n"
    }
    return out
  }
}
