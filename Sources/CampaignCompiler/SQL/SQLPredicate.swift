import CampaignPlan
import CampaignSemantics
import CampaignValues

/// Writes conditions over one row as SQL. Every translation holds wherever the machine's condition does, for sound values; a missing
/// value is NULL, and no leaf that reads one holds.
struct SQLPredicate {
  let binding: BindingPlan
  let placeholders: [String]
  /// The row of an aggregate, which stands under the alias `r`; members under `m`.
  var variable: VariableID?
  var pools: PoolBuilder

  /// Nil where nothing can be said in SQL that isn't always true.
  mutating func condition(_ condition: Condition) -> SQLCondition? {
    switch condition {
    case .constant(true): return SQLCondition(text: "1 = 1", isExact: true)
    case .constant(false): return .never
    case .leaf(let expression, let holds): return leaf(expression, holds)
    case .all(let operands):
      // What can't be said is left out, so that members are kept for the machine to see.
      let parts = operands.map { self.condition($0) }
      let said = parts.compactMap { $0 }
      guard !said.isEmpty else { return nil }
      return SQLCondition(
        text: SQLText.and(said.map(\.text)), isExact: said.count == parts.count && said.allSatisfy(\.isExact))
    case .any(let operands):
      var said: [SQLCondition] = []
      for operand in operands {
        guard let part = self.condition(operand) else { return nil }
        said.append(part)
      }
      return said.isEmpty
        ? .never : SQLCondition(text: SQLText.or(said.map(\.text)), isExact: said.allSatisfy(\.isExact))
    }
  }

  // MARK: - Values

  /// A column by the expression that reads it, with its name in SQL.
  func column(_ expression: CheckedExpression) -> (binding: ColumnBinding, name: String)? {
    switch expression.kind {
    case .attribute(let attribute):
      return binding.column(attribute).map { ($0, "m." + SQLText.identifier($0.column)) }
    case .field(let variable, let relation, let field):
      guard variable == self.variable, let column = binding.field(relation, field) else { return nil }
      return (column, "r." + SQLText.identifier(column.column))
    default: return nil
    }
  }

  /// A number as the machine has it, NULL where it is missing; nil where SQL can't work it out.
  mutating func integer(_ expression: CheckedExpression) -> String? {
    switch expression.kind {
    case .constant(.integer(let value)): return value == .min ? nil : value < 0 ? "(\(value))" : "\(value)"
    case .runInstant(let offset): return parameter(RunConstant(.instant, offset))
    case .runDate(let offset): return parameter(RunConstant(.date, offset))
    case .localInstant(let seconds): return parameter(RunConstant(localSeconds: seconds))
    case .attribute, .field:
      guard let (column, name) = column(expression) else { return nil }
      switch column.kind {
      case .bool: return name
      case .integer where column.multiplier > 1: return "(\(name) * \(column.multiplier))"
      case .integer where column.divisor > 1:
        let divisor = column.divisor
        return "((\(name) - (\(name) % \(divisor) + \(divisor)) % \(divisor)) / \(divisor))"
      case .integer: return name
      default: return nil
      }
    case .add(let left, let right): return binary(left, "+", right)
    case .subtract(let left, let right): return binary(left, "-", right)
    case .multiply(let left, let right): return binary(left, "*", right)
    case .divide(let inner, let divisor): return integer(inner).map { "(\($0) / \(divisor))" }
    default: return nil
    }
  }

  private mutating func parameter(_ constant: RunConstant) -> String {
    "?\(Int(pools.run(constant)) + 1)"
  }

  private mutating func binary(_ left: CheckedExpression, _ sign: String, _ right: CheckedExpression) -> String? {
    guard let left = integer(left), let right = integer(right) else { return nil }
    return "(\(left) \(sign) \(right))"
  }

  /// Tests that the columns that count as missing where they are invalid are not; nil where SQL can't tell.
  func validity(_ expressions: [CheckedExpression]) -> [String]? {
    var parts: [String] = []
    for expression in expressions {
      if let (column, name) = column(expression), column.invalidIsMissing {
        guard let known = ColumnSoundness(column: column, placeholders: placeholders).known(name) else { return nil }
        parts.append(known)
      }
      guard let inner = validity(expression.children) else { return nil }
      parts += inner
    }
    return parts
  }

  // MARK: - Leaves

  private mutating func leaf(_ expression: CheckedExpression, _ holds: Bool) -> SQLCondition? {
    switch expression.kind {
    case .attribute, .field:
      let isTrue = CheckedExpression(.constant(.integer(holds ? 1 : 0)), expression.type, expression.span)
      return comparison(.equal, expression, isTrue)
    case .isKnown(let inner): return known(inner, holds)
    case .compare(let comparison, let left, let right):
      return self.comparison(holds ? comparison : comparison.negated, left, right)
    case .oneOf(let inner, let constants): return oneOf(inner, constants, holds)
    default: return nil
    }
  }

  private func known(_ inner: CheckedExpression, _ holds: Bool) -> SQLCondition? {
    guard let (column, name) = column(inner) else { return nil }
    let soundness = ColumnSoundness(column: column, placeholders: placeholders)
    let known = soundness.known(name)
    let isPlain = column.kind != .text && known != nil
    if column.invalidIsMissing {
      if holds {
        return isPlain
          ? SQLCondition(text: known ?? "", isExact: true)
          : SQLCondition(text: "\(name) IS NOT NULL", isExact: false)
      }
      return known.map { SQLCondition(text: "NOT \($0)", isExact: isPlain) }
    }
    return SQLCondition(text: "\(name) IS \(holds ? "NOT NULL" : "NULL")", isExact: true)
  }

  private mutating func oneOf(
    _ inner: CheckedExpression, _ constants: [Constant], _ holds: Bool
  ) -> SQLCondition? {
    if let (column, name) = column(inner), column.kind != .integer, column.kind != .bool {
      let indices = constants.compactMap { if case .integer(let value) = $0 { value } else { nil } }
      if column.isText {
        let texts = constants.compactMap { if case .text(let value) = $0 { value } else { nil } }
        return text(column, name, texts, holds)
      }
      return choice(column, name) { indices.contains($0) == holds }
    }
    guard let value = integer(inner), let valid = validity([inner]) else { return nil }
    let numbers = constants.compactMap { if case .integer(let value) = $0 { value } else { nil } }
    guard !numbers.contains(.min) else { return nil }
    let list = numbers.map(String.init).joined(separator: ", ")
    return SQLCondition(text: SQLText.and(valid + ["\(value) \(holds ? "IN" : "NOT IN") (\(list))"]), isExact: true)
  }

  /// A choice, or a bool of two texts, by the stored texts of the values that hold.
  private func choice(_ column: ColumnBinding, _ name: String, _ holds: (Int64) -> Bool) -> SQLCondition? {
    guard column.kind == .choice || column.kind == .boolPair,
      ColumnSoundness(column: column, placeholders: placeholders).known(name) != nil
    else { return nil }
    // A pair is [yes, no], and yes is 1.
    let texts = column.texts.indices.filter { holds(column.kind == .boolPair ? 1 - Int64($0) : Int64($0)) }
      .map { column.texts[$0] }
    return texts.isEmpty
      ? .never
      : SQLCondition(text: "\(name) COLLATE BINARY IN \(SQLText.list(texts))", isExact: true)
  }

  /// Whether a text is, or is not, one of some texts that have one form only.
  private func text(_ column: ColumnBinding, _ name: String, _ texts: [String], _ holds: Bool) -> SQLCondition? {
    guard column.kind == .text, !texts.isEmpty, texts.allSatisfy({ isSoundText($0, column) }) else { return nil }
    let list = SQLText.list(texts)
    return SQLCondition(
      text: "\(name) COLLATE BINARY \(holds ? "IN" : "NOT IN") \(list)", isExact: holds || !column.invalidIsMissing)
  }

  /// Whether a column that holds exactly this text has a known and sound value, the same text to the machine as to SQL.
  private func isSoundText(_ text: String, _ column: ColumnBinding) -> Bool {
    let isClassed: Bool =
      switch column.textClass {
      case .any: true
      case .name: text.withBytes { TextClass.name.allows($0) }
      case .gsm: text.withBytes { TextClass.gsm.allows($0) }
      }
    return SQLText.isItsOnlyForm(text) && text.utf8.count <= Int(column.maxCharacters) && isClassed
      && !text.withBytes { TextRules.isBlank($0) }
      && !placeholders.contains(PlaceholderText.canonical(text))
  }

  private mutating func comparison(
    _ comparison: CheckedExpression.Comparison, _ left: CheckedExpression, _ right: CheckedExpression
  ) -> SQLCondition? {
    if case .constant = left.kind {
      if case .constant = right.kind { return nil }
      return self.comparison(comparison.mirrored, right, left)
    }
    if let (column, name) = column(left), case .constant(let constant) = right.kind {
      switch constant {
      case .text(let text): return self.text(column, name, [text], comparison == .equal)
      case .integer(let value) where column.kind == .choice || column.kind == .boolPair:
        return choice(column, name) { comparison.holds($0, value) }
      default: break
      }
    }
    guard let valid = validity([left, right]), let test = integerTest(comparison, left, right) else { return nil }
    return SQLCondition(text: SQLText.and(valid + [test]), isExact: true)
  }

  /// With the column bare on the left where that can be, so that an index serves it.
  private mutating func integerTest(
    _ comparison: CheckedExpression.Comparison, _ left: CheckedExpression, _ right: CheckedExpression
  ) -> String? {
    if left.isText || right.isText { return nil }
    if column(left) == nil, column(right) != nil { return integerTest(comparison.mirrored, right, left) }
    guard let value = integer(right) else { return nil }
    if let (column, name) = column(left), column.kind == .integer, column.divisor > 1, self.column(right) == nil {
      let first = "\(value) * \(column.divisor)"
      let next = "(\(value) + 1) * \(column.divisor)"
      switch comparison {
      case .less: return "\(name) < \(first)"
      case .lessOrEqual: return "\(name) < \(next)"
      case .greater: return "\(name) >= \(next)"
      case .greaterOrEqual: return "\(name) >= \(first)"
      case .equal: return "(\(name) >= \(first) AND \(name) < \(next))"
      case .notEqual: return "(\(name) < \(first) OR \(name) >= \(next))"
      }
    }
    return integer(left).map { "\($0) \(comparison.rawValue) \(value)" }
  }
}
