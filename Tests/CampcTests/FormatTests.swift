import Foundation
import Testing

@Suite struct FormatTests {
  private static let untidy = "segment   a where b\n"
  private static let tidy = "segment a where b\n"

  private func text(_ scratch: Scratch, _ path: String) throws -> String {
    try String(contentsOf: scratch.url.appending(path: path), encoding: .utf8)
  }

  @Test func rewritesWhatIsUntidyAndNamesIt() throws {
    let scratch = try Scratch()
    try scratch.write("one.campaign", Self.untidy)
    try scratch.write("deep/two.campaign", Self.tidy)
    try scratch.write("deep/notes.txt", Self.untidy)
    let first = try Tool.run("format", in: scratch.url)
    #expect(first.status == 0)
    #expect(first.out == "one.campaign\n")
    #expect(first.err == "1 of 2 files formatted\n")
    #expect(try text(scratch, "one.campaign") == Self.tidy)
    #expect(try text(scratch, "deep/notes.txt") == Self.untidy)
    let second = try Tool.run("format", in: scratch.url)
    #expect(second.status == 0 && second.out.isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted() == ["deep", "one.campaign"])
  }

  @Test func checkChangesNothing() throws {
    let scratch = try Scratch()
    try scratch.write("one.campaign", Self.untidy)
    let check = try Tool.run("format", "--check", "one.campaign", in: scratch.url)
    #expect(check.status == 1)
    #expect(check.out == "one.campaign\n")
    #expect(check.err == "1 of 1 file not formatted\n")
    #expect(try text(scratch, "one.campaign") == Self.untidy)
    try scratch.write("one.campaign", Self.tidy)
    #expect(try Tool.run("format", "--check", in: scratch.url).status == 0)
  }

  @Test func whatCannotBeReadIsLeftAndTheRestIsFormatted() throws {
    let scratch = try Scratch()
    try scratch.write("bad.campaign", "segment   a where\n")
    try scratch.write("good.campaign", Self.untidy)
    let format = try Tool.run("format", in: scratch.url)
    #expect(format.status == 1)
    #expect(format.out == "good.campaign\n")
    #expect(format.err.contains("bad.campaign:1") && format.err.contains("was left as it is"))
    #expect(try text(scratch, "bad.campaign") == "segment   a where\n")
    #expect(try text(scratch, "good.campaign") == Self.tidy)
  }

  @Test func standardInputGoesToStandardOutput() throws {
    let scratch = try Scratch()
    try scratch.write("in", Self.untidy)
    let input = scratch.url.appending(path: "in").path
    let format = try Tool.run("format", "-", input: input)
    #expect(format.status == 0 && format.out == Self.tidy && format.err.isEmpty)
    let check = try Tool.run("format", "--check", "-", input: input)
    #expect(check.status == 1 && check.out == "standard input\n")
    try scratch.write("in", "segment a where\n")
    let refused = try Tool.run("format", "-", input: input)
    #expect(refused.status == 1 && refused.out.isEmpty && refused.err.contains("standard input:1"))
  }

  @Test func permissionsAndLinksStay() throws {
    let scratch = try Scratch()
    try scratch.write("real/one.campaign", Self.untidy)
    let file = scratch.url.appending(path: "real/one.campaign").path
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
    let link = scratch.url.appending(path: "link.campaign").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real/one.campaign")
    #expect(try Tool.run("format", "link.campaign", in: scratch.url).status == 0)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real/one.campaign")
    #expect(try text(scratch, "real/one.campaign") == Self.tidy)
    #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o640)
  }

  @Test func whatIsNoCampaignFileIsNotTouched() throws {
    let scratch = try Scratch()
    try scratch.write("notes.txt", Self.untidy)
    for path in ["notes.txt", "absent.campaign"] {
      let format = try Tool.run("format", path, in: scratch.url)
      #expect(format.status == 2 && format.err.contains("`\(path)`"))
    }
    #expect(try text(scratch, "notes.txt") == Self.untidy)
  }

  @Test func whatCampcWritesIsFormatted() throws {
    let scratch = try Scratch()
    #expect(try Tool.run("init", "shop", in: scratch.url).status == 0)
    let check = try Tool.run("format", "--check", "shop", in: scratch.url)
    #expect(check.status == 0, "\(check.out)")
    let draft = try Tool.run("audience", "infer", "samples/tenants/journey/audience.sqlite")
    try scratch.write("audience.campaign", draft.out)
    let inferred = try Tool.run("format", "--check", "audience.campaign", in: scratch.url)
    #expect(inferred.status == 0, "\(inferred.err)")
  }
}
