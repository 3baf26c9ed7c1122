import CampaignDiagnostics

/// `audience member from customers key customer_id { … }`.
package struct AudienceSyntax: Sendable {
  package var name: Name
  package var table: Name
  package var key: Name
  package var items: [Item]
  package var span: Span

  package enum Item: Sendable {
    case attribute(AttributeSyntax)
    case related(RelatedSyntax)
    case event(EventSyntax)
    case reach(ReachSyntax)
  }
}

/// `spend money(0 to 99_999) from lifetime_spend_cents in cents`.
package struct AttributeSyntax: Sendable {
  package var name: Name
  package var type: TypeSyntax
  package var source: Source?
  package var encoding: Encoding?
  /// The span of `invalid is missing` where it was written.
  package var invalidIsMissing: Span?
  package var span: Span

  package enum Source: Sendable {
    case column(Name)
    /// `customer_favorites(customer_id, category)`: table, key column, value column.
    case table(Name, key: Name, value: Name)
  }

  package enum Encoding: Sendable {
    /// `in cents`, `in seconds`, `in iso`.
    case unit(Name)
    /// `in ("Y", "N")`.
    case pair(StringLiteral, StringLiteral, span: Span)
  }
}

/// `text(40, name)?`, `int(1 to 50)`, `set of text(30) up to 20`.
package struct TypeSyntax: Sendable {
  package var kind: Kind
  package var isOptional: Bool
  package var span: Span

  package indirect enum Kind: Sendable {
    /// A plain or parameterized type by name: `text(40, name)`, `money(0 to 999)`, `date`, a catalog's name.
    case named(Name, arguments: [Argument])
    /// `choice(a "stored" as "Shown" in en_US, b, …)`; `isOrdered` where `<` stands between the values.
    case choice([ChoiceSyntax], isOrdered: Bool)
    case set(of: TypeSyntax, upTo: Number?)
    /// `url on "shop.example"`.
    case url(host: StringLiteral)
  }

  package enum Argument: Sendable {
    case number(Number)
    case range(Expression, Expression)
    case name(Name)
  }
}

package struct ChoiceSyntax: Sendable {
  package var name: Name
  package var stored: StringLiteral?
  /// `as "Gold" in en_US as "Oro" in es_US`.
  package var labels: [(text: StringLiteral, language: Name?)]
}

/// `many orders up to 2_000 from orders(customer_id) key order_id { … }`.
package struct RelatedSyntax: Sendable {
  package var name: Name
  package var upTo: Number?
  package var table: Name
  package var foreignKey: Name
  package var key: Name
  package var attributes: [AttributeSyntax]
  package var span: Span
}

/// `event basket_abandoned from basket_events(customer) key event_id { … }`.
package struct EventSyntax: Sendable {
  package var name: Name
  package var table: Name
  /// The column that says whose event it is; without one, it is named like the audience's key.
  package var memberColumn: Name?
  package var key: Name
  package var attributes: [AttributeSyntax]
  package var related: [RelatedSyntax]
  package var span: Span
}

/// `reach sms at mobile where sms_opt_in`.
package struct ReachSyntax: Sendable {
  package var channel: Name
  package var address: Path
  package var consent: Expression?
  package var span: Span
}

/// `catalog product up to 100_000 from products key sku { … }`.
package struct CatalogSyntax: Sendable {
  package var name: Name
  package var upTo: Number?
  package var table: Name
  package var key: Name
  package var attributes: [AttributeSyntax]
  package var span: Span
}
