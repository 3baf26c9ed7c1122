/// Upper bounds on the differences of numbers, closed under addition: `x - y <= c` for every pair.
///
/// Node 0 stands for zero, so that a number's own bounds are differences, too. Shortest paths by Floyd and Warshall; the
/// domain is the "simple temporal network" of Dechter, Meiri and Pearl (1991).
struct DifferenceBounds {
  /// Farther apart than any two values of the language.
  static let unbounded: Int64 = 1 << 60

  let count: Int
  private var bounds: [Int64]

  /// `count` numbers, node 0 included, of which nothing is known.
  init(count: Int) {
    self.count = count
    bounds = [Int64](repeating: Self.unbounded, count: count * count)
    for node in 0..<count { bounds[node * count + node] = 0 }
  }

  /// The most that `x - y` can be.
  subscript(x: Int, y: Int) -> Int64 { bounds[x * count + y] }

  mutating func add(_ x: Int, minus y: Int, atMost bound: Int64) {
    bounds[x * count + y] = min(bounds[x * count + y], bound)
  }

  /// What follows from all bounds together; false where no numbers keep them.
  mutating func close() -> Bool {
    for through in 0..<count {
      for x in 0..<count {
        let first = bounds[x * count + through]
        if first >= Self.unbounded { continue }
        for y in 0..<count {
          let second = bounds[through * count + y]
          if second >= Self.unbounded { continue }
          // Neither is above 2^60, and a path has fewer nodes than would make it fall below -2^63.
          let sum = max(first + second, -Self.unbounded)
          if sum < bounds[x * count + y] { bounds[x * count + y] = sum }
        }
      }
    }
    return (0..<count).allSatisfy { bounds[$0 * count + $0] >= 0 }
  }

  /// Adds one bound to bounds that are closed, and closes them again; false where no numbers keep them.
  mutating func tighten(_ x: Int, minus y: Int, atMost bound: Int64) -> Bool {
    if bounds[x * count + y] <= bound { return true }
    if bounds[y * count + x] < Self.unbounded, bounds[y * count + x] + bound < 0 { return false }
    for a in 0..<count {
      let first = bounds[a * count + x]
      if first >= Self.unbounded { continue }
      for b in 0..<count {
        let second = bounds[y * count + b]
        if second >= Self.unbounded { continue }
        let sum = max(first + bound + second, -Self.unbounded)
        if sum < bounds[a * count + b] { bounds[a * count + b] = sum }
      }
    }
    return true
  }
}
