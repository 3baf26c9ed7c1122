/// Says whether a grammar makes a sequence of tokens, whatever lookahead that takes: every rule gives all the places at which
/// it can end, remembered by place (generalized recursive descent; the grammar has no left recursion).
package struct Recognizer {
  enum Node {
    case terminal(Int)
    case rule(Int)
    case sequence([Int])
    case choice([Int])
    /// None or one.
    case optional(Int)
    /// None or more.
    case many(Int)
  }

  private(set) var nodes: [Node] = []
  private(set) var terminals: [(name: String, excluded: Set<String>)] = []
  private var terminalIDs: [String: Int] = [:]
  private(set) var ruleIDs: [String: Int] = [:]
  private(set) var ruleNodes: [Int] = []
  /// By node: which terminals it can begin with, in bits, and whether it can be empty.
  private var first: [[UInt64]] = []
  private var isNullable: [Bool] = []
  private var kindsByToken: [ReferenceLexer.Token: [UInt64]] = [:]

  package init(_ grammar: EBNF) {
    for name in grammar.rules.keys.sorted() { ruleIDs[name] = ruleIDs.count }
    ruleNodes = [Int](repeating: 0, count: ruleIDs.count)
    for (name, id) in ruleIDs {
      if let rule = grammar.rules[name] { ruleNodes[id] = add(rule) }
    }
    computeFirst()
  }

  private mutating func add(_ expression: EBNF.Expression) -> Int {
    let node: Node
    switch expression {
    case .terminal(let name): node = .terminal(terminal(name, []))
    case .excluding(let name, let words): node = .terminal(terminal(name, words))
    case .rule(let name): node = .rule(ruleIDs[name] ?? 0)
    case .sequence(let parts): node = .sequence(parts.map { add($0) })
    case .choice(let parts): node = .choice(parts.map { add($0) })
    case .optional(let part): node = .optional(add(part))
    case .many(let part): node = .many(add(part))
    case .some(let part):
      let inner = add(part)
      nodes.append(.many(inner))
      node = .sequence([inner, nodes.count - 1])
    }
    nodes.append(node)
    return nodes.count - 1
  }

  private mutating func terminal(_ name: String, _ excluded: Set<String>) -> Int {
    let key = name + excluded.sorted().joined(separator: " ")
    if let id = terminalIDs[key] { return id }
    terminals.append((name, excluded))
    terminalIDs[key] = terminals.count - 1
    return terminals.count - 1
  }

  private mutating func computeFirst() {
    let words = terminals.count / 64 + 1
    first = [[UInt64]](repeating: [UInt64](repeating: 0, count: words), count: nodes.count)
    isNullable = [Bool](repeating: false, count: nodes.count)
    var isChanged = true
    while isChanged {
      isChanged = false
      for (index, node) in nodes.enumerated() {
        var set = first[index]
        var canBeEmpty = isNullable[index]
        func join(_ other: Int) { for word in 0..<words { set[word] |= first[other][word] } }
        switch node {
        case .terminal(let id): set[id >> 6] |= 1 << UInt64(id & 63)
        case .rule(let id):
          join(ruleNodes[id])
          canBeEmpty = isNullable[ruleNodes[id]]
        case .choice(let parts):
          parts.forEach(join)
          canBeEmpty = parts.contains { isNullable[$0] }
        case .sequence(let parts):
          canBeEmpty = true
          for part in parts where canBeEmpty {
            join(part)
            canBeEmpty = isNullable[part]
          }
        case .optional(let part), .many(let part):
          join(part)
          canBeEmpty = true
        }
        if set != first[index] || canBeEmpty != isNullable[index] {
          first[index] = set
          isNullable[index] = canBeEmpty
          isChanged = true
        }
      }
    }
  }

  // MARK: Recognizing

  struct Run {
    /// By place: the terminals that the token there is.
    var kinds: [[UInt64]]
    var memory: [Int: [Int]] = [:]
  }

  /// Whether `File` makes the tokens.
  package mutating func accepts(_ tokens: [ReferenceLexer.Token]) -> Bool {
    var run = self.run(tokens)
    guard let file = ruleIDs["File"] else { return false }
    return ends(ruleNodes[file], 0, &run).contains(tokens.count)
  }

  mutating func run(_ tokens: [ReferenceLexer.Token]) -> Run {
    var run = Run(kinds: tokens.map { kinds(of: $0) })
    run.kinds.append([UInt64](repeating: 0, count: terminals.count / 64 + 1))
    return run
  }

  /// The terminals that the token is, remembered by token.
  private mutating func kinds(of token: ReferenceLexer.Token) -> [UInt64] {
    if let known = kindsByToken[token] { return known }
    var set = [UInt64](repeating: 0, count: terminals.count / 64 + 1)
    for (id, terminal) in terminals.enumerated() where Self.matches(token, terminal.name, terminal.excluded) {
      set[id >> 6] |= 1 << UInt64(id & 63)
    }
    kindsByToken[token] = set
    return set
  }

  private static func matches(_ token: ReferenceLexer.Token, _ terminal: String, _ excluded: Set<String>) -> Bool {
    if terminal.hasPrefix("'") {
      return terminal.utf8.count == token.text.utf8.count + 2 && terminal.dropFirst().dropLast() == token.text
    }
    switch terminal {
    case "WORD": return token.isWord
    case "NAME": return token.isWord && !ReferenceLexer.reserved.contains(token.text) && !excluded.contains(token.text)
    case "CURRENCY": return token.isWord && token.text.wholeMatch(of: /[A-Z]{3}/) != nil
    default: return !token.isWord && token.text == terminal
    }
  }

  func ends(_ node: Int, _ place: Int, _ run: inout Run) -> [Int] {
    if !isNullable[node] {
      var overlap: UInt64 = 0
      for (word, bits) in first[node].enumerated() { overlap |= bits & run.kinds[place][word] }
      if overlap == 0 { return [] }
    }
    switch nodes[node] {
    case .terminal: return [place + 1]
    case .rule(let id):
      let key = place * ruleNodes.count + id
      if let known = run.memory[key] { return known }
      let found = ends(ruleNodes[id], place, &run)
      run.memory[key] = found
      return found
    case .choice(let parts):
      var found: [Int] = []
      for part in parts { merge(&found, ends(part, place, &run)) }
      return found
    case .sequence(let parts):
      var places = [place]
      for part in parts where !places.isEmpty {
        var found: [Int] = []
        for place in places { merge(&found, ends(part, place, &run)) }
        places = found
      }
      return places
    case .optional(let part):
      var found = [place]
      merge(&found, ends(part, place, &run))
      return found
    case .many(let part):
      var found = [place]
      var next = 0
      while next < found.count {
        merge(&found, ends(part, found[next], &run))
        next += 1
      }
      return found
    }
  }

  private func merge(_ places: inout [Int], _ more: [Int]) {
    for place in more where !places.contains(place) { places.append(place) }
  }
}
