import CampaignSemantics

/// The values of a member that something reads: attributes, and fields of related rows.
struct ReadSet: Equatable {
  private(set) var attributes: Set<AttributeID> = []
  /// A relation whose rows are only counted has no fields.
  private(set) var fields: [RelationID: Set<Int>] = [:]

  var isEmpty: Bool { attributes.isEmpty && fields.isEmpty }
  var relations: [RelationID] { fields.keys.sorted { $0.index < $1.index } }

  mutating func add(attribute: AttributeID) { attributes.insert(attribute) }
  mutating func add(relation: RelationID) { fields[relation, default: []].formUnion([]) }

  mutating func add(_ other: ReadSet) {
    attributes.formUnion(other.attributes)
    for (relation, indices) in other.fields { fields[relation, default: []].formUnion(indices) }
  }

  mutating func add(_ expression: CheckedExpression) {
    switch expression.kind {
    case .attribute(let attribute):
      if case .set(let relation) = expression.type.base {
        add(relation: relation)
      } else {
        attributes.insert(attribute)
      }
    case .field(_, let relation, let field): fields[relation, default: []].insert(field)
    case .aggregate(let aggregate): add(relation: aggregate.relation)
    default: break
    }
    for child in expression.children { add(child) }
  }

  mutating func add(_ nodes: [TemplateNode]) {
    for node in nodes {
      switch node {
      case .literal, .unsubscribeURL, .pluralNumber: break
      case .plural(let plural):
        add(plural.number)
        for form in plural.forms { add(form.nodes) }
      case .value(let expression, _, _): add(expression)
      case .conditional(let branches, let otherwise):
        for branch in branches {
          add(branch.condition)
          add(branch.nodes)
        }
        add(otherwise)
      case .loop(let loop): add(loop)
      case .variant(_, let arms): for arm in arms { add(arm) }
      }
    }
  }

  mutating func add(_ pick: CheckedPick) {
    add(relation: pick.relation)
    if let predicate = pick.predicate { add(predicate) }
    for order in pick.order { fields[pick.relation, default: []].insert(order.field) }
  }

  private mutating func add(_ loop: CheckedLoop) {
    add(relation: loop.relation)
    if let predicate = loop.predicate { add(predicate) }
    for order in loop.order { fields[loop.relation, default: []].insert(order.field) }
    for nodes in [loop.prologue, loop.body, loop.epilogue, loop.otherwise] { add(nodes) }
  }

  mutating func add(_ message: CheckedMessage) {
    if let condition = message.condition { add(condition) }
    attributes.insert(message.reach.address)
    add(message.reach.consent)
    for part in message.parts { add(part.template.nodes) }
  }

  /// With the references by which fields of catalogs' items are read.
  func closed(over audience: CheckedAudience) -> ReadSet {
    var result = self
    for attribute in attributes {
      if let item = audience.attributes[attribute.index].item { result.attributes.insert(AttributeID(item.reference)) }
    }
    for (relation, indices) in fields {
      let references = indices.compactMap { audience.relations[relation.index].fields[$0].item?.reference }
      result.fields[relation, default: []].formUnion(references)
    }
    return result
  }

  init() {}

  init(_ expression: CheckedExpression) { add(expression) }
}

extension CheckedExpression {
  /// The expressions that this one is made of.
  var children: [CheckedExpression] {
    switch kind {
    case .constant, .attribute, .field, .runInstant, .runDate, .localInstant, .entered, .history, .uniqueCode: []
    case .localDate(let inner), .isKnown(let inner), .not(let inner), .oneOf(let inner, _), .textTest(_, let inner, _),
      .divide(let inner, _), .fits(let inner, _), .movedInstant(let inner, _), .movedDate(let inner, _):
      [inner]
    case .add(let left, let right), .subtract(let left, let right), .multiply(let left, let right),
      .compare(_, let left, let right), .otherwise(let left, let right), .months(let left, let right):
      [left, right]
    case .variant(_, let inner), .and(let inner), .or(let inner): inner
    case .aggregate(let aggregate): [aggregate.predicate, aggregate.value].compactMap { $0 }
    }
  }

  /// Whether anything in it goes over rows.
  var hasAggregate: Bool {
    if case .aggregate = kind { return true }
    return children.contains { $0.hasAggregate }
  }

  var isText: Bool { type.base.isText }
}

extension BaseType {
  /// Whether its values are UTF-8 bytes at run time.
  var isText: Bool {
    switch self {
    case .text, .timezone, .email, .phone, .url: true
    default: false
    }
  }
}
