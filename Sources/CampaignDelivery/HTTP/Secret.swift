/// A token, password or key that a provider gave: no description, error or dump shows it.
package struct Secret: Hashable, Sendable {
  private let text: String

  package init(_ text: String) { self.text = text }

  /// The secret itself, for the one place that sends it or computes with it.
  var revealed: String { text }

  /// Whether it can stand as the value of a header (RFC 9110 5.5) and is not empty: visible ASCII, with no space around it.
  var isHeaderValue: Bool {
    !text.isEmpty && text.first != " " && text.last != " " && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "<secret>" }
  package var debugDescription: String { "<secret>" }
  /// Without children, so that `dump` and a failed expectation of a test show nothing either.
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}
