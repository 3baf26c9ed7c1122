@testable import CampaignDiagnostics

let unknownName = DiagnosticCode("E0301", "an unknown name", explanation: "No such name.")
let advisedAgainst = DiagnosticCode("W0801", "advised against", explanation: "The brand advises against it.")

/// A source text in which `«` and `»` mark spans, numbered by where they begin.
struct Marked {
  var sources = SourceMap()
  private(set) var spans: [Span] = []

  init(_ text: String, path: String = "tenants/shop/a.campaign") { add(text, path: path) }

  mutating func add(_ text: String, path: String) {
    var bytes: [UInt8] = []
    var open: [Int] = []
    var found: [(Int, Int)] = []
    for scalar in text.unicodeScalars {
      switch scalar {
      case "«":
        open.append(found.count)
        found.append((bytes.count, bytes.count))
      case "»": found[open.removeLast()].1 = bytes.count
      default: bytes += Array(String(scalar).utf8)
      }
    }
    let file = sources.add(path: path, bytes: bytes)
    spans += found.map { Span(file, UInt32($0.0), UInt32($0.1)) }
  }

  func full(_ diagnostics: Diagnostic..., style: Style = .plain) -> String {
    DiagnosticReport(diagnostics, in: sources).rendered(as: .full, style: style)
  }
}
