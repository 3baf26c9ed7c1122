/// Why a channel can't be made of its settings, or a file they name can't be used.
package struct ChannelConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The setting, or the path of the file.
  package var place: String
  /// What is wrong, without the value of any secret.
  package var what: String
  /// What to do.
  package var help: String

  package var description: String { "\(place): \(what); \(help)" }
}
