import CampaignDiagnostics

/// The longest run of punctuation marks in what is written, on each path: `!!!` is one of three, also where a branch ends in the
/// midst of it. What is filled in ends a run, and so do white space and paragraphs.
struct PunctuationRun {
  /// What has been read on some path.
  private struct State: Hashable {
    /// Marks that the text ends in, and the most that stood next to each other.
    var last = 0
    var longest = 0
  }

  private struct Places {
    var last: Span?
    var longest: Span?

    /// Of two that say the same, the one that is written first, so that every run says it of the same place.
    static func earlier(_ a: Places, _ b: Places) -> Places {
      func start(_ places: Places) -> (UInt32, UInt32) {
        let span = places.longest ?? places.last
        return (span?.start ?? .max, span?.end ?? .max)
      }
      return start(b) < start(a) ? b : a
    }
  }

  struct End {
    var marks: Int
    /// Of the run; nil where there is none.
    var span: Span?
  }

  /// Longer ones are taken for this long: a row for each turn of a loop may make them so.
  static let limit = 100

  let least: End
  let most: End

  init(in nodes: [WrittenNode]) {
    let states = Self.read(nodes, after: [State(): Places()])
    func end(_ found: (key: State, value: Places)?) -> End {
      End(marks: found?.key.longest ?? 0, span: found?.value.longest)
    }
    let sorted = states.sorted { ($0.key.longest, $0.key.last) < ($1.key.longest, $1.key.last) }
    least = end(sorted.first)
    most = end(sorted.last)
  }

  /// Marks that end a sentence or part it, in every script, and `…`, `¡` and `¿`.
  static func isMark(_ character: Character) -> Bool {
    guard let scalar = character.unicodeScalars.first else { return false }
    let properties = scalar.properties
    return properties.isTerminalPunctuation || properties.isSentenceTerminal || "…¡¿".unicodeScalars.contains(scalar)
  }

  private static func read(_ nodes: [WrittenNode], after start: [State: Places]) -> [State: Places] {
    var states = start
    for node in nodes {
      switch node {
      case .text(let text, let span): states = merged(states.map { read(text, span, after: $0) })
      case .data, .boundary: states = merged(states.map { (State(longest: $0.longest), Places(longest: $1.longest)) })
      case .choice(let branches): states = merged(branches.flatMap { Array(read($0, after: states)) })
      case .loop(let body, let otherwise):
        // Each turn may make a run longer that goes over all of them.
        var turns = read(body, after: states)
        for _ in 0..<limit {
          let next = merged(Array(turns) + Array(read(body, after: turns)))
          if next.count == turns.count { break }
          turns = next
        }
        states = merged(Array(turns) + Array(otherwise.map { read($0, after: states) } ?? [:]))
      }
    }
    return states
  }

  private static func merged(_ states: [(State, Places)]) -> [State: Places] {
    Dictionary(states.map { ($0.0, $0.1) }, uniquingKeysWith: Places.earlier)
  }

  private static func merged(_ states: [(key: State, value: Places)]) -> [State: Places] {
    Dictionary(states.map { ($0.key, $0.value) }, uniquingKeysWith: Places.earlier)
  }

  private static func read(
    _ text: String, _ span: Span?, after start: (key: State, value: Places)
  ) -> (State, Places) {
    var (state, places) = start
    var offset = span?.start ?? 0
    let isVerbatim = span.map { $0.lengthBytes == text.utf8.count } ?? false
    for character in text {
      let width = UInt32(character.utf8.count)
      let place = span.map { isVerbatim ? Span($0.file, offset, offset + width) : $0 }
      offset += width
      guard isMark(character) else {
        state.last = 0
        places.last = nil
        continue
      }
      state.last = min(state.last + 1, limit)
      places.last = places.last.flatMap { last in place.map { $0.file == last.file ? last.union($0) : $0 } } ?? place
      if state.last > state.longest {
        state.longest = state.last
        places.longest = places.last
      }
    }
    return (state, places)
  }
}
