import Foundation
import Testing

@testable import CampaignSemantics

@Suite struct ContrastRatioTests {
  /// Against the formula of WCAG 2.2 with the C library's power.
  @Test func luminanceIsWhatWCAGDefines() {
    func linear(_ value: UInt8) -> Double {
      let value = Double(value) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    for value in UInt32(0)...255 {
      let color = ScreenColor(value << 16 | (255 - value) << 8 | (value * 7) % 256)
      let expected = 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
      #expect(abs(color.luminance - expected) < 1e-12)
    }
  }

  @Test func knownPairsHaveTheContrastThatOthersMeasure() throws {
    let pairs: [(String, String, Double)] = [
      ("#000", "#fff", 21), ("#767676", "white", 4.54), ("#777777", "#FFFFFF", 4.48), ("#0A7F3F", "#fff", 5.10),
      ("#ff0000", "#ffffff", 4.0),
    ]
    for (first, second, expected) in pairs {
      let (a, b) = (try #require(ScreenColor(css: first)), try #require(ScreenColor(css: second)))
      #expect(abs(a.contrast(to: b) - expected) < 0.005, "\(first) on \(second): \(a.contrast(to: b))")
      #expect(a.contrast(to: b) == b.contrast(to: a))
    }
    #expect(
      ScreenColor(css: "#12345") == nil && ScreenColor(css: "rgb(0,0,0)") == nil && ScreenColor(css: "#ggg") == nil)
  }
}
