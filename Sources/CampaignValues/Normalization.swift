// The standard library normalizes for its own comparisons; its interface for that is not public yet.
@_spi(_Unicode) import Swift

/// Comparison of text by code point after NFC (UAX #15).
public enum Normalization {
  /// Whether the text is surely in NFC: nothing in it is at or above U+0300. False means "not known".
  @inlinable package static func isNFCQuick(_ bytes: UnsafeRawBufferPointer) -> Bool {
    TextRules.isBelowCombining(bytes)
  }

  /// The UTF-8 bytes of the text in NFC.
  package static func nfc(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    if isNFCQuick(bytes) { return Array(bytes) }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    for scalar in String(decoding: bytes, as: UTF8.self)._nfc { appendUTF8(scalar, to: &output) }
    return output
  }

  /// The code points of the text in NFD, one after the other.
  static func forEachNFD(_ bytes: UnsafeRawBufferPointer, _ body: (Unicode.Scalar) -> Void) {
    for scalar in String(decoding: bytes, as: UTF8.self)._nfd { body(scalar) }
  }

  /// Whether two texts are the same by code point after NFC.
  @inlinable package static func equal(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    if equalBytes(left, right) { return true }
    if isNFCQuick(left) && isNFCQuick(right) { return false }
    return compareNormalized(left, right) == 0
  }

  /// Orders two texts by code point after NFC: negative, zero or positive.
  @inlinable package static func compare(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
    if isNFCQuick(left) && isNFCQuick(right) { return compareBytes(left, right) }
    return compareNormalized(left, right)
  }

  /// Whether the text starts with `prefix`, both taken in NFC: `e` does not start `é`.
  @inlinable package static func hasPrefix(_ bytes: UnsafeRawBufferPointer, _ prefix: UnsafeRawBufferPointer) -> Bool {
    if isNFCQuick(bytes) && isNFCQuick(prefix) {
      return bytes.count >= prefix.count && equalBytes(UnsafeRawBufferPointer(rebasing: bytes[..<prefix.count]), prefix)
    }
    return affixNormalized(bytes, prefix, atEnd: false)
  }

  /// Whether the text ends with `suffix`, both taken in NFC.
  @inlinable package static func hasSuffix(_ bytes: UnsafeRawBufferPointer, _ suffix: UnsafeRawBufferPointer) -> Bool {
    if isNFCQuick(bytes) && isNFCQuick(suffix) {
      return bytes.count >= suffix.count
        && equalBytes(UnsafeRawBufferPointer(rebasing: bytes[(bytes.count - suffix.count)...]), suffix)
    }
    return affixNormalized(bytes, suffix, atEnd: true)
  }

  /// Whether two buffers hold the same bytes.
  @inlinable package static func equalBytes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    left.count == right.count && left.elementsEqual(right)
  }

  /// Orders two buffers by byte, which for UTF-8 is by code point: negative, zero or positive.
  @inlinable package static func compareBytes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
    let common = min(left.count, right.count)
    var offset = 0
    while offset < common {
      if left[offset] != right[offset] { return left[offset] < right[offset] ? -1 : 1 }
      offset += 1
    }
    return left.count - right.count
  }

  @usableFromInline static func compareNormalized(
    _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer
  ) -> Int {
    nfc(left).withUnsafeBytes { left in nfc(right).withUnsafeBytes { compareBytes(left, $0) } }
  }

  @usableFromInline static func affixNormalized(
    _ bytes: UnsafeRawBufferPointer, _ affix: UnsafeRawBufferPointer, atEnd: Bool
  ) -> Bool {
    let text = nfc(bytes)
    let part = nfc(affix)
    guard text.count >= part.count else { return false }
    return (atEnd ? text.suffix(part.count) : text.prefix(part.count)) == part[...]
  }
}
