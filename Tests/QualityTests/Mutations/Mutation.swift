import CampaignDiagnostics
import CampaignTestSupport
import Foundation

/// One mistake at one place.
struct Mutation {
  let path: String
  let line: Int
  let before: String
  let after: String
  fileprivate let range: NSRange

  /// What is changed, on one line.
  var description: String {
    let texts = [before, after].map { text in
      let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return line.isEmpty ? "nothing" : "`\(line.count <= 90 ? line : line.prefix(60) + "…" + line.suffix(25))`"
    }
    return "\(path):\(line): \(texts[0]) → \(texts[1])"
  }

  /// Every place of a workspace at which an operator applies.
  static func all(_ mutator: MutationOperator, in workspace: TestWorkspace, _ tenant: SampleTenant) throws -> [Mutation]
  {
    let expression = try NSRegularExpression(pattern: mutator.pattern, options: .anchorsMatchLines)
    let files = workspace.files.filter { file in
      mutator.files.contains(file.path) && (tenant.usesTemplate || file.path != "library/winback.campaign")
    }
    return files.flatMap { file -> [Mutation] in
      let text = NSString(string: String(decoding: file.bytes, as: UTF8.self))
      let matches = expression.matches(in: text as String, range: NSRange(location: 0, length: text.length))
      return matches.compactMap { match in
        let groups = (0..<match.numberOfRanges).map { index in
          let range = match.range(at: index)
          return range.location == NSNotFound ? "" : text.substring(with: range)
        }
        guard let after = mutator.replacement(groups, tenant), after != groups[0] else { return nil }
        let line = text.substring(to: match.range.location).count { $0 == "\n" } + 1
        return Mutation(path: file.path, line: line, before: groups[0], after: after, range: match.range)
      }
    }
  }

  /// The workspace with the mistake.
  func applied(to workspace: TestWorkspace) -> TestWorkspace {
    guard let file = workspace[path] else { return workspace }
    let text = NSString(string: String(decoding: file.bytes, as: UTF8.self))
    return workspace.replacing(path, with: text.replacingCharacters(in: range, with: after))
  }
}
