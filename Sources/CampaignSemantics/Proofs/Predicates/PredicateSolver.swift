/// Decides whether some member can meet several conditions at once.
///
/// Conditions are read as formulas, which are taken apart by cases (Davis, Putnam, Logemann and Loveland); each case is held against
/// the numbers' differences and the texts' sets. `contradiction` is a proof; `possible` is one where a `PredicateModel` can be
/// made of it and is found to meet the conditions; in doubt, everything is possible.
package struct PredicateSolver {
  package enum Verdict: Sendable {
    /// No member meets all of them.
    case contradiction
    /// Nothing speaks against it; the state that was found.
    case possible
    /// There were too many cases, or numbers.
    case undecided
  }

  private let audience: CheckedAudience
  private let depth: Int
  private let rows: RowConflicts

  package init(audience: CheckedAudience) {
    self.init(audience: audience, depth: 2, rows: RowConflicts(audience))
  }

  init(audience: CheckedAudience, depth: Int, rows: RowConflicts) {
    self.audience = audience
    self.depth = depth
    self.rows = rows
  }

  /// Reads conditions that somebody meets, to hold others against them.
  package func known(_ conditions: [CheckedExpression]) -> KnownConditions {
    KnownConditions(conditions, audience: audience, depth: depth, rows: rows)
  }

  /// Whether nobody of those who meet what is known meets other conditions as well; without the known ones of which `excluded` has
  /// the index.
  package func isContradiction(
    _ conditions: [CheckedExpression], with known: KnownConditions, excluding excluded: Set<Int> = []
  ) -> Bool {
    var search = known.search(with: conditions, excluding: excluded)
    return search.run() == nil && !search.isExhausted
  }

  /// Whether nobody meets what is to be known.
  package func isContradiction(_ known: KnownConditions) -> Bool {
    var search = known.search()
    return search.run() == nil && !search.isExhausted
  }

  package func isContradiction(_ conditions: [CheckedExpression]) -> Bool {
    if case .contradiction = verdict(conditions) { true } else { false }
  }

  /// Whether whoever meets the conditions meets another one.
  package func implies(_ conditions: [CheckedExpression], _ other: CheckedExpression) -> Bool {
    isContradiction(conditions + [CheckedExpression(.not(other), ValueType(.bool), other.span)])
  }

  package func verdict(_ conditions: [CheckedExpression]) -> Verdict {
    var search = search(conditions)
    return search.run() == nil ? search.isExhausted ? .undecided : .contradiction : .possible
  }

  /// The smallest part of conditions, in order, that no member meets; by leaving out one after the other. Nil where they can be met.
  package func conflict(_ conditions: [CheckedExpression]) -> [Int]? {
    guard isContradiction(conditions) else { return nil }
    var kept = Array(conditions.indices)
    for index in conditions.indices {
      let without = kept.filter { $0 != index }
      if isContradiction(without.map { conditions[$0] }) { kept = without }
    }
    return kept
  }

  func search(_ conditions: [CheckedExpression]) -> CaseSearch {
    var reader = FormulaReader(audience)
    let formulas = conditions.map { reader.formula($0) }
    let axioms = TermAxioms.of(reader, depth: depth, rows: rows)
    return CaseSearch(formulas + axioms.formulas, axioms.terms)
  }
}

/// Goes through the cases of formulas that are all to hold.
struct CaseSearch {
  let terms: TermTable
  private let formulas: [Formula]
  private var remainingCases = 2_000
  /// What bounds on numbers may cost together: a case costs the third power of how many it has.
  private var remainingSteps = 2_000_000
  private(set) var isExhausted = false

  init(_ formulas: [Formula], _ terms: TermTable) {
    self.formulas = formulas
    self.terms = terms
  }

  /// A state in which all hold; nil where there is none, or `isExhausted`.
  mutating func run() -> SolverState? { solve(formulas, [], SolverState()) }

  private mutating func solve(_ pending: [Formula], _ choices: [[Formula]], _ state: SolverState) -> SolverState? {
    var (choices, state) = (choices, state)
    guard lay(pending, &choices, &state) else { return nil }
    guard state.textsAgree() else { return nil }
    let count = state.numbers.count + 1
    remainingSteps -= count * count * count
    guard remainingSteps > 0 else {
      isExhausted = true
      return nil
    }
    guard NumberSolution(state, terms) != nil else { return nil }
    guard let next = choices.indices.min(by: { choices[$0].count < choices[$1].count }) else { return state }
    let operands = choices.remove(at: next)
    for operand in operands {
      remainingCases -= 1
      guard remainingCases > 0 else {
        isExhausted = true
        return nil
      }
      if let found = solve([operand], choices, state) { return found }
      if isExhausted { return nil }
    }
    return nil
  }

  /// Lays down all that is not a choice; false where that is in conflict at once.
  private func lay(_ formulas: [Formula], _ choices: inout [[Formula]], _ state: inout SolverState) -> Bool {
    for formula in formulas {
      switch formula {
      case .constant(let holds): if !holds { return false }
      case .atom(let atom): if !state.assert(atom) { return false }
      case .and(let operands): if !lay(operands, &choices, &state) { return false }
      case .or(let operands): choices.append(operands)
      }
    }
    return true
  }
}
