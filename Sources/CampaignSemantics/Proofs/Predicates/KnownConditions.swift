/// Conditions that somebody meets, read once to hold many others against them.
///
/// Only those that share a value with what is asked, directly or through others, can decide it: the rest is left out.
package struct KnownConditions {
  package let expressions: [CheckedExpression]
  private let formulas: [Formula]
  private let terms: [Set<Int>]
  private let reader: FormulaReader
  private let axioms: [Formula]
  private let depth: Int
  private let rows: RowConflicts

  init(_ expressions: [CheckedExpression], audience: CheckedAudience, depth: Int, rows: RowConflicts) {
    var reader = FormulaReader(audience)
    self.expressions = expressions
    formulas = expressions.map { reader.formula($0) }
    terms = formulas.map(\.terms)
    let found = TermAxioms.of(reader, depth: depth, rows: rows)
    axioms = found.formulas
    reader.terms = found.terms
    self.reader = reader
    self.depth = depth
    self.rows = rows
  }

  /// The cases of all the conditions together.
  func search() -> CaseSearch { CaseSearch(formulas + axioms, reader.terms) }

  /// The cases of the conditions and some others together, as far as they have to do with those; without the conditions
  /// of which `excluded` has the index.
  func search(with others: [CheckedExpression], excluding excluded: Set<Int> = []) -> CaseSearch {
    var reader = reader
    let asked = others.map { reader.formula($0) }
    var axioms = axioms
    if reader.terms.terms.count > self.reader.terms.terms.count {
      let found = TermAxioms.of(reader, from: self.reader.terms.terms.count, depth: depth, rows: rows)
      axioms += found.formulas
      reader.terms = found.terms
    }
    var reached = asked.reduce(into: Set<Int>()) { $0.formUnion($1.terms) }
    var pending = formulas.indices.filter { !excluded.contains($0) }.map { (formula: formulas[$0], terms: terms[$0]) }
    pending += axioms.map { ($0, $0.terms) }
    var taken = asked
    var hasGrown = true
    while hasGrown {
      hasGrown = false
      pending.removeAll { formula, terms in
        if terms.isDisjoint(with: reached) { return false }
        taken.append(formula)
        reached.formUnion(terms)
        hasGrown = true
        return true
      }
    }
    return CaseSearch(taken, reader.terms)
  }
}

extension Formula {
  /// The terms that it speaks of, zero aside.
  var terms: Set<Int> {
    var found: Set<Int> = []
    collectTerms(&found)
    found.remove(0)
    return found
  }

  private func collectTerms(_ found: inout Set<Int>) {
    switch self {
    case .constant: break
    case .and(let operands), .or(let operands): for operand in operands { operand.collectTerms(&found) }
    case .atom(let atom):
      switch atom {
      case .difference(let x, let y, _), .equals(let x, let y, _, _), .textsEqual(let x, let y, _):
        found.insert(x)
        found.insert(y)
      case .oneOf(let x, _, _), .textOneOf(let x, _, _), .textTest(_, let x, _, _), .flag(let x, _): found.insert(x)
      }
    }
  }
}
