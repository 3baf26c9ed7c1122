/// The lexical rules of grammar/campaign.ebnf over characters, written for clarity and apart from the parser's lexer.
package struct ReferenceLexer {
  package struct Token: Hashable, Sendable {
    /// The text of a word or of punctuation, `NUMBER` and the like for the others.
    package var text: String
    package var isWord = false
  }

  private static let clauseWords: Set<String> = [
    "and", "or", "except", "where", "from", "until", "in", "at", "by", "because", "otherwise", "within", "salt",
  ]
  package static let reserved: Set<String> = clauseWords.union([
    "not", "is", "known", "empty", "one", "every", "yes", "no", "as", "if", "else", "for", "end", "plural", "true",
    "false",
    "null", "True", "False", "Null", "TRUE", "FALSE", "NULL",
  ])

  private var rest: Substring
  private var tokens: [Token] = []
  private var parentheses = 0

  /// The tokens of the text with NL between them, or nil where a lexical rule is broken.
  package static func tokens(of text: String) -> [Token]? {
    var lexer = ReferenceLexer(rest: text[...])
    return lexer.file() ? lexer.tokens : nil
  }

  private init(rest: Substring) { self.rest = rest }

  private mutating func file() -> Bool {
    var isAfterBreak = false
    while let first = rest.first {
      if first == "\n" {
        isAfterBreak = true
        rest.removeFirst()
      } else if first == " " || first == "\t" {
        rest.removeFirst()
      } else if rest.hasPrefix("//") {
        rest = rest.drop { $0 != "\n" }
      } else {
        let count = tokens.count
        let wasInside = parentheses > 0
        guard code(depth: 0) else { return false }
        let isClause = tokens[count].isWord && Self.clauseWords.contains(tokens[count].text)
        if isAfterBreak, count > 0, !wasInside, !isClause { tokens.insert(Token(text: "NL"), at: count) }
        isAfterBreak = false
      }
    }
    return true
  }

  /// One token outside of text; a string is taken whole.
  private mutating func code(depth: Int) -> Bool {
    guard let first = rest.first else { return false }
    if first == "_" || first.unicodeScalars.first?.properties.isXIDStart == true {
      let word = rest.prefix { $0 == "_" || $0.unicodeScalars.allSatisfy(\.properties.isXIDContinue) }
      rest = rest.dropFirst(word.count)
      tokens.append(Token(text: String(word), isWord: true))
      return true
    }
    if first.isASCII, first.isNumber { return number() }
    if first == "\"" { return string(depth: depth) }
    if first == "#" {
      let digits = rest.dropFirst().prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      guard digits.count == 6, digits.allSatisfy(\.isHexDigit) else { return false }
      rest = rest.dropFirst(7)
      tokens.append(Token(text: "COLOR"))
      return true
    }
    for sign in ["<=", ">="] where rest.hasPrefix(sign) { return take(sign) }
    guard !rest.hasPrefix("<>"), !rest.hasPrefix("=="), !rest.hasPrefix("--"), !rest.hasPrefix("/*"),
      !rest.hasPrefix("//"),
      "{}(),:.?<>=+-*/".contains(first)
    else { return false }
    if first == "(" { parentheses += 1 }
    if first == ")" { parentheses = max(0, parentheses - 1) }
    return take(String(first))
  }

  private mutating func take(_ sign: String) -> Bool {
    rest = rest.dropFirst(sign.count)
    tokens.append(Token(text: sign))
    return true
  }

  // MARK: Numbers

  private mutating func number() -> Bool {
    let run = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "_:-+.%".contains($0)) }
    // The longest prefix that is a literal, and then no letter, digit or `_`.
    for length in stride(from: run.count, through: 1, by: -1) {
      let text = String(run.prefix(length))
      guard let kind = Self.kind(of: text) else { continue }
      if let next = rest.dropFirst(length).first, kind != "PERCENT", next.isLetter || next.isNumber || next == "_" {
        return false
      }
      rest = rest.dropFirst(length)
      tokens.append(Token(text: kind))
      return true
    }
    return false
  }

  private static func kind(of text: String) -> String? {
    if text.wholeMatch(of: /[0-9]+(_[0-9]+)*(\.[0-9]+(_[0-9]+)*)?%?/) != nil {
      let digits = text.filter(\.isNumber)
      return Int64(digits) == nil ? nil : text.hasSuffix("%") ? "PERCENT" : "NUMBER"
    }
    if text.wholeMatch(of: /[0-9]+(st|nd|rd|th)/) != nil { return "ORDINAL" }
    if text.wholeMatch(of: /([01][0-9]|2[0-3]):[0-5][0-9]/) != nil { return "TIME" }
    guard text.count >= 10, isDate(text.prefix(10)) else { return nil }
    if text.count == 10 { return "DATE" }
    let time = /T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?/
    return text.dropFirst(10).wholeMatch(of: time) != nil ? "TIMESTAMP" : nil
  }

  private static func isDate(_ text: Substring) -> Bool {
    guard let match = text.wholeMatch(of: /([0-9]{4})-([0-9]{2})-([0-9]{2})/), let year = Int(match.1),
      let month = Int(match.2),
      let day = Int(match.3), year >= 1, (1...12).contains(month), day >= 1
    else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return day <= [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  // MARK: Texts

  private mutating func string(depth: Int) -> Bool {
    guard depth < 2 else { return false }
    if depth == 0, rest.hasPrefix("\"\"\"") { return block() }
    rest.removeFirst()
    tokens.append(Token(text: "QUOTE"))
    while let first = rest.first, first != "\n" {
      if first == "\"" {
        rest.removeFirst()
        tokens.append(Token(text: "QUOTE"))
        return true
      }
      guard piece(depth: depth) else { return false }
    }
    return false
  }

  /// Text up to a brace, or what stands between braces.
  private mutating func piece(depth: Int) -> Bool {
    guard let first = rest.first, first != "}" else { return false }
    if first == "{" {
      let outer = parentheses
      tokens.append(Token(text: "{"))
      rest.removeFirst()
      while let next = rest.first, next != "}" {
        if next == " " || next == "\t" {
          rest.removeFirst()
          continue
        }
        guard next != "\n", next != "{", code(depth: depth + 1) else { return false }
      }
      guard rest.first == "}" else { return false }
      rest.removeFirst()
      tokens.append(Token(text: "}"))
      parentheses = outer
      return true
    }
    while let next = rest.first, next != "{", next != "}", next != "\"", next != "\n" {
      rest.removeFirst()
      if next == "\\" {
        guard let escape = rest.first else { return false }
        rest.removeFirst()
        if escape == "u" {
          guard let match = rest.prefixMatch(of: /\{([0-9A-Fa-f]{1,6})\}/), let value = UInt32(match.1, radix: 16),
            Unicode.Scalar(value) != nil, value >= 32 || value == 10
          else { return false }
          rest = rest[match.range.upperBound...]
        } else if !"{}\"\\n".contains(escape) {
          return false
        }
      }
    }
    if tokens.last?.text != "TEXT" { tokens.append(Token(text: "TEXT")) }
    return true
  }

  private mutating func block() -> Bool {
    let isRaw = tokens.last == Token(text: "html", isWord: true)
    rest = rest.dropFirst(3).drop { $0 == " " || $0 == "\t" }
    guard rest.first == "\n" else { return false }
    rest.removeFirst()
    var lines = rest.split(separator: "\n", omittingEmptySubsequences: false)
    guard let closing = lines.firstIndex(where: { $0.drop { $0 == " " || $0 == "\t" }.hasPrefix("\"\"\"") }) else {
      return false
    }
    let indentation = lines[closing].prefix { $0 == " " || $0 == "\t" }
    let behind = rest[lines[closing].startIndex...].dropFirst(indentation.count + 3)
    lines.removeSubrange(closing...)
    for line in lines {
      let isBlank = line.allSatisfy { $0 == " " || $0 == "\t" }
      guard isBlank || line.hasPrefix(indentation) else { return false }
    }
    // Closing quotes behind text are refused, unless they are escaped.
    for line in lines where line.replacing("\\\\", with: "").replacing("\\\"", with: "").contains("\"\"\"") {
      return false
    }
    tokens.append(Token(text: isRaw ? "RAW" : "OPEN"))
    if !isRaw {
      for line in lines {
        rest = line
        while let first = rest.first {
          if first == "\"" { rest.removeFirst() } else if !piece(depth: 0) { return false }
        }
      }
      tokens.append(Token(text: "CLOSE"))
    }
    rest = behind
    return true
  }
}
