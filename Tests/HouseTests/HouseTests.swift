import Foundation
import Testing

/// Holds what ARCHITECTURE.md says of the tree itself.
@Suite struct HouseTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Modules, lowest first: each may import only names above it.
  static let modules = [
    "CampaignValues", "CampaignDiagnostics", "CampaignCalendar", "CampaignLocales", "CampaignSyntax",
    "CampaignMarkdown", "CampaignSemantics", "CampaignPlan", "CampaignCompiler", "CampaignSQLite",
    "CampaignHandOff", "CampaignVM", "CampaignLedger", "CampaignEngine", "CampaignDelivery", "CampaignTracking",
    "CampaignSandbox",
    "CampaignWorkspace", "campc", "campd-worker", "campd",
  ]

  /// What a module must not know, for reasons of its own.
  static let forbidden = [
    "CampaignPlan": ["CampaignSemantics", "CampaignSyntax"],
    "CampaignVM": ["CampaignSemantics", "CampaignSyntax", "CampaignCompiler", "CampaignDiagnostics"],
    "CampaignSQLite": ["CampaignSemantics", "CampaignPlan", "CampaignCompiler"],
    "CampaignWorkspace": ["CampaignVM", "ArgumentParser"],
  ]

  /// The modules that may use Foundation: ICU's locales when checking and compiling, the author's tool, and the engine for what is JSON.
  static let foundationUsers: Set<String> = [
    "CampaignLocales", "campc", "CampaignEngine", "CampaignDelivery", "campd",
  ]

  /// The one module that asks ICU itself, for what Foundation has no door to.
  static let icuUsers: Set<String> = ["CampaignSemantics", "CampaignLocales"]

  static func swiftFiles(under folder: String) -> [URL] {
    let base = root.appending(path: folder)
    guard let walker = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil) else { return [] }
    return walker.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.sorted { $0.path < $1.path }
  }

  static func imports(of file: URL) throws -> [String] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
      guard let at = words.firstIndex(of: "import"), at + 1 < words.count, at <= 1, !line.hasPrefix("//") else {
        return nil
      }
      return String(words[words.count - 1])
    }
  }

  @Test func modulesImportOnlyWhatStandsAboveThem() throws {
    var seen = 0
    for (position, module) in Self.modules.enumerated() {
      for file in Self.swiftFiles(under: "Sources/\(module)") {
        for name in try Self.imports(of: file) {
          seen += 1
          if let other = Self.modules.firstIndex(of: name) {
            #expect(other < position, "\(file.lastPathComponent) imports \(name), which stands below \(module)")
          }
          #expect(Self.forbidden[module]?.contains(name) != true, "\(file.lastPathComponent) must not know \(name)")
          if name.hasPrefix("Foundation") {
            #expect(Self.foundationUsers.contains(module), "\(file.lastPathComponent) imports \(name)")
          }
          if name == "_FoundationICU" {
            #expect(Self.icuUsers.contains(module), "\(file.lastPathComponent) imports \(name)")
          }
          if name == "CSQLite" {
            #expect(module == "CampaignSQLite", "\(file.lastPathComponent) calls SQLite past its wrapper")
          }
          if name == "CSandbox" { #expect(module == "CampaignSandbox") }
          if name.hasPrefix("Hummingbird") { #expect(module == "CampaignTracking") }
          if name == "CCMarkGFM" { #expect(module == "CampaignMarkdown") }
        }
      }
    }
    #expect(seen > 10, "the imports were not found")
  }

  @Test func filesAreShortEnoughToRead() throws {
    let files = Self.swiftFiles(under: "Sources") + Self.swiftFiles(under: "Tests")
    #expect(files.count > 50)
    for file in files {
      let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 450, "\(file.lastPathComponent) has \(lines.count) lines: does it still have one subject?")
    }
  }

  @Test func nothingIsLeftUnfinishedInWords() throws {
    let words = [
      "TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK", "fatalEr" + "ror(", "try" + "! ", "not imple" + "mented",
    ]
    for file in Self.swiftFiles(under: "Sources") {
      let text = try String(contentsOf: file, encoding: .utf8)
      for word in words {
        #expect(!text.contains(word), "\(file.lastPathComponent) holds `\(word)`")
      }
    }
  }
}
