import CampaignHandOff
import Crypto
import Foundation
import Testing

@testable import CampaignDelivery

/// The bytes of a body, which must stay the same as long as a key lives.
@Suite struct HTTPBatchBodyTests {
  let batch = OutboundBatch(
    idempotencyKey: "k",
    messages: [Samples.mail("m-1"), Samples.text("t.2"), Samples.push("p-3"), Samples.push("p-4", link: nil)])

  @Test func bytesAreAsWritten() {
    let expected =
      #"{"messages":[{"id":"m-1","from":"Shop <hello@shop.example>","to":"member@mail.example","#
      + #""return_path":"b-1@bounce.example","mail":"U3ViamVjdDogeA0KDQpIZWxsbw0K"},"#
      + #"{"id":"t.2","from":"Shop","to":"+4791234567","text":"Hei, æøå & \"50 %\""},"#
      + #"{"id":"p-3","from":"app","to":"registration:token","push":{"title":"T","body":"B","link":"https://shop.example/a"}},"#
      + #"{"id":"p-4","from":"app","to":"registration:token","push":{"title":"T","body":"B"}}]}"#
    #expect(String(decoding: HTTPBatchBody.bytes(batch), as: UTF8.self) == expected)
  }

  @Test func bytesDependOnNothingElse() {
    var other = batch
    other.idempotencyKey = "another"
    for index in other.messages.indices { other.messages[index].notAfter = 1 }
    #expect(HTTPBatchBody.bytes(other) == HTTPBatchBody.bytes(batch))
    other.messages.swapAt(0, 1)
    #expect(HTTPBatchBody.bytes(other) != HTTPBatchBody.bytes(batch))
  }

  @Test func anyTextComesBackFromAParser() throws {
    var random = SeededRandom(seed: 1)
    for _ in 0..<300 {
      let scalars = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        Unicode.Scalar(UInt32.random(in: 0...0x2FFF, using: &random)) ?? " "
      }
      var message = Samples.text("a")
      let words = String(String.UnicodeScalarView(scalars))
      message.content = .text(words)
      let bytes = HTTPBatchBody.bytes(OutboundBatch(idempotencyKey: "k", messages: [message]))
      let read = try JSONDecoder().decode([String: [[String: String]]].self, from: Data(bytes))
      #expect(Array((read["messages"]?[0]["text"] ?? "").unicodeScalars) == scalars)
    }
  }

  @Test func base64IsThatOfEverybody() {
    var random = SeededRandom(seed: 2)
    for count in 0..<200 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      var text = JSONText()
      text.base64(bytes)
      #expect(String(decoding: text.bytes, as: UTF8.self) == "\"\(Data(bytes).base64EncodedString())\"")
    }
  }
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
