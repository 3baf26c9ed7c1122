import CampaignEngine
import CampaignTestSupport
import Foundation
import Testing

@Suite struct WatchTests {
  /// A `campd apply --watch` that ends with it.
  private final class Watch {
    let process = Process()

    init(_ market: Market) throws {
      process.executableURL = URL(filePath: BuiltProgram.path("campd"))
      process.arguments = ["apply", ".", "--watch", "--data", "data"]
      process.currentDirectoryURL = market.url
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
    }

    deinit {
      if process.isRunning { process.terminate() }
      process.waitUntilExit()
    }
  }

  /// Looks again and again, for half a minute at most; before there is a register there is nothing to see.
  private func eventually(_ condition: () throws -> Bool) -> Bool {
    for _ in 0..<600 {
      if (try? condition()) == true { return true }
      usleep(50_000)
    }
    return false
  }

  @Test func whatIsEditedRunsAndWhatIsWrongDoesNot() throws {
    let market = try Market("ann", "ben")
    let watch = try Watch(market)
    #expect(eventually { try market.register().latestRevision() == 1 })
    let first = try market.running()
    #expect(first.count == 2)
    try market.writeTemplate("the second version")
    #expect(eventually { try market.register().latestRevision() == 2 })
    let second = try market.running()
    #expect(second.count == 2 && second.allSatisfy { first[$0.key] != $0.value })
    // What is wrong for a moment ends nothing.
    try market.write("library/news.campaign", "template news(")
    try market.writeCampaign("ben", time: "11:00")
    try market.writeTemplate("the third version")
    #expect(eventually { try market.running()["ben/weekly"] != second["ben/weekly"] })
    #expect(eventually { try market.running()["ann/weekly"] != second["ann/weekly"] })
    #expect(watch.process.isRunning)
    watch.process.terminate()
    watch.process.waitUntilExit()
    #expect(watch.process.terminationReason == .exit && watch.process.terminationStatus == 0)
  }

  @Test func aTenantThatIsAddedIsSeen() throws {
    let market = try Market("ann")
    let watch = try Watch(market)
    #expect(eventually { try market.register().latestRevision() == 1 })
    let other = try Market("ben")
    try FileManager.default.copyItem(
      at: other.url.appending(path: "tenants/ben"), to: market.url.appending(path: "tenants/ben"))
    #expect(eventually { try market.running().count == 2 })
    #expect(watch.process.isRunning)
  }
}
