/// Writes findings for people: the source with what is wrong underlined, the why, and what to do.
///
///     error[E0301]: `frist_name` is not an attribute of `member`
///       --> tenants/freshmart/campaigns/welcome.campaign:12:16
///        |
///     12 |   subject "Hi {frist_name}"
///        |                ^^^^^^^^^^ unknown
///        |
///        = help: did you mean `first_name`?
struct FullRenderer {
  let sources: SourceMap
  let style: Style
  /// Lines of a span of many lines that are shown before and after those left out.
  private static let headLines = 3
  private static let tailLines = 2

  func render(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map { render($0) + "\n" }.joined()
  }

  private func render(_ diagnostic: Diagnostic) -> String {
    let paint = diagnostic.severity.paint
    let gutter = gutterColumns(diagnostic)
    let kind = "\(diagnostic.severity.rawValue)[\(diagnostic.code.id)]"
    var out = style.paint(kind, paint) + style.paint(": " + VisibleText.of(diagnostic.message), .strong) + "\n"
    out += excerpt(diagnostic.span, label: diagnostic.label, mark: "^", paint: paint, gutter: gutter)
    var attached = ""
    for note in diagnostic.notes where note.span == nil { attached += footer("note", note.text, gutter) }
    let headings = diagnostic.fixes.map { fix in diagnostic.helps.first { says($0, fix) } ?? fix.title }
    for help in diagnostic.helps where !headings.contains(help) { attached += footer("help", help, gutter) }
    if !attached.isEmpty { out += bar(gutter) + "\n" + attached }
    for note in diagnostic.notes {
      guard let span = note.span else { continue }
      out += style.paint("note", .strong) + ": " + VisibleText.of(note.text) + "\n"
      out += excerpt(span, label: nil, mark: "-", paint: .gutter, gutter: gutter)
    }
    for (fix, heading) in zip(diagnostic.fixes, headings) {
      out += FixRenderer(sources: sources, style: style, gutter: gutter).render(Fix(heading, fix.edits))
    }
    return out
  }

  /// Whether a help says what a fix does: it is its title, or speaks of the same code. Then it stands above the change, once.
  private func says(_ help: String, _ fix: Fix) -> Bool {
    guard let start = fix.title.firstIndex(of: "`"), start != fix.title.lastIndex(of: "`") else {
      return help == fix.title
    }
    return help.contains(fix.title[start...])
  }

  /// The width of the largest line number that is shown.
  private func gutterColumns(_ diagnostic: Diagnostic) -> Int {
    var spans = [diagnostic.span] + diagnostic.notes.compactMap(\.span)
    spans += diagnostic.fixes.flatMap { $0.edits.map(\.span) }
    let last = spans.map { sources[$0.file].line(at: $0.end) }.max() ?? 1
    return String(last).count
  }

  private func bar(_ gutter: Int) -> String { style.paint(String(repeating: " ", count: gutter + 1) + "|", .gutter) }

  /// `= help: …`; further lines of the text stand under the first.
  private func footer(_ kind: String, _ text: String, _ gutter: Int) -> String {
    let indent = String(repeating: " ", count: gutter + 1)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { VisibleText.of(String($0)) }
    let rest = "\n" + indent + String(repeating: " ", count: kind.count + 4)
    return indent + style.paint("=", .gutter) + " " + style.paint(kind, .strong) + ": "
      + lines.joined(separator: rest) + "\n"
  }

  private func excerpt(_ span: Span, label: String?, mark: String, paint: Style.Paint, gutter: Int) -> String {
    let file = sources[span.file]
    let start = file.location(at: span.start)
    let arrow = style.paint(String(repeating: " ", count: gutter) + "-->", .gutter)
    let place = "\(arrow) \(VisibleText.of(file.path)):\(start.line):\(start.column)\n"
    // There is nothing to show of a file that is empty or was not read.
    if file.bytes.isEmpty { return place }
    let lines = lines(of: span, in: file)
    let body =
      lines.count == 1
      ? oneLine(span, file, lines.lowerBound, label: label, mark: mark, paint: paint, gutter: gutter)
      : manyLines(span, file, lines, label: label, mark: mark, paint: paint, gutter: gutter)
    return place + bar(gutter) + "\n" + body
  }

  /// The lines that a span covers; one that ends at the start of a line does not cover it.
  private func lines(of span: Span, in file: SourceFile) -> ClosedRange<Int> {
    let first = file.line(at: min(span.start, UInt32(file.bytes.count)))
    let end = min(Int(span.end), file.bytes.count)
    let last = end > Int(span.start) ? file.line(at: UInt32(end - 1)) : first
    return first...max(first, last)
  }

  private func numbered(_ line: Int, _ gutter: Int) -> String {
    let digits = String(line)
    return style.paint(String(repeating: " ", count: gutter - digits.count) + digits + " |", .gutter)
  }

  private func oneLine(
    _ span: Span, _ file: SourceFile, _ line: Int, label: String?, mark: String, paint: Style.Paint, gutter: Int
  ) -> String {
    let shown = DisplayLine(file.bytes, file.lineRange(line), focus: Int(span.start)..<Int(span.end))
    let from = shown.column(of: Int(span.start))
    let width = max(1, shown.column(of: Int(span.end)) - from)
    let underline = String(repeating: mark, count: width) + suffix(label)
    return "\(numbered(line, gutter)) \(shown.text)".trimmedEnd + "\n" + bar(gutter) + " "
      + String(repeating: " ", count: from) + style.paint(underline, paint) + "\n"
  }

  private func suffix(_ label: String?) -> String { label.map { " " + VisibleText.of($0) } ?? "" }

  /// A line down the left side joins the first and the last character.
  private func manyLines(
    _ span: Span, _ file: SourceFile, _ lines: ClosedRange<Int>, label: String?, mark: String, paint: Style.Paint,
    gutter: Int
  ) -> String {
    var out = ""
    for line in lines {
      let hidden = lines.count - Self.headLines - Self.tailLines
      if hidden > 1, line >= lines.lowerBound + Self.headLines, line <= lines.upperBound - Self.tailLines {
        if line == lines.lowerBound + Self.headLines {
          out +=
            style.paint(String(repeating: ".", count: 3), .gutter) + String(repeating: " ", count: max(0, gutter - 1))
            + style.paint("|", paint) + "\n"
        }
        continue
      }
      let focus = line == lines.upperBound ? Int(span.end) : Int(span.start)
      let shown = DisplayLine(file.bytes, file.lineRange(line), focus: focus..<focus)
      if line == lines.lowerBound {
        let isWhole = shown.isIndentation(before: Int(span.start))
        out += "\(numbered(line, gutter)) \(isWhole ? style.paint("/", paint) : " ") \(shown.text)".trimmedEnd + "\n"
        if !isWhole {
          let reach = String(repeating: "_", count: shown.column(of: Int(span.start)) + 1) + mark
          out += bar(gutter) + "  " + style.paint(reach, paint) + "\n"
        }
      } else {
        out += "\(numbered(line, gutter)) \(style.paint("|", paint)) \(shown.text)".trimmedEnd + "\n"
      }
      if line == lines.upperBound {
        let reach = "|" + String(repeating: "_", count: max(1, shown.column(of: Int(span.end)))) + mark + suffix(label)
        out += bar(gutter) + " " + style.paint(reach, paint) + "\n"
      }
    }
    return out
  }
}

extension String {
  /// Without spaces at the end.
  var trimmedEnd: String {
    guard let last = lastIndex(where: { $0 != " " }) else { return "" }
    return String(self[...last])
  }
}
