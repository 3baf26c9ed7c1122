import CampaignHandOff

/// A server's reply made into a provider's answer: without addresses, and of a bounded size.
extension ProviderAnswer {
  static let textLimitBytes = 200
  static let idLimitBytes = 100

  /// Of a reply's lines, from each the text after the code; `address` is left out of the text in whole and by its local part.
  init(code: Int, lines: [ArraySlice<UInt8>], address: String) {
    let enhanced = lines.first.flatMap { EnhancedCode($0, class: code / 100) }
    let local = address.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false).first
    var text: [UInt8] = []
    for line in lines where text.count < Self.textLimitBytes {
      let words = line.dropFirst(EnhancedCode(line, class: code / 100)?.lengthBytes ?? 0)
      if !text.isEmpty { text.append(0x20) }
      Self.appendWithoutAddresses(words, address: Array(address.utf8), local: local.map { Array($0) } ?? [], to: &text)
    }
    self.init(
      code: String(code), enhancedCode: enhanced?.text,
      text: String(decoding: text.prefix(Self.textLimitBytes), as: UTF8.self),
      providerID: code / 100 == 2 ? Self.queueID(lines) : nil)
  }

  private static func appendWithoutAddresses(
    _ line: ArraySlice<UInt8>, address: [UInt8], local: [UInt8], to text: inout [UInt8]
  ) {
    // A quoted local part may have blanks in it: nothing tells where such an address begins.
    guard !line.contains(pair: 0x22, 0x40) else { return }
    var at = line.startIndex
    while at < line.endIndex {
      let end = line[at...].firstIndex(where: isBoundary) ?? line.endIndex
      let word = line[at..<end]
      if word.contains(0x40) || !word.isEmpty && (equal(word, address) || equal(word, local)) {
        text.append(contentsOf: "[address]".utf8)
      } else {
        text.append(contentsOf: word.map { (0x20..<0x7F).contains($0) ? $0 : 0x3F })
      }
      if end < line.endIndex { text.append(line[end] < 0x20 ? 0x20 : line[end]) }
      at = end == line.endIndex ? end : end + 1
    }
  }

  private static func isBoundary(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["),
      UInt8(ascii: "]"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ","), UInt8(ascii: ";"),
      UInt8(ascii: ":"):
      true
    default: false
    }
  }

  private static func equal(_ word: ArraySlice<UInt8>, _ other: [UInt8]) -> Bool {
    word.count == other.count && zip(word, other).allSatisfy { $0 | 0x20 == $1 | 0x20 }
  }

  /// What stands after `queued as `, as most servers have it.
  private static func queueID(_ lines: [ArraySlice<UInt8>]) -> String? {
    let words = Array("queued as ".utf8)
    for line in lines where line.count > words.count {
      for start in line.startIndex..<(line.endIndex - words.count)
      where equal(line[start..<(start + words.count)], words) {
        let id = line[(start + words.count)...].prefix(while: isOfID)
        if !id.isEmpty && id.count <= idLimitBytes { return String(decoding: id, as: UTF8.self) }
      }
    }
    return nil
  }

  private static func isOfID(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
      UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: "/"):
      true
    default: false
    }
  }
}

/// A status code such as `5.1.1` at the beginning of a line (RFC 3463, RFC 2034), of the class that the reply's own code has.
private struct EnhancedCode {
  let text: String
  /// With the blanks after it.
  let lengthBytes: Int

  init?(_ line: ArraySlice<UInt8>, class first: Int) {
    let code = line.prefix { $0 != 0x20 }
    let parts = code.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 1, parts[0].first == UInt8(0x30 + first),
      parts.allSatisfy({ (1...3).contains($0.count) && $0.allSatisfy { (0x30...0x39).contains($0) } })
    else { return nil }
    text = String(decoding: code, as: UTF8.self)
    lengthBytes = code.count + line[code.endIndex...].prefix { $0 == 0x20 }.count
  }
}

extension ArraySlice<UInt8> {
  fileprivate func contains(pair first: UInt8, _ second: UInt8) -> Bool {
    zip(self, dropFirst()).contains { $0 == first && $1 == second }
  }
}
