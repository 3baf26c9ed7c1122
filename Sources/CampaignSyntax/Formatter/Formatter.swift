import CampaignDiagnostics

/// Lays source out in the one way in which campaigns are written: the same tokens and comments, in new white space.
///
/// Each rule of the layout stands in a file of its own beside this one. Line breaks inside an item are the author's; the formatter
/// decides everything else. It takes linear time, and formatting what it wrote changes nothing.
package enum Formatter {
  /// What became of a file.
  package enum Outcome: Sendable {
    /// The text as it is written; the same bytes where it was so before.
    case formatted([UInt8])
    /// The text can't be read, so nothing of it is moved: the errors.
    case refused([Diagnostic])
  }

  /// How far a block's items stand to the right of the line that opens it.
  static let indentationColumns = 2

  /// Formats a file, or says why it can't be read.
  package static func format(_ source: SourceFile) -> Outcome {
    let (syntax, diagnostics) = Parser.parse(source)
    let errors = diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else { return .refused(errors) }
    var reader = LayoutReader(source, syntax)
    let text = reader.text
    var file = reader.file()
    ValueColumns.align(&file, text)
    RowColumns.align(&file, text)
    var writer = LayoutWriter(text)
    writer.write(file)
    return .formatted(LineEnds.apply(to: writer.output, as: source.bytes))
  }
}
