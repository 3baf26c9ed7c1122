/// The site to which a browser takes an address, whatever the address is made to look like: the URL standard's basic URL
/// parser and host parser (https://url.spec.whatwg.org), as far as they decide on an `http` or `https` address's host.
package enum WebHost {
  /// The host of an address as it is written, in lower case, without a stop at its end; nil where a browser would refuse
  /// the address or it begins otherwise than with `http:` or `https:`.
  ///
  /// White space around it and tabs and line breaks in it count for nothing, any number of slashes and backslashes stand
  /// behind the scheme, and the host is what follows the last `@` before the path.
  package static func name(ofAddress address: String) -> String? {
    let scalars = trimmed(Array(address.unicodeScalars).filter { !isDropped($0) })
    guard let colon = scalars.firstIndex(of: ":"),
      ["http", "https"].contains(text(scalars[..<colon]).lowercased())
    else { return nil }
    let authority = scalars[(colon + 1)...].drop(while: isSlash).prefix { !isAuthorityEnd($0) }
    return name(ofAuthority: text(authority))
  }

  /// The host of what stands between an address's slashes and its path: a user's name, a host, a port.
  package static func name(ofAuthority authority: String) -> String? {
    let scalars = Array(authority.unicodeScalars).filter { !isDropped($0) }
    let host = scalars[(scalars.lastIndex(of: "@").map { $0 + 1 } ?? 0)...]
    guard let colon = host.firstIndex(of: ":") else { return name(ofHost: text(host)) }
    let port = text(host[(colon + 1)...])
    let isPort = port.unicodeScalars.allSatisfy { ("0"..."9").contains($0) }
    return isPort && (port.isEmpty || UInt16(port) != nil) ? name(ofHost: text(host[..<colon])) : nil
  }

  /// Without the white space and control characters around it.
  private static func trimmed(_ scalars: [Unicode.Scalar]) -> ArraySlice<Unicode.Scalar> {
    let start = scalars.drop { $0.value <= 0x20 }
    return start[..<(start.lastIndex { $0.value > 0x20 }.map { $0 + 1 } ?? start.startIndex)]
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }

  /// Escapes are resolved, letters are the plain ones that they stand for, and what shows nothing is left out. A name in
  /// letters beyond ASCII stays in them: it is not compared with its form that begins with `xn--`.
  private static func name(ofHost host: String) -> String? {
    guard let decoded = percentDecoded(host) else { return nil }
    var name = ""
    for scalar in decoded.unicodeScalars where !scalar.properties.isDefaultIgnorableCodePoint {
      name.unicodeScalars.append(plain(scalar))
    }
    name = name.lowercased()
    if name.hasSuffix(".") { name.removeLast() }
    let isSound = !name.isEmpty && name.unicodeScalars.allSatisfy { !isForbidden($0) }
    return isSound ? name : nil
  }

  /// Nil where the bytes are no UTF-8: such a host is refused.
  private static func percentDecoded(_ text: String) -> String? {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
    let bytes = Array(text.utf8)
    var decoded: [UInt8] = []
    var offset = 0
    while offset < bytes.count {
      if bytes[offset] == UInt8(ascii: "%"), offset + 2 < bytes.count,
        let high = Character(Unicode.Scalar(bytes[offset + 1])).hexDigitValue,
        let low = Character(Unicode.Scalar(bytes[offset + 2])).hexDigitValue
      {
        decoded.append(UInt8(high * 16 + low))
        offset += 3
      } else {
        decoded.append(bytes[offset])
        offset += 1
      }
    }
    return String(validating: decoded, as: UTF8.self)
  }

  /// Full-width letters and signs are ASCII's, and the stops of Chinese and Japanese texts are stops (UTS #46).
  private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
    case 0x3002, 0xFF61: "."
    default: scalar
    }
  }

  /// Whether a browser reads an address as though the character were not there.
  private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\t" || scalar == "\n" || scalar == "\r"
  }

  package static func isSlash(_ scalar: Unicode.Scalar) -> Bool { scalar == "/" || scalar == "\\" }

  /// Whether the path begins with it, or what else follows the host.
  package static func isAuthorityEnd(_ scalar: Unicode.Scalar) -> Bool {
    isSlash(scalar) || scalar == "?" || scalar == "#"
  }

  /// A forbidden domain code point, or white space, which no name has.
  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value <= 0x20 || scalar.value == 0x7F || scalar.properties.isWhitespace { return true }
    return "#/:<>?@[\\]^|%".unicodeScalars.contains(scalar)
  }
}
