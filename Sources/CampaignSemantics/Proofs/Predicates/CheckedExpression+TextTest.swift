import CampaignValues

extension CheckedExpression.TextTest {
  /// Whether a text that is written out has another one in it, as the machine asks it.
  func holds(of text: String, _ sought: String) -> Bool {
    switch self {
    case .startsWith: return text.utf8.starts(with: sought.utf8)
    case .endsWith: return text.utf8.reversed().starts(with: sought.utf8.reversed())
    case .contains, .equals:
      var (text, sought) = (text, sought)
      let phrase = sought.withUTF8 { FoldedPhrase(UnsafeRawBufferPointer($0)) }
      var scratch: [UInt8] = []
      return text.withUTF8 { bytes in
        let raw = UnsafeRawBufferPointer(bytes)
        if self == .contains { return phrase.isContained(in: raw, scratch: &scratch) }
        return phrase.bytes.withUnsafeBytes {
          FoldedText.equals(raw, foldedPhrase: $0, isWords: phrase.isWords, scratch: &scratch)
        }
      }
    }
  }
}
