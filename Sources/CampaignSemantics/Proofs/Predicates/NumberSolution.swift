/// Decides whether there are whole numbers for the terms of a state, and finds some.
struct NumberSolution {
  /// The terms that something was laid down for, zero first.
  private(set) var terms: [Int]
  private var node: [Int: Int] = [:]
  private(set) var bounds: DifferenceBounds
  private let state: SolverState

  /// Nil where there are no such numbers.
  init?(_ state: SolverState, _ table: TermTable) {
    self.state = state
    terms = [0] + state.numbers.sorted()
    for (index, term) in terms.enumerated() { node[term] = index }
    bounds = DifferenceBounds(count: terms.count)
    for (index, term) in terms.enumerated() where term != 0 {
      let range = table.terms[term].range
      bounds.add(index, minus: 0, atMost: range.upperBound)
      bounds.add(0, minus: index, atMost: -range.lowerBound)
    }
    for (x, y, bound) in state.differences {
      guard let a = node[x], let b = node[y] else { continue }
      bounds.add(a, minus: b, atMost: bound)
    }
    guard bounds.close(), narrow(), differ() else { return nil }
  }

  /// The values that a term can have, as far as the bounds say.
  func range(_ node: Int) -> ClosedRange<Int64> { -bounds[0, node]...bounds[node, 0] }

  private func isExcluded(_ term: Int, _ value: Int64) -> Bool {
    state.excluded[term]?.contains(value) == true || state.allowed[term]?.contains(value) == false
  }

  /// Draws the ends of each term's values in to those that are allowed; false where none is left.
  private mutating func narrow() -> Bool {
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for (index, term) in terms.enumerated() where state.allowed[term] != nil || state.excluded[term] != nil {
        guard let ends = ends(term, range(index)) else { return false }
        if ends == range(index) { continue }
        hasChanged = true
        guard bounds.tighten(index, minus: 0, atMost: ends.upperBound),
          bounds.tighten(0, minus: index, atMost: -ends.lowerBound)
        else { return false }
      }
    }
    return true
  }

  /// The first and the last value within a range that is allowed; nil where there is none.
  private func ends(_ term: Int, _ range: ClosedRange<Int64>) -> ClosedRange<Int64>? {
    if let allowed = state.allowed[term] {
      let left = allowed.filter { range.contains($0) && !isExcluded(term, $0) }
      guard let least = left.min(), let most = left.max() else { return nil }
      return least...most
    }
    var (low, high) = (range.lowerBound, range.upperBound)
    while low <= high, isExcluded(term, low) { low += 1 }
    while high >= low, isExcluded(term, high) { high -= 1 }
    return low <= high ? low...high : nil
  }

  /// Whether two terms that are to differ are not the same for certain.
  private func differ() -> Bool {
    state.unequal.allSatisfy { x, y, value in
      if x == y { return value != 0 }
      guard let a = node[x], let b = node[y] else { return true }
      return !(bounds[a, b] == value && bounds[b, a] == -value)
    }
  }

  // MARK: Some numbers

  /// A value for each term; those of `wanted` first, as they are wanted where they can be. Nil where none were found.
  func values(wanted: [Int: Int64] = [:]) -> [Int: Int64]? {
    var copy = self
    var values: [Int: Int64] = [0: 0]
    let order = terms.indices.dropFirst().sorted { a, b in
      let (first, second) = (wanted[terms[a]] != nil, wanted[terms[b]] != nil)
      return first == second ? a < b : first
    }
    for index in order {
      let term = terms[index]
      let range = copy.range(index)
      let wish = min(max(wanted[term] ?? 0, range.lowerBound), range.upperBound)
      let near = copy.candidates(term, range, wish, beside: values)
      guard let value = near.first(where: { copy.fix(index, $0) }) else { return nil }
      values[term] = value
    }
    let isSound = state.unequal.allSatisfy { x, y, value in (values[x] ?? 0) - (values[y] ?? 0) != value }
    return isSound ? values : nil
  }

  /// Few enough that finding none costs little.
  private static let maxCandidates = 16

  /// Values to try, the nearest first; none that has to differ from a value already given to another term.
  private func candidates(
    _ term: Int, _ range: ClosedRange<Int64>, _ near: Int64, beside values: [Int: Int64]
  ) -> [Int64] {
    var taken: Set<Int64> = []
    for (x, y, value) in state.unequal where x != y {
      if x == term, let other = values[y] { taken.insert(other &+ value) }
      if y == term, let other = values[x] { taken.insert(other &- value) }
    }
    if let allowed = state.allowed[term] {
      return allowed.filter { range.contains($0) && !isExcluded(term, $0) && !taken.contains($0) }.sorted {
        ($0 - near).magnitude < ($1 - near).magnitude
      }
    }
    var found: [Int64] = []
    var distance: Int64 = 0
    let most = Int64(Self.maxCandidates + (state.excluded[term]?.count ?? 0) + taken.count)
    while found.count < Self.maxCandidates, distance <= most {
      for value in distance == 0 ? [near] : [near + distance, near - distance]
      where range.contains(value) && !isExcluded(term, value) && !taken.contains(value) {
        found.append(value)
      }
      distance += 1
    }
    return found
  }

  private mutating func fix(_ index: Int, _ value: Int64) -> Bool {
    var copy = bounds
    guard copy.tighten(index, minus: 0, atMost: value), copy.tighten(0, minus: index, atMost: -value) else {
      return false
    }
    bounds = copy
    return true
  }
}
