import CampaignGrammar

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from the same seed on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}

/// Makes sentences from a grammar: short ones, but every rule in its turn.
struct SentenceGenerator {
  let grammar: EBNF
  var random: SeededGenerator
  private var depths: [String: Int] = [:]
  private var strings = 0

  init(_ grammar: EBNF, seed: UInt64) {
    self.grammar = grammar
    random = SeededGenerator(seed: seed)
    var isChanged = true
    while isChanged {
      isChanged = false
      for (name, rule) in grammar.rules {
        let depth = min(1000, 1 + leastDepth(rule))
        if depth < depths[name] ?? 1000 {
          depths[name] = depth
          isChanged = true
        }
      }
    }
  }

  private func leastDepth(_ expression: EBNF.Expression) -> Int {
    switch expression {
    case .terminal, .excluding, .optional, .many: 0
    case .rule(let name): depths[name] ?? 1000
    case .sequence(let parts): parts.map(leastDepth).max() ?? 0
    case .choice(let parts): parts.map(leastDepth).min() ?? 0
    case .some(let part): leastDepth(part)
    }
  }

  /// Token texts of one sentence; `"` and `"""` stand for quotes.
  mutating func sentence() -> [String] {
    var tokens: [String] = []
    strings = 0
    // Half of all rules belong to campaigns and templates.
    let first = ["Campaign", "TemplateOfLibrary", "Declaration", "Declaration"][random.below(4)]
    make(.rule(first), budget: 10 + random.below(14), &tokens)
    while random.below(4) == 0 {
      tokens.append("NL")
      make(.rule("Declaration"), budget: 10, &tokens)
    }
    return tokens
  }

  private mutating func make(_ expression: EBNF.Expression, budget: Int, _ tokens: inout [String]) {
    // A long sentence comes to its end.
    let budget = tokens.count > 50 ? 0 : budget
    switch expression {
    case .terminal(let name): tokens.append(terminal(name, []))
    case .excluding(let name, let words): tokens.append(terminal(name, words))
    case .rule(let name): rule(name, budget, &tokens)
    case .sequence(let parts): for part in parts { make(part, budget: budget, &tokens) }
    case .choice(let parts):
      let fitting = parts.filter { leastDepth($0) <= budget }
      let least = parts.map(leastDepth).min() ?? 0
      let choices = fitting.isEmpty ? parts.filter { leastDepth($0) == least } : fitting
      make(choices[random.below(choices.count)], budget: budget, &tokens)
    case .optional(let part): if leastDepth(part) < budget, random.below(2) == 0 { make(part, budget: budget, &tokens) }
    case .many(let part): repeated(part, budget, &tokens)
    case .some(let part):
      make(part, budget: budget, &tokens)
      repeated(part, budget, &tokens)
    }
  }

  private mutating func repeated(_ part: EBNF.Expression, _ budget: Int, _ tokens: inout [String]) {
    var count = 0
    while leastDepth(part) < budget, count < 3, random.below(2) == 0 {
      make(part, budget: budget - 1, &tokens)
      count += 1
    }
  }

  private mutating func rule(_ name: String, _ budget: Int, _ tokens: inout [String]) {
    // Texts nest twice: in the third there would be a text, so a name is put in.
    if name == "Template" || name == "Inline" || name == "String" {
      if strings >= 2 { return tokens.append(name == "Template" ? "first_name" : "\"\"") }
      strings += 1
      defer { strings -= 1 }
      // Blocks stand outside of others only.
      if name == "Template", strings > 1 { return make(.rule("Inline"), budget: budget - 1, &tokens) }
      if let rule = grammar.rules[name] { make(rule, budget: budget - 1, &tokens) }
      return
    }
    if name == "Plural", strings >= 2 { return make(.rule("Interpolation"), budget: 0, &tokens) }
    if let rule = grammar.rules[name] { make(rule, budget: budget - 1, &tokens) }
  }

  static let pools: [String: [String]] = [
    "WORD": ["orders", "key", "customer_id", "from", "état", "_x", "end", "USD"],
    "NAME": [
      "first_name", "orders", "tier", "gold", "welcome", "email", "event", "text", "date", "count", "known_since",
      "größe", "数量",
      "contains", "fits", "day", "Known", "OR", "subject", "last", "none", "x", "set", "language", "NOT",
    ],
    "CURRENCY": ["USD", "EUR", "NOK"],
    "NUMBER": ["0", "7", "20_000", "0.5", "1_000.25", "9223372036854775807"],
    "PERCENT": ["10%", "0.5%", "100%"],
    "ORDINAL": ["1st", "2nd", "23rd", "15th"],
    "TIME": ["00:00", "09:30", "23:59"],
    "DATE": ["2027-03-02", "2028-02-29"],
    "TIMESTAMP": ["2027-03-02T09:30", "2026-12-01T10:00Z", "2026-12-01T10:00:05-07:00"],
    "COLOR": ["#0A7F3F", "#ffffff", "#123456"],
    "QUOTE": ["\""],
    "OPEN": ["\"\"\"("],
    "CLOSE": [")\"\"\""],
    "TEXT": [
      "Hello, ", "a 'b' c.", " \\\"\\{x\\}\\\\ ", "été \u{1F600}", "\\u{1F600}\\n", "# head", "50 % of $5; -- done //",
      "and where",
    ],
    "RAW": ["\"\"\"\n  p { margin: 0 }\n  \"\"\"", "\"\"\"\n\"\"\""],
    "NL": ["NL"],
  ]

  mutating func terminal(_ name: String, _ excluded: Set<String>) -> String {
    if name.hasPrefix("'") { return String(name.dropFirst().dropLast()) }
    let pool = (Self.pools[name] ?? []).filter { !excluded.contains($0) }
    return pool.isEmpty ? name : pool[random.below(pool.count)]
  }

  // MARK: Changing and writing

  /// The tokens with one deleted, doubled, swapped with its neighbour, or replaced.
  mutating func mutated(_ tokens: [String], words: [String]) -> [String] {
    var tokens = tokens
    let place = random.below(tokens.count)
    switch random.below(4) {
    case 0: tokens.remove(at: place)
    case 1: tokens.insert(tokens[place], at: place)
    case 2: if place + 1 < tokens.count { tokens.swapAt(place, place + 1) }
    default:
      let pools = Self.pools.keys.sorted()
      tokens[place] =
        random.below(2) == 0 ? words[random.below(words.count)] : terminal(pools[random.below(pools.count)], [])
    }
    return tokens
  }

  /// Source text: spaces between tokens, none in texts; now and then a line break where it counts for nothing.
  mutating func text(_ tokens: [String]) -> String {
    var result = ""
    /// Whether each level is a text, from the outermost in.
    var levels = [false]
    var parentheses = 0
    let clauses: Set<String> = [
      "and", "or", "where", "from", "until", "in", "at", "by", "because", "otherwise", "within", "salt",
    ]
    for token in tokens {
      let isInText = levels[levels.count - 1]
      switch token {
      case "NL": result += isInText ? " " : "\n" + String(repeating: " ", count: random.below(4))
      case "\"\"\"(":
        result += "\"\"\"\n"
        levels.append(true)
      case ")\"\"\"":
        result += "\n\"\"\""
        if isInText, levels.count > 1 { levels.removeLast() } else { result += " " }
      case "\"":
        if isInText { levels.removeLast() } else { levels.append(true) }
        result += isInText ? "\" " : "\""
      case "{" where isInText:
        result += "{"
        levels.append(false)
      case "}" where levels.count > 2 && !isInText:
        result += "}"
        levels.removeLast()
      case _ where isInText: result += token
      default:
        if levels.count == 1, random.below(8) == 0, parentheses > 0 || clauses.contains(token) { result += "\n" }
        if token == "(" { parentheses += 1 }
        if token == ")" { parentheses -= 1 }
        result += token + " "
      }
    }
    return result
  }
}
