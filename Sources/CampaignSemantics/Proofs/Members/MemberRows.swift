import CampaignValues

/// Makes the related rows that a model's calculations speak of: so many that meet a condition, with values that come to its sums.
struct MemberRows {
  let audience: CheckedAudience
  let clock: MemberClock
  let preference: MemberModel.Preference
  /// The member's; what a row is compared with is set when the row is made.
  private(set) var values: [AttributeID: FixtureValue]

  /// More rows than these are never shown.
  private static let maxRows = 50

  /// A condition on a table's rows, and how many there are to be.
  private struct Group {
    var relation: RelationID
    var variable: VariableID
    var predicate: CheckedExpression?
    var count: Int64?
    /// What the values of its rows are to come to.
    var wanted: [(rows: CheckedAggregate, amount: Int64)] = []
  }

  mutating func rows(of model: MemberModel) -> [RelationID: [CheckedFixture.Row]] {
    var result: [RelationID: [CheckedFixture.Row]] = [:]
    let groups = self.groups(of: model)
    for relation in Set(groups.map(\.relation)).sorted(by: { $0.index < $1.index }) {
      result[relation] = rows(of: groups.filter { $0.relation == relation })
    }
    return result
  }

  private func groups(of model: MemberModel) -> [Group] {
    var groups: [Group] = []
    for (index, term) in model.terms.terms.enumerated() {
      guard let e = term.expression else { continue }
      var found: CheckedAggregate?
      if case .aggregate(let rows) = e.kind { found = rows }
      var isKnown: Bool?
      if case .isKnown(let inner) = e.kind, case .aggregate(let rows) = inner.kind {
        (found, isKnown) = (rows, model.state.flags[index])
      }
      guard let rows = found else { continue }
      let place = groups.firstIndex {
        $0.relation == rows.relation && Self.isSame($0.predicate, $0.variable, rows.predicate, rows.variable)
      }
      if place == nil {
        groups.append(Group(relation: rows.relation, variable: rows.variable, predicate: rows.predicate))
      }
      let group = place ?? groups.count - 1
      if let isKnown {
        if isKnown, groups[group].count == nil { groups[group].count = 1 }
      } else if rows.function == .count {
        groups[group].count = model.numbers[index] ?? groups[group].count
      } else if let amount = model.numbers[index] {
        groups[group].wanted.append((rows, amount))
      }
    }
    return groups
  }

  private static func isSame(
    _ a: CheckedExpression?, _ row: VariableID, _ b: CheckedExpression?, _ other: VariableID
  ) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return ExpressionIdentity(a) == ExpressionIdentity(b.replacing(other, by: row))
  }

  // MARK: One table

  private mutating func rows(of groups: [Group]) -> [CheckedFixture.Row] {
    guard let first = groups.first else { return [] }
    let upTo = min(audience.relations[first.relation.index].upTo, Self.maxRows)
    var made: [CheckedFixture.Row] = []
    var counted = groups.map { _ in Int64(0) }
    // Rows of which more is said come first; they count where less is said, too.
    let order = groups.indices.sorted { (groups[$0].predicate == nil ? 1 : 0) < (groups[$1].predicate == nil ? 1 : 0) }
    for index in order {
      let group = groups[index]
      let count = max(group.count ?? (group.wanted.isEmpty ? 0 : 1), group.wanted.contains { $0.amount != 0 } ? 1 : 0)
      let values = values(of: group, count: count)
      var number = 0
      while counted[index] < count, made.count < upTo {
        let fixed = number < values.count ? values[number] : [:]
        number += 1
        guard let (row, met) = self.row(groups, index, fixed, varied: made.count) else { break }
        made.append(row)
        for other in met { counted[other] += 1 }
      }
    }
    return made
  }

  /// What the rows of a group have in the fields that are added up or compared.
  private func values(of group: Group, count: Int64) -> [[Int: Int64]] {
    var rows = Array(repeating: [Int: Int64](), count: max(0, min(Int(count), Self.maxRows)))
    guard !rows.isEmpty else { return [] }
    for (wanted, amount) in group.wanted {
      guard case .field(_, _, let field)? = wanted.value?.kind, let range = wanted.value?.type.range else { continue }
      let isSum = wanted.function == .sum
      var left = amount
      for index in rows.indices {
        let share = isSum ? left / Int64(rows.count - index) : amount
        let value = min(max(share, range.lowerBound), range.upperBound)
        rows[index][field] = rows[index][field] ?? value
        left -= value
      }
    }
    return rows
  }

  /// A row that meets a group's condition and, where it can, none of the others'; with the groups that it counts for.
  private mutating func row(
    _ groups: [Group], _ index: Int, _ fixed: [Int: Int64], varied number: Int
  ) -> (row: CheckedFixture.Row, met: [Int])? {
    let own = groups[index]
    let relation = audience.relations[own.relation.index]
    let asked = own.predicate.map { [$0] + member($0) } ?? []
    var conditions = asked
    for (field, value) in fixed.sorted(by: { $0.key < $1.key }) {
      let type = relation.fields[field].type
      let read = CheckedExpression(
        .field(own.variable, own.relation, field: field), type, own.predicate?.span ?? relation.span)
      let written = CheckedExpression(.constant(.integer(value)), type, read.span)
      conditions.append(CheckedExpression(.compare(.equal, read, written), ValueType(.bool), read.span))
      if type.isOptional { conditions.append(read.isKnownTest) }
    }
    let solver = PredicateSolver(audience: audience)
    if solver.isContradiction(conditions) { conditions = asked }
    var met = [index]
    for (other, group) in groups.enumerated() where other != index {
      guard let predicate = group.predicate?.replacing(group.variable, by: own.variable) else {
        met.append(other)
        continue
      }
      let without = conditions + [predicate.negated]
      if solver.isContradiction(without) { met.append(other) } else { conditions = without }
    }
    var search = solver.search(conditions)
    guard let state = search.run(), let model = MemberModel(state, search.terms, clock, preference) else { return nil }
    var builder = MemberBuilder(audience: audience, clock: clock, preference: preference, model: model)
    var (row, hangsOn) = builder.row(own.variable)
    values.merge(hangsOn) { own, _ in own }
    // A set has each value once.
    if relation.isSet, row[0] == nil || row[0] == .missing {
      row[0] = relation.fields[0].type.base.isTextual ? .text("x\(number)") : .integer(Int64(number))
    }
    return (row, met)
  }

  /// What is settled of the member that a condition on rows asks for.
  private func member(_ condition: CheckedExpression) -> [CheckedExpression] {
    if case .attribute(let id) = condition.kind {
      guard case .integer(let number)? = values[id] else { return [] }
      if condition.type.base == .bool { return [number == 0 ? condition.negated : condition] }
      let written = CheckedExpression(.constant(.integer(number)), condition.type, condition.span)
      return [CheckedExpression(.compare(.equal, condition, written), ValueType(.bool), condition.span)]
    }
    return condition.kind.children.flatMap(member)
  }
}
