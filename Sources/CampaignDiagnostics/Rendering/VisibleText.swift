/// Text made safe to print: nothing in it can move the cursor, change colours, or change the order in which text reads.
package enum VisibleText {
  /// Control characters as their pictures (`␛`), others that act on the text around them by number (`<U+202E>`).
  package static func of(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: acts) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if acts(scalar) { result += picture(scalar) } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }

  /// C0 and C1 controls, line and paragraph separators, and bidirectional embeddings, overrides and isolates.
  package static func acts(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private static func picture(_ scalar: Unicode.Scalar) -> String {
    // The pictures of the C0 controls stand in their order from U+2400.
    if scalar.value < 0x20, let picture = Unicode.Scalar(0x2400 + scalar.value) { return String(picture) }
    if scalar.value == 0x7F { return "\u{2421}" }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "<U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ">"
  }
}
