import CampaignDiagnostics
import Foundation

/// One mistake at one place.
package struct Mutation {
  package let path: String
  package let line: Int
  package let before: String
  package let after: String
  fileprivate let range: NSRange

  /// What is changed, on one line.
  package var description: String {
    let texts = [before, after].map { text in
      let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return line.isEmpty ? "nothing" : "`\(line.count <= 90 ? line : line.prefix(60) + "…" + line.suffix(25))`"
    }
    return "\(path):\(line): \(texts[0]) → \(texts[1])"
  }

  /// Every place of a workspace at which an operator applies.
  package static func all(_ mutator: MutationOperator, in workspace: TestWorkspace, _ tenant: SampleTenant) throws
    -> [Mutation]
  {
    let files = workspace.files.filter { file in
      mutator.files.contains(file.path) && (tenant.usesTemplate || file.path != "library/winback.campaign")
    }
    return try files.flatMap { file -> [Mutation] in
      let text = NSString(string: String(decoding: file.bytes, as: UTF8.self))
      return try mutator.places(in: text, tenant).map { place in
        let line = text.substring(to: place.range.location).count { $0 == "\n" } + 1
        return Mutation(path: file.path, line: line, before: place.before, after: place.after, range: place.range)
      }
    }
  }

  /// The workspace with the mistake.
  package func applied(to workspace: TestWorkspace) -> TestWorkspace {
    guard let file = workspace[path] else { return workspace }
    let text = NSString(string: String(decoding: file.bytes, as: UTF8.self))
    return workspace.replacing(path, with: text.replacingCharacters(in: range, with: after))
  }
}
