import CampaignCalendar
import CampaignSemantics
import CampaignValues

/// A test's member with everything that its fixture leaves open filled in, so that a test is about what it names:
/// addresses are made up, consents given, optional values missing, others neutral.
struct FixtureMember {
  private(set) var values: [AttributeID: FixtureValue]
  private(set) var rows: [RelationID: [CheckedFixture.Row]]
  private let audience: CheckedAudience
  private let tenantZone: String
  private let zone: Zone
  private let now: Int64

  /// With `trigger` there is an event too, which happened the delay before the member entered.
  init(
    _ fixture: CheckedFixture, tenant: CheckedTenant, trigger: CheckedTrigger?, zone: Zone, entered: Int64, now: Int64
  ) {
    values = fixture.values
    rows = fixture.rows
    audience = tenant.audience
    tenantZone = tenant.timezone
    self.zone = zone
    self.now = now
    if let trigger {
      values[audience.events[trigger.event.index].time] = .integer(
        zone.subtracting(CalendarDuration(trigger.delay), from: entered))
    }
    for reach in audience.reaches {
      if values[reach.address] == nil {
        values[reach.address] = madeUpAddress(audience.attributes[reach.address.index])
      }
      grant(reach.consent, true)
    }
    // An item's fields have their defaults with the catalog.
    for (index, attribute) in audience.attributes.enumerated()
    where values[AttributeID(index)] == nil && attribute.item == nil {
      values[AttributeID(index)] = attribute.type.isOptional ? .missing : neutral(attribute.type.base)
    }
  }

  /// What stands where a fixture says nothing and something must stand.
  func neutral(_ base: BaseType) -> FixtureValue {
    switch base {
    case .integer(let bounds), .decimal(let bounds), .money(let bounds), .percent(let bounds):
      .integer(max(bounds.lowerBound, min(0, bounds.upperBound)))
    case .bool, .choice, .duration, .time: .integer(0)
    case .item: .integer(1)
    case .timestamp: .integer(now)
    case .date: .integer(Int64(zone.localDate(at: now).days))
    case .text, .set, .rows: .text("x")
    case .timezone: .text(tenantZone)
    case .email: .text("member@mail.example")
    case .phone: .text("+12025550100")
    case .url(let host): .text("https://\(host)/")
    }
  }

  private func madeUpAddress(_ attribute: CheckedAttribute) -> FixtureValue {
    guard case .text(let type) = attribute.type.base else { return neutral(attribute.type.base) }
    return .text(String("device".prefix(type.maxCharacters)))
  }

  /// Gives attributes that the fixture leaves open the value that makes a consent hold: flags, comparisons with something
  /// that is written out, and what they are joined to.
  private mutating func grant(_ consent: CheckedExpression, _ holds: Bool) {
    switch consent.kind {
    case .attribute(let id): set(id, .integer(holds ? 1 : 0))
    case .not(let inner): grant(inner, !holds)
    case .and(let operands), .or(let operands):
      // One operand decides an `or` that holds, and an `and` that doesn't.
      var isAll = holds
      if case .or = consent.kind { isAll = !holds }
      for operand in isAll ? operands : Array(operands.prefix(1)) { grant(operand, holds) }
    case .isKnown(let inner):
      if case .attribute(let id) = inner.kind { set(id, holds ? neutral(inner.type.base) : .missing) }
    case .oneOf(let inner, let constants):
      if case .attribute(let id) = inner.kind, holds, let first = constants.first { set(id, FixtureValue(first)) }
    case .compare(let comparison, let left, let right):
      if case .attribute(let id) = left.kind, let value = constant(right) {
        set(id, Self.value(that: holds ? comparison : comparison.opposite, value))
      }
    default: break
    }
  }

  private mutating func set(_ id: AttributeID, _ value: FixtureValue) {
    if values[id] == nil { values[id] = value }
  }

  private func constant(_ expression: CheckedExpression) -> FixtureValue? {
    switch expression.kind {
    case .constant(let constant): FixtureValue(constant)
    case .runInstant: .integer(now)
    case .runDate: .integer(Int64(zone.localDate(at: now).days))
    default: nil
    }
  }

  /// A value that stands so to another; texts are made equal or not.
  private static func value(that comparison: CheckedExpression.Comparison, _ value: FixtureValue) -> FixtureValue {
    guard case .integer(let number) = value else {
      return comparison == .notEqual ? .text("x") : value
    }
    switch comparison {
    case .equal, .lessOrEqual, .greaterOrEqual: return value
    case .less: return .integer(number - 1)
    case .greater: return .integer(number + 1)
    case .notEqual: return .integer(number == 0 ? 1 : number - 1)
    }
  }
}

extension FixtureValue {
  init(_ constant: Constant) {
    switch constant {
    case .integer(let value): self = .integer(value)
    case .text(let text): self = .text(text)
    }
  }
}

extension CheckedExpression.Comparison {
  fileprivate var opposite: Self {
    switch self {
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    case .equal: .notEqual
    case .notEqual: .equal
    }
  }
}
