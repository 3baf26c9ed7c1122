/// A condition in negation normal form: `not` stands nowhere but in an atom.
indirect enum Formula: Sendable {
  case constant(Bool)
  case atom(Atom)
  case and([Formula])
  case or([Formula])

  static func all(_ formulas: [Formula]) -> Formula {
    var operands: [Formula] = []
    for formula in formulas {
      switch formula {
      case .constant(true): continue
      case .constant(false): return .constant(false)
      case .and(let inner): operands += inner
      default: operands.append(formula)
      }
    }
    return operands.count == 1 ? operands[0] : operands.isEmpty ? .constant(true) : .and(operands)
  }

  static func any(_ formulas: [Formula]) -> Formula {
    var operands: [Formula] = []
    for formula in formulas {
      switch formula {
      case .constant(false): continue
      case .constant(true): return .constant(true)
      case .or(let inner): operands += inner
      default: operands.append(formula)
      }
    }
    return operands.count == 1 ? operands[0] : operands.isEmpty ? .constant(false) : .or(operands)
  }

  var negated: Formula {
    switch self {
    case .constant(let value): .constant(!value)
    case .atom(let atom): .atom(atom.negated)
    case .and(let operands): .any(operands.map(\.negated))
    case .or(let operands): .all(operands.map(\.negated))
    }
  }
}

/// A question that is not taken apart further; its terms are numbered by a `TermTable`.
enum Atom: Hashable, Sendable {
  /// `x - y <= bound`; term 0 is zero.
  case difference(x: Int, y: Int, atMost: Int64)
  /// `x - y` is `value`, or is not.
  case equals(x: Int, y: Int, value: Int64, isHeld: Bool)
  /// The number is one of those, or is none of them.
  case oneOf(x: Int, Set<Int64>, isHeld: Bool)
  /// The text is one of those, or is none of them.
  case textOneOf(x: Int, Set<String>, isHeld: Bool)
  /// The two texts are the same, or are not.
  case textsEqual(x: Int, y: Int, isHeld: Bool)
  case textTest(CheckedExpression.TextTest, x: Int, String, isHeld: Bool)
  /// Something that is so or is not, of which nothing else is known.
  case flag(Int, isHeld: Bool)

  var negated: Atom {
    switch self {
    // Whole numbers: not at most c is at least c + 1.
    case .difference(let x, let y, let bound): .difference(x: y, y: x, atMost: -bound - 1)
    case .equals(let x, let y, let value, let isHeld): .equals(x: x, y: y, value: value, isHeld: !isHeld)
    case .oneOf(let x, let values, let isHeld): .oneOf(x: x, values, isHeld: !isHeld)
    case .textOneOf(let x, let texts, let isHeld): .textOneOf(x: x, texts, isHeld: !isHeld)
    case .textsEqual(let x, let y, let isHeld): .textsEqual(x: x, y: y, isHeld: !isHeld)
    case .textTest(let test, let x, let text, let isHeld): .textTest(test, x: x, text, isHeld: !isHeld)
    case .flag(let x, let isHeld): .flag(x, isHeld: !isHeld)
    }
  }
}
