/// In what form findings are written.
package enum OutputFormat: String, CaseIterable, Sendable { case full, concise, json }

/// The findings of one run in the order in which they are shown, and the sources that they speak of.
package struct DiagnosticReport: Sendable {
  /// By path, then position; no two are the same.
  package let diagnostics: [Diagnostic]
  package let sources: SourceMap

  package init(_ diagnostics: [Diagnostic], in sources: SourceMap) {
    var seen: Set<Diagnostic> = []
    self.diagnostics = diagnostics.filter { seen.insert($0).inserted }.sorted { a, b in
      if a.span.file != b.span.file {
        return sources[a.span.file].path.utf8.lexicographicallyPrecedes(sources[b.span.file].path.utf8)
      }
      if a.span.start != b.span.start { return a.span.start < b.span.start }
      if a.span.end != b.span.end { return a.span.end < b.span.end }
      if a.severity != b.severity { return a.severity < b.severity }
      if a.code != b.code { return a.code.id < b.code.id }
      return a.message < b.message
    }
    self.sources = sources
  }

  package func count(_ severity: Severity) -> Int { diagnostics.count { $0.severity == severity } }

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// How many files the findings are in.
  package var fileCount: Int { Set(diagnostics.map(\.span.file)).count }

  /// `3 errors, 1 warning in 2 files`; nil where there is nothing to say.
  package var summary: String? {
    let parts: [(Severity, one: String, many: String)] = [
      (.error, "error", "errors"), (.warning, "warning", "warnings"), (.advice, "piece of advice", "pieces of advice"),
    ]
    let counts = parts.compactMap { severity, one, many in
      let count = count(severity)
      return count == 0 ? nil : "\(count) \(count == 1 ? one : many)"
    }
    if counts.isEmpty { return nil }
    return counts.joined(separator: ", ") + " in \(fileCount) \(fileCount == 1 ? "file" : "files")"
  }

  /// The findings in one form, ending with a line break unless there are none; JSON is one document in any case, to which
  /// `moreJSON` adds keys.
  package func rendered(
    as format: OutputFormat, style: Style = .plain, moreJSON: (inout JSONWriter) -> Void = { _ in }
  ) -> String {
    switch format {
    case .full: FullRenderer(sources: sources, style: style).render(diagnostics)
    case .concise: concise(style)
    case .json: JSONRenderer(sources: sources).render(self, moreJSON)
    }
  }

  /// `path:line:column: error[E0301]: message`, one line for each finding.
  private func concise(_ style: Style) -> String {
    var result = ""
    for diagnostic in diagnostics {
      let file = sources[diagnostic.span.file]
      let place = file.location(at: diagnostic.span.start)
      let kind = style.paint("\(diagnostic.severity.rawValue)[\(diagnostic.code.id)]", diagnostic.severity.paint)
      result +=
        "\(VisibleText.of(file.path)):\(place.line):\(place.column): \(kind): \(VisibleText.of(diagnostic.message))\n"
    }
    return result
  }
}
