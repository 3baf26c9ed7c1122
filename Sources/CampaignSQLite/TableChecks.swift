/// The CHECK constraints of a `CREATE TABLE` text, for comparing with conditions that a plan needs to hold.
package struct TableChecks: Sendable {
  private let checks: Set<[String]>

  /// Reads the text of a table; what can't be understood holds no constraints.
  package init(createTable sql: String) {
    var found: Set<[String]> = []
    let tokens = Self.tokens(sql)
    var index = 0
    while index + 1 < tokens.count {
      if tokens[index] == "check" && tokens[index + 1] == "(" {
        let start = index + 2
        var end = start
        var depth = 1
        while end < tokens.count {
          if tokens[end] == "(" { depth += 1 }
          if tokens[end] == ")" { depth -= 1 }
          if depth == 0 { break }
          end += 1
        }
        if depth == 0 { found.insert(Self.unwrapped(Array(tokens[start..<end]))) }
      }
      index += 1
    }
    checks = found
  }

  /// Whether the table has a constraint of exactly this condition, white space, comments and letter case of names aside.
  package func contains(_ condition: String) -> Bool {
    checks.contains(Self.unwrapped(Self.tokens(condition)))
  }

  /// Without parentheses around the whole.
  private static func unwrapped(_ tokens: [String]) -> [String] {
    var tokens = tokens
    while tokens.count >= 2, tokens.first == "(", tokens.last == ")" {
      var depth = 0
      for (index, token) in tokens.enumerated() {
        if token == "(" { depth += 1 }
        if token == ")" { depth -= 1 }
        if depth == 0 && index < tokens.count - 1 { return tokens }
      }
      tokens = Array(tokens.dropFirst().dropLast())
    }
    return tokens
  }

  /// Words and names in lower case and without quotes, strings with their quotes, anything else by character.
  private static func tokens(_ sql: String) -> [String] {
    var result: [String] = []
    var rest = Substring(sql)
    while let first = rest.unicodeScalars.first {
      if first.properties.isWhitespace {
        rest.unicodeScalars.removeFirst()
      } else if rest.hasPrefix("--") {
        rest = rest.unicodeScalars.firstIndex(of: "\n").map { rest[$0...] } ?? ""
      } else if rest.hasPrefix("/*") {
        rest = skipComment(rest)
      } else if first == "'" {
        let (text, left) = quoted(rest, by: "'")
        result.append("'" + text)
        rest = left
      } else if first == "\"" || first == "`" || first == "[" {
        let (text, left) = quoted(rest, by: first == "[" ? "]" : first)
        result.append(Identifier.folded(text))
        rest = left
      } else if isWord(first) {
        let end = rest.unicodeScalars.firstIndex { !isWord($0) } ?? rest.endIndex
        result.append(Identifier.folded(String(rest[..<end])))
        rest = rest[end...]
      } else {
        result.append(String(first))
        rest.unicodeScalars.removeFirst()
      }
    }
    return result
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar == "$" || scalar.value >= 0x80 || ("0"..."9").contains(scalar)
      || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  private static func skipComment(_ rest: Substring) -> Substring {
    var left = rest.dropFirst(2)
    while !left.isEmpty && !left.hasPrefix("*/") { left.unicodeScalars.removeFirst() }
    return left.dropFirst(2)
  }

  /// What stands in the quotes, doubled ones read as one, and what comes after them.
  private static func quoted(_ rest: Substring, by closing: Unicode.Scalar) -> (String, Substring) {
    var text = String.UnicodeScalarView()
    var left = rest.unicodeScalars.dropFirst()
    while let scalar = left.first {
      left.removeFirst()
      if scalar == closing {
        guard closing != "]", left.first == closing else { break }
        left.removeFirst()
      }
      text.append(scalar)
    }
    return (String(text), Substring(left))
  }
}
