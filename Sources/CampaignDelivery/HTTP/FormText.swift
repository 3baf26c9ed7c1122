/// Writes `application/x-www-form-urlencoded`, as the URL Standard serializes it (5.2).
struct FormText {
  static let contentType = "application/x-www-form-urlencoded"

  private(set) var bytes: [UInt8] = []

  mutating func add(_ name: String, _ value: String) {
    if !bytes.isEmpty { bytes.append(0x26) }
    write(name)
    bytes.append(0x3D)
    write(value)
  }

  private mutating func write(_ text: String) {
    for byte in text.utf8 {
      switch byte {
      case 0x20: bytes.append(0x2B)
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2A, 0x2D, 0x2E, 0x5F: bytes.append(byte)
      default:
        let digits = Array("0123456789ABCDEF".utf8)
        bytes.append(contentsOf: [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]])
      }
    }
  }
}
