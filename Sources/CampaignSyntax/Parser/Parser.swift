import CampaignDiagnostics

/// Reads source text into a syntax tree.
package enum Parser {
  /// The largest file that is read.
  package static let fileSizeLimitBytes = 4 << 20
  /// How deep brackets, operators and directives may nest, all together.
  package static let nestingLimit = 200
  /// After so many findings in one file nothing more is read of it.
  package static let diagnosticLimit = 1000

  /// Reads any bytes: it never throws, and what can't be read is reported and left out of the declarations. The tokens cover
  /// every byte. One mistake gives one diagnostic; diagnostics come in source order.
  package static func parse(_ file: SourceFile) -> (syntax: FileSyntax, diagnostics: [Diagnostic]) {
    // SAFETY: the buffer is used only inside this closure.
    file.bytes.withUnsafeBufferPointer { bytes in
      var check = SourceCheck(file: file.id, bytes: bytes)
      guard let textStart = check.run() else {
        let end = UInt32(truncatingIfNeeded: bytes.count)
        var tokens = [Token(.endOfFile, Span(file.id, end, end))]
        if !bytes.isEmpty { tokens.insert(Token(.invalid, Span(file.id, 0, end)), at: 0) }
        return (FileSyntax(file: file.id, declarations: [], tokens: tokens), check.diagnostics)
      }
      var lexer = Lexer(file: file.id, bytes: bytes, range: textStart..<bytes.count, keepsTokens: true)
      if textStart > 0 { lexer.tokens.append(Token(.whitespace, Span(file.id, 0, UInt32(textStart)))) }
      lexer.run()
      var parser = FileParser(lexer: lexer, diagnostics: check.diagnostics + lexer.diagnostics)
      let declarations = parser.parseFile()
      let syntax = FileSyntax(
        file: file.id, declarations: declarations, lost: parser.lostDeclarations, tokens: lexer.tokens,
        itemStarts: parser.itemStarts)
      return (syntax, parser.sortedDiagnostics())
    }
  }
}
