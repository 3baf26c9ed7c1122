import CampaignDiagnostics
import CampaignSyntax
import CampaignTestSupport

/// The words of a workspace that a typo can damage: the language's own, and names that something else declares.
struct TypoSites {
  struct Site: Sendable {
    let file: SourceFile
    let span: Span
    let word: String
  }

  private(set) var sites: [Site] = []
  /// Every word that means something somewhere: an edit that makes one of them is no typo.
  private(set) var vocabulary: Set<String> = Set(Keyword.allCases.map(\.text))

  static let shortestLength = 4

  init(_ workspace: TestWorkspace) {
    for file in workspace.files {
      let syntax = workspace.syntax(of: file)
      let declared = DeclaredSpans(syntax).spans
      // The HTML of a layout is another language, whose braces are those of its styles.
      let html = syntax.declarations.compactMap { if case .layout(let layout) = $0 { layout.html?.span } else { nil } }
      for token in syntax.tokens {
        switch token.kind {
        case .name: add(token.span, of: file, declared)
        case .string where html.contains(token.span): continue
        case .string: for span in Self.words(inside: token.span, of: file) { add(span, of: file, declared) }
        default: continue
        }
      }
    }
  }

  private mutating func add(_ span: Span, of file: SourceFile, _ declared: Set<Span>) {
    let word = file.text(span)
    vocabulary.insert(word)
    if word.count >= Self.shortestLength, !declared.contains(span) {
      sites.append(Site(file: file, span: span, word: word))
    }
  }

  /// The words between the braces of a text, and between those of a text inside them.
  private static func words(inside string: Span, of file: SourceFile) -> [Span] {
    var result: [Span] = []
    // What is open around the byte: a `{` of a text, or a `"` inside such braces.
    var open: [UInt8] = []
    var wordStart: Int?
    var index = Int(string.start) + 1
    let end = Int(string.end) - 1
    while index < end {
      let byte = file.bytes[index]
      let isCode = open.last == UInt8(ascii: "{")
      let isWord = byte >= 0x80 || byte == UInt8(ascii: "_") || byte.isLetterOrDigit
      if isCode, isWord {
        wordStart = wordStart ?? index
      } else if let start = wordStart {
        if !(0x30...0x39).contains(file.bytes[start]) { result.append(Span(string.file, UInt32(start), UInt32(index))) }
        wordStart = nil
      }
      switch byte {
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "{"): open.append(byte)
      case UInt8(ascii: "}") where isCode: open.removeLast()
      case UInt8(ascii: "\"") where isCode: open.append(byte)
      case UInt8(ascii: "\"") where open.last == byte: open.removeLast()
      default: break
      }
      index += 1
    }
    return result
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
  }
}
