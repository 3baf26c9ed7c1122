/// The rules of a style sheet that say colors, as far as they are read: selectors with what they declare, by day and by night.
struct StyleRules {
  struct Rule {
    /// One of the rule's selectors, with single spaces.
    var selector: String
    var color: String?
    var background: String?
    /// Whether it stands for dark screens alone.
    var isDark: Bool
  }

  private(set) var rules: [Rule] = []

  init(_ css: String) { read(Self.withoutComments(css)[...], isDark: false) }

  static func withoutComments(_ css: String) -> String {
    var result = ""
    var rest = css[...]
    while let start = rest.firstRange(of: "/*") {
      result += rest[..<start.lowerBound]
      rest = rest[start.upperBound...]
      rest = rest.firstRange(of: "*/").map { rest[$0.upperBound...] } ?? ""
    }
    return result + rest
  }

  private mutating func read(_ css: Substring, isDark: Bool) {
    var rest = css
    while let open = rest.firstIndex(of: "{") {
      let head = Self.spaced(rest[..<open])
      let close = Self.close(of: rest[open...])
      let body = rest[rest.index(after: open)..<close]
      rest = close < rest.endIndex ? rest[rest.index(after: close)...] : ""
      guard head.hasPrefix("@") else {
        add(head, body, isDark: isDark)
        continue
      }
      // What is for small screens or paper says nothing of its own here.
      let isForDark = head.contains("prefers-color-scheme") && head.contains("dark")
      if head.hasPrefix("@media"), isForDark { read(body, isDark: true) }
    }
  }

  private mutating func add(_ selectors: String, _ body: Substring, isDark: Bool) {
    var color: String?
    var background: String?
    for declaration in body.split(separator: ";") {
      let parts = declaration.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      switch Self.spaced(parts[0]).lowercased() {
      case "color": color = Self.spaced(parts[1])
      case "background", "background-color": background = Self.spaced(parts[1])
      default: break
      }
    }
    guard color != nil || background != nil else { return }
    for selector in selectors.split(separator: ",") {
      rules.append(
        Rule(selector: Self.spaced(selector), color: color, background: background, isDark: isDark))
    }
  }

  private static func close(of block: Substring) -> Substring.Index {
    var depth = 0
    for index in block.indices {
      if block[index] == "{" { depth += 1 }
      if block[index] == "}" {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return block.endIndex
  }

  private static func spaced(_ text: some StringProtocol) -> String {
    let spaced = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard spaced.utf8.contains(UInt8(ascii: ">")) else { return spaced }
    return spaced.replacing("> ", with: ">").replacing(" >", with: ">")
  }
}
