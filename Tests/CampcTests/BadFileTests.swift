import CampaignTestSupport
import Foundation
import Testing

/// What is no campaign file is told by the tool as by the library, and ends it in order.
@Suite struct BadFileTests {
  @Test(arguments: BadFile.all)
  func isTold(_ bad: BadFile) throws {
    let scratch = try Scratch()
    for file in BadFile.workspace.files {
      try scratch.write(file.path, String(decoding: file.bytes, as: UTF8.self))
    }
    try Data(bad.bytes).write(to: scratch.url.appending(path: bad.path))
    let result = try Tool.run("check", "--output-format", "json", in: scratch.url)
    let document = try JSONSerialization.jsonObject(with: Data(result.out.utf8)) as? [String: Any]
    let findings = try #require(document?["diagnostics"] as? [[String: Any]])
    #expect(findings.compactMap { $0["code"] as? String } == bad.codes)
    #expect(result.status == (bad.codes.contains { $0.hasPrefix("E") } ? 1 : 0), "\(result.err)")
    let full = try Tool.run("check", in: scratch.url)
    #expect(full.status == result.status)
    #expect(full.out.utf8.count < 4_000, "a finding is shown on a screen")
  }
}
