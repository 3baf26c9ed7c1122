/// Links, as an attribute of type `url on "host"` and as a brand rule's `host` see them.
public enum Links {
  /// The most bytes of a link that is a value: more than browsers and mail programs are sure to take.
  @inlinable package static var maxBytes: Int { 2_048 }

  /// What a link that is a value may begin with.
  package static let schemes = ["https", "http"]

  /// Whether the bytes are an absolute `http` or `https` link with a host.
  @inlinable package static func isURL(_ bytes: UnsafeRawBufferPointer) -> Bool { host(bytes) != nil }

  /// The byte range of the host in an absolute `http` or `https` link; nil if the bytes are not such a link.
  ///
  /// The host is a name of ASCII labels, with or without `:port` (at most 65535) after it. Refused wherever they stand:
  /// control characters, white space, quotes, backslash, `<`, `>` and malformed UTF-8; and any `@` before the path, as
  /// a user name there is how links lie about their host. So a value leads where a browser goes, as `WebHost` says. Path, query and fragment may have letters beyond ASCII.
  @inlinable package static func host(_ bytes: UnsafeRawBufferPointer) -> Range<Int>? {
    let start: Int
    if hasSchemePrefix(bytes, "https://") {
      start = 8
    } else if hasSchemePrefix(bytes, "http://") {
      start = 7
    } else {
      return nil
    }
    guard !hasForbidden(bytes) else { return nil }
    var end = start
    while end < bytes.count && !isAuthorityEnd(bytes[end]) { end += 1 }
    let authorityEnd = end
    if let colon = bytes[start..<authorityEnd].firstIndex(of: UInt8(ascii: ":")) {
      guard (2...6).contains(authorityEnd - colon) else { return nil }
      var port = 0
      for byte in bytes[(colon + 1)..<authorityEnd] {
        guard Addresses.isDigit(byte) else { return nil }
        port = port * 10 + Int(byte - UInt8(ascii: "0"))
      }
      guard port <= 0xFFFF else { return nil }
      end = colon
    }
    guard Addresses.isDomain(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), minLabels: 1) else { return nil }
    return start..<end
  }

  /// Whether the bytes are a link of at most `maxBytes` whose host is exactly `host`, letter case aside; a subdomain is another
  /// host.
  @inlinable package static func isURL(_ bytes: UnsafeRawBufferPointer, on host: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count <= maxBytes, let range = self.host(bytes), range.count == host.count else { return false }
    var offset = 0
    while offset < host.count {
      if FoldedText.lowercaseASCII(bytes[range.lowerBound + offset]) != FoldedText.lowercaseASCII(host[offset]) {
        return false
      }
      offset += 1
    }
    return true
  }

  @inlinable static func hasSchemePrefix(_ bytes: UnsafeRawBufferPointer, _ prefix: StaticString) -> Bool {
    guard bytes.count >= prefix.utf8CodeUnitCount else { return false }
    var offset = 0
    while offset < prefix.utf8CodeUnitCount {
      // SAFETY: offset is below the literal's length.
      if FoldedText.lowercaseASCII(bytes[offset]) != prefix.utf8Start[offset] { return false }
      offset += 1
    }
    return true
  }

  @inlinable static func isAuthorityEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
  }

  @inlinable static func hasForbidden(_ bytes: UnsafeRawBufferPointer) -> Bool {
    for byte in bytes {
      switch byte {
      case 0...0x20, 0x7F, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "<"),
        UInt8(ascii: ">"), UInt8(ascii: "\\"):
        return true
      default: break
      }
    }
    return !UTF8Bytes.isASCII(bytes) && hasForbiddenBeyondASCII(bytes)
  }

  @usableFromInline static func hasForbiddenBeyondASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard UTF8Bytes.isValid(bytes) else { return true }
    var offset = 0
    while offset < bytes.count {
      let scalar = UTF8Bytes.nextScalar(bytes, &offset)
      let properties = scalar.properties
      if properties.isWhitespace || properties.isDefaultIgnorableCodePoint || properties.generalCategory == .control {
        return true
      }
      if properties.isQuotationMark { return true }
    }
    return false
  }
}
