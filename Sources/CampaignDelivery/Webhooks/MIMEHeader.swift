/// The fields of a header block (RFC 5322 2.2), read from mail of any form.
struct MIMEHeader {
  /// In their order; names in lower case, values unfolded.
  private(set) var fields: [(name: String, value: String)] = []

  /// So many fields are read.
  private static let limit = 1_000
  /// So much of a value is kept.
  private static let valueBytes = 4_096

  /// Lines until the first empty one, which is taken too.
  init(_ lines: inout ArraySlice<ArraySlice<UInt8>>) {
    while let line = lines.popFirst(), !line.isEmpty {
      if line.first == 0x20 || line.first == 0x09 {
        guard !fields.isEmpty, fields[fields.count - 1].value.utf8.count < Self.valueBytes else { continue }
        fields[fields.count - 1].value += " " + Self.text(line)
        continue
      }
      guard fields.count < Self.limit, let colon = line.firstIndex(of: 0x3A) else { continue }
      fields.append((Self.text(line[..<colon]).lowercased(), Self.text(line[(colon + 1)...])))
    }
  }

  /// The first value of a field, its name in lower case.
  subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

  /// `type/subtype` in lower case, and the value of a parameter (RFC 2045 5.1).
  var contentType: String { MIMEHeader.word(self["content-type"] ?? "text/plain") }

  func contentTypeParameter(_ name: String) -> String? {
    guard let value = self["content-type"] else { return nil }
    for part in MIMEHeader.parts(value).dropFirst() {
      guard let equals = part.firstIndex(of: "="),
        part[..<equals].lowercased().filter({ !$0.isWhitespace }) == name
      else { continue }
      return MIMEHeader.unquoted(part[part.index(after: equals)...])
    }
    return nil
  }

  /// The first word of a value, in lower case, without a comment or parameters behind it.
  static func word(_ value: String) -> String {
    String(value.drop { $0.isWhitespace }.prefix { !$0.isWhitespace && $0 != ";" && $0 != "(" }).lowercased()
  }

  /// Between semicolons that no quotes enclose.
  private static func parts(_ value: String) -> [String] {
    var parts = [""]
    var isQuoted = false
    var isEscaped = false
    for character in value {
      if character == ";", !isQuoted {
        parts.append("")
        continue
      }
      if character == "\"", !isEscaped { isQuoted.toggle() }
      isEscaped = character == "\\" && isQuoted && !isEscaped
      parts[parts.count - 1].append(character)
    }
    return parts
  }

  private static func unquoted(_ text: Substring) -> String {
    let text = text.drop { $0.isWhitespace }
    guard text.first == "\"" else { return String(text.prefix { !$0.isWhitespace && $0 != "(" }) }
    var out = ""
    var isEscaped = false
    for character in text.dropFirst() {
      if character == "\"", !isEscaped { break }
      isEscaped = character == "\\" && !isEscaped
      if !isEscaped { out.append(character) }
    }
    return out
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.prefix(valueBytes), as: UTF8.self).trimmed
  }
}

extension String {
  fileprivate var trimmed: String {
    let rest = drop { $0.isWhitespace }
    return String(
      rest.prefix(rest.lastIndex { !$0.isWhitespace }.map { rest.distance(from: rest.startIndex, to: $0) + 1 } ?? 0))
  }
}
