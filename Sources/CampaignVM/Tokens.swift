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

  /// Writes the 26 characters of Crockford's base 32: `CrockfordBase32.encode`, two at a time.
  @inline(__always)
  func write(member: TextSpan, _ symbols: SymbolPairs, to output: UnsafeMutablePointer<UInt8>) {
    var state = state
    state.update(member.bytes)
    let block = state.finish()
    let high = block.low.byteSwapped
    let low = block.high.byteSwapped
    // 2 symbols of 8 bits and twice 12 of 60: none waits for the shift of another.
    symbols.write(high &>> 56, 1, to: output)
    symbols.write(high &<< 4 | low &>> 60, 6, to: output + 2)
    symbols.write(low, 6, to: output + 14)
  }
}

/// Two lower-case symbols of Crockford's base 32 for each ten bits.
struct SymbolPairs {
  private let pairs: UnsafePointer<UInt16>

  init(memory: RunMemory) {
    let symbols = (0..<32).map { UInt16(CrockfordBase32.symbol($0)) | 0x20 }
    pairs = memory.copy((0..<1_024).map { (symbols[$0 >> 5] | symbols[$0 & 31] &<< 8).littleEndian })
  }

  /// Writes the lowest `count` groups of ten bits, the highest first.
  @inline(__always)
  func write(_ bits: UInt64, _ count: Int, to output: UnsafeMutablePointer<UInt8>) {
    let output = UnsafeMutableRawPointer(output)
    for index in 0..<count {
      // SAFETY: ten bits are below the 1,024 pairs; the caller owes room for 26 bytes.
      let pair = pairs[Int(truncatingIfNeeded: bits &>> UInt64((count - 1 - index) * 10) & 1_023)]
      output.storeBytes(of: pair, toByteOffset: index * 2, as: UInt16.self)
    }
  }
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
