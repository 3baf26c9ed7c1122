import CampaignSimulation
import Foundation

/// Leads one simulated world after the other, each from a seed of its own, until the time is over or something is found.
///
///     campaign-simulation [--seed N] [--seconds N] [--worlds N] [--tenants N] [--days N] [--faults N] [--lines N] [--brief] [--digests]
@main struct Main {
  static func main() {
    var numbers: [String: Int] = [:]
    let arguments = Array(CommandLine.arguments.dropFirst())
    for (name, value) in zip(arguments, arguments.dropFirst()) where name.hasPrefix("--") {
      numbers[String(name.dropFirst(2))] = Int(value)
    }
    let isBrief = arguments.contains("--brief")
    let isDigest = arguments.contains("--digests")
    var digests: [UInt64] = []
    let first = UInt64(numbers["seed"] ?? 1)
    let end = Date().addingTimeInterval(Double(numbers["seconds"] ?? 60))
    var report = SimulationReport()
    var worlds = 0
    let began = Date()
    while Date() < end, worlds < numbers["worlds"] ?? .max {
      var settings = Simulation.Settings(seed: first + UInt64(worlds))
      settings.tenants = numbers["tenants"] ?? settings.tenants
      settings.days = numbers["days"] ?? settings.days
      settings.faultsPerDay = numbers["faults"] ?? settings.faultsPerDay
      guard let simulation = try? Simulation(settings) else {
        print("the world of seed \(settings.seed) could not be made")
        exit(2)
      }
      simulation.run()
      worlds += 1
      report.add(simulation.report)
      digests.append(simulation.digest)
      guard simulation.findings.isEmpty else {
        print("seed \(settings.seed): \(simulation.findings.prefix(5).joined(separator: "\n  "))")
        if !isBrief { print(simulation.lastLines.suffix(numbers["lines"] ?? 60).joined(separator: "\n")) }
        exit(1)
      }
    }
    let seconds = Date().timeIntervalSince(began)
    print(
      "\(worlds) worlds, \(report.days) simulated days, seeds from \(first), \(Int(seconds)) s: nothing is wrong")
    if isDigest { print(digests.map { String($0, radix: 16) }.joined(separator: " ")) }
    if !isBrief { print(report.text) }
  }
}
