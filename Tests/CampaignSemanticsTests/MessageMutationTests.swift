import CampaignDiagnostics
import Foundation
import Testing

@testable import CampaignSemantics

/// Messages with pieces of their text cut out, doubled and swapped: checking ends, and each finding stands in a text.
@Suite struct MessageMutationTests {
  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      // SplitMix64.
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static let source = """
    campaign hello {
      audience where favorites is not empty and birthday is known
      schedule every day at 10:00
      experiment opening salt "hello-opening" {
        variant plain 50% { line "Picked *for* you", rate 10% }
        variant warm  50% { line "{first_name fits 20 otherwise "Neighbor"} & friends", rate 15% }
      }
      offer { percent_off opening.rate, code "WEEKLY", valid 7 days }
      email {
        subject   "{opening.line}, {first_name otherwise "friend"}"
        preheader "{offer.percent_off} off 🎂"
        body \"\"\"
          # Hello{if first_name is known}, **{first_name}**{else} you{end}

          - fruit
            {for f in favorites first 3}
            - {f}
            {end}
          - [{campaign.id}](https://shop.example/{campaign.id}?x=1 "act now")

          | Store | Total |
          | :---- | ----: |
          {for o in orders where rating is known by total descending first 5}
          {if o.rating >= 4}
          | {o.store} | _{o.total}_ |
          {else}
          | `{o.store}` | {o.placed as short date} |
          {end}
          {else}
          | none | |
          {end}

          > ![Bread](https://img.example/b.jpg) \\\\* &amp; act{if points > 3} now{end}
          \"\"\"
      }
      sms { text "{first_name fits (20, gsm) otherwise "Hi"}: {points} points until {birthday as weekday}" }
    }
    brand {
      forbid words contains any of ("act now", "friends")
      require subject.length <= 20 and subject.emoji <= 1
      require every link: host is one of ("shop.example")
      require every image: alt is known
      advise offer.percent_off <= 12%
    }
    """

  @Test func everyMutationIsCheckedToItsEnd() {
    let original = Array(Self.source.utf8)
    let bodyStart = Self.source.utf8.count / 4
    var withFindings = 0
    for seed in 0..<300 as Range<UInt64> {
      var generator = Generator(state: seed)
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let start = Int.random(in: bodyStart..<bytes.count - 1, using: &generator)
        let end = min(bytes.count, start + Int.random(in: 1...24, using: &generator))
        switch Int.random(in: 0...2, using: &generator) {
        case 0: bytes.removeSubrange(start..<end)
        case 1:
          bytes.insert(contentsOf: bytes[start..<end], at: Int.random(in: bodyStart..<bytes.count, using: &generator))
        default: bytes[start] = Array("{}*_[]()|`<>\"\n -#".utf8).randomElement(using: &generator) ?? 0x20
        }
      }
      let result = StandardTenant.check(String(decoding: bytes, as: UTF8.self))
      if !result.diagnostics.isEmpty { withFindings += 1 }
      for finding in result.diagnostics {
        let spans = [finding.span] + finding.notes.compactMap(\.span) + finding.fixes.flatMap { $0.edits.map(\.span) }
        for span in spans {
          let size = result.sources[span.file].bytes.count
          #expect(
            span.start <= span.end && Int(span.end) <= size, "seed \(seed): \(finding.code.id) \(finding.message)")
        }
      }
    }
    #expect(withFindings > 250)
  }
}
