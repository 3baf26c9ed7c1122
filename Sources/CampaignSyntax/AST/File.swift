import CampaignDiagnostics

/// What one source file declares, in source order; declarations that could not be read are left out and reported.
package struct FileSyntax: Sendable {
  package let file: FileID
  package let declarations: [Declaration]
  /// Declarations that could not be read, and were reported.
  package let lost: [LostSyntax]
  /// Every byte of the source, in order: concatenating the tokens' bytes gives it back.
  package let tokens: [Token]
  /// Where declarations and the items of blocks begin, in source order; the formatter gives each a line.
  let itemStarts: [UInt32]

  package init(
    file: FileID, declarations: [Declaration], lost: [LostSyntax] = [], tokens: [Token], itemStarts: [UInt32] = []
  ) {
    self.file = file
    self.declarations = declarations
    self.lost = lost
    self.tokens = tokens
    self.itemStarts = itemStarts
  }
}

/// What began with a known word and could not be read: from there to where reading went on.
package struct LostSyntax: Sendable {
  package let keyword: Keyword
  package let span: Span

  package init(_ keyword: Keyword, _ span: Span) {
    self.keyword = keyword
    self.span = span
  }
}

package enum Declaration: Sendable {
  case workspace(WorkspaceSyntax)
  case tenant(TenantSyntax)
  case audience(AudienceSyntax)
  case catalog(CatalogSyntax)
  case brand(BrandSyntax)
  case segment(SegmentSyntax)
  case campaign(CampaignSyntax)
  case template(TemplateSyntax)
  case layout(LayoutSyntax)
  case member(MemberSyntax)
  case test(TestSyntax)
}

/// One piece of the source's bytes.
package struct Token: Hashable, Sendable {
  package enum Kind: UInt8, Sendable {
    case whitespace, lineBreak, comment, invalid
    case name, number, color, string, punctuation
    case endOfFile
  }

  package let kind: Kind
  package let span: Span

  package init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }
}

package struct WorkspaceSyntax: Sendable {
  package var name: Name
  package var library: StringLiteral?
  package var tenants: StringLiteral?
  package var span: Span
}

package struct SegmentSyntax: Sendable {
  package var name: Name
  package var predicate: Expression
  package var span: Span
}
