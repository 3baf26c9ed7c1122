/// What one way of meeting a condition has laid down so far.
struct SolverState {
  private(set) var flags: [Int: Bool] = [:]
  private(set) var differences: [(x: Int, y: Int, atMost: Int64)] = []
  private(set) var unequal: [(x: Int, y: Int, value: Int64)] = []
  private(set) var allowed: [Int: Set<Int64>] = [:]
  private(set) var excluded: [Int: Set<Int64>] = [:]
  private(set) var allowedTexts: [Int: Set<String>] = [:]
  private(set) var excludedTexts: [Int: Set<String>] = [:]
  private(set) var sameTexts: [(x: Int, y: Int, isHeld: Bool)] = []
  private(set) var textTests: [(test: CheckedExpression.TextTest, x: Int, text: String, isHeld: Bool)] = []

  /// Lays down an atom; false where it is at once in conflict with what was laid down before.
  mutating func assert(_ atom: Atom) -> Bool {
    switch atom {
    case .flag(let x, let isHeld):
      if let known = flags[x] { return known == isHeld }
      flags[x] = isHeld
    case .difference(let x, let y, let bound): differences.append((x, y, bound))
    case .equals(let x, let y, let value, isHeld: true):
      differences.append((x, y, value))
      differences.append((y, x, -value))
    case .equals(let x, let y, let value, isHeld: false):
      if y == 0 { excluded[x, default: []].insert(value) } else { unequal.append((x, y, value)) }
    case .oneOf(let x, let values, isHeld: true):
      let left = allowed[x]?.intersection(values) ?? values
      allowed[x] = left
      return !left.isEmpty
    case .oneOf(let x, let values, isHeld: false): excluded[x, default: []].formUnion(values)
    case .textOneOf(let x, let texts, isHeld: true):
      let left = allowedTexts[x]?.intersection(texts) ?? texts
      allowedTexts[x] = left
      return !left.isEmpty
    case .textOneOf(let x, let texts, isHeld: false): excludedTexts[x, default: []].formUnion(texts)
    case .textsEqual(let x, let y, let isHeld): sameTexts.append((x, y, isHeld))
    case .textTest(let test, let x, let text, let isHeld): textTests.append((test, x, text, isHeld))
    }
    return true
  }

  /// The terms of numbers that something was laid down for, without zero.
  var numbers: Set<Int> {
    var used = Set(allowed.keys).union(excluded.keys)
    for (x, y, _) in differences { used.formUnion([x, y]) }
    for (x, y, _) in unequal { used.formUnion([x, y]) }
    used.remove(0)
    return used
  }

  /// Whether what was laid down for texts can be: each by itself, and those that are to be the same together.
  func textsAgree() -> Bool {
    var allowed = allowedTexts
    for (x, texts) in allowed { allowed[x] = texts.filter { mayBe(x, $0) } }
    if allowed.contains(where: \.value.isEmpty) { return false }
    for (x, y, isHeld) in sameTexts {
      if x == y, !isHeld { return false }
      guard let left = allowed[x], let right = allowed[y] else { continue }
      if isHeld, left.isDisjoint(with: right) { return false }
      if !isHeld, left.count == 1, left == right { return false }
    }
    return startsAndEndsAgree()
  }

  /// Whether a text term may be that text.
  func mayBe(_ x: Int, _ text: String) -> Bool {
    excludedTexts[x]?.contains(text) != true
      && textTests.allSatisfy { $0.x != x || $0.test.holds(of: text, $0.text) == $0.isHeld }
  }

  /// No text begins with one thing and with another at once, nor contains what it does not contain.
  private func startsAndEndsAgree() -> Bool {
    for (index, a) in textTests.enumerated() {
      for b in textTests.dropFirst(index + 1) where a.x == b.x && a.test == b.test {
        if a.text == b.text, a.isHeld != b.isHeld { return false }
        guard a.test == .startsWith || a.test == .endsWith else { continue }
        let (short, long) = a.text.utf8.count < b.text.utf8.count ? (a, b) : (b, a)
        let isPart = a.test.holds(of: long.text, short.text)
        if short.isHeld, long.isHeld, !isPart { return false }
        if !short.isHeld, long.isHeld, isPart { return false }
      }
    }
    return true
  }
}
