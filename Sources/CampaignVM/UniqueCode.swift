import CampaignPlan
import CampaignValues
import Crypto

/// The codes of one run's members: 12 characters of Crockford's base 32, the first 60 bits of HMAC-SHA256 under the
/// tenant's key.
///
/// The digested bytes are `offer-code 0 tenant 0 campaign 0 run 0 member`, where campaign and run are those in which the
/// member entered; where an event is answered, `event 0` stands behind the run. None of them holds a zero byte, so that
/// they can be told apart.
package struct UniqueCode {
  private let state: HMAC<SHA256>

  /// What all members of a run share; `name` is nil where each event is a run of its own.
  package init(tenant: String, campaign: String, run name: String?, key: SipHash128.Block) {
    var state = HMAC<SHA256>(key: SymmetricKey(data: key.bytes))
    for part in ["offer-code", tenant, campaign] + (name.map { [$0] } ?? []) {
      state.update(data: Array(part.utf8) + [0])
    }
    self.state = state
  }

  /// Writes the 12 characters; `occurrence` is given where each event is a run of its own.
  func write(
    _ occurrence: (run: UnsafeRawBufferPointer, event: UnsafeRawBufferPointer)?, member: UnsafeRawBufferPointer,
    to output: UnsafeMutablePointer<UInt8>
  ) {
    var state = state
    if let occurrence {
      for part in [occurrence.run, occurrence.event] {
        state.update(data: part)
        withUnsafeBytes(of: UInt8(0)) { state.update(data: $0) }
      }
    }
    state.update(data: member)
    let bits = state.finalize().withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) }
    for index in 0..<OfferRecord.memberCharacters {
      // SAFETY: the caller owes room for the 12 characters.
      output[index] = CrockfordBase32.symbol(UInt8(truncatingIfNeeded: bits &>> UInt64(59 - index * 5) & 31))
    }
  }

  /// The 12 characters as a text.
  package func text(_ occurrence: (run: String, event: String)?, member: String) -> String {
    String(maxLength: OfferRecord.memberCharacters) { output in
      member.withBytes { member in
        guard let occurrence else { return write(nil, member: member, to: output) }
        occurrence.run.withBytes { run in
          occurrence.event.withBytes { event in write((run, event), member: member, to: output) }
        }
      }
      return OfferRecord.memberCharacters
    }
  }
}
