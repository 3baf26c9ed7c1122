/// Reads checked conditions as formulas over terms.
///
/// What can't be read more closely becomes a question of its own, which may be answered either way; so that what is proven of
/// the formulas holds of the conditions. An optional value is read where it was proven known, or where it makes no
/// difference: here it always has some value, and whether it is known is another question.
struct FormulaReader: Sendable {
  let audience: CheckedAudience
  var terms = TermTable()
  /// How often a value may be taken apart by what it may be. Each time can double a formula; beyond, it is a term of its own.
  private var remainingSplits = 500

  init(_ audience: CheckedAudience) { self.audience = audience }

  mutating func formula(_ e: CheckedExpression) -> Formula {
    switch e.kind {
    case .constant(.integer(let value)): return .constant(value != 0)
    case .not(let inner): return formula(inner).negated
    case .and(let operands): return .all(operands.map { formula($0) })
    case .or(let operands): return .any(operands.map { formula($0) })
    case .compare(let comparison, let a, let b): return compare(comparison, a, b, e)
    case .isKnown(let operand): return known(operand)
    case .oneOf(let operand, let constants): return oneOf(operand, constants)
    case .textTest(let test, let operand, let texts):
      return cases(text: operand) { reader, text in
        .any(texts.map { reader.test(test, text, $0) })
      }
    case .aggregate(let rows) where rows.function == .any: return atLeastOne(count(rows))
    case .aggregate(let rows) where rows.function == .none: return atLeastOne(count(rows)).negated
    case .otherwise(let first, let second):
      let known = known(first)
      return .any([.all([known, formula(first)]), .all([known.negated, formula(second)])])
    case .variant(let experiment, let values):
      return .any(
        values.enumerated().map { index, value in
          .all([isVariant(index, of: experiment, count: values.count), formula(value)])
        })
    default: return flag(e)
    }
  }

  /// A question of its own.
  private mutating func flag(_ e: CheckedExpression) -> Formula {
    .atom(.flag(terms.term(e, within: 0...1), isHeld: true))
  }

  private func atLeastOne(_ count: Int) -> Formula { .atom(.difference(x: 0, y: count, atMost: -1)) }

  /// The term that counts the rows of a calculation.
  mutating func count(_ rows: CheckedAggregate) -> Int {
    var counting = rows
    counting.function = .count
    counting.value = nil
    let most = Int64(
      audience.relations.indices.contains(rows.relation.index)
        ? audience.relations[rows.relation.index].upTo : .max >> 16)
    let span = rows.predicate?.span ?? rows.value?.span ?? audience.span
    return terms.term(
      CheckedExpression(.aggregate(counting), ValueType(.integer(0...most)), span), within: 0...most)
  }

  private mutating func isVariant(_ index: Int, of experiment: Int, count: Int) -> Formula {
    let e = CheckedExpression(
      .variant(experiment: experiment, []), ValueType(.integer(0...Int64(count - 1))), audience.span)
    let term = terms.term(e, within: 0...Int64(max(count - 1, 0)))
    return .atom(.equals(x: term, y: 0, value: Int64(index), isHeld: true))
  }

  // MARK: Whether a value is known

  mutating func known(_ e: CheckedExpression) -> Formula {
    switch e.kind {
    case .otherwise(let first, let second): return .any([known(first), known(second)])
    case _ where !e.type.isOptional: return .constant(true)
    case .fits(let text, _):
      return .all([known(text), flag(CheckedExpression(.isKnown(e), ValueType(.bool), e.span))])
    case .attribute(let id):
      let own = flag(CheckedExpression(.isKnown(e), ValueType(.bool), e.span))
      return .all([own] + (reference(of: id).map { [known($0)] } ?? []))
    default: return flag(CheckedExpression(.isKnown(e), ValueType(.bool), e.span))
    }
  }

  /// Of a field of a catalog's item the reference to it, which is known where the field is.
  private func reference(of id: AttributeID) -> CheckedExpression? {
    guard audience.attributes.indices.contains(id.index), let item = audience.attributes[id.index].item,
      audience.attributes.indices.contains(item.reference)
    else { return nil }
    let reference = audience.attributes[item.reference]
    return CheckedExpression(.attribute(AttributeID(item.reference)), reference.type, reference.span)
  }

  // MARK: Comparisons

  private mutating func compare(
    _ comparison: CheckedExpression.Comparison, _ a: CheckedExpression, _ b: CheckedExpression, _ e: CheckedExpression
  ) -> Formula {
    if a.type.base == .bool {
      let (left, right) = (formula(a), formula(b))
      let same = Formula.any([.all([left, right]), .all([left.negated, right.negated])])
      return comparison == .equal ? same : comparison == .notEqual ? same.negated : flag(e)
    }
    if a.type.base.isTextual || b.type.base.isTextual {
      guard comparison == .equal || comparison == .notEqual else { return flag(e) }
      let same = cases(text: a) { reader, left in
        reader.cases(text: b) { _, right in Self.same(left, right) }
      }
      return comparison == .equal ? same : same.negated
    }
    return cases(number: a) { reader, left in
      reader.cases(number: b) { reader, right in
        guard let difference = left.adding(right, times: -1),
          let found = reader.compare(difference, comparison)
        else { return reader.flag(e) }
        return found
      }
    }
  }

  /// A sum compared with zero; nil where it gets too large.
  private mutating func compare(_ whole: LinearForm, _ comparison: CheckedExpression.Comparison) -> Formula? {
    guard let sum = whole.reduced(for: comparison) else { return .constant(comparison == .notEqual) }
    guard let (x, y, constant, isTurned) = difference(sum) else {
      return .constant(comparison.holds(sum.constant, 0))
    }
    if constant.magnitude >= LinearForm.limit { return nil }
    // x - y + constant, where `isTurned` the other way round.
    let turned = isTurned ? comparison.turned : comparison
    switch turned {
    case .lessOrEqual: return .atom(.difference(x: x, y: y, atMost: -constant))
    case .less: return .atom(.difference(x: x, y: y, atMost: -constant - 1))
    case .greaterOrEqual: return .atom(.difference(x: y, y: x, atMost: constant))
    case .greater: return .atom(.difference(x: y, y: x, atMost: constant - 1))
    case .equal: return .atom(.equals(x: x, y: y, value: -constant, isHeld: true))
    case .notEqual: return .atom(.equals(x: x, y: y, value: -constant, isHeld: false))
    }
  }

  /// A sum as the difference of two terms and a constant; nil where it has no terms. Of more than two terms, and of other
  /// factors than one, a term is made that stands for all of them.
  private mutating func difference(_ sum: LinearForm) -> (x: Int, y: Int, constant: Int64, isTurned: Bool)? {
    let parts = sum.factors.sorted { $0.key < $1.key }
    switch parts.map(\.value) {
    case []: return nil
    case [1]: return (parts[0].key, 0, sum.constant, false)
    case [-1]: return (0, parts[0].key, sum.constant, false)
    case [1, -1]: return (parts[0].key, parts[1].key, sum.constant, false)
    case [-1, 1]: return (parts[1].key, parts[0].key, sum.constant, false)
    default: break
    }
    let isTurned = parts[0].value < 0
    let factors = parts.map { (term: $0.key, factor: isTurned ? -$0.value : $0.value) }
    let term = terms.term(factors, within: range(factors))
    return (term, 0, isTurned ? -sum.constant : sum.constant, isTurned)
  }

  /// What the terms' types let a sum of them lie between.
  func range(_ sum: [(term: Int, factor: Int64)]) -> ClosedRange<Int64> {
    var (low, high) = (0.0, 0.0)
    for (term, factor) in sum {
      let range = terms.terms[term].range
      let ends = [Double(range.lowerBound) * Double(factor), Double(range.upperBound) * Double(factor)]
      low += min(ends[0], ends[1])
      high += max(ends[0], ends[1])
    }
    let limit = Double(LinearForm.limit)
    // Exact as far as a Double counts whole numbers; wider beyond.
    let widened = { (value: Double, step: Double) in
      value.magnitude < 9e15 ? value : value + step * value.magnitude / 1e15
    }
    return Int64(max(widened(low, -1), -limit))...Int64(min(widened(high, 1), limit))
  }

  private mutating func oneOf(_ operand: CheckedExpression, _ constants: [Constant]) -> Formula {
    let texts = constants.compactMap { if case .text(let text) = $0 { text } else { nil } }
    if texts.count == constants.count {
      return cases(text: operand) { _, text in
        switch text {
        case .constant(let constant): .constant(texts.contains(constant))
        case .term(let term): .atom(.textOneOf(x: term, Set(texts), isHeld: true))
        }
      }
    }
    let values = constants.compactMap { if case .integer(let value) = $0 { value } else { nil } }
    if operand.type.base == .bool {
      let condition = formula(operand)
      return .any([
        values.contains(1) ? condition : .constant(false), values.contains(0) ? condition.negated : .constant(false),
      ])
    }
    return cases(number: operand) { reader, number in
      guard let (x, y, constant, isTurned) = reader.difference(number) else {
        return .constant(values.contains(number.constant))
      }
      let sign: Int64 = isTurned ? -1 : 1
      let moved = values.compactMap { value -> Int64? in
        let (difference, overflow) = (sign &* value).subtractingReportingOverflow(constant)
        return overflow || difference.magnitude >= LinearForm.limit ? nil : difference
      }
      if y == 0 { return .atom(.oneOf(x: x, Set(moved), isHeld: true)) }
      if x == 0 { return .atom(.oneOf(x: y, Set(moved.map { -$0 }), isHeld: true)) }
      return .any(moved.map { .atom(.equals(x: x, y: y, value: $0, isHeld: true)) })
    }
  }

  // MARK: Values by cases

  private enum Text {
    case constant(String)
    case term(Int)
  }

  private mutating func canSplit(into count: Int = 2) -> Bool {
    remainingSplits -= count - 1
    return remainingSplits >= 0
  }

  /// What a condition over a text comes to, for each thing that the text may be.
  private mutating func cases(
    text e: CheckedExpression, _ body: (inout FormulaReader, Text) -> Formula
  ) -> Formula {
    switch e.kind {
    case .constant(.text(let text)): return body(&self, .constant(text))
    // Where it is read it fits.
    case .fits(let text, _): return cases(text: text, body)
    case .otherwise(let first, let second) where canSplit():
      let known = known(first)
      return .any([.all([known, cases(text: first, body)]), .all([known.negated, cases(text: second, body)])])
    case .variant(let experiment, let values) where !values.isEmpty && canSplit(into: values.count):
      return .any(
        values.enumerated().map { index, value in
          .all([isVariant(index, of: experiment, count: values.count), cases(text: value, body)])
        })
    default: return body(&self, .term(terms.term(e, within: e.type.range)))
    }
  }

  /// What a condition over a number comes to, for each thing that the number may be.
  private mutating func cases(
    number e: CheckedExpression, _ body: (inout FormulaReader, LinearForm) -> Formula
  ) -> Formula {
    switch e.kind {
    case .constant(.integer(let value)) where value.magnitude < LinearForm.limit:
      return body(&self, LinearForm(constant: value))
    case .otherwise(let first, let second) where canSplit():
      let known = known(first)
      return .any([.all([known, cases(number: first, body)]), .all([known.negated, cases(number: second, body)])])
    case .variant(let experiment, let values) where !values.isEmpty && canSplit(into: values.count):
      return .any(
        values.enumerated().map { index, value in
          .all([isVariant(index, of: experiment, count: values.count), cases(number: value, body)])
        })
    case .add(let a, let b): return cases(a, b, of: e, { $0.adding($1) }, body)
    case .subtract(let a, let b): return cases(a, b, of: e, { $0.adding($1, times: -1) }, body)
    case .multiply(let a, let b):
      return cases(
        a, b, of: e,
        { $1.factors.isEmpty ? $0.times($1.constant) : $0.factors.isEmpty ? $1.times($0.constant) : nil }, body)
    case .runInstant(var offset) where offset.seconds != 0:
      let seconds = offset.seconds
      offset.seconds = 0
      return moved(CheckedExpression(.runInstant(offset), e.type, e.span), by: seconds, of: e, body)
    case .runDate(let offset) where offset.days != 0:
      guard offset.months == 0 else { break }
      return moved(CheckedExpression(.runDate(.zero), e.type, e.span), by: Int64(offset.days), of: e, body)
    case .movedInstant(let instant, let offset) where offset.months == 0 && offset.days == 0:
      return moved(instant, by: offset.seconds, of: e, body)
    case .movedDate(let date, let offset) where offset.months == 0:
      return moved(date, by: Int64(offset.days), of: e, body)
    default: break
    }
    return body(&self, LinearForm(term: terms.term(e, within: e.type.range)))
  }

  private mutating func moved(
    _ base: CheckedExpression, by distance: Int64, of e: CheckedExpression,
    _ body: (inout FormulaReader, LinearForm) -> Formula
  ) -> Formula {
    cases(number: base) { reader, number in
      body(&reader, number.adding(LinearForm(constant: distance)) ?? reader.whole(e))
    }
  }

  private mutating func cases(
    _ a: CheckedExpression, _ b: CheckedExpression, of e: CheckedExpression,
    _ combine: (LinearForm, LinearForm) -> LinearForm?, _ body: (inout FormulaReader, LinearForm) -> Formula
  ) -> Formula {
    cases(number: a) { reader, left in
      reader.cases(number: b) { reader, right in body(&reader, combine(left, right) ?? reader.whole(e)) }
    }
  }

  /// A number that isn't looked into.
  private mutating func whole(_ e: CheckedExpression) -> LinearForm {
    LinearForm(term: terms.term(e, within: e.type.range))
  }

  // MARK: Texts

  private static func same(_ a: Text, _ b: Text) -> Formula {
    switch (a, b) {
    case (.constant(let x), .constant(let y)): .constant(x == y)
    case (.term(let x), .constant(let text)), (.constant(let text), .term(let x)):
      .atom(.textOneOf(x: x, [text], isHeld: true))
    case (.term(let x), .term(let y)):
      x == y ? .constant(true) : .atom(.textsEqual(x: min(x, y), y: max(x, y), isHeld: true))
    }
  }

  private func test(_ test: CheckedExpression.TextTest, _ text: Text, _ sought: String) -> Formula {
    switch text {
    case .constant(let constant): .constant(test.holds(of: constant, sought))
    case .term(let term): .atom(.textTest(test, x: term, sought, isHeld: true))
    }
  }
}

extension CheckedExpression.Comparison {
  func holds(_ a: Int64, _ b: Int64) -> Bool {
    switch self {
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    case .equal: a == b
    case .notEqual: a != b
    }
  }

  /// The one that holds of the two numbers' negatives.
  fileprivate var turned: Self {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    case .equal, .notEqual: self
    }
  }
}
