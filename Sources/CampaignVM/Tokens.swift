import CampaignPlan
import CampaignValues

/// The digests of one member's message: SipHash-2-4-128 under the tenant's key, over what all members share once a run.
///
/// The digested bytes are `purpose 0 tenant 0 campaign 0 run 0 step 0 channel 0 member`; where an event is answered, `event 0` stands
/// behind the run.
struct TokenPrefix {
  private let state: SipHash128

  fileprivate init(state: SipHash128) { self.state = state }

  init(purpose: String, plan: Plan, run: String, step: String, channel: PlanChannel, key: SipHash128.Block) {
    var state = SipHash128(key: key)
    for part in [purpose, plan.tenant.name, plan.campaign, run, step, channel.name] {
      Array(part.utf8).withUnsafeBytes { state.update($0) }
      state.update(byte: 0)
    }
    self.state = state
  }

  /// Writes the 26 lower-case characters of Crockford's base 32: `CrockfordBase32.encode`, by table.
  @inline(__always)
  func write(member: TextSpan, to output: UnsafeMutablePointer<UInt8>) {
    var state = state
    state.update(member.bytes)
    let block = state.finish()
    let high = block.low.byteSwapped
    let low = block.high.byteSwapped
    // 2 symbols of 8 bits and twice 12 of 60: none waits for the shift of another.
    Self.write(high &>> 56, 2, to: output)
    Self.write(high &<< 4 | low &>> 60, 12, to: output + 2)
    Self.write(low, 12, to: output + 14)
  }

  /// Writes the lowest `count` groups of five bits, the highest first.
  @inline(__always)
  private static func write(_ bits: UInt64, _ count: Int, to output: UnsafeMutablePointer<UInt8>) {
    let symbols = symbols
    for index in 0..<count {
      // SAFETY: five bits are below the 32 symbols; the caller owes room for 26.
      output[index] = symbols[Int(truncatingIfNeeded: bits &>> UInt64((count - 1 - index) * 5) & 31)]
    }
  }

  // SAFETY: a literal lives for the whole program and is never written.
  nonisolated(unsafe) private static let symbols = ("0123456789abcdefghjkmnpqrstvwxyz" as StaticString).utf8Start
}

/// As `TokenPrefix`, for one event after the other: what all of them share is digested once.
struct EventTokenPrefix {
  private let state: SipHash128
  /// `step 0 channel 0`.
  private let tail: TextSpan

  init(purpose: String, plan: Plan, step: String, channel: PlanChannel, request: RunRequest, memory: RunMemory) {
    var state = SipHash128(key: request.tenantKey)
    for part in [purpose, plan.tenant.name, plan.campaign] {
      Array(part.utf8).withUnsafeBytes { state.update($0) }
      state.update(byte: 0)
    }
    self.state = state
    tail = memory.span(Array(step.utf8) + [0] + Array(channel.name.utf8) + [0])
  }

  func prefix(run: TextSpan, event: TextSpan) -> TokenPrefix {
    var state = state
    state.update(run.bytes)
    state.update(byte: 0)
    state.update(event.bytes)
    state.update(byte: 0)
    state.update(tail.bytes)
    return TokenPrefix(state: state)
  }
}

extension PlanChannel {
  /// As messages and digests name it.
  package var name: String {
    switch self {
    case .email: "email"
    case .sms: "sms"
    case .push: "push"
    }
  }
}

extension PlanPart {
  /// As messages name it.
  package var name: String {
    switch self {
    case .subject: "subject"
    case .preheader: "preheader"
    case .html: "html"
    case .text: "text"
    case .title: "title"
    case .link: "link"
    }
  }
}

extension Plan {
  /// What stands right of the `@` in message identifiers: the sender's domain, or the host of the tenant's links.
  func messageDomain(sender: String) -> String {
    let afterAt = sender.split(separator: "@", omittingEmptySubsequences: false)
    if afterAt.count == 2 {
      let domain = afterAt[1].prefix { $0 != ">" }
      let isDomain = Array(domain.utf8).withUnsafeBytes { Addresses.isDomain($0, minLabels: 1) }
      if isDomain { return String(domain) }
    }
    return Array(tenant.linkBase.utf8).withUnsafeBytes { bytes in
      Links.host(bytes).map { String(decoding: bytes[$0], as: UTF8.self) } ?? "localhost"
    }
  }
}
