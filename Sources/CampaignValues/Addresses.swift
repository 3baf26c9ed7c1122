/// What counts as an address of each kind: practical checks that accept what providers deliver to.
public enum Addresses {
  /// Whether the bytes are a phone number in E.164 form: `+`, a digit from 1 to 9, then 6 to 14 more digits.
  @inlinable package static func isPhone(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard (8...16).contains(bytes.count), bytes[0] == UInt8(ascii: "+"), bytes[1] != UInt8(ascii: "0") else {
      return false
    }
    return bytes[1...].allSatisfy(isDigit)
  }

  /// Whether the bytes are an e-mail address: an RFC 5321 dot-atom of at most 64 bytes, `@`, and a domain of two or
  /// more labels; ASCII only, at most 254 bytes, no quoted local part, no address literal.
  @inlinable package static func isEmail(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count <= 254 else { return false }
    var afterDot = true
    var at = 0
    while at < bytes.count && bytes[at] != UInt8(ascii: "@") {
      let isDot = bytes[at] == UInt8(ascii: ".")
      if isDot ? afterDot : !isAtom(bytes[at]) { return false }
      afterDot = isDot
      at &+= 1
    }
    return (1...64).contains(at) && at < bytes.count && !afterDot
      && isDomain(UnsafeRawBufferPointer(rebasing: bytes[(at + 1)...]), minLabels: 2)
  }

  /// Whether the bytes are a host name: labels of 1 to 63 letters, digits and inner hyphens, joined by dots; at most
  /// 253 bytes; if there are several, the last is not all digits.
  @inlinable package static func isDomain(_ bytes: UnsafeRawBufferPointer, minLabels: Int) -> Bool {
    guard (1...253).contains(bytes.count) else { return false }
    var labels = 0
    var start = 0
    var offset = 0
    while true {
      if offset == bytes.count || bytes[offset] == UInt8(ascii: ".") {
        guard (1...63).contains(offset &- start), bytes[start] != UInt8(ascii: "-"),
          bytes[offset &- 1] != UInt8(ascii: "-")
        else { return false }
        labels &+= 1
        if offset == bytes.count { break }
        start = offset &+ 1
      } else if !isHostCharacter(bytes[offset]) {
        return false
      }
      offset &+= 1
    }
    if labels > 1 && bytes[start...].allSatisfy(isDigit) { return false }
    return labels >= minLabels
  }

  /// Letters, digits and the hyphen.
  @inlinable static func isHostCharacter(_ byte: UInt8) -> Bool {
    let bits: UInt64 = byte < 0x40 ? 0x03FF_2000_0000_0000 : 0x07FF_FFFE_07FF_FFFE
    return byte < 0x80 && bits &>> UInt64(byte & 63) & 1 == 1
  }

  @inlinable static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  /// `atext` of RFC 5322.
  @inlinable static func isAtom(_ byte: UInt8) -> Bool {
    // A bit for each of the 128: letters, digits and !#$%&'*+-/=?^_`{|}~.
    let bits: UInt64 = byte < 0x40 ? 0xA3FF_ACFA_0000_0000 : 0x7FFF_FFFF_C7FF_FFFE
    return byte < 0x80 && bits &>> UInt64(byte & 63) & 1 == 1
  }
}
