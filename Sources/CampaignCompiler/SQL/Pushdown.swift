import CampaignPlan
import CampaignSemantics

/// Decides what of a clause SQLite answers, and writes it.
///
/// Invariant: the SQL keeps every member whom the machine would not exclude by the clause: where it holds, where any value that
/// the clause reads may be unsound, and where there are more related rows than declared.
struct Pushdown {
  let binding: BindingPlan
  let placeholders: [String]

  /// Nil where the clause is left to the machine as a whole. Run constants that the SQL needs are added to `pools`.
  func clause(
    _ number: Int, _ condition: Condition, _ reads: ReadSet, _ pools: inout PoolBuilder
  ) -> PushedClause? {
    if case .constant = condition { return nil }
    // A payload may be bad, and then must exclude nobody: the machine looks at it.
    if binding.readsEvent(reads) { return nil }
    guard let unsound = unsoundness(reads) else { return nil }
    var predicate = SQLPredicate(binding: binding, placeholders: placeholders, variable: nil, pools: pools)
    let pushed =
      reads.relations.isEmpty
      ? scalarClause(number, condition, unsound, &predicate) : rowClause(number, condition, reads, unsound, &predicate)
    if pushed != nil { pools = predicate.pools }
    return pushed
  }

  // MARK: - Soundness

  /// What keeps members and rows whose values may be unsound.
  private struct Unsoundness {
    /// Tests over `m`, each true where a value may be unsound.
    var members: [String] = []
    /// Tests over `r` that hold for sound rows, by relation.
    var soundRows: [RelationID: [String]] = [:]
    var guards: [PushedClause.Guard] = []
    var isExact = true
  }

  /// Nil where SQL can't tell for some value that it is sound, so that it may exclude nobody.
  private func unsoundness(_ reads: ReadSet) -> Unsoundness? {
    var result = Unsoundness()
    for attribute in reads.attributes.sorted(by: { $0.index < $1.index }) {
      guard let column = binding.column(attribute) else { return nil }
      guard let sound = add(column, table: binding.audience.table, alias: "m", to: &result) else { return nil }
      if !sound.isEmpty { result.members.append("NOT " + sound) }
    }
    for id in reads.relations {
      guard let relation = binding.relation(id) else { return nil }
      let isSet = binding.audience.relations[id.index].isSet
      // Distinct values are counted by the machine: more rows than the bound may still be few enough values.
      if isSet { result.isExact = false }
      var tests: [String] = []
      for field in isSet ? [0] : (reads.fields[id] ?? []).sorted() {
        guard let column = binding.field(id, field),
          let sound = add(column, table: relation.table, alias: "r", to: &result)
        else { return nil }
        if !sound.isEmpty { tests.append(sound) }
      }
      result.soundRows[id] = tests
    }
    return result
  }

  private func add(
    _ column: ColumnBinding, table: String, alias: String, to result: inout Unsoundness
  ) -> String? {
    // What a catalog's items hold is left to the machine.
    guard column.source == .row else { return nil }
    let soundness = ColumnSoundness(column: column, placeholders: placeholders)
    let bare = SQLText.identifier(column.column)
    guard let sound = soundness.sound(alias + "." + bare) else { return nil }
    result.isExact = result.isExact && soundness.isSoundExact
    guard !sound.isEmpty else { return sound }
    let check = soundness.known(bare).map { String($0.dropFirst().dropLast()) } ?? "\(bare) IS NULL"
    let guarding = PushedClause.Guard(
      table: table, column: column.column, check: check, strictType: nil, isOptional: column.isOptional)
    if !result.guards.contains(guarding) { result.guards.append(guarding) }
    // `NOT` binds looser than comparison and tighter than AND, so that a bare `IS NULL` needs its parentheses.
    return sound.hasPrefix("(") ? sound : "(\(sound))"
  }

  // MARK: - Clauses

  private func scalarClause(
    _ number: Int, _ condition: Condition, _ unsound: Unsoundness, _ predicate: inout SQLPredicate
  ) -> PushedClause? {
    guard let sql = predicate.condition(condition) else { return nil }
    var members = unsound.members
    var guards = unsound.guards
    // `x is known` keeps every value there is, and so every unsound one.
    if case .leaf(let expression, true) = condition, case .isKnown = expression.kind {
      members = []
      guards = []
    }
    return PushedClause(
      clause: UInt16(clamping: number), condition: sql.text, unsound: members.isEmpty ? nil : SQLText.or(members),
      guardedCondition: nil, guards: guards, isExact: sql.isExact && unsound.isExact)
  }

  private func rowClause(
    _ number: Int, _ condition: Condition, _ reads: ReadSet, _ unsound: Unsoundness, _ predicate: inout SQLPredicate
  ) -> PushedClause? {
    guard case .leaf(let expression, let holds) = condition, let test = predicate.rowTest(expression, holds),
      reads.relations == [test.relation], let relation = binding.relation(test.relation)
    else { return nil }
    let from =
      "FROM \(SQLText.identifier(relation.table)) AS r WHERE r.\(SQLText.identifier(relation.foreignKey))"
      + " = +m.\(SQLText.identifier(binding.audience.keyColumn)) COLLATE BINARY"
    let isOver = "count(*) > \(relation.upTo)"
    var plain = "(SELECT \(test.test) OR \(isOver) \(from))"
    if let existence = test.existence {
      let some = "EXISTS (SELECT 1 \(from)\(existence.condition.map { " AND \($0)" } ?? ""))"
      plain = "(\(existence.holds ? "" : "NOT ")\(some) OR (SELECT \(isOver) \(from)))"
    }
    var guarded: String?
    let soundRows = unsound.soundRows[test.relation] ?? []
    if !soundRows.isEmpty {
      let unsoundRows = "count(CASE WHEN NOT \(SQLText.and(soundRows)) THEN 1 END) > 0"
      guarded = SQLText.or(
        ["(SELECT \(test.test) OR \(isOver) OR \(unsoundRows) \(from))"] + unsound.members)
    }
    return PushedClause(
      clause: UInt16(clamping: number), condition: plain,
      unsound: unsound.members.isEmpty ? nil : SQLText.or(unsound.members), guardedCondition: guarded,
      guards: unsound.guards, isExact: unsound.isExact)
  }
}
