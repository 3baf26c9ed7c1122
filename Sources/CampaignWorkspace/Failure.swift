/// Why work could not be done: what is wrong, and what to do about it.
package struct Failure: Error {
  /// A sentence, lower case, with what the user named in backticks.
  package let message: String
  /// What to do, in the same form; nil where the message says it.
  package let help: String?

  /// `message` and `help` have no full stop at their ends.
  package init(_ message: String, help: String? = nil) {
    self.message = message
    self.help = help
  }

  /// The lines that say it on standard error.
  package var text: String { "error: \(message)\n" + (help.map { "  help: \($0)\n" } ?? "") }
}
