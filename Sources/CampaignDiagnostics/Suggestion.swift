/// Finds what somebody probably meant to write.
package enum Suggestion {
  /// The candidate nearest to `written` by optimal string alignment distance (Damerau-Levenshtein restricted to
  /// adjacent transpositions), or nil where none is near enough: a third of the length, at least one edit. Of equally
  /// near ones the one with the commoner slip is taken, then the first.
  package static func nearest(to written: String, among candidates: some Sequence<String>) -> String? {
    let limit = max(1, written.count / 3)
    var best: (name: String, distance: Int, slip: Slip)?
    for candidate in candidates where candidate != written {
      guard abs(candidate.count - written.count) <= limit else { continue }
      let found = distance(Array(written.lowercased()), Array(candidate.lowercased()))
      guard found <= limit, found <= best?.distance ?? .max else { continue }
      let slip = Slip(written: written, meant: candidate)
      if best.map({ (found, slip) < ($0.distance, $0.slip) }) ?? true { best = (candidate, found, slip) }
    }
    return best?.name
  }

  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforePrevious = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    for i in 1...a.count {
      var current = [i] + [Int](repeating: 0, count: b.count)
      for j in 1...b.count {
        let cost = a[i - 1] == b[j - 1] ? 0 : 1
        current[j] = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + cost)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          current[j] = min(current[j], beforePrevious[j - 2] + 1)
        }
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[b.count]
  }

  /// How a word came to be misspelt, the commonest first.
  private enum Slip: Int, Comparable {
    /// Letters swapped, or one struck twice.
    case order
    case missingLetter, neighboringKey, otherLetter, extraLetter

    init(written: String, meant: String) {
      let (a, b) = (Array(written.lowercased()), Array(meant.lowercased()))
      if a.count < b.count {
        self = .missingLetter
      } else if a.count > b.count {
        self = Self.withoutDoubles(a) == Self.withoutDoubles(b) ? .order : .extraLetter
      } else if a.sorted() == b.sorted() {
        self = .order
      } else {
        self = zip(a, b).allSatisfy { $0 == $1 || Self.areNeighbors($0, $1) } ? .neighboringKey : .otherLetter
      }
    }

    static func < (a: Slip, b: Slip) -> Bool { a.rawValue < b.rawValue }

    private static func withoutDoubles(_ letters: [Character]) -> [Character] {
      letters.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }

    /// Whether the keys touch on a QWERTY keyboard.
    private static func areNeighbors(_ a: Character, _ b: Character) -> Bool {
      guard let (ax, ay) = place(a), let (bx, by) = place(b) else { return false }
      return ay == by ? abs(ax - bx) == 1 : abs(ay - by) == 1 && (ay > by ? bx - ax : ax - bx) >= 0 && abs(ax - bx) <= 1
    }

    private static func place(_ letter: Character) -> (x: Int, y: Int)? {
      for (y, row) in ["qwertyuiop", "asdfghjkl", "zxcvbnm"].enumerated() {
        if let x = row.firstIndex(of: letter) { return (row.distance(from: row.startIndex, to: x), y) }
      }
      return nil
    }
  }
}
