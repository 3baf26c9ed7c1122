import CampaignDiagnostics

/// `tenant freshmart { … }`: who sends. Each item keeps its keyword's span, so that a repeated item can be shown.
package struct TenantSyntax: Sendable {
  package var name: Name
  package var items: [Item]
  package var span: Span

  package enum Item: Sendable {
    case displayName(StringLiteral, keyword: Span)
    case timezone(StringLiteral, keyword: Span)
    case currency(Name, keyword: Span)
    /// `languages en_US, es_US by member.language otherwise en_US`.
    case languages([Name], by: Path?, otherwise: Name?, keyword: Span)
    case audience(StringLiteral, keyword: Span)
    case linkBase(StringLiteral, keyword: Span)
    case placeholder([StringLiteral], keyword: Span)
    case channel(ChannelSyntax)
    case quietHours(from: Literal, until: Literal, keyword: Span)
    /// `cap 4 per 7 days`.
    case cap(Number, per: DurationSyntax, keyword: Span)
    case layer(Name, salt: StringLiteral, keyword: Span)
  }
}

/// `channel email { sender "…", rate 20_000 per hour }`.
package struct ChannelSyntax: Sendable {
  package var name: Name
  package var items: [Item]
  package var span: Span

  package enum Item: Sendable {
    case sender(StringLiteral, keyword: Span)
    case address(StringLiteral, keyword: Span)
    case app(StringLiteral, keyword: Span)
    case rate(Number, per: TimeUnit, keyword: Span)
    /// `warm_up 500 per day growing 20% per day`.
    case warmUp(Number, per: TimeUnit, growing: Literal, keyword: Span)
    /// `price 79 USD per 10_000 segments`.
    case price(Literal, per: Number, keyword: Span)
  }
}

/// `brand { layout …, require …, forbid …, advise … }`.
package struct BrandSyntax: Sendable {
  package var items: [Item]
  package var span: Span

  package enum Strength: String, Sendable { case require, forbid, advise }

  package enum Item: Sendable {
    /// `layout standard { accent #0A7F3F, paper #FFFFFF }`.
    case layout(Name, colors: [(Name, Literal)], span: Span)
    case rule(BrandRuleSyntax)
  }
}

package struct BrandRuleSyntax: Sendable {
  package var strength: BrandSyntax.Strength
  package var predicate: Expression
  package var because: StringLiteral?
  package var span: Span
}
