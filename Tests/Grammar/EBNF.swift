import Foundation

/// A grammar as read from W3C-style EBNF, and nothing of the parser's.
package struct EBNF: Sendable {
  package indirect enum Expression: Sendable {
    /// A quoted terminal or a class of tokens.
    case terminal(String)
    case rule(String)
    case sequence([Expression])
    case choice([Expression])
    case optional(Expression)
    case many(Expression)
    case some(Expression)
    /// A class of tokens without some words.
    case excluding(String, Set<String>)
  }

  package private(set) var rules: [String: Expression] = [:]

  package static func load() throws -> EBNF {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try EBNF(String(contentsOf: root.appending(path: "grammar/campaign.ebnf"), encoding: .utf8))
  }

  package struct Problem: Error { package let text: String }

  package init(_ text: String) throws {
    var reader = Reader(symbols: Self.symbols(text))
    while reader.index < reader.symbols.count {
      let name = reader.take()
      guard reader.take() == "::=" else { throw Problem(text: "no ::= behind \(name)") }
      guard rules[name] == nil else { throw Problem(text: "\(name) stands twice") }
      rules[name] = try reader.choice()
    }
    for (name, rule) in rules { try check(rule, in: name) }
  }

  private func check(_ expression: Expression, in name: String) throws {
    switch expression {
    case .rule(let other): if rules[other] == nil { throw Problem(text: "\(name) names \(other), which is not there") }
    case .sequence(let parts), .choice(let parts): for part in parts { try check(part, in: name) }
    case .optional(let part), .many(let part), .some(let part): try check(part, in: name)
    case .terminal, .excluding: break
    }
  }

  /// Every quoted terminal.
  package var words: Set<String> {
    var found: Set<String> = []
    func visit(_ expression: Expression) {
      switch expression {
      case .terminal(let text): if text.hasPrefix("'") { found.insert(String(text.dropFirst().dropLast())) }
      case .sequence(let parts), .choice(let parts): parts.forEach(visit)
      case .optional(let part), .many(let part), .some(let part): visit(part)
      case .rule, .excluding: break
      }
    }
    rules.values.forEach(visit)
    return found
  }

  private static func symbols(_ text: String) -> [String] {
    var symbols: [String] = []
    var characters = Array(text)[...]
    while let first = characters.first {
      if first == "/", characters.dropFirst().first == "*" {
        while characters.count >= 2, !(characters.first == "*" && characters.dropFirst().first == "/") {
          characters.removeFirst()
        }
        // The first `*` belongs to the opening.
        characters = characters.dropFirst(2)
      } else if first.isWhitespace {
        characters.removeFirst()
      } else if first == "'" {
        let word = characters.dropFirst().prefix { $0 != "'" }
        symbols.append("'\(String(word))'")
        characters = characters.dropFirst(word.count + 2)
      } else if first.isLetter {
        let word = characters.prefix { $0.isLetter }
        symbols.append(String(word))
        characters = characters.dropFirst(word.count)
      } else if characters.starts(with: "::=") {
        symbols.append("::=")
        characters = characters.dropFirst(3)
      } else {
        symbols.append(String(first))
        characters.removeFirst()
      }
    }
    return symbols
  }

  private struct Reader {
    let symbols: [String]
    var index = 0

    var current: String { index < symbols.count ? symbols[index] : "" }

    mutating func take() -> String {
      defer { index += 1 }
      return current
    }

    mutating func choice() throws -> Expression {
      var alternatives = [try sequence()]
      while current == "|" {
        index += 1
        alternatives.append(try sequence())
      }
      return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
    }

    private mutating func sequence() throws -> Expression {
      var parts: [Expression] = []
      while !["", "|", ")"].contains(current), index + 1 >= symbols.count || symbols[index + 1] != "::=" {
        parts.append(try item())
      }
      return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func item() throws -> Expression {
      var result: Expression
      let symbol = take()
      if symbol == "(" {
        result = try choice()
        guard take() == ")" else { throw Problem(text: "no ) before \(current)") }
      } else if symbol.hasPrefix("'") || symbol.allSatisfy(\.isUppercase) {
        result = .terminal(symbol)
      } else if symbol.first?.isLetter == true {
        result = .rule(symbol)
      } else {
        throw Problem(text: "unexpected \(symbol)")
      }
      if current == "-" {
        index += 1
        guard case .terminal(let name) = result, take() == "(" else { throw Problem(text: "- behind no class") }
        var words: Set<String> = []
        while true {
          words.insert(String(take().dropFirst().dropLast()))
          if take() == ")" { break }
        }
        result = .excluding(name, words)
      }
      switch current {
      case "?": result = .optional(result)
      case "*": result = .many(result)
      case "+": result = .some(result)
      default: return result
      }
      index += 1
      return result
    }
  }
}
