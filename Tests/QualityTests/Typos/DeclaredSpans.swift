import CampaignDiagnostics
import CampaignSyntax

/// The places of a file at which a name is declared or belongs to somebody else (a table, a column, a language): a word with a
/// typo there is a word like any other.
struct DeclaredSpans {
  private(set) var spans: Set<Span> = []

  init(_ file: FileSyntax) {
    for declaration in file.declarations { add(declaration) }
  }

  private mutating func add(_ name: Name?) {
    if let name { spans.insert(name.span) }
  }

  private mutating func add(_ declaration: Declaration) {
    switch declaration {
    case .workspace(let workspace): add(workspace.name)
    case .tenant(let tenant):
      add(tenant.name)
      for item in tenant.items {
        switch item {
        case .currency(let name, keyword: _): add(name)
        case .languages(let names, by: _, otherwise: let other, keyword: _):
          for name in names { add(name) }
          add(other)
        case .layer(let name, salt: _, keyword: _): add(name)
        default: continue
        }
      }
    case .audience(let audience): add(audience)
    case .segment(let segment): add(segment.name)
    case .campaign(let campaign):
      add(campaign.name)
      for item in campaign.items { add(item) }
    case .member(let member): add(member.name)
    case .catalog, .brand, .template, .layout, .test: break
    }
  }

  private mutating func add(_ audience: AudienceSyntax) {
    for name in [audience.name, audience.table, audience.key] { add(name) }
    for item in audience.items {
      switch item {
      case .attribute(let attribute): add(attribute)
      case .related(let rows): add(rows)
      case .event(let event): add(event)
      case .reach: continue
      }
    }
  }

  private mutating func add(_ event: EventSyntax) {
    for name in [event.name, event.table, event.memberColumn, event.key] { add(name) }
    for attribute in event.attributes { add(attribute) }
    for rows in event.related { add(rows) }
  }

  private mutating func add(_ rows: RelatedSyntax) {
    for name in [rows.name, rows.table, rows.foreignKey, rows.key] { add(name) }
    for attribute in rows.attributes { add(attribute) }
  }

  private mutating func add(_ attribute: AttributeSyntax) {
    add(attribute.name)
    switch attribute.source {
    case .column(let name): add(name)
    case .table(let table, let key, let value): for name in [table, key, value] { add(name) }
    case nil: break
    }
    if case .choice(let values, isOrdered: _) = attribute.type.kind { for value in values { add(value.name) } }
  }

  private mutating func add(_ item: CampaignItem) {
    switch item {
    case .experiment(let experiment):
      add(experiment.name)
      for variant in experiment.variants {
        add(variant.name)
        for field in variant.fields { add(field.name) }
      }
    case .pick(let pick): add(pick.name)
    case .step(let step):
      add(step.name)
      for message in step.messages { addLoops(of: message) }
    case .message(let message): addLoops(of: message)
    default: break
    }
  }

  private mutating func addLoops(of message: MessageSyntax) {
    for part in message.parts { addLoops(part.template.pieces) }
  }

  private mutating func addLoops(_ pieces: [Template.Piece]) {
    for piece in pieces {
      switch piece {
      case .loop(let loop):
        add(loop.variable)
        addLoops(loop.pieces + (loop.otherwise ?? []))
      case .conditional(let conditional):
        for branch in conditional.branches { addLoops(branch.pieces) }
        addLoops(conditional.otherwise ?? [])
      case .plural(let plural): for form in plural.forms { addLoops(form.text.pieces) }
      case .text, .interpolation: continue
      }
    }
  }
}
