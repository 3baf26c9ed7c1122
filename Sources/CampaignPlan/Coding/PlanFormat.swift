/// The file around a plan's sections.
///
/// | bytes | what |
/// | --- | --- |
/// | 8 | magic |
/// | 8 | size of the whole file in bytes |
/// | 4 | format version |
/// | … | sections in fixed order: name's number (2), length (4), payload |
/// | 8 | XXH64, seed 0, of all bytes before it |
///
/// Everything is little-endian. Magic, size and checksum stand in the same place in every version, so that damage is told from
/// age. Each value has one form only: what decodes encodes to the same bytes.
enum PlanFormat {
  /// A byte that no text begins with, the name, and the line breaks that a careless copy would change.
  static let magic: [UInt8] = [0x9B] + Array("CPLAN".utf8) + [0x0D, 0x0A]
  static let version: UInt32 = 1
  static let headerBytes = 20
  static let checksumBytes = 8
  /// The largest plan that is read.
  static let maxSizeBytes = 64 << 20

  enum Section: UInt16, CaseIterable {
    case identity = 1
    case audience, clauses, experiments, messages, pools, steps, conversion, offer, schedule, event, wordings

    var name: String { "\(self)" }
  }
}

/// The most entries of a table that operands index.
package enum PlanLimits {
  package static let poolEntries = 65_535
  package static let instructions = 65_535
  package static let textBytes = 1 << 20
  package static let soundnessNumbers = 256
  package static let registers = 4_096
  package static let steps = 20
  package static let cursors = 64
  package static let relations = 64
  package static let rowsPerMember = 1_000_000
  package static let instructionsPerMember: UInt64 = 1 << 40
}

/// What has one binary form in a plan.
protocol PlanCoded {
  func write(to writer: inout PlanWriter)
  init(from reader: inout PlanReader) throws(PlanError)
}
