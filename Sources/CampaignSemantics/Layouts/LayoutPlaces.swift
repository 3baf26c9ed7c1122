import CampaignDiagnostics
import CampaignSyntax

/// Where the bytes of a layout's HTML stand in its file: each line leaves out the block's indentation.
struct LayoutPlaces {
  /// Where each line begins, in the HTML and in the file.
  private var lines: [(html: Int, source: Int)] = []
  private let whole: Span

  init(_ html: StringLiteral, in sources: SourceMap) {
    whole = html.span
    guard html.span.file.rawValue < UInt32(clamping: sources.files.count) else { return }
    let file = sources[html.span.file]
    let first = file.line(at: html.span.start) + 1
    var start = 0
    for (index, line) in html.value.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard first + index <= file.lineCount else { return }
      let length = line.utf8.count
      lines.append((start, file.lineRange(first + index).upperBound - length))
      start += length + 1
    }
  }

  func span(_ range: Range<Int>) -> Span {
    guard let start = source(range.lowerBound), let end = source(range.upperBound), start <= end else { return whole }
    return Span(whole.file, UInt32(start), UInt32(end))
  }

  /// Where a text first stands in a part of the HTML.
  func find(_ text: String, in part: String, _ range: Range<Int>) -> Span {
    let wanted = Array(text.utf8)
    let own = Array(part.utf8)
    guard own.count >= wanted.count else { return span(range) }
    let found = (0...own.count - wanted.count).first { own[$0..<$0 + wanted.count].elementsEqual(wanted) }
    return found.map { span(range.lowerBound + $0..<range.lowerBound + $0 + wanted.count) } ?? span(range)
  }

  private func source(_ offset: Int) -> Int? {
    var low = 0
    var high = lines.count
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].html <= offset { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : lines[low - 1].source + offset - lines[low - 1].html
  }
}
