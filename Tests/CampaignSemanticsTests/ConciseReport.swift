import CampaignDiagnostics

/// Findings as a golden case shows them: where, the code, the sentence, and what underlies it.
enum ConciseReport {
  static func text(_ result: StandardTenant.Result) -> String {
    result.diagnostics.map { line($0, result) }.joined(separator: "\n")
  }

  static func line(_ diagnostic: Diagnostic, _ result: StandardTenant.Result) -> String {
    var lines = ["\(place(diagnostic.span, result)): \(diagnostic.code.id) \(diagnostic.message)"]
    let written = result.sources[diagnostic.span.file].text(diagnostic.span)
    lines.append("  at: \(written.split(separator: "\n").first.map(String.init) ?? "")")
    for note in diagnostic.notes {
      lines.append("  note\(note.span.map { " (\(place($0, result)))" } ?? ""): \(note.text)")
    }
    lines += diagnostic.helps.map { "  help: \($0)" }
    for fix in diagnostic.fixes {
      let edits = fix.edits.map { edit in
        let old = result.sources[edit.span.file].text(edit.span)
        return old.isEmpty ? "insert «\(edit.replacement)»" : "«\(old)» to «\(edit.replacement)»"
      }
      lines.append("  fix: \(fix.title): \(edits.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n")
  }

  private static func place(_ span: Span, _ result: StandardTenant.Result) -> String {
    let file = result.sources[span.file]
    let location = file.location(at: span.start)
    let path = span.file == result.file ? "" : file.path + ":"
    return "\(path)\(location.line):\(location.column)"
  }
}
