import CampaignDiagnostics
import CampaignSyntax

/// What a syntax error may have hidden, so that it silences only what may follow from it.
extension TenantContext {
  /// The words of the declarations that may have been lost; nil among them is one whose word is not known.
  func lostDeclarations(in files: [FileSyntax]) -> Set<Keyword?> {
    var words: Set<Keyword?> = []
    for file in files {
      let read = file.declarations.map(\.span)
      for error in syntaxErrors where error.span.file == file.file && !read.contains(where: error.lies) {
        words.insert(file.lost.first { error.lies(in: $0.span) }?.keyword)
      }
    }
    return words
  }

  /// The words of the items that may have been lost; nil among them is one whose word is not known.
  func lostItems(of campaign: CampaignSyntax) -> Set<Keyword?> {
    var words: Set<Keyword?> = []
    for error in syntaxErrors where error.lies(in: campaign.span) {
      if campaign.items.contains(where: { error.lies(in: $0.span) }) { continue }
      words.insert(campaign.lost.first { error.lies(in: $0.span) }?.keyword)
    }
    return words
  }

  /// Whether the message is there with all its parts and their texts, whatever is wrong with the values in them.
  func isWhole(_ message: MessageSyntax) -> Bool {
    syntaxErrors.allSatisfy { error in
      !error.lies(in: message.span)
        || (!Self.textLosses.contains(error.code) && message.parts.contains { error.lies(in: $0.template.span) })
    }
  }

  /// Errors in a text that leave open where it ends, or what is a condition's and what is always said.
  private static let textLosses: Set<DiagnosticCode> = [
    .unterminatedString, .unterminatedBlock, .blockLayout, .directiveMismatch, .mixedDirectives, .unclosedInterpolation,
    .nestedInterpolation, .nestedTooDeeply,
  ]
}

extension Diagnostic {
  func lies(in span: Span) -> Bool {
    self.span.file == span.file && self.span.start >= span.start && self.span.start <= span.end
  }
}
