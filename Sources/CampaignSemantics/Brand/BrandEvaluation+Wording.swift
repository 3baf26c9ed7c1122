import CampaignSyntax

/// What is left of a rule when all that the author wrote is known to keep it: what data may say.
extension BrandEvaluation {
  /// What has to be looked at when the message is made: where it holds, the predicate holds (or, where `when` is false,
  /// fails). Nil where no data decides it.
  func wording(_ predicate: BrandPredicate, when: Bool) -> WordingCondition? {
    if case .open(let condition)? = answer(predicate, when) { return condition }
    return nil
  }

  private enum Answer {
    case known(Bool)
    case open(WordingCondition)
  }

  /// Nil where the predicate speaks of something that the message doesn't have.
  private func answer(_ predicate: BrandPredicate, _ when: Bool) -> Answer? {
    switch predicate {
    case .contains(let part, let test, let texts): return answer(part, test, texts, when)
    case .not(let inner): return answer(inner, !when)
    case .and(let inner): return join(inner.compactMap { answer($0, when) }, isAll: when)
    case .or(let inner): return join(inner.compactMap { answer($0, when) }, isAll: !when)
    case .measure, .isKnown, .every:
      let outcome = outcome(predicate)
      if outcome.isVacuous { return nil }
      // What isn't proven is taken for what would break the rule.
      return .known(!(when ? outcome.alwaysFails : outcome.alwaysHolds))
    }
  }

  private func answer(_ name: String, _ test: Expression.TextTest, _ texts: [String], _ when: Bool) -> Answer? {
    guard let part = message.part(name) else { return nil }
    let written = outcome(.contains(part: name, test, texts))
    if written.alwaysHolds { return .known(when) }
    let nodes: [TemplateNode]
    if test == .contains, written.alwaysFails {
      nodes = WordingScan(texts).nodes(of: part.wording)
      if nodes.isEmpty { return .known(!when) }
    } else {
      let isDecided = written.alwaysFails && !WrittenEdge.isOpen(part.nodes, atEnd: test == .endsWith, texts)
      if isDecided { return .known(!when) }
      // How a part begins is read without its paragraphs.
      nodes = test == .contains ? part.wording : part.template
    }
    let condition = WordingCondition.test(test.checked, of: nodes, texts)
    return .open(when ? condition : .not(condition))
  }

  private func join(_ answers: [Answer], isAll: Bool) -> Answer? {
    if answers.isEmpty { return nil }
    var open: [WordingCondition] = []
    for answer in answers {
      switch answer {
      case .known(let holds): if holds != isAll { return answer }
      case .open(let condition): open.append(condition)
      }
    }
    guard let first = open.first else { return .known(isAll) }
    return .open(open.count == 1 ? first : isAll ? .all(open) : .any(open))
  }
}

extension WrittenEdge {
  /// Whether data may make a text begin (or end) with one of the texts.
  static func isOpen(_ nodes: [WrittenNode], atEnd: Bool, _ texts: [String]) -> Bool {
    self.texts(of: nodes, atEnd: atEnd).contains { $0.begins(with: texts, atEnd: atEnd) == nil }
  }
}

extension Expression.TextTest {
  fileprivate var checked: CheckedExpression.TextTest {
    switch self {
    case .contains: .contains
    case .startsWith: .startsWith
    case .endsWith: .endsWith
    }
  }
}
