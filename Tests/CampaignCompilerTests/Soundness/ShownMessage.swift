import CampaignOracle

/// A message as it was made, read without anything of the compiler: what is filled in stands between marks.
struct ShownMessage {
  let channel: String
  let language: String
  /// By name, as they were made; an e-mail's `text` is left out, which says what its HTML says.
  let parts: [String: String]
  /// Of an e-mail whose layout is known, what stands in the place of the body; nil of others.
  let body: String?
  let holes: [String: [HoleMarks.Hole]]
  let written: [String: [String]]

  init(_ made: [String: String], marks: HoleMarks) {
    channel = made["channel"] ?? ""
    language = made["language"] ?? ""
    var parts = made.filter { $0.key != "channel" && $0.key != "language" }
    if channel == "email" { parts["text"] = nil }
    self.parts = parts
    body = parts["html"].flatMap { html in
      guard let start = html.firstRange(of: RandomPrograms.bodyEnds.start),
        let end = html[start.upperBound...].firstRange(of: RandomPrograms.bodyEnds.end)
      else { return nil }
      return String(html[start.upperBound..<end.lowerBound])
    }
    let read = parts.mapValues { marks.read($0) }
    holes = read.mapValues(\.holes)
    written = read.mapValues(\.written)
  }

  /// What a rule names: a part as it is shown.
  func text(_ part: String) -> String? { part == "body" ? body.map(Self.visible) : parts[part] }

  /// The texts that a rule of this part speaks of.
  func texts(_ part: String) -> [String] {
    part == "words"
      ? ["subject", "preheader", "body", "title", "text"].compactMap { text($0) } : [text(part)].compactMap { $0 }
  }

  /// The characters between tags, without white space.
  static func visible(_ html: String) -> String {
    var result = ""
    var isInTag = false
    for character in html {
      if character == "<" { isInTag = true }
      if !isInTag, !character.isWhitespace { result.append(character) }
      if character == ">" { isInTag = false }
    }
    let entities = ["&lt;": "<", "&gt;": ">", "&quot;": "\"", "&#39;": "'", "&amp;": "&"]
    for (entity, character) in entities.sorted(by: { $1.key < $0.key }) where entity != "&amp;" {
      result = result.replacing(entity, with: character)
    }
    return result.replacing("&amp;", with: "&")
  }

  /// The values of an attribute of all elements of a name.
  static func attributes(_ name: String, of element: String, in html: String) -> [String] {
    html.components(of: "<\(element) ").dropFirst().compactMap { rest in
      let tag = rest.prefix { $0 != ">" }
      guard let start = tag.firstRange(of: "\(name)=\"") else { return nil }
      return String(tag[start.upperBound...].prefix { $0 != "\"" })
    }
  }

  /// Whether nothing of it can be seen.
  static func isBlank(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.properties.isWhitespace || $0.properties.isDefaultIgnorableCodePoint }
  }

  // MARK: SMS

  private static let oneSeptet = Set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
      .unicodeScalars)
  private static let twoSeptets = Set("^{}\\[~]|€".unicodeScalars)

  /// The segments of a short message, filled one character after the other.
  static func segments(_ text: String) -> Int {
    let scalars = Array(text.unicodeScalars)
    let isGSM = scalars.allSatisfy { oneSeptet.contains($0) || twoSeptets.contains($0) }
    let widths = scalars.map { isGSM ? (oneSeptet.contains($0) ? 1 : 2) : $0.value > 0xFFFF ? 2 : 1 }
    if widths.isEmpty { return 0 }
    if widths.reduce(0, +) <= (isGSM ? 160 : 70) { return 1 }
    var (segments, left) = (1, isGSM ? 153 : 67)
    for width in widths {
      if left < width { (segments, left) = (segments + 1, isGSM ? 153 : 67) }
      left -= width
    }
    return segments
  }
}

extension String {
  /// What stands between the occurrences of a text.
  func components(of separator: String) -> [Substring] {
    var result: [Substring] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      result.append(rest[..<range.lowerBound])
      rest = rest[range.upperBound...]
    }
    return result + [rest]
  }
}
