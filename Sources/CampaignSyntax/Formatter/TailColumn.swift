/// Rule: where an attribute comes from, and why a brand rule holds, stands in one column, whatever is in front of it, so that
/// another item changes no line but its own; two spaces behind what reaches into that column.
enum TailColumn {
  static let column = 46
  private static let gapColumns = 2

  /// Whether the token begins a part of an item that stands in the column. `depth` is how many parentheses are open, `hasTail`
  /// whether such a part stands in front.
  static func begins(_ token: LayoutToken, in form: LayoutForm, head: Keyword?, depth: Int, hasTail: Bool) -> Bool {
    guard depth == 0 else { return false }
    switch form {
    case .audience where head == .many || head == .event || head == .reach: return false
    case .audience, .catalog:
      return token.keyword == .invalid || (!hasTail && (token.keyword == .from || token.keyword == .in))
    case .brand: return token.keyword == .because
    default: return false
    }
  }

  /// The column for a tail behind text that ends at `end`; `isFirst` unless another tail stands in front.
  static func column(after end: Int, isFirst: Bool) -> Int {
    isFirst && end + gapColumns <= column ? column : end + gapColumns
  }
}
