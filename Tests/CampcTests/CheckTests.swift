import Foundation
import Testing

/// What `campc check` says, where, and with which status.
@Suite struct CheckTests {
  static let wrong = "segment locals where cty is \"Oslo\"\n"
  static let right = "segment locals where city is known and city is \"Oslo\"\n"

  @Test func aSoundWorkspaceIsClean() throws {
    let scratch = try Scratch(tenants: "a", "b")
    let result = try Tool.run("check", in: scratch.url)
    #expect(result.status == 0)
    #expect(result.out == "")
    #expect(result.err == "no findings in 5 files\n")
  }

  @Test func errorsGoToStandardOutputAndTheirCountToStandardError() throws {
    let scratch = try Scratch(tenants: "a")
    try scratch.write("tenants/a/campaigns/one.campaign", Self.wrong)
    let result = try Tool.run("check", "--output-format", "concise", in: scratch.url)
    #expect(result.status == 1)
    #expect(result.out.hasPrefix("tenants/a/campaigns/one.campaign:1:22: error[E03"))
    #expect(result.out.contains("`cty`"))
    #expect(result.err == "1 error in 1 file\n")
  }

  @Test func warningsDontBlock() throws {
    let scratch = try Scratch(tenants: "a")
    try scratch.write("tenants/a/campaigns/empty.campaign", "")
    let result = try Tool.run("check", in: scratch.url)
    #expect(result.status == 0)
    #expect(result.out.hasPrefix("warning[W0101]"))
  }

  @Test func jsonIsOneDocumentEvenWithoutFindings() throws {
    let scratch = try Scratch(tenants: "a")
    for text in [Self.right, Self.wrong] {
      try scratch.write("tenants/a/one.campaign", text)
      let result = try Tool.run("check", "--output-format", "json", in: scratch.url)
      let document = try JSONSerialization.jsonObject(with: Data(result.out.utf8)) as? [String: Any]
      let found = try #require(document?["diagnostics"] as? [[String: Any]])
      #expect(found.count == (text == Self.wrong ? 1 : 0))
      #expect(found.first.map { $0["path"] as? String == "tenants/a/one.campaign" } ?? true)
    }
  }

  @Test func checksTheTenantOfEachFileAndNoOther() throws {
    let scratch = try Scratch(tenants: "a", "b")
    for tenant in ["a", "b"] { try scratch.write("tenants/\(tenant)/one.campaign", Self.wrong) }
    func paths(_ arguments: String...) throws -> [String] {
      var found: [String] = []
      for argument in arguments {
        let result = try Tool.run("check", "--output-format", "concise", argument, in: scratch.url)
        found += result.out.split(separator: "\n").map { String($0.prefix { $0 != ":" }) }
      }
      return found
    }
    #expect(try paths("tenants/a/tenant.campaign") == ["tenants/a/one.campaign"])
    #expect(try paths("tenants/b") == ["tenants/b/one.campaign"])
    try scratch.write("library/plain.campaign", "// nothing yet\n")
    for all in ["library/plain.campaign", "tenants", "workspace.campaign", "."] {
      #expect(
        try paths(all).filter { $0.hasPrefix("tenants") } == ["tenants/a/one.campaign", "tenants/b/one.campaign"])
    }
  }

  @Test func pathsAreShownFromTheCurrentFolder() throws {
    let scratch = try Scratch(tenants: "a")
    try scratch.write("tenants/a/campaigns/one.campaign", Self.wrong)
    try scratch.write("tenants/a/two.campaign", "segment others where vists > 3\n")
    let folder = scratch.url.appending(path: "tenants/a/campaigns")
    let result = try Tool.run("check", "--output-format", "concise", in: folder)
    #expect(result.out.split(separator: "\n").map { $0.prefix { $0 != ":" } } == ["../two.campaign", "one.campaign"])
  }

  @Test func findsWorkspacesBelowTheFolder() throws {
    let scratch = try Scratch()
    for name in ["x", "y"] {
      try scratch.write("\(name)/workspace.campaign", "workspace \(name) {\n  tenants \"tenants/*\"\n}\n")
    }
    let result = try Tool.run("check", "--output-format", "concise", in: scratch.url)
    #expect(result.status == 1)
    #expect(result.out.split(separator: "\n").count == 2)
    #expect(result.out.contains("x/workspace.campaign:2:11: error[E1012]: no folder matches `tenants/*`"))
  }

  @Test(arguments: ["../elsewhere", "/etc", "tenants/../../b"])
  func aWorkspaceNamesNothingOutsideOfIt(_ path: String) throws {
    let scratch = try Scratch()
    try scratch.write("workspace.campaign", "workspace x {\n  tenants \"\(path)\"\n}\n")
    let result = try Tool.run("check", "--output-format", "concise", in: scratch.url)
    #expect(result.out.contains("error[E1013]"))
    #expect(result.status == 1)
  }

  @Test func skipsHiddenFoldersAndLoopsOfLinks() throws {
    let scratch = try Scratch(tenants: "a")
    try scratch.write("tenants/a/.old/one.campaign", Self.wrong)
    try scratch.write("tenants/.b/one.campaign", Self.wrong)
    try FileManager.default.createSymbolicLink(
      atPath: scratch.url.appending(path: "tenants/a/loop").path, withDestinationPath: "..")
    let result = try Tool.run("check", in: scratch.url)
    #expect(result.status == 0)
    #expect(result.err == "no findings in 3 files\n")
  }
}

/// `campc check --proofs`: what is proven of the samples' messages.
@Suite struct CheckProofsTests {
  @Test func listsTheLargestSizesAndWhoHasThem() throws {
    let result = try Tool.run("check", "samples", "--proofs")
    #expect(result.status == 0, "\(result.out)")
    let line = "    subject    at most 54 characters, 1,224 bytes: `first_name` has 30 characters\n"
    #expect(result.out.contains("  welcome, email in es_US\n" + line))
    #expect(result.out.contains("  welcome, step last_call, sms in en_US\n    text       at most 1 segment, "))
    #expect(result.out.contains("  the brand's rules hold for all 18 messages\n    require subject.length <= 60\n"))
  }

  @Test func writesThemAsJSON() throws {
    let result = try Tool.run("check", "samples", "--proofs", "--output-format", "json")
    let document = try #require(try JSONSerialization.jsonObject(with: Data(result.out.utf8)) as? [String: Any])
    let tenants = try #require(document["proofs"] as? [[String: Any]])
    #expect(tenants.compactMap { $0["tenant"] as? String } == ["bazaar", "fjordmat", "freshmart", "journey"])
    let messages = try #require(tenants[0]["messages"] as? [[String: Any]])
    let parts = try #require(messages[0]["parts"] as? [[String: Any]])
    let text = try #require(parts[1]["characters"] as? [String: Any])
    #expect(text["most"] as? Int == 38)
    #expect(text["witness"] as? String == "`event.total` is 1000.00 EUR")
  }

  @Test func withoutTheFlagNothingIsListed() throws {
    #expect(try Tool.run("check", "samples").out.isEmpty)
  }
}
