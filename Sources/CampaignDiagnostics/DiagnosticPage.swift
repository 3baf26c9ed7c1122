extension DiagnosticCode {
  /// Every code there is, by number.
  package static let all: [DiagnosticCode] = (syntax + semantics + folders + plans).sorted {
    $0.id.dropFirst() < $1.id.dropFirst()
  }

  /// The code of this name; letter case doesn't matter.
  package static func named(_ id: String) -> DiagnosticCode? {
    let id = id.uppercased()
    return all.first { $0.id == id }
  }

  /// The page that explains the code, as Markdown.
  package var page: String {
    var text = "# \(id): \(title)\n\n\(explanation.trimmedLines)\n"
    if !bad.isEmpty { text += "\n## Wrong\n\n```campaign\n\(bad)\n```\n" }
    if !good.isEmpty { text += "\n## Right\n\n```campaign\n\(good)\n```\n" }
    return text
  }

  /// The page that lists all codes, as Markdown.
  package static var indexPage: String {
    """
    # Diagnostics

    `E` is an error, which blocks; `W` a warning, which doesn't. `campc explain E0301` prints a page in the terminal. These pages are made
    from the compiler's own table by its tests.

    | code | what it is about |
    | --- | --- |

    """ + all.map { "| [\($0.id)](\($0.id).md) | \($0.title) |\n" }.joined()
  }
}

extension String {
  fileprivate var trimmedLines: String {
    var text = self[...]
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
