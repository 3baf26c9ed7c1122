import Foundation
import Testing

/// A file that is no campaign file, in place of one of a sound workspace, and what is to be said of it.
package struct BadFile: Sendable, CustomTestStringConvertible {
  package let name: String
  /// Of the file that it replaces.
  package let path: String
  package let bytes: [UInt8]
  package let codes: [String]

  package var testDescription: String { name }

  /// The sound workspace, with two channels, a brand and one campaign.
  package static let workspace = TestWorkspace(
    reading: TestWorkspace.repository.appending(path: "Tests/Goldens/mistakes/workspace"))

  package static let campaign = "tenants/shop/campaigns/weekly.campaign"
  package static let audience = "tenants/shop/audience.campaign"

  private init(_ name: String, _ path: String = campaign, is bytes: [UInt8], _ codes: String...) {
    (self.name, self.path, self.bytes, self.codes) = (name, path, bytes, codes)
  }

  private init(
    _ name: String, in path: String = campaign, of written: String, to replacement: String, _ codes: String...
  ) {
    let text = Self.workspace[path].map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    self.name = name
    self.path = path
    bytes = Array(text.replacingOccurrences(of: written, with: replacement).utf8)
    self.codes = codes
  }

  private static let image: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D]
  private static let sound: [UInt8] = workspace[campaign]?.bytes ?? []

  private static func many(_ text: String) -> [UInt8] { Array(String(repeating: text, count: 100_000).utf8) }

  package static let all: [BadFile] = [
    BadFile("empty", is: [], "W0101"),
    BadFile("comments only", is: Array("// later\n\n".utf8), "W0101"),
    BadFile("an image", is: image, "E0103"),
    BadFile("an image for the audience", audience, is: image, "E0103"),
    BadFile("an image for the tenant", "tenants/shop/tenant.campaign", is: image, "E0103"),
    BadFile("an image for the brand", "tenants/shop/brand.campaign", is: image, "E0103"),
    BadFile("50 MB", is: [UInt8](repeating: 0x61, count: 50_000_000), "E0102"),
    BadFile("Latin-1", is: sound + Array("// caf".utf8) + [0xE9, 0x0A], "E0104"),
    BadFile("UTF-16", is: [0xFF, 0xFE] + sound.flatMap { [$0, 0] }, "E0104"),
    BadFile("CRLF", of: "\n", to: "\r\n"),
    BadFile("a byte order mark", is: [0xEF, 0xBB, 0xBF] + sound, "W0105"),
    BadFile("100,000 opening parentheses", is: Array("segment s where ".utf8) + many("("), "E0206"),
    BadFile("100,000 closing parentheses", is: Array("segment s where yes ".utf8) + many(")"), "E0205"),
    BadFile("100,000 opening braces", is: Array("campaign c ".utf8) + many("{"), "E0209"),
    BadFile("100,000 negations", is: Array("segment s where ".utf8) + many("not ") + Array("yes".utf8), "E0206"),
    BadFile("an unknown attribute", of: "spend >= 50 USD", to: "turnover_2026 >= 50 USD", "E0301"),
    BadFile("an unknown segment", of: "in regulars", to: "in vip_customers", "E0302"),
    BadFile("an unknown type", in: audience, of: "int(0 to 1_000)", to: "float(0 to 1_000)", "E0306"),
  ]
}
