import CampaignDiagnostics
import CampaignSyntax
import Testing

/// What the tests of the formatter share.
enum Formatting {
  /// The text formatted, or nil where it can't be read.
  static func format(_ text: String) -> String? {
    guard case .formatted(let bytes) = Formatter.format(source(text)) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Expects that a text is formatted as another, that formatting this changes nothing, and that both say the same.
  static func expect(_ text: String, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let once = format(text)
    #expect(once == expected, sourceLocation: sourceLocation)
    #expect(format(expected) == expected, "formatting twice changes it", sourceLocation: sourceLocation)
    #expect(tokens(text) == tokens(expected), "the tokens change", sourceLocation: sourceLocation)
  }

  /// Expects that a text is laid out already.
  static func expectUnchanged(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    expect(text, text, sourceLocation: sourceLocation)
  }

  /// What a text says: its tokens and comments, without blanks at the ends of comments and the margins of blocks.
  static func tokens(_ text: String) -> [String] {
    let source = source(text)
    return Parser.parse(source).syntax.tokens.compactMap { token in
      switch token.kind {
      case .whitespace, .lineBreak, .endOfFile: return nil
      case .comment:
        var comment = Substring(source.text(token.span))
        while comment.last == " " || comment.last == "\t" { comment.removeLast() }
        return String(comment)
      case .string: return unindented(source.text(token.span))
      default: return source.text(token.span)
      }
    }
  }

  static func source(_ text: String) -> SourceFile {
    SourceFile(id: FileID(0), path: "made.campaign", bytes: Array(text.utf8))
  }

  /// The lines of a block as its text has them, whatever they are indented by.
  private static func unindented(_ text: String) -> String {
    let lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
    guard text.hasPrefix("\"\"\""), let closing = lines.last, lines.count > 1 else { return text }
    let margin = closing.prefix { $0 == " " || $0 == "\t" }.count
    let inner = lines.dropFirst().dropLast().map { line in
      line.allSatisfy { $0 == " " || $0 == "\t" } ? "" : String(line.dropFirst(margin))
    }
    return (["\"\"\""] + inner + ["\"\"\""]).joined(separator: "\n")
  }

  /// The text with other white space where that means nothing: blanks of any number, at the ends of lines too, and, where
  /// `lines` says so, blank lines and comments. Texts stay.
  static func disordered(_ text: String, lines: Bool, _ random: inout SeededGenerator) -> String {
    let source = source(text)
    var result = ""
    var isLineStart = true
    for token in Parser.parse(source).syntax.tokens {
      switch token.kind {
      case .whitespace:
        result += blanks(isLineStart ? random.below(9) : 1 + random.below(4), &random)
      case .lineBreak:
        result += blanks(random.below(3), &random)
        if lines, random.below(6) == 0 { result += "// \(random.below(100))" + blanks(random.below(3), &random) }
        result += "\n"
        while lines, random.below(3) == 0 {
          if random.below(2) == 0 { result += blanks(random.below(5), &random) + "// own line " }
          result += "\n"
        }
        isLineStart = true
        continue
      default: result += source.text(token.span)
      }
      isLineStart = false
    }
    return result
  }

  private static func blanks(_ count: Int, _ random: inout SeededGenerator) -> String {
    String((0..<count).map { _ in random.below(6) == 0 ? "\t" : " " })
  }
}
