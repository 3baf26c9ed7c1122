/// Rule: one space between tokens; none inside parentheses, before what closes or separates, and around the dot of a path;
/// none between a sign and its number, a function or type and its parentheses.
enum Spacing {
  /// How many spaces stand between `previous` and `token`; `before` is what stands in front of `previous`, if the item does, and
  /// `beginsItem` whether the item begins with that.
  static func columns(
    _ text: LayoutText, before: LayoutToken?, beginsItem: Bool, _ previous: LayoutToken, _ token: LayoutToken
  ) -> Int {
    if token.kind == .comment { return 2 }
    if token.kind == .punctuation, token.range.count == 1 {
      switch text.byte(token) {
      case UInt8(ascii: ","), UInt8(ascii: ")"), UInt8(ascii: ":"), UInt8(ascii: "?"), UInt8(ascii: "."): return 0
      case UInt8(ascii: "(") where isCalled(previous, isFirst: before == nil): return 0
      default: break
      }
    }
    if text.isPunctuation(previous, "(") || text.isPunctuation(previous, ".") { return 0 }
    if text.isPunctuation(previous, "-"), !text.isPunctuation(token, "-"), beginsItem || isSign(text, after: before) {
      return 0
    }
    return 1
  }

  /// Whether parentheses behind the word, or behind the name of a table in quotes, are its own, and don't only group what comes next.
  private static func isCalled(_ word: LayoutToken, isFirst: Bool) -> Bool {
    word.kind == .string || word.kind == .word && !isFirst && !(word.keyword.map(opensValue.contains) ?? false)
  }

  /// Whether a minus behind the token is a sign: no value ends there. Behind an item's first word it always is one.
  private static func isSign(_ text: LayoutText, after token: LayoutToken?) -> Bool {
    guard let token else { return true }
    switch token.kind {
    case .word: return token.keyword.map(opensValue.contains) ?? false
    case .punctuation: return !text.isPunctuation(token, ")") && !text.isPunctuation(token, "?")
    case .literal, .string, .block, .comment: return false
    }
  }

  /// Words behind which a value or a list begins.
  private static let opensValue: KeywordSet = [
    .and, .or, .where, .in, .not, .is, .between, .to, .before, .after, .contains, .with, .otherwise, .since, .of, .fits,
    .if,
    .until, .by, .within,
  ]
}
