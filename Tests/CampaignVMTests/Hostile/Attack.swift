import CampaignPlan
import CampaignSQLite
import Foundation
import Testing

@testable import CampaignVM

/// One deed of a hostile tenant, done twice: with the guard that stands in its way, and with that one guard off.
struct Attack: Sendable, CustomTestStringConvertible {
  let name: String
  let guardName: String
  /// Does it in a folder of its own, guarded or not, and says in a few words what came of it: without paths, times or anything else that
  /// differs from run to run. What is refused may be thrown.
  private let deed: @Sendable (_ ground: Scratch, _ isGuarded: Bool) throws -> String

  init(_ name: String, guard guardName: String, _ deed: @escaping @Sendable (Scratch, Bool) throws -> String) {
    self.name = name
    self.guardName = guardName
    self.deed = deed
  }

  var testDescription: String { name }

  func outcome(isGuarded: Bool) throws -> String {
    let ground = try Scratch()
    return try Self.refusal { try deed(ground, isGuarded) }
  }

  /// What `body` says, or why it was refused.
  static func refusal(_ body: () throws -> String) throws -> String {
    do {
      return try body()
    } catch let error as SQLiteError {
      return words(error)
    } catch let error as PlanError {
      return words(error)
    } catch let error as RunError {
      switch error {
      case .database(let error): return words(error)
      case .schema(_, let problems): return "refused: " + firstLine(problems.first ?? "")
      case .unbalanced: return "refused: the run's figures do not add up"
      default: return "refused: " + firstLine(error.description)
      }
    }
  }

  private static func words(_ error: SQLiteError) -> String {
    "refused: " + (error.kind == .other ? error.what : error.kind.rawValue)
  }

  private static func words(_ error: PlanError) -> String {
    switch error {
    case .unsound(_, let reason): "refused: " + reason
    case .malformed(let section, _, let reason): "refused: section `\(section)`: \(reason)"
    default: "refused: \(error)"
    }
  }

  private static func firstLine(_ text: String) -> String { text.split(separator: "\n").first.map(String.init) ?? "" }
}

extension Scratch {
  /// Runs a plan and says what came of it.
  func outcome(of plan: Plan, _ change: (inout RunRequest) -> Void = { _ in }) throws -> String {
    let (summary, lines) = try run(plan, change)
    return Self.words(summary, lines)
  }

  func outcome(of builder: PlanBuilder, _ change: (inout RunRequest) -> Void = { _ in }) throws -> String {
    try outcome(of: try builder.verified().plan, change)
  }

  /// Runs a plan, without its proof where `isVerified` is false.
  func run(
    _ plan: Plan, isVerified: Bool = true, _ change: (inout RunRequest) -> Void = { _ in }
  ) throws -> (summary: RunSummary, lines: [[String: Any]]) {
    var request = request()
    change(&request)
    let output = path("out.jsonl")
    let sink = try JSONLinesSink(path: output)
    let summary =
      isVerified
      ? try Machine.run(try Verifier.verify(plan), request, to: sink)
      : try Machine.run(unverified: plan, request, to: sink)
    let data = try Data(contentsOf: URL(filePath: output))
    return (summary, try JSONLines.objects(data))
  }

  /// What a run made, in a few words.
  static func words(_ summary: RunSummary, _ lines: [[String: Any]]) -> String {
    var words: [String] = []
    if let first = lines.first {
      words.append("\(lines.count) message\(lines.count == 1 ? "" : "s"), the first: \(first["text"] as? String ?? "")")
    }
    words += summary.badValues.map { "bad: `\($0.column)` \($0.reason)" }
    words += summary.quarantined.keys.map(\.rawValue).sorted().map { "quarantined: \($0)" }
    return words.isEmpty ? "no message" : words.joined(separator: "; ")
  }
}

/// What reads a run's output.
enum JSONLines {
  static func objects(_ data: Data) throws -> [[String: Any]] {
    try data.split(separator: 0x0A).map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    }
  }
}
