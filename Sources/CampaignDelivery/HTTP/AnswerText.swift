/// A provider's own words as an answer may keep them: short, on one line, and without what looks like personal data or a token.
enum AnswerText {
  static let limitBytes = 200
  /// Only so much of a text is looked at.
  private static let readBytes = 4_096
  /// Words from this length on that have a digit are taken for tokens: the shortest ones in use have 20 characters.
  private static let tokenCharacters = 20
  /// National numbers without an area's code have seven digits.
  private static let phoneDigits = 7

  /// Cleans words of any length and content.
  static func cleaned(_ text: String) -> String {
    var words = text.prefix(utf8: readBytes).split(whereSeparator: { $0.isWhitespace || $0.isControl }).map(String.init)
    // What was cut may be the first half of an address, which no longer looks like one.
    if text.utf8.count > readBytes { words = Array(words.dropLast()) }
    return String(withoutPhones(words.map(masked).joined(separator: " ")).prefix(utf8: limitBytes))
  }

  /// A code as protocols have them: at most 40 characters, of those that codes consist of; nil where there is none.
  static func code(_ text: String?) -> String? {
    guard let text, !text.isEmpty, text.utf8.count <= 40, text.utf8.allSatisfy(isCodeByte) else { return nil }
    return text
  }

  /// How a provider names a message: at most 200 visible ASCII characters; nil where it names none, or in another way.
  static func providerID(_ text: String?) -> String? {
    guard let text, !text.isEmpty, text.utf8.count <= 200, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
      !text.contains("@")
    else { return nil }
    return text
  }

  private static func masked(_ word: String) -> String {
    if word.contains("@") || word.contains("\u{FF20}") || word.contains("%40") { return "<address>" }
    let isToken =
      word.unicodeScalars.count >= tokenCharacters
      && word.unicodeScalars.contains { $0.properties.numericType == .decimal }
    return isToken ? "<token>" : word
  }

  /// Digits with at most two of the separators of phone numbers between them are one number.
  private static func withoutPhones(_ text: String) -> String {
    var kept = String.UnicodeScalarView()
    var run = String.UnicodeScalarView()
    var digits = 0
    var separators = String.UnicodeScalarView()
    func endRun() {
      if digits >= phoneDigits {
        while let last = kept.last, "+(".unicodeScalars.contains(last) { kept.removeLast() }
        kept.append(contentsOf: "<number>".unicodeScalars)
      } else {
        kept.append(contentsOf: run)
      }
      kept.append(contentsOf: separators)
      run.removeAll()
      separators.removeAll()
      digits = 0
    }
    for scalar in text.unicodeScalars {
      if scalar.properties.numericType == .decimal {
        run.append(contentsOf: separators)
        separators.removeAll()
        run.append(scalar)
        digits += 1
      } else if digits > 0, " -.()/\u{2010}\u{2011}\u{2013}".unicodeScalars.contains(scalar), separators.count < 2 {
        separators.append(scalar)
      } else {
        endRun()
        kept.append(scalar)
      }
    }
    endRun()
    return String(kept)
  }

  private static func isCodeByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2E
      || byte == 0x5F || byte == 0x2D
  }
}

extension String {
  /// The longest prefix of whole characters that takes at most so many bytes of UTF-8.
  fileprivate func prefix(utf8 limit: Int) -> Substring {
    guard utf8.count > limit else { return self[...] }
    var end = utf8.index(utf8.startIndex, offsetBy: limit)
    while end > startIndex, end.samePosition(in: self) == nil { end = utf8.index(before: end) }
    return self[..<end]
  }
}

extension Character {
  fileprivate var isControl: Bool { unicodeScalars.contains { $0.properties.generalCategory == .control } }
}
