/// Finds what somebody probably meant to write.
package enum Suggestion {
  /// The candidate nearest to `written` by optimal string alignment distance (Damerau-Levenshtein restricted to adjacent
  /// transpositions), or nil where none is near enough: a third of the length, at least one edit; ties go to the first.
  package static func nearest(to written: String, among candidates: some Sequence<String>) -> String? {
    let limit = max(1, written.count / 3)
    var best: (name: String, distance: Int)?
    for candidate in candidates where candidate != written {
      guard abs(candidate.count - written.count) <= limit else { continue }
      let found = distance(Array(written.lowercased()), Array(candidate.lowercased()))
      if found <= limit, found < best?.distance ?? .max { best = (candidate, found) }
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
}
