import CampaignDiagnostics
import CampaignSyntax
import Foundation
import Testing

@Suite struct SampleTests {
  @Test(arguments: Samples.all)
  func parsesCleanly(_ sample: Samples.Sample) {
    let source = SourceFile(id: FileID(0), path: sample.path, bytes: sample.bytes)
    let (syntax, diagnostics) = Parser.parse(source)
    #expect(diagnostics.isEmpty, "\(Samples.shown(diagnostics, source))")
    #expect(!syntax.declarations.isEmpty)
    #expect(Samples.joined(syntax.tokens, source) == sample.bytes)
  }
}

/// The campaign files beside the tests, and the package's samples.
enum Samples {
  struct Sample: Sendable, CustomTestStringConvertible {
    let path: String
    let bytes: [UInt8]
    var testDescription: String { path }
  }

  static let all: [Sample] = {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let package = tests.deletingLastPathComponent().deletingLastPathComponent()
    return files(under: tests.appendingPathComponent("Sources"))
      + files(under: package.appendingPathComponent("samples"))
  }()

  private static func files(under root: URL) -> [Sample] {
    let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(".campaign") }.sorted().compactMap { path in
      (try? Data(contentsOf: root.appendingPathComponent(path))).map { Sample(path: path, bytes: Array($0)) }
    }
  }

  static func shown(_ diagnostics: [Diagnostic], _ source: SourceFile) -> String {
    diagnostics.map { diagnostic in
      let place = source.location(at: diagnostic.span.start)
      return
        "\(place.line):\(place.column) \(diagnostic.code.id) \(diagnostic.message) [\(source.text(diagnostic.span))] \(diagnostic.helps)"
    }.joined(separator: "\n")
  }

  /// The tokens' bytes one behind the other; tokens that overlap or leave a gap change them.
  static func joined(_ tokens: [Token], _ source: SourceFile) -> [UInt8] {
    tokens.flatMap { source.bytes[Int($0.span.start)..<Int($0.span.end)] }
  }
}
