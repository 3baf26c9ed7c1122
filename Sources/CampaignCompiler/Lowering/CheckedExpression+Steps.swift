import CampaignSemantics

extension CheckedExpression {
  /// The expression as one step asks it: at the first the member enters now, and nothing has happened yet; what has
  /// not been sent was not opened either.
  func asked(inStep step: Int) -> CheckedExpression {
    switch kind {
    case .entered where step == 0: return with(.runInstant(.zero))
    case .history(.converted) where step == 0: return with(.constant(.integer(0)))
    case .history(.message(let event, let number)):
      let number = number ?? step - 1
      let isBefore = (0..<step).contains(number)
      return with(isBefore ? .history(.message(event, step: number)) : .constant(.integer(0)))
    default: return with(kind.mappingChildren { $0.asked(inStep: step) }.ofTheRun)
    }
  }

  private func with(_ kind: Kind) -> CheckedExpression { CheckedExpression(kind, type, span) }
}

extension CheckedExpression.Kind {
  /// The same as a value of the run, where it is one: SQL and machine have it as a parameter.
  fileprivate var ofTheRun: Self {
    switch self {
    case .localDate(let inner):
      if case .runInstant(.zero) = inner.kind { return .runDate(.zero) }
    case .movedInstant(let inner, let offset):
      if case .runInstant(.zero) = inner.kind { return .runInstant(offset) }
    case .movedDate(let inner, let offset):
      if case .runDate(.zero) = inner.kind { return .runDate(offset) }
    default: break
    }
    return self
  }
}

extension CheckedConversion {
  /// Whether the member has converted by what the data says now: within the window, counted from the entry.
  var isSeen: CheckedExpression {
    let bool = ValueType(.bool)
    func expression(_ kind: CheckedExpression.Kind, _ type: ValueType) -> CheckedExpression {
      CheckedExpression(kind, type, span)
    }
    let now = expression(.runInstant(.zero), ValueType(.timestamp))
    let entered = expression(.entered, ValueType(.timestamp))
    let end = expression(.movedInstant(entered, window), ValueType(.timestamp))
    return expression(
      .and([
        expression(.compare(.lessOrEqual, entered, now), bool), expression(.compare(.less, now, end), bool), predicate,
      ]), bool)
  }

  /// What keeps a member in a follow-up: neither the history nor the data says that they have converted.
  var isNotSeen: CheckedExpression {
    let bool = ValueType(.bool)
    let isRecorded = CheckedExpression(.history(.converted), bool, span)
    return CheckedExpression(.not(CheckedExpression(.or([isRecorded, isSeen]), bool, span)), bool, span)
  }
}
