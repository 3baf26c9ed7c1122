import CampaignSyntax
@_spi(_Unicode) import Swift

/// Writes names and texts as the language reads them.
enum SourceText {
  /// Names that mean something everywhere, so that no attribute can have them.
  private static let builtIn: Set<String> = ["member", "now", "today", "tenant", "campaign", "offer", "event"]

  /// Whether the name can be written as it is, as that of a table or a column; a name of the language is read in NFC.
  static func isName(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, first.properties.isXIDStart || first == "_" else { return false }
    guard name.unicodeScalars.allSatisfy({ $0.properties.isXIDContinue }) else { return false }
    guard name.unicodeScalars.elementsEqual(name._nfc) else { return false }
    return Keyword(name).map { !$0.isReserved } ?? true
  }

  /// A table or column as it is written behind `from` and `key`: a string where its name is none of the language's.
  static func source(_ name: String) -> String { isName(name) ? name : quoted(name) }

  /// A name for what `words` say that is not taken yet: `first_name`, `first_name_2`; nil where nothing can be made of them.
  static func name(_ words: [String], taken: inout Set<String>) -> String? {
    var base = words.joined(separator: "_")
    if let first = base.unicodeScalars.first, !first.properties.isXIDStart { base = "n_" + base }
    // A word that begins an item would be read as one.
    let isWord = Keyword(base).map { $0.isReserved || Keyword.audienceItems.contains($0) } ?? false
    if isWord || builtIn.contains(base) { base += "_value" }
    guard isName(base) else { return nil }
    var name = base
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(base)_\(number)"
      number += 1
    }
    return name
  }

  /// The text in quotes.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\", "{", "}": result += "\\" + String(scalar)
      case _ where scalar.properties.generalCategory == .control || isBidirectional(scalar):
        result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func isBidirectional(_ scalar: Unicode.Scalar) -> Bool {
    (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
  }
}
