import CampaignSQLite
import Foundation
import Testing

/// Over the real data of the sample tenant `journey`; `make samples-data` makes its audience.
@Suite struct JourneyTests {
  static let queries = Tool.repository.appending(path: "samples/queries")
  static let database = Tool.repository.appending(path: "samples/tenants/journey/audience.sqlite").path
  static let campaigns = ((try? FileManager.default.contentsOfDirectory(atPath: queries.path)) ?? [])
    .filter { $0.hasSuffix(".sql") }.map { String($0.dropLast(4)) }.sorted()

  @Test func everyCampaignHasAQuery() {
    #expect(Self.campaigns.count == 14)
    #expect(FileManager.default.fileExists(atPath: Self.database), "run `make samples-data` first")
  }

  @Test(arguments: campaigns) func selectsWhatTheQueryWrittenByHandSelects(campaign: String) throws {
    let connection = try Connection.audience(path: Self.database)
    let text = try String(contentsOf: Self.queries.appending(path: "\(campaign).sql"), encoding: .utf8)
    let statement = try connection.prepare(text)
    var expected: Set<String> = []
    while try statement.step() { expected.insert(String(statement.row.int64(0))) }
    let scratch = try Scratch()
    let outcomes = scratch.url.appending(path: "outcomes.jsonl").path
    let result = try Tool.run(
      "run", "samples", "--tenant", "journey", "--campaign", campaign, "--now", "2018-01-02T10:00", "--out",
      scratch.url.appending(path: "out.jsonl").path, "--outcomes", outcomes)
    #expect(result.status == 0, "\(result.err)")
    var selected: Set<String> = []
    for line in try String(contentsOfFile: outcomes, encoding: .utf8).split(separator: "\n") {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
      #expect(object?["outcome"] != "bad")
      if let member = object?["member"] { selected.insert(member) }
    }
    #expect(
      !expected.isEmpty && selected == expected,
      "differ in \(selected.symmetricDifference(expected).sorted().prefix(9))")
  }
}
