/// Writes findings as one JSON document; docs/output-formats.md describes it.
struct JSONRenderer {
  /// Raised when a key goes or changes its meaning; new keys may come without.
  static let schemaVersion = 1

  let sources: SourceMap

  /// `more` writes further keys of the document.
  func render(_ report: DiagnosticReport, _ more: (inout JSONWriter) -> Void = { _ in }) -> String {
    var writer = JSONWriter()
    writer.object { json in
      json.number("version", Self.schemaVersion)
      json.key("diagnostics")
      json.array { json in
        for diagnostic in report.diagnostics { write(diagnostic, to: &json) }
      }
      json.key("summary")
      json.object { json in
        json.number("errors", report.count(.error))
        json.number("warnings", report.count(.warning))
        json.number("advice", report.count(.advice))
        json.number("files", report.fileCount)
      }
      more(&json)
    }
    return writer.text + "\n"
  }

  private func write(_ diagnostic: Diagnostic, to json: inout JSONWriter) {
    json.object { json in
      json.string("code", diagnostic.code.id)
      json.string("severity", diagnostic.severity.rawValue)
      json.string("message", diagnostic.message)
      write(diagnostic.span, to: &json)
      if let label = diagnostic.label { json.string("label", label) }
      json.key("notes")
      json.array { json in
        for note in diagnostic.notes {
          json.object { json in
            json.string("message", note.text)
            if let span = note.span { write(span, to: &json) }
          }
        }
      }
      json.key("helps")
      json.array { json in
        for help in diagnostic.helps { json.string(help) }
      }
      json.key("fixes")
      json.array { json in
        for fix in diagnostic.fixes { write(fix, to: &json) }
      }
    }
  }

  private func write(_ fix: Fix, to json: inout JSONWriter) {
    json.object { json in
      json.string("title", fix.title)
      json.key("edits")
      json.array { json in
        for edit in fix.edits {
          json.object { json in
            write(edit.span, to: &json)
            json.string("replacement", edit.replacement)
          }
        }
      }
    }
  }

  private func write(_ span: Span, to json: inout JSONWriter) {
    let file = sources[span.file]
    json.string("path", file.path)
    for (key, offset) in [("start", span.start), ("end", span.end)] {
      let place = file.location(at: offset)
      json.key(key)
      json.object { json in
        json.number("line", place.line)
        json.number("column", place.column)
        json.number("offset", Int(offset))
      }
    }
  }
}
