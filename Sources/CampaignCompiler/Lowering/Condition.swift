import CampaignSemantics

/// A bool expression with its negations moved to the leaves, so that it can only grow truer when a leaf does.
///
/// A leaf is "surely so": reading a missing value makes it false whichever way it is asked. The checker proves that no answer hangs
/// on that, but for members whose guarding clause is not decided because a value in it is bad; there this is what
/// the language means, in the machine, in SQL and in the tests' oracle alike.
indirect enum Condition {
  case constant(Bool)
  /// The expression is known to be true, or known to be false.
  case leaf(CheckedExpression, holds: Bool)
  case all([Condition])
  case any([Condition])

  init(_ expression: CheckedExpression, holds: Bool = true) {
    switch expression.kind {
    case .not(let inner): self.init(inner, holds: !holds)
    case .and(let operands): self = Self.joined(operands.map { Condition($0, holds: holds) }, asAll: holds)
    case .or(let operands): self = Self.joined(operands.map { Condition($0, holds: holds) }, asAll: !holds)
    case .constant(.integer(let value)): self = .constant((value != 0) == holds)
    default: self = .leaf(expression, holds: holds)
    }
  }

  private static func joined(_ conditions: [Condition], asAll: Bool) -> Condition {
    var flat: [Condition] = []
    for condition in conditions {
      switch condition {
      case .all(let inner) where asAll: flat += inner
      case .any(let inner) where !asAll: flat += inner
      default: flat.append(condition)
      }
    }
    return asAll ? .all(flat) : .any(flat)
  }

  var hasAggregate: Bool {
    switch self {
    case .constant: false
    case .leaf(let expression, _): expression.hasAggregate
    case .all(let inner), .any(let inner): inner.contains { $0.hasAggregate }
    }
  }

  /// The value that this leaf alone shows to be known, where it stands beside others: `x is known` in an `all`, its opposite in an `any`.
  func guarded(inAll: Bool) -> ValueKey? {
    if case .leaf(let expression, let holds) = self, holds == inAll, case .isKnown(let inner) = expression.kind {
      return ValueKey(inner)
    }
    return nil
  }
}

/// A value that can be missing: an attribute, or a field of the current row.
enum ValueKey: Hashable {
  case attribute(AttributeID)
  case field(VariableID, Int)

  init?(_ expression: CheckedExpression) {
    switch expression.kind {
    case .attribute(let attribute): self = .attribute(attribute)
    case .field(let variable, _, let field): self = .field(variable, field)
    default: return nil
    }
  }
}
