/// Why bytes are not a plan that may run.
package enum PlanError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes do not begin as a plan does.
  case notAPlan
  /// The file ends early: it says that it has `expectedBytes`.
  case cut(expectedBytes: UInt64, actualBytes: UInt64)
  /// More bytes follow the end that the file names.
  case overlong(expectedBytes: UInt64, actualBytes: UInt64)
  /// The checksum is another one: bytes were changed.
  case damaged
  /// Written by another version of the compiler.
  case version(found: UInt32, supported: UInt32)
  /// A section does not hold what it should; the checksum is right, so that the bytes were written this way.
  case malformed(section: String, offset: Int, reason: String)
  /// A decoded plan breaks a rule that the machine relies on.
  case unsound(place: String, reason: String)

  /// What is wrong, where, and what to do.
  package var description: String {
    switch self {
    case .notAPlan: "this is not a compiled plan; build it with `campc build`"
    case .cut(let expected, let actual):
      "the plan is cut: it should have \(expected) bytes and has \(actual); copy it again, or build it again"
    case .overlong(let expected, let actual):
      "the plan should have \(expected) bytes and has \(actual); copy it again, or build it again"
    case .damaged: "the plan is damaged: its checksum does not match; copy it again, or build it again"
    case .version(let found, let supported):
      "the plan has format version \(found), and this program reads version \(supported); build it again with this version"
    case .malformed(let section, let offset, let reason):
      "the plan's section `\(section)` is malformed at byte \(offset): \(reason); build it again"
    case .unsound(let place, let reason):
      "the plan is refused: \(place): \(reason); build it again, and report this if it happens again"
    }
  }
}
