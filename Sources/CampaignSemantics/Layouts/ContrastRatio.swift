/// A color of the screen, as CSS writes it: `#RRGGBB`.
struct ScreenColor: Hashable, CustomStringConvertible {
  var red: UInt8
  var green: UInt8
  var blue: UInt8

  static let black = ScreenColor(0x000000)
  static let white = ScreenColor(0xFFFFFF)

  /// The least contrast of text to its background: level AA of WCAG 2.2, success criterion 1.4.3.
  static let leastContrast = 4.5

  init(_ value: UInt32) {
    red = UInt8(truncatingIfNeeded: value >> 16)
    green = UInt8(truncatingIfNeeded: value >> 8)
    blue = UInt8(truncatingIfNeeded: value)
  }

  /// `#abc`, `#aabbcc`, `white` or `black`.
  init?(css: some StringProtocol) {
    switch css.lowercased() {
    case "white": self = .white
    case "black": self = .black
    case let text where text.hasPrefix("#") && (text.count == 4 || text.count == 7):
      let digits = text.dropFirst()
      let all = digits.count == 3 ? digits.flatMap { [$0, $0] } : Array(digits)
      guard let value = UInt32(String(all), radix: 16) else { return nil }
      self.init(value)
    default: return nil
    }
  }

  var description: String {
    "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
  }

  /// Relative luminance, from 0 to 1, as WCAG 2.2 defines it.
  var luminance: Double {
    func linear(_ channel: UInt8) -> Double {
      let value = Double(channel) / 255
      return value <= 0.04045 ? value / 12.92 : Self.power12Fifths((value + 0.055) / 1.055)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// A number from 0 to 1 to the power of 2.4: the fifth root, by Newton's method, to the power of 12.
  private static func power12Fifths(_ value: Double) -> Double {
    guard value > 0 else { return 0 }
    var root = 1.0
    for _ in 0..<40 { root -= (root - value / (root * root * root * root)) / 5 }
    let squared = root * root
    return squared * squared * squared * squared * squared * squared
  }

  /// From 1 to 21, whichever is the text.
  func contrast(to other: ScreenColor) -> Double {
    let (light, dark) = (max(luminance, other.luminance), min(luminance, other.luminance))
    return (light + 0.05) / (dark + 0.05)
  }

  /// The color moved towards another by so many of 100 steps.
  func moved(towards other: ScreenColor, steps: Int) -> ScreenColor {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt32 { UInt32((Int(a) * (100 - steps) + Int(b) * steps) / 100) }
    return ScreenColor(mix(red, other.red) << 16 | mix(green, other.green) << 8 | mix(blue, other.blue))
  }
}
