/// `t=UNIX,v1=HEX[,v1=HEX…]`; what begins with other names is left out.
struct SignatureHeader: Hashable, Sendable {
  /// As it came: digits.
  var time: String
  var signatures: [[UInt8]]

  /// So many signatures are tried; a provider sends one, or two while it changes keys.
  private static let limit = 8

  /// Nil where there is not one time and at least one signature of 32 bytes.
  init?(_ text: String) {
    guard text.utf8.count <= 2_000 else { return nil }
    var times: [Substring] = []
    signatures = []
    for part in text.split(separator: ",") {
      let part = part.drop { $0 == " " }
      if part.hasPrefix("t=") { times.append(part.dropFirst(2)) }
      guard part.hasPrefix("v1=") else { continue }
      guard let bytes = Self.bytes(hex: part.dropFirst(3)), signatures.count < Self.limit else { return nil }
      signatures.append(bytes)
    }
    guard times.count == 1, (1...15).contains(times[0].utf8.count),
      times[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }), !signatures.isEmpty
    else { return nil }
    time = String(times[0])
  }

  private static func bytes(hex: Substring) -> [UInt8]? {
    let digits = hex.utf8.compactMap { byte -> UInt8? in
      switch byte {
      case 0x30...0x39: byte - 0x30
      case 0x41...0x46: byte - 0x41 + 10
      case 0x61...0x66: byte - 0x61 + 10
      default: nil
      }
    }
    guard digits.count == 64, hex.utf8.count == 64 else { return nil }
    return stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
