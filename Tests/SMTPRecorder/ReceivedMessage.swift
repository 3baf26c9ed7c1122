import NIOCore

/// A message as it came within DATA, without what was stuffed into it for the way.
struct ReceivedMessage {
  /// The value of the header that was asked for; empty where there is none.
  let id: String
  let sizeBytes: Int
  /// FNV-1a of 64 bits, by Fowler, Noll and Vo, in hexadecimal digits.
  let digest: String

  /// `data` ends with the line that is a dot alone.
  init(_ data: ByteBuffer, idHeader: String) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var size = 0
    var isAtLineStart = true
    data.withUnsafeReadableBytes { bytes in
      for byte in bytes.dropLast(3) {
        if byte == 0x2E, isAtLineStart {
          isAtLineStart = false
          continue
        }
        isAtLineStart = byte == 0x0A
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        size += 1
      }
    }
    sizeBytes = size
    let digits = String(hash, radix: 16)
    digest = String(repeating: "0", count: 16 - digits.count) + digits
    id = Self.value(of: idHeader, in: data)
  }

  private static func value(of header: String, in data: ByteBuffer) -> String {
    let name = Array((header + ":").utf8)
    var lines = data.readableBytesView[...]
    while let end = lines.firstIndex(of: 0x0A) {
      let line = lines[lines.startIndex..<end]
      // The empty line ends the headers.
      guard line.count > 1 else { break }
      if line.count >= name.count, zip(line, name).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) {
        let value = line.dropFirst(name.count).filter { $0 > 0x20 }
        return String(decoding: value, as: UTF8.self)
      }
      lines = lines[(end + 1)...]
    }
    return ""
  }
}

/// RFC 4648, section 4; what is none gives an empty text.
func decodedBase64(_ text: String) -> String {
  var bits = 0
  var count = 0
  var bytes: [UInt8] = []
  for byte in text.utf8 where byte != UInt8(ascii: "=") {
    let value: Int
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = Int(byte) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): value = Int(byte) - 97 + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): value = Int(byte) - 48 + 52
    case UInt8(ascii: "+"): value = 62
    case UInt8(ascii: "/"): value = 63
    default: return ""
    }
    bits = (bits << 6 | value) & 0xFFFFFF
    count += 6
    if count >= 8 {
      count -= 8
      bytes.append(UInt8(bits >> count & 0xFF))
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}
