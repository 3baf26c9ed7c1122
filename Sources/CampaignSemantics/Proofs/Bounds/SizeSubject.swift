/// What a condition or a value hangs on. Two places that hang on the same can't be looked at apart: what is decided at one
/// holds at the other.
enum SizeSubject: Hashable {
  case attribute(AttributeID)
  case row(VariableID)
  case relation(RelationID)
  case experiment(Int)
  case history(HistoryFact)
}

extension CheckedExpression {
  func collectSubjects(_ subjects: inout Set<SizeSubject>) {
    switch kind {
    case .attribute(let id): subjects.insert(.attribute(id))
    case .field(let variable, _, _): subjects.insert(.row(variable))
    case .variant(let experiment, _): subjects.insert(.experiment(experiment))
    case .history(let fact): subjects.insert(.history(fact))
    case .aggregate(let rows): subjects.insert(.relation(rows.relation))
    default: break
    }
    for child in kind.children { child.collectSubjects(&subjects) }
  }

  var subjects: Set<SizeSubject> {
    var subjects: Set<SizeSubject> = []
    collectSubjects(&subjects)
    return subjects
  }
}

/// Counts at how many places of a text each subject is asked.
struct SizeSubjectCount {
  private var counts: [SizeSubject: Int] = [:]

  init(_ nodes: [TemplateNode]) { add(nodes) }

  /// Subjects that more than one place hangs on: on themselves, or on what a fact says of them together.
  func shared(by facts: [CheckedExpression]) -> Set<SizeSubject> {
    var shared = Set(counts.filter { $0.value > 1 }.keys)
    for fact in facts {
      let linked = fact.subjects.filter { counts[$0] != nil }
      if linked.count > 1 { shared.formUnion(linked) }
    }
    return shared
  }

  private mutating func add(_ nodes: [TemplateNode]) {
    for node in nodes {
      switch node {
      case .literal, .pluralNumber, .unsubscribeURL: break
      case .value(let expression, _, _): add(expression)
      case .conditional(let branches, let otherwise):
        for branch in branches {
          add(branch.condition)
          add(branch.nodes)
        }
        add(otherwise)
      case .loop(let loop):
        if let predicate = loop.predicate { add(predicate) }
        for inner in [loop.prologue, loop.body, loop.epilogue, loop.otherwise] { add(inner) }
      case .variant(let experiment, let variants):
        counts[.experiment(experiment), default: 0] += 1
        for variant in variants { add(variant) }
      case .plural(let plural):
        add(plural.number)
        for form in plural.forms { add(form.nodes) }
      }
    }
  }

  private mutating func add(_ expression: CheckedExpression) {
    for subject in expression.subjects { counts[subject, default: 0] += 1 }
  }
}
