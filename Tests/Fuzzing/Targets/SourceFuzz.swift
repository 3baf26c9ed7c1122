import CampaignDiagnostics
import CampaignSyntax
import CampaignTestSupport

/// Any bytes as a file of source: its tokens are the file, findings lie within it, and what is laid out stays so.
enum SourceFuzz {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    let source = SourceFile(id: FileID(0), path: "any.campaign", bytes: bytes)
    let (syntax, findings) = Parser.parse(source)
    guard joined(syntax.tokens, bytes) == bytes else { throw FuzzFinding("the tokens are not the source") }
    for finding in findings where finding.span.start > finding.span.end || Int(finding.span.end) > bytes.count {
      throw FuzzFinding("\(finding.code.id) lies outside of the file")
    }
    guard case .formatted(let formatted) = Formatter.format(source) else {
      guard findings.contains(where: { $0.severity == .error }) else {
        throw FuzzFinding("a file without errors can't be formatted")
      }
      return
    }
    guard
      case .formatted(let again) = Formatter.format(SourceFile(id: FileID(0), path: "any.campaign", bytes: formatted))
    else { throw FuzzFinding("what the formatter wrote can't be read") }
    guard again == formatted else { throw FuzzFinding("formatting what was formatted changes it") }
  }

  private static func joined(_ tokens: [Token], _ bytes: [UInt8]) -> [UInt8] {
    var joined: [UInt8] = []
    joined.reserveCapacity(bytes.count)
    for token in tokens where token.span.end > token.span.start && Int(token.span.end) <= bytes.count {
      joined += bytes[Int(token.span.start)..<Int(token.span.end)]
    }
    return joined
  }

  static var seeds: [String: [UInt8]] {
    var seeds: [String: [UInt8]] = [:]
    for file in TestWorkspace.samples.files where file.bytes.count < 8_192 {
      seeds[file.path.split(separator: "/").joined(separator: "-")] = file.bytes
    }
    return seeds
  }
}
