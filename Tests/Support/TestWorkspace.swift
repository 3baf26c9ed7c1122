import CampaignDiagnostics
import CampaignSemantics
import CampaignSyntax
import Foundation

/// A workspace in memory: its files are parsed once, and parsed again only where a test changes them.
package struct TestWorkspace: Sendable {
  /// The repository's root folder.
  package static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The repository's `samples/`.
  package static let samples = TestWorkspace(reading: repository.appending(path: "samples"))

  /// The names of the system's time zones.
  package static let zones = Set(TimeZone.knownTimeZoneIdentifiers)

  /// Numbered as the files of every source map that this workspace makes; paths are relative to its root.
  package private(set) var files: [SourceFile] = []
  private var syntaxes: [FileSyntax] = []
  private var syntaxFindings: [[Diagnostic]] = []

  /// From texts by path: `workspace.campaign`, `library/…`, `tenants/NAME/…`.
  package init(_ texts: [String: [UInt8]]) {
    for (path, bytes) in texts.sorted(by: { $0.key < $1.key }) {
      let file = SourceFile(id: FileID(UInt32(files.count)), path: path, bytes: bytes)
      let (syntax, findings) = Parser.parse(file)
      files.append(file)
      syntaxes.append(syntax)
      syntaxFindings.append(findings)
    }
  }

  package init(_ texts: [String: String]) { self.init(texts.mapValues { Array($0.utf8) }) }

  /// Every campaign file under a folder.
  package init(reading folder: URL) {
    var texts: [String: [UInt8]] = [:]
    for case let path as String in FileManager.default.enumerator(atPath: folder.path()) ?? .init()
    where path.hasSuffix(".campaign") {
      if let data = try? Data(contentsOf: folder.appending(path: path)) { texts[path] = Array(data) }
    }
    self.init(texts)
  }

  /// The same with one file's text changed, or a file more.
  package func replacing(_ path: String, with bytes: [UInt8]) -> TestWorkspace {
    guard let index = files.firstIndex(where: { $0.path == path }) else {
      return TestWorkspace(
        Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.bytes) } + [(path, bytes)]))
    }
    var copy = self
    let file = SourceFile(id: files[index].id, path: path, bytes: bytes)
    copy.files[index] = file
    (copy.syntaxes[index], copy.syntaxFindings[index]) = Parser.parse(file)
    return copy
  }

  package func replacing(_ path: String, with text: String) -> TestWorkspace { replacing(path, with: Array(text.utf8)) }

  /// The same with a fix's edits made; nil where they overlap or go beyond their file.
  package func applying(_ fix: Fix) -> TestWorkspace? {
    var result = self
    for (id, edits) in Dictionary(grouping: fix.edits, by: \.span.file) {
      let file = files[Int(id.rawValue)]
      var bytes = file.bytes
      var end = bytes.count
      for edit in edits.sorted(by: { ($0.span.start, $0.span.end) > ($1.span.start, $1.span.end) }) {
        let range = Int(edit.span.start)..<Int(edit.span.end)
        guard range.upperBound <= end else { return nil }
        bytes.replaceSubrange(range, with: Array(edit.replacement.utf8))
        end = range.lowerBound
      }
      result = result.replacing(file.path, with: bytes)
    }
    return result
  }

  package subscript(_ path: String) -> SourceFile? { files.first { $0.path == path } }

  package func syntax(of file: SourceFile) -> FileSyntax { syntaxes[Int(file.id.rawValue)] }

  package var sources: SourceMap {
    var map = SourceMap()
    for file in files { _ = map.add(path: file.path, bytes: file.bytes) }
    return map
  }

  /// The files by where they lie. Without a `workspace.campaign`, its place is taken by an empty file.
  package var parsed: ParsedWorkspace {
    var root = FileSyntax(file: FileID(0), declarations: [], tokens: [])
    var library: [FileSyntax] = []
    var tenants: [ParsedWorkspace.Tenant] = []
    for (file, syntax) in zip(files, syntaxes) {
      let parts = file.path.split(separator: "/").map(String.init)
      switch parts.first {
      case "workspace.campaign": root = syntax
      case "library": library.append(syntax)
      case "tenants" where parts.count > 2:
        let directory = "tenants/\(parts[1])"
        if tenants.last?.directory != directory { tenants.append(.init(directory: directory, files: [])) }
        tenants[tenants.count - 1].files.append(syntax)
      default: continue
      }
    }
    return ParsedWorkspace(root: root, library: library, tenants: tenants)
  }

  /// The findings of parsing, file by file.
  package var syntaxDiagnostics: [Diagnostic] { syntaxFindings.flatMap { $0 } }

  /// What `campc check` finds, parsing and checking together, and what came out of it.
  package func check(
    basis: ProofBasis? = SystemZones.basis, unproven: Set<DiagnosticCode> = []
  ) -> (workspace: CheckedWorkspace, diagnostics: [Diagnostic]) {
    let (checked, findings) = Checker.check(
      parsed, sources: sources, syntaxErrors: syntaxDiagnostics, zones: Self.zones, basis: basis,
      unproven: unproven)
    return (checked, syntaxDiagnostics + findings)
  }

  package var diagnostics: [Diagnostic] { check().diagnostics }

  /// One line for each finding, for a failing test to show.
  package func shown(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map { diagnostic in
      let file = files[Int(diagnostic.span.file.rawValue)]
      let place = file.location(at: diagnostic.span.start)
      return "\(file.path):\(place.line):\(place.column): \(diagnostic.severity.rawValue)[\(diagnostic.code.id)]: "
        + "\(diagnostic.message) [\(file.text(diagnostic.span))] fixes: \(diagnostic.fixes.map(\.title))"
    }.joined(separator: "\n")
  }
}
