import CampaignDiagnostics
import CampaignTestSupport
import Foundation
import Testing

/// What was found of the mistakes of each operator.
struct MutationTable {
  private struct Row {
    var count = 0
    var codes: [String: Int] = [:]
    var survivors: [(line: String, reason: String?)] = []
  }

  private var names: [String] = []
  private var rows: [String: Row] = [:]

  func count(_ name: String) -> Int { rows[name]?.count ?? 0 }

  mutating func add(_ name: String, _ tenant: String, _ mutation: Mutation, _ codes: [String]) {
    if rows[name] == nil { names.append(name) }
    var row = rows[name] ?? Row()
    row.count += 1
    if codes.isEmpty {
      let place = mutation.path.hasPrefix("library/") ? "\(mutation.description) (\(tenant))" : mutation.description
      row.survivors.append((place, SurvivorReasons.reason(name, tenant, mutation)))
    }
    for code in Set(codes) { row.codes[code, default: 0] += 1 }
    rows[name] = row
  }

  var unexplained: [String] {
    names.flatMap { name in
      (rows[name]?.survivors ?? []).filter { $0.reason == nil }.map { "\(name): \($0.line)" }
    }
  }

  // MARK: Golden

  func expectGolden() throws {
    let url = TestWorkspace.repository.appending(path: "Tests/Goldens/proofs/mutations.md")
    let text = markdown
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    let golden = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    #expect(golden == text, "UPDATE_GOLDENS=1 writes \(url.lastPathComponent) anew")
    #expect(ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == nil, "goldens were written")
  }

  private var markdown: String {
    let all = names.compactMap { name in rows[name].map { (name, $0) } }
    let count = all.reduce(0) { $0 + $1.1.count }
    let survivors = all.reduce(0) { $0 + $1.1.survivors.count }
    var lines = [
      "# Mistakes in the samples", "",
      "Each mistake is made at every place of the samples where it can be made, alone. Of \(count), `campc check` finds \(count - survivors).",
      "The others are listed below the table, each with the reason: mostly it is no mistake there.", "",
      "| mistake | made | found | by |", "| --- | ---: | ---: | --- |",
    ]
    for (name, row) in all {
      let codes = row.codes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) (\($0.value))" }
      let shown = codes.prefix(6).joined(separator: ", ") + (codes.count > 6 ? ", …" : "")
      lines.append("| \(name) | \(row.count) | \(row.count - row.survivors.count) | \(shown) |")
    }
    for (name, row) in all where !row.survivors.isEmpty {
      lines += ["", "## \(name.prefix(1).uppercased() + name.dropFirst())", ""]
      for (reason, group) in Dictionary(grouping: row.survivors, by: { $0.reason ?? "" }).sorted(by: { $0.key < $1.key }
      ) {
        lines += ["\(reason):", ""] + group.map { "- \($0.line)" } + [""]
      }
      lines.removeLast()
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
