import CampaignHandOff
import Foundation
import Testing

@testable import CampaignDelivery

/// Answers, times and words of providers, of any bytes.
@Suite struct AnswerReadingTests {
  static let batch = Samples.batch("k", 4)
  static let valid = Array(
    (#"{"results":[{"id":"k-0","status":"accepted","provider_id":"p1"},{"id":"k-1","status":"refused","code":550},"#
      + #"{"id":"k-2","status":"deferred","retry_after":99999999999,"text":"later"},{"id":"k-3","status":"accepted"}]}"#)
      .utf8)

  private func outcomes(_ bytes: [UInt8], status: Int = 200) -> [HandOffOutcome] {
    let answer = HTTPBatchAnswer(HTTPAnswer(status: status, isJSON: true, body: .bytes(bytes)))
    return Self.batch.messages.map(answer.outcome)
  }

  @Test func aValidAnswer() {
    let outcomes = outcomes(Self.valid)
    #expect(outcomes.map(\.word) == ["accepted", "refused", "for now", "accepted"])
    #expect(outcomes[1].answer?.code == "550")
    #expect(outcomes[2].answer?.retryAfterSeconds == RetryAfter.limitSeconds)
  }

  @Test func everyPrefixIsUnknown() {
    for count in 0..<Self.valid.count {
      #expect(outcomes(Array(Self.valid.prefix(count))).allSatisfy { $0.word == "unknown" })
    }
  }

  @Test func garbageByAThousandSeeds() {
    for seed in 0..<1_000 {
      var random = SeededRandom(seed: UInt64(seed))
      var bytes = Self.valid
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.insert(contentsOf: bytes[..<place], at: place)
        case 2: bytes.removeSubrange(place..<min(place + 5, bytes.count - 1))
        default: bytes.insert(Array("{}[],:\"".utf8).randomElement(using: &random) ?? 0, at: place)
        }
      }
      for status in [200, 400, 503] {
        for (index, outcome) in outcomes(bytes, status: status).enumerated() {
          switch status {
          case 400: #expect(outcome.word == "refused")
          case 503: #expect(outcome.word == "for now")
          // A message that was accepted is never believed not to be.
          case _ where index == 0 || index == 3: #expect(["accepted", "unknown"].contains(outcome.word))
          default: #expect(outcome.word != "not handed off")
          }
        }
      }
    }
  }

  @Test func listsHaveAnEnd() {
    let long = Array((#"{"results":[1"# + String(repeating: ",1", count: 20_000) + "]}").utf8)
    #expect(outcomes(long).allSatisfy { $0.word == "unknown" })
  }

  @Test(arguments: [
    ("0", 0), ("17", 17), (" 17 ", 17), ("604801", 604_800), ("99999999999999999999999", 604_800),
    ("Sun, 06 Nov 1994 08:49:37 GMT", 100), ("Sunday, 06-Nov-94 08:49:37 GMT", 100), ("Sun Nov  6 08:49:37 1994", 100),
    ("Sun, 06 Nov 1994 08:00:00 GMT", 0), ("Sun, 06 Nov 2094 08:49:37 GMT", 604_800),
  ]) func retryAfter(value: String, seconds: Int) {
    #expect(RetryAfter.seconds(value, now: 784_111_777 - 100) == seconds)
  }

  @Test(arguments: [
    "", "-1", "1.5", "soon", "17 s", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Now 1994 08:49:37 GMT", "Sun, 6 Nov 1969 08:49:37 GMT", "١٧",
    "Sun, 06 Nov 1994 08:49 GMT",
  ]) func noRetryAfter(value: String) { #expect(RetryAfter.seconds(value, now: 784_111_677) == nil) }

  @Test func yearsOfTwoDigits() {
    // 2026-11-28: `77` would be more than 50 years ahead, `76` is not.
    #expect(RetryAfter.instant("Sunday, 06-Nov-77 08:49:37 GMT", now: 1_795_824_000) == 247_654_177)
    #expect(RetryAfter.instant("Friday, 06-Nov-76 08:49:37 GMT", now: 1_795_824_000) == 3_371_878_177)
  }

  @Test(arguments: [
    ("mailbox full", "mailbox full"), ("a\r\n b\t\tc\u{0}d", "a b c d"), ("to <a.b@c.example>: no", "to <address> no"),
    ("number +47 91 23 45 67 off", "number <number> off"), ("(0049) 170-123 4567", "<number>"),
    ("error 21211", "error 21211"),
    ("call 91234567.", "call <number>."), ("a＠b.example no", "<address> no"), ("u%40b.example", "<address>"),
    ("key AIzaSyD4f9k2LmN0pQr5tUv", "key <token>"), ("+٤٧٩١٢٣٤٥٦٧", "<number>"),
  ]) func wordsAreCleaned(words: String, cleaned: String) { #expect(AnswerText.cleaned(words) == cleaned) }

  @Test func wordsAreShort() {
    let words = AnswerText.cleaned(String(repeating: "æ ø ", count: 5_000))
    #expect((195...200).contains(words.utf8.count))
    #expect(AnswerText.cleaned(String(repeating: "x", count: 100_000) + " a@b.example").utf8.count <= 200)
  }
}
