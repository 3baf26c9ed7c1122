import CampaignSemantics
import CampaignValues

/// What a message says, paragraph by paragraph, and whether that breaks a rule of `RandomPrograms.brand`.
struct OracleWords {
  /// Of each part, subject first.
  var parts: [(name: String, paragraphs: [String])] = []

  private var all: [String] { parts.flatMap(\.paragraphs) }

  private func part(_ name: String) -> [String] { parts.first { $0.name == name }?.paragraphs ?? [] }

  /// The rules as they stand in the brand, written again in Swift.
  var breaksBrand: Bool {
    let says = RandomPrograms.forbidden.contains { Self.contains(all, $0) }
    let subject = part("subject").joined()
    let begins = RandomPrograms.forbiddenStarts.contains { subject.hasPrefix($0) }
    let ends = part("body").joined().hasSuffix(RandomPrograms.forbiddenEnd)
    return says || begins || ends || (Self.contains(all, "it's oslo") && !Self.contains(part("body"), "silver"))
  }

  private static func contains(_ paragraphs: [String], _ phrase: String) -> Bool {
    var phrase = phrase
    let folded = phrase.withUTF8 { FoldedPhrase(UnsafeRawBufferPointer($0)) }
    return paragraphs.contains { paragraph in
      var paragraph = paragraph
      var scratch: [UInt8] = []
      return paragraph.withUTF8 { folded.isContained(in: UnsafeRawBufferPointer($0), scratch: &scratch) }
    }
  }
}

extension OracleWords {
  /// Of a body; `data` by its numbers.
  static func paragraphs(_ blocks: [OracleBlock], _ data: [String]) -> [String] {
    blocks.flatMap { block -> [String] in
      switch block {
      case .heading(_, let text), .paragraph(let text): paragraphs(OracleInline.read(text), data)
      case .code(let lines): paragraphs(OracleInline.plain(lines.joined(separator: "\n")), data)
      case .rule: []
      case .list(let items, _, _): items.flatMap { paragraphs(OracleInline.read($0), data) }
      case .quote(let inner): paragraphs(inner, data)
      case .table(let header, _, let rows, _):
        ([header] + rows).joined().flatMap { paragraphs(OracleInline.read($0), data) }
      }
    }
  }

  private static func paragraphs(_ inlines: [OracleInline], _ data: [String]) -> [String] {
    var result = [""]
    for inline in inlines {
      switch inline {
      case .text(let text): result[result.count - 1] += text
      case .data(let number): result[result.count - 1] += data[number]
      case .softBreak, .hardBreak: result[result.count - 1] += " "
      case .code(let inner), .emphasis(let inner), .strong(let inner): join(paragraphs(inner, data), to: &result)
      case .link(_, let title, let inner):
        join(paragraphs(inner, data), to: &result)
        if !title.isEmpty { result += paragraphs(title, data) + [""] }
      case .image(_, let title, let alt):
        result += paragraphs(alt, data) + paragraphs(title, data) + [""]
      }
    }
    return result
  }

  private static func join(_ inner: [String], to result: inout [String]) {
    result[result.count - 1] += inner[0]
    result += inner.dropFirst()
  }
}
