import Foundation
import Testing

@testable import CampaignDelivery

/// Return paths and back.
@Suite struct VERPTests {
  let verp = VERP(keys: [Secret("new"), Secret("old")])

  @Test(arguments: [
    "a", "1", "m-1.b", "Ab.CD-9", "-.-", String(repeating: "x", count: 53), String(repeating: "X", count: 26),
  ])
  func thereAndBack(id: String) throws {
    let path = try #require(verp.returnPath(messageID: id, domain: "Bounce.Shop.example"))
    let local = path.prefix { $0 != "@" }
    #expect(local.utf8.count <= 64 && local.lowercased() == local && path.hasSuffix("@Bounce.Shop.example"))
    for address in [path, "<\(path)>", path.lowercased(), path.uppercased()] {
      #expect(verp.messageID(from: address) == id)
    }
  }

  @Test(arguments: [
    "", "a b", "a@b", "å", "a..b", "a_b", String(repeating: "x", count: 54), String(repeating: "X", count: 27),
  ])
  func idsThatDoNotFit(id: String) { #expect(verp.returnPath(messageID: id, domain: "bounce.example") == nil) }

  @Test(arguments: ["", "a b", ".a", "a.", "a..b", "a@b"]) func domainsThatAreNone(domain: String) {
    #expect(verp.returnPath(messageID: "a", domain: domain) == nil)
  }

  @Test func keysRotate() throws {
    let path = try #require(VERP(keys: [Secret("old")]).returnPath(messageID: "m", domain: "bounce.example"))
    #expect(verp.messageID(from: path) == "m")
    #expect(VERP(keys: [Secret("new")]).messageID(from: path) == nil)
    #expect(VERP(keys: []).messageID(from: path) == nil)
    #expect(VERP(keys: [Secret("")]).returnPath(messageID: "m", domain: "bounce.example") == nil)
  }

  @Test func forgedOnesAreRefused() throws {
    let path = try #require(verp.returnPath(messageID: "m-17", domain: "bounce.example"))
    #expect(verp.messageID(from: path.replacing("m-17", with: "m-18")) == nil)
    #expect(verp.messageID(from: path.replacing("bounce.", with: "other.")) == nil)
    for index in path.indices {
      for other in "abz019-._@" where path[index].lowercased() != String(other) {
        #expect(verp.messageID(from: path.replacingCharacters(in: index...index, with: String(other))) == nil)
      }
      #expect(verp.messageID(from: String(path[..<index])) == nil)
    }
    for seed in 0..<1_000 {
      var random = SeededRandom(seed: UInt64(seed))
      let tag = String((0..<8).map { _ in "0123456789abcdefghjkmnpqrstvwxyz".randomElement(using: &random) ?? "0" })
      if !path.contains(tag) { #expect(verp.messageID(from: "b-m-17-\(tag)@bounce.example") == nil) }
      let text = String(decoding: (0..<40).map { _ in UInt8.random(in: 32...255, using: &random) }, as: UTF8.self)
      #expect(verp.messageID(from: "b-" + text) == nil)
    }
  }

  @Test func tagsStayTheSame() {
    let verp = VERP(keys: [Secret("key")])
    #expect(
      verp.returnPath(messageID: "M-1", domain: "bounce.example") == "b-_m-1-trexct57@bounce.example")
  }
}
