/// The schemes of colors that a style is made for: by day alone, or by night as well.
struct ColorScheme {
  let isForDark: Bool
  /// Whether the style says so itself.
  let isDeclared: Bool

  init(of css: String) {
    let style = StyleRules.withoutComments(css).lowercased()
    // A rule for dark screens says it as clearly as the property does.
    let hasDarkRules = style.split(separator: "@media", omittingEmptySubsequences: false).dropFirst().contains { rest in
      let head = rest.prefix { $0 != "{" }
      return head.contains("prefers-color-scheme") && head.contains("dark")
    }
    let declared = Self.values(ofColorScheme: style)
    isDeclared = !declared.isEmpty
    isForDark = hasDarkRules || declared.contains { $0.contains("dark") }
  }

  /// As `<meta name="color-scheme">` has it.
  var words: String { isForDark ? "light dark" : "light" }

  /// What the property is given, wherever it is declared.
  private static func values(ofColorScheme style: String) -> [Substring] {
    style.split(whereSeparator: { "{};".contains($0) }).compactMap { declaration in
      let parts = declaration.split(separator: ":", maxSplits: 1)
      let isIt = parts.count == 2 && parts[0].split(whereSeparator: \.isWhitespace) == ["color-scheme"]
      return isIt ? parts[1] : nil
    }
  }
}
