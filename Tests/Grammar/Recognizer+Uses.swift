extension Recognizer {
  /// A terminal where it stands in the grammar.
  package struct Use: Hashable, Comparable, CustomStringConvertible, Sendable {
    package var rule: String
    /// With its quotes, or the name of a class of tokens.
    package var terminal: String

    package init(_ rule: String, _ terminal: String) {
      self.rule = rule
      self.terminal = terminal
    }

    package var description: String { "\(rule) \(terminal)" }
    package static func < (a: Use, b: Use) -> Bool { (a.rule, a.terminal) < (b.rule, b.terminal) }
  }

  /// Every terminal of every rule.
  package var uses: Set<Use> {
    var found: Set<Use> = []
    func visit(_ node: Int, _ rule: String) {
      switch nodes[node] {
      case .terminal(let id): found.insert(Use(rule, terminals[id].name))
      case .rule: break
      case .sequence(let parts), .choice(let parts): for part in parts { visit(part, rule) }
      case .optional(let part), .many(let part): visit(part, rule)
      }
    }
    for (name, id) in ruleIDs { visit(ruleNodes[id], name) }
    return found
  }

  /// The terminals that the tokens of a file are, by every way in which the grammar makes them; nil where it makes them by none.
  package mutating func uses(in tokens: [ReferenceLexer.Token]) -> Set<Use>? {
    var run = self.run(tokens)
    guard let file = ruleIDs["File"], ends(ruleNodes[file], 0, &run).contains(tokens.count) else { return nil }
    let names = Dictionary(ruleIDs.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var derivation = Derivation(recognizer: self, names: names, run: run)
    derivation.mark(ruleNodes[file], 0, tokens.count, in: "File")
    return derivation.uses
  }

  /// Goes down every way in which a node makes the tokens from one place to another.
  private struct Derivation {
    struct Stretch: Hashable {
      var node: Int
      var start: Int
      var end: Int
    }

    let recognizer: Recognizer
    let names: [Int: String]
    var run: Run
    var uses: Set<Use> = []
    var seen: Set<Stretch> = []

    mutating func mark(_ node: Int, _ start: Int, _ end: Int, in rule: String) {
      guard seen.insert(Stretch(node: node, start: start, end: end)).inserted else { return }
      switch recognizer.nodes[node] {
      case .terminal(let id): uses.insert(Use(rule, recognizer.terminals[id].name))
      case .rule(let id): mark(recognizer.ruleNodes[id], start, end, in: names[id] ?? "")
      case .choice(let parts):
        for part in parts where recognizer.ends(part, start, &run).contains(end) { mark(part, start, end, in: rule) }
      case .optional(let part): if end > start { mark(part, start, end, in: rule) }
      case .sequence(let parts): mark(parts, start, end, in: rule)
      case .many(let part):
        for place in recognizer.ends(part, start, &run) where place > start {
          guard recognizer.ends(node, place, &run).contains(end) else { continue }
          mark(part, start, place, in: rule)
          mark(node, place, end, in: rule)
        }
      }
    }

    private mutating func mark(_ parts: [Int], _ start: Int, _ end: Int, in rule: String) {
      // Where each part can begin, and of those places the ones from which the rest comes to the end.
      var begins: [[Int]] = [[start]]
      for part in parts {
        begins.append(Array(Set(begins[begins.count - 1].flatMap { recognizer.ends(part, $0, &run) })))
      }
      var isGood: Set<Int> = [end]
      for (index, part) in parts.enumerated().reversed() {
        var before: Set<Int> = []
        for place in begins[index] {
          for next in recognizer.ends(part, place, &run) where isGood.contains(next) {
            mark(part, place, next, in: rule)
            before.insert(place)
          }
        }
        isGood = before
      }
    }
  }
}
