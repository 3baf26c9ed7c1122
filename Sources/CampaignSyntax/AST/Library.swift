import CampaignDiagnostics

/// `template winback(lapse: duration = 60 days) { needs … }`.
package struct TemplateSyntax: Sendable {
  package var name: Name
  package var parameters: [Parameter]
  package var items: [CampaignItem]
  package var span: Span

  package struct Parameter: Sendable {
    package var name: Name
    package var type: TypeSyntax
    package var defaultValue: Expression?
  }

  /// Its items, without what it needs, as a campaign of its name.
  package var campaign: CampaignSyntax {
    let items = items.filter { item in
      if case .needs = item { false } else { true }
    }
    return CampaignSyntax(name: name, was: nil, instantiates: nil, items: items, span: span)
  }
}

/// `layout standard { color accent, html """…""" }`.
package struct LayoutSyntax: Sendable {
  package var name: Name
  package var colors: [Name]
  package var html: StringLiteral?
  package var span: Span
}

/// `member ada { first_name "Ada" }`: a fixture for tests.
package struct MemberSyntax: Sendable {
  package var name: Name
  package var values: [FieldValue]
  package var span: Span

  package struct FieldValue: Sendable {
    package var name: Name
    package var content: Content
    package var span: Span
  }

  package indirect enum Content: Sendable {
    case value(Expression)
    /// The values of a list in parentheses.
    case list([Expression])
    /// One row of a related table: `orders { placed 2027-01-05T10:00, total 20 USD }`.
    case row([FieldValue])
  }
}

/// `test "…" for campaign { given …, now …, expect … }`.
package struct TestSyntax: Sendable {
  package var title: StringLiteral
  package var campaign: Name
  package var items: [Item]
  package var span: Span

  package enum Item: Sendable {
    /// `given ada with { tier silver }`.
    case given(Name, overrides: [MemberSyntax.FieldValue], span: Span)
    case now(Literal, span: Span)
    /// `step reminder`: the test is of that step.
    case step(Name, span: Span)
    /// `entered 2027-03-02T10:00`: when the member came to the campaign's first step.
    case entered(Literal, span: Span)
    /// `happened welcome.clicked at 2027-03-03T08:00`.
    case happened(Path, at: Literal?, span: Span)
    /// `variant opening is warm`: the member is one of those who draw it.
    case variant(experiment: Name, variant: Name, span: Span)
    /// `event { total 20 USD }`: the payload of the event that the campaign answers.
    case event([MemberSyntax.FieldValue], span: Span)
    /// `holdout`: the member is one of those held out.
    case holdout(span: Span)
    /// `expect selected`, `expect email.body contains "…"`.
    case expect(Expression, span: Span)
  }
}
