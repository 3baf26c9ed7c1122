import Foundation

/// What whoever runs the tests may set, to look for longer or elsewhere than the suite does each time.
package enum TestSetting {
  /// A whole number in the environment; nil where there is none.
  package static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }
}
