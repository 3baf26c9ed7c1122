import CampaignDiagnostics
import CampaignPlan
import CampaignSemantics
import Crypto

/// What became of one tenant's files.
package struct TenantBuild: Sendable {
  package struct Campaign: Sendable {
    package let plan: Plan
    /// The encoded plan.
    package let bytes: [UInt8]
    /// SHA-256 of the bytes, in hexadecimal digits.
    package let digest: String
    /// Of all that its template says but the messages, in hexadecimal digits; the same of every campaign without a template.
    package let frame: String
  }

  package enum Outcome: Sendable {
    /// The tenant, without its campaigns and tests, and its campaigns' plans in the order of their names.
    case sound(CheckedTenant, [Campaign])
    /// Errors, which the report has.
    case unsound
    /// Its files can't be read.
    case unreadable(Failure)
  }

  /// As its file says it, sound or not; nil where that can't be read.
  package let name: String?
  /// Of its folder, absolute, where its audience stands too.
  package let folder: String
  /// All that was found in its files.
  package internal(set) var report: DiagnosticReport
  package internal(set) var outcome: Outcome
  /// Where the name stands.
  let nameSpan: Span?
  /// Paths of the library's files that its plans are made from.
  let libraryPaths: Set<String>

  package var isSound: Bool { if case .sound = outcome { true } else { false } }
}

extension TenantBuild.Campaign {
  init(_ plan: Plan, frame: String) {
    let bytes = PlanEncoder.encode(plan)
    self.init(plan: plan, bytes: bytes, digest: HexDigest.sha256(bytes), frame: frame)
  }
}

/// Digests as they are written.
package enum HexDigest {
  package static func sha256(_ bytes: [UInt8]) -> String { text(SHA256.hash(data: bytes)) }

  static func text(_ digest: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
