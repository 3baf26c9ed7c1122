/// An enhanced mail system status code (RFC 3463 2), such as `5.1.1`.
struct EnhancedStatus: Hashable, Sendable {
  /// 2 for success, 4 for a persistent transient failure, 5 for a permanent one.
  var classDigit: Int
  var text: String

  /// Nil where the text is anything but a code.
  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let first = Int(parts[0]), [2, 4, 5].contains(first), parts[0].utf8.count == 1,
      parts.dropFirst().allSatisfy({
        (1...3).contains($0.utf8.count) && $0.utf8.allSatisfy { (0x30...0x39).contains($0) }
      })
    else { return nil }
    classDigit = first
    self.text = String(text)
  }
}
