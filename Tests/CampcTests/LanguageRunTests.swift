import CampaignSQLite
import CampaignValues
import Foundation
import Testing

/// Runs of a campaign in several languages, with two experiments, one of them in a layer.
@Suite struct LanguageRunTests {
  /// Members 1 to 40 speak English, Spanish, a language that the tenant does not write in, or none that is known; each fifth has no address, and
  /// no two of those in a row speak the same.
  private static func languageColumn(_ id: Int) -> String { ["'en'", "'es'", "'fr'", "NULL", "'xx'"][id / 5 % 5] }

  private static func shop() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("workspace.campaign", "workspace market {\n  tenants \"tenants/*\"\n}\n")
    try scratch.write(
      "tenants/shop/tenant.campaign",
      """
      tenant shop {
        name      "The shop"
        timezone  "America/New_York"
        currency  USD
        languages es_US, en_US by member.language otherwise en_US
        audience  "audience.sqlite"
        link_base "https://go.shop.example"
        channel email { sender "The shop <hello@shop.example>", address "1 High Street, Springfield" }
        channel push  { app "example.shop" }
        layer spring salt "layer"
      }

      """)
    try scratch.write(
      "tenants/shop/audience.campaign",
      """
      audience member from members key id {
        language choice(en_US "en", es_US "es", fr_FR "fr")? invalid is missing
        tier     choice(gold as "Gold" as "Oro" in es_US)
        address  email?
        device   text(20)
        spend    money(0 to 10_000) from cents in cents
        reach email at address where yes
        reach push  at device  where yes
      }

      """)
    try scratch.write("tenants/shop/hello.campaign", campaign)
    let connection = try Connection(
      path: scratch.url.appending(path: "tenants/shop/audience.sqlite").path, access: .create)
    try connection.execute(
      "CREATE TABLE members (id INTEGER PRIMARY KEY, language TEXT, tier TEXT, address TEXT, device TEXT, cents INTEGER)"
    )
    for id in 1...40 {
      let address = id % 5 == 0 ? "NULL" : "'m\(id)@mail.example'"
      try connection.execute(
        "INSERT INTO members VALUES (\(id), \(languageColumn(id)), 'gold', \(address), 'd\(id)', 123456)")
    }
    return scratch
  }

  private static let campaign = """
    campaign hello {
      schedule every day at the best hour between 09:00 and 18:00
      repeat   every run
      priority 8
      experiment opening in spring 20% to 70% salt "opening" {
        variant plain 50% { line "P" }
        variant warm  50% { line "W" }
        optimize clicks by thompson floor 10% within 24 hours
        stop variant if unsubscribes > 0.5%
      }
      experiment depth salt "depth" {
        variant low  50% { rate 5% }
        variant high 50% { rate 12.5% }
      }
      email in es_US { subject "Hola {opening.line} {tier as label}", body "Ha gastado {spend}." }
      email          { subject "Hello {opening.line} {tier as label}", body "You spent {spend}, {depth.rate} off." }
      push           { title "Hello", text "{tier as label}" }
    }

    """

  private static func bucket(_ salt: String, _ id: Int) -> UInt32 { Assignment.bucket(salt: salt, key: "\(id)") }

  @Test func everybodyReadsTheirLanguageAndTheirVariant() throws {
    let scratch = try Self.shop()
    let result = try Tool.run("run", "--now", "2027-03-02T10:00", in: scratch.url)
    #expect(result.status == 0, "\(result.err)")
    let lines = result.out.split(separator: "\n")
    #expect(lines.count == 40)
    var inside = 0
    for (id, line) in zip(1...40, lines) {
      let isSpanish = Self.languageColumn(id) == "'es'" && id % 5 != 0
      let isInside = (2_000..<7_000).contains(Self.bucket("layer", id))
      inside += isInside ? 1 : 0
      let opening = Self.bucket("opening", id) < 5_000 || !isInside ? ("plain", "P") : ("warm", "W")
      let depth = Self.bucket("depth", id) < 5_000 ? "low" : "high"
      let variants = (isInside ? #""opening":"\#(opening.0)","# : "") + #""depth":"\#(depth)""#
      #expect(line.contains(#""language":"\#(isSpanish ? "es_US" : "en_US")","variants":{\#(variants)},"#), "\(line)")
      if id % 5 == 0 {
        #expect(line.contains(#""channel":"push""#) && line.contains(#""text":"Gold""#), "\(line)")
      } else {
        let subject = isSpanish ? "Hola \(opening.1) Oro" : "Hello \(opening.1) Gold"
        #expect(line.contains(#""subject":"\#(subject)""#), "\(line)")
        #expect(line.contains(isSpanish ? "Ha gastado $1,234.56." : "You spent $1,234.56, "), "\(line)")
        #expect(line.contains(isSpanish ? ">Darse de baja<" : ">Unsubscribe<"), "\(line)")
      }
    }
    #expect((1..<40).contains(inside))
    let outside = result.err.split(separator: "\n").first { $0.contains("outside of opening") }
    #expect(outside?.split(separator: " ").last == Substring("\(40 - inside)"), "\(result.err)")
  }

  @Test func thePlanCarriesWhatIsTheEngines() throws {
    let scratch = try Self.shop()
    let built = try Tool.run("build", in: scratch.url)
    #expect(built.status == 0, "\(built.err)")
    let listing = try Tool.run("disasm", "plans/shop/hello.campplan", in: scratch.url).out
    for text in [
      "schedule   every day at the best hour between 32400 and 64800 in America/New_York", "priority   8",
      "in layer spring, salt \"layer\": from 2000 below 7000",
      "optimizes clicks by thompson, floor 1000, within 86400 seconds", "stops a variant with unsubscribes above 50",
      "message 0  email in es_US", "message 1  email in en_US", "message 2  push in en_US",
    ] {
      #expect(listing.contains(text), "\(text)\n\(listing)")
    }
  }
}
