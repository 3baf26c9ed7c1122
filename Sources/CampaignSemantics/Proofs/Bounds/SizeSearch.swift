/// Finds the extreme of a measure over all members, variants and rows for one text: the least upper or greatest lower bound.
///
/// Where nothing else hangs on a choice, its extreme is that of its ways. Where something does, what was decided at one place
/// has to hold at all: the whole is looked at once for each way (`SizeSplit`), ways that no member can take are left out, and after
/// `pathsLimit` of them every choice is taken by itself, which can only make the bound wider.
struct SizeSearch {
  let context: SizeContext
  let measure: SizeMeasure
  let end: SizeEnd
  let mode: Mode
  private let shared: Set<SizeSubject>
  private let demanded: Set<SizeSubject>
  private var pathsLeft = 64
  /// Whether all choices are taken by themselves from now on.
  private var isApart = false

  struct Mode {
    /// Whether the extreme's text is put together.
    var keepsText = false
    /// Whether nothing counts but what the author wrote.
    var countsWrittenOnly = false
    /// Whether every choice is taken by itself, and ways that nobody takes are not left out: sooner found, and never narrower.
    var isRough = false
  }

  static func bound(
    of nodes: [TemplateNode], _ measure: SizeMeasure, _ end: SizeEnd, _ context: SizeContext, _ mode: Mode = Mode()
  ) -> SizeBound {
    var search = SizeSearch(context, nodes, measure, end, mode)
    return search.solve(nodes, SizePath(context.facts))
  }

  private init(
    _ context: SizeContext, _ nodes: [TemplateNode], _ measure: SizeMeasure, _ end: SizeEnd, _ mode: Mode
  ) {
    self.context = context
    self.measure = measure
    self.end = end
    self.mode = mode
    isApart = mode.isRough
    if mode.isRough {
      (shared, demanded) = ([], [])
      return
    }
    shared = SizeSubjectCount(nodes).shared(by: context.facts)
    var demanded: Set<SizeSubject> = []
    for fact in context.facts { fact.collectSubjects(&demanded) }
    self.demanded = demanded
  }

  // MARK: Paths

  private mutating func solve(_ nodes: [TemplateNode], _ path: SizePath) -> SizeBound {
    do {
      return try walk(nodes, path)
    } catch {
      guard pathsLeft > 0 else {
        isApart = true
        defer { isApart = false }
        // Apart, nothing is split.
        return (try? walk(nodes, path)) ?? .impossible
      }
      return ways(error, path) { search, path in search.solve(nodes, path) }
    }
  }

  /// The extreme over the ways of a choice.
  private mutating func ways(
    _ split: SizeSplit, _ path: SizePath, _ solve: (inout SizeSearch, SizePath) -> SizeBound
  ) -> SizeBound {
    var result = SizeBound.impossible
    switch split {
    case .condition(let condition):
      for holds in [true, false] {
        pathsLeft -= 1
        let way = path.assuming(condition, holds)
        guard isPossible(way) else { continue }
        result = end.join(result, solve(&self, way).noting(.condition(condition, holds)))
      }
    case .variant(let experiment, let count):
      for index in 0..<count {
        pathsLeft -= 1
        var way = path
        way.variants[experiment] = index
        result = end.join(result, solve(&self, way).noting(.variant(experiment: experiment, index)))
      }
    }
    return result
  }

  private func isPossible(_ path: SizePath) -> Bool {
    path.conditions.count < 2 || !PredicateSolver(audience: context.audience).isContradiction(path.conditions)
  }

  /// Whether something else hangs on what the expression hangs on.
  func isShared(_ expression: CheckedExpression) -> Bool {
    !isApart && !shared.isEmpty && !shared.isDisjoint(with: expression.subjects)
  }

  /// The path on which a condition holds or doesn't; nil where nobody takes it.
  private func way(_ path: SizePath, _ condition: CheckedExpression, _ holds: Bool) -> SizePath? {
    let way = path.assuming(condition, holds)
    if demanded.isEmpty || demanded.isDisjoint(with: condition.subjects) { return way }
    return isPossible(way) ? way : nil
  }

  // MARK: Nodes

  mutating func walk(_ nodes: [TemplateNode], _ path: SizePath) throws(SizeSplit) -> SizeBound {
    var result = SizeBound.empty
    for node in nodes { result = end.sequence(result, try walk(node, path)) }
    return result
  }

  private mutating func walk(_ node: TemplateNode, _ path: SizePath) throws(SizeSplit) -> SizeBound {
    switch node {
    case .literal(let text): return bound(text, .plain, isWritten: true)
    case .value(let expression, let format, let escape):
      return try value(expression, ValuePlace(format: format, escape: escape), path)
    case .conditional(let branches, let otherwise): return try conditional(branches, otherwise, path)
    case .loop(let loop): return try self.loop(loop, path)
    case .variant(let experiment, let variants):
      return try variant(experiment, variants.count, path) { (search, index) throws(SizeSplit) in
        try search.walk(variants[index], path)
      }
    case .plural(let plural): return try self.plural(plural, path)
    case .pluralNumber(let escape):
      guard let (number, values) = path.pluralNumbers.last else { return .empty }
      return numbers(values, number, ValuePlace(format: .integer, escape: escape))
    case .unsubscribeURL(let escape): return bound(context.unsubscribeURL, escape, isWritten: false)
    }
  }

  private mutating func conditional(
    _ branches: [(condition: CheckedExpression, nodes: [TemplateNode])], _ otherwise: [TemplateNode], _ path: SizePath
  ) throws(SizeSplit) -> SizeBound {
    var result = SizeBound.impossible
    var path = path
    var declined: [CheckedExpression] = []
    func noting(_ bound: SizeBound) -> SizeBound {
      declined.reduce(bound) { $0.noting(.condition($1, false)) }
    }
    for (condition, nodes) in branches {
      switch path.truth(condition) {
      case true?: return end.join(result, noting(try walk(nodes, path)))
      case false?: continue
      case nil: break
      }
      if isShared(condition), let undecided = path.undecided(condition) { throw .condition(undecided) }
      if let way = way(path, condition, true) {
        result = end.join(result, noting(try walk(nodes, way)).noting(.condition(condition, true)))
      }
      guard let rest = way(path, condition, false) else { return result }
      path = rest
      declined.append(condition)
    }
    return end.join(result, noting(try walk(otherwise, path)))
  }

  /// One of an experiment's variants.
  mutating func variant(
    _ experiment: Int, _ count: Int, _ path: SizePath,
    _ body: (inout SizeSearch, Int) throws(SizeSplit) -> SizeBound
  ) throws(SizeSplit) -> SizeBound {
    if let drawn = path.variants[experiment], drawn < count { return try body(&self, drawn) }
    if !isApart, shared.contains(.experiment(experiment)) { throw .variant(experiment: experiment, count: count) }
    var result = SizeBound.impossible
    for index in 0..<count {
      result = end.join(result, try body(&self, index).noting(.variant(experiment: experiment, index)))
    }
    return result
  }

  private mutating func loop(_ loop: CheckedLoop, _ path: SizePath) throws(SizeSplit) -> SizeBound {
    let nothing =
      hasRows(loop, path) ? SizeBound.impossible : try walk(loop.otherwise, path).noting(.noRows(loop))
    let most = min(loop.limit ?? .max, context.audience.relations[loop.relation.index].upTo)
    guard most > 0 else { return nothing }
    let inner = loop.predicate.map { path.assuming($0, true) } ?? path
    let row = try self.row(loop, inner)
    let rows = end.rows(row, end == .most ? most : 1) { row, count in
      SizeExtreme(
        weight: row.weight * count, witness: .fact(.rows(loop, count, row.witness)),
        text: mode.keepsText ? String(repeating: row.text, count: min(count, Self.shownRows)) : "")
    }
    let around = end.sequence(
      end.sequence(try walk(loop.prologue, path), rows), try walk(loop.epilogue, path))
    return end.join(around, nothing)
  }

  /// Whether everybody who takes the path has a row that the loop shows.
  private func hasRows(_ loop: CheckedLoop, _ path: SizePath) -> Bool {
    let relation: Set<SizeSubject> = [.relation(loop.relation)]
    if mode.isRough || path.conditions.allSatisfy({ $0.subjects.isDisjoint(with: relation) }) { return false }
    return !isPossible(path.assuming(loop.hasRow, false))
  }

  /// Of a loop's rows the text of so many is put together.
  private static let shownRows = 3

  /// One row of a loop: what hangs on the row alone is split here, for each row takes a way of its own.
  private mutating func row(_ loop: CheckedLoop, _ path: SizePath) throws(SizeSplit) -> SizeBound {
    do {
      return try walk(loop.body, path)
    } catch {
      guard case .condition(let condition) = error, condition.subjects == [.row(loop.variable)] else { throw error }
      var result = SizeBound.impossible
      for holds in [true, false] {
        pathsLeft -= 1
        let way = path.assuming(condition, holds)
        guard isPossible(way) else { continue }
        guard pathsLeft > 0 else {
          let outer = isApart
          isApart = true
          defer { isApart = outer }
          return try walk(loop.body, path)
        }
        result = end.join(result, try row(loop, way).noting(.condition(condition, holds)))
      }
      return result
    }
  }

  private mutating func plural(_ plural: CheckedPlural, _ path: SizePath) throws(SizeSplit) -> SizeBound {
    guard let range = path.range(of: plural.number) else { return .impossible }
    var result = SizeBound.impossible
    for (form, nodes) in plural.forms {
      let values = NumberSamples.numbers(in: range, of: form, plural.rules).filter { path.allows(plural.number, $0) }
      guard let first = values.first else { continue }
      var inner = path
      inner.pluralNumbers.append((plural.number, values))
      result = end.join(result, noting(first, plural.number, try walk(nodes, inner)))
    }
    return result
  }

  // MARK: Texts

  /// A text that is there on every path.
  func bound(_ text: String, _ escape: TextEscape, isWritten: Bool) -> SizeBound {
    let escaped = escape.escaping(text)
    return SizeBound(SizeExtreme(weight: weigh(escaped, isWritten: isWritten), text: mode.keepsText ? escaped : ""))
  }

  func weigh(_ text: String, isWritten: Bool) -> SizeWeight {
    if mode.countsWrittenOnly, !isWritten { return .zero }
    var weight = SizeWeight(text, as: measure, isWritten: isWritten)
    // A mark at the start may become part of the character before it.
    if end == .least, measure == .characters || measure == .emoji, let first = text.utf8.first, first >= 0x80 {
      weight.amount = max(0, weight.amount - 1)
    }
    return weight
  }

  /// The same with the fact that a number has a value.
  func noting(_ value: Int64, _ number: CheckedExpression, _ bound: SizeBound) -> SizeBound {
    bound.noting(number.isStored ? .value(number, .integer(value)) : .computed(number, value))
  }
}

/// That the whole has to be looked at once for each way of a choice.
enum SizeSplit: Error {
  case condition(CheckedExpression)
  case variant(experiment: Int, count: Int)
}

extension CheckedExpression {
  /// Whether it stands in the database.
  var isStored: Bool {
    switch kind {
    case .attribute, .field: true
    default: false
    }
  }
}
