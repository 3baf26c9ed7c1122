import Foundation
import Testing

/// What can't be read is told from what is wrong: status 2, with what, where and what to do.
@Suite struct BadInputTests {
  @Test func aLargeFileIsRefusedUnread() throws {
    let scratch = try Scratch(tenants: "a")
    let path = scratch.url.appending(path: "tenants/a/big.campaign").path
    try scratch.write("tenants/a/big.campaign", "")
    // Sparse: reading it all would take seconds and 50 GB, telling its size takes neither.
    #expect(truncate(path, 50 << 30) == 0)
    let result = try Tool.run("check", in: scratch.url)
    #expect(result.status == 1)
    #expect(result.out.contains("error[E0102]: this file has 53687091200 bytes"))
    #expect(result.out.contains("tenants/a/big.campaign:1:1"))
  }

  @Test func aPipeIsRefusedWithoutWaiting() throws {
    let scratch = try Scratch(tenants: "a")
    #expect(mkfifo(scratch.url.appending(path: "tenants/a/pipe.campaign").path, 0o600) == 0)
    let result = try Tool.run("check", in: scratch.url)
    #expect(result.status == 2)
    #expect(result.err.hasPrefix("error: `tenants/a/pipe.campaign` is not a regular file\n  help: "))
  }

  @Test func aLinkThatPointsNowhereIsTold() throws {
    let scratch = try Scratch(tenants: "a")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.url.appending(path: "tenants/a/gone.campaign").path, withDestinationPath: "nowhere")
    let result = try Tool.run("check", in: scratch.url)
    #expect(result.status == 2)
    #expect(result.err.contains("there is no `tenants/a/gone.campaign`"))
  }

  @Test func aFileOfNoTenantIsTold() throws {
    let scratch = try Scratch(tenants: "a")
    try scratch.write("drafts/one.campaign", CheckTests.wrong)
    let result = try Tool.run("check", "drafts/one.campaign", in: scratch.url)
    #expect(result.status == 2)
    #expect(result.err.contains("`drafts/one.campaign` is in none of the workspace's tenants"))
  }

  @Test func outsideOfAWorkspaceThereIsHelp() throws {
    let scratch = try Scratch()
    let result = try Tool.run("check", in: scratch.url)
    #expect(result.status == 2)
    #expect(result.err.contains("`.` is in no workspace"))
    #expect(result.err.contains("campc init"))
  }

  @Test(arguments: [["check", "/no/such/place"], ["check", "--bogus"], ["bogus"], ["explain", "E9999"]])
  func badUsageEndsWithTwo(_ arguments: [String]) throws {
    let result = try Tool.run(arguments[0], arguments.count > 1 ? arguments[1] : "--bogus")
    #expect(result.status == 2)
    #expect(result.out == "")
    #expect(result.err.hasPrefix("error: "))
  }

  @Test(arguments: ["2027-03-02T09:00:00.5Z", "2027-03-02T09:00:00.0"])
  func aPartOfASecondIsRefused(_ now: String) throws {
    let scratch = try RunTests.shop()
    let result = try Tool.run("run", "--now", now, in: scratch.url)
    #expect(result.status == 2 && result.out == "")
    #expect(
      result.err.hasPrefix("error: `\(now)` has a part of a second, and a run's instant has none\n"), "\(result.err)")
  }

  @Test func anEmptyFilterIsRefused() throws {
    let result = try Tool.run("test", "--filter", "", "samples")
    #expect(result.status == 2)
    #expect(result.err.contains("--filter is empty: leave it out for all tests"), "\(result.err)")
  }

  @Test func outputThatCantBeWrittenIsTold() throws {
    let result = try Tool.run("explain", output: "/dev/full")
    #expect(result.status == 2)
    #expect(result.err.contains("can't write to standard output: No space left on device"))
  }

  @Test func helpAndVersionAreClean() throws {
    for arguments in ["--help", "--version", "help"] {
      let result = try Tool.run(arguments)
      #expect(result.status == 0)
      #expect(result.out.contains("campc"))
      #expect(result.err == "")
    }
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func writesCompletions(_ shell: String) throws {
    let result = try Tool.run("--generate-completion-script", shell)
    #expect(result.status == 0)
    #expect(result.out.contains("explain"))
  }
}
