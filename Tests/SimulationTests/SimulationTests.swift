import CampaignSimulation
import CampaignTestSupport
import Testing

/// The whole engine in worlds in which much goes wrong; `make simulation` leads many more of them.
@Suite(.serialized) struct SimulationTests {
  private func settings(_ seed: UInt64) -> Simulation.Settings {
    var settings = Simulation.Settings(seed: seed)
    settings.tenants = 3
    settings.members = 8
    settings.days = 1
    return settings
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func nothingIsLostOrSentTwiceWhateverHappens(_ seed: UInt64) throws {
    let simulation = try Simulation(settings(seed))
    simulation.run()
    #expect(
      simulation.findings.isEmpty,
      "seed \(seed): \(simulation.findings.prefix(3))\n\(simulation.lastLines.suffix(30).joined(separator: "\n"))")
    #expect(simulation.report.counts["messages taken"] ?? 0 > 30)
  }

  @Test func theSameSeedLeadsToTheSameJournal() throws {
    let digests = try (0..<2).map { _ in
      let simulation = try Simulation(settings(7))
      simulation.run()
      #expect(simulation.findings.isEmpty, "seed 7: \(simulation.findings.prefix(3))")
      return simulation.digest
    }
    #expect(digests[0] == digests[1])
    let other = try Simulation(settings(8))
    other.run()
    #expect(other.digest != digests[0])
  }
}
