/// The parameters of `application/x-www-form-urlencoded` (URL Standard 5.1), in the order in which they came.
struct FormParameters: Hashable, Sendable {
  struct Parameter: Hashable, Sendable {
    var name: String
    var value: String
  }

  private(set) var all: [Parameter] = []

  /// So many are read; a report has about twenty.
  private static let limit = 500

  /// Nil where there are too many, or one is not UTF-8.
  init?(_ bytes: some Collection<UInt8>) {
    for part in bytes.split(separator: 0x26) {
      let equals = part.firstIndex(of: 0x3D) ?? part.endIndex
      guard all.count < Self.limit, let name = Self.decoded(part[..<equals]),
        let value = Self.decoded(part[equals...].dropFirst())
      else { return nil }
      all.append(Parameter(name: name, value: value))
    }
  }

  /// The first value of a name.
  subscript(_ name: String) -> String? { all.first { $0.name == name }?.value }

  /// By the bytes of their names, and of their values where a name comes twice.
  var sorted: [Parameter] {
    all.sorted {
      $0.name == $1.name
        ? $0.value.utf8.lexicographicallyPrecedes($1.value.utf8) : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
  }

  private static func decoded(_ bytes: some Collection<UInt8>) -> String? {
    var out: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      bytes.formIndex(after: &index)
      guard byte == 0x25, let pair = pair(bytes[index...]) else {
        out.append(byte == 0x2B ? 0x20 : byte)
        continue
      }
      out.append(pair)
      bytes.formIndex(&index, offsetBy: 2)
    }
    return String(validating: out, as: UTF8.self)
  }

  private static func pair(_ rest: some Collection<UInt8>) -> UInt8? {
    let digits = rest.prefix(2)
    guard digits.count == 2 else { return nil }
    var value: UInt8 = 0
    for digit in digits {
      guard let number = Character(UnicodeScalar(digit)).hexDigitValue else { return nil }
      value = value << 4 | UInt8(number)
    }
    return value
  }
}
