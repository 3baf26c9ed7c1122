import CampaignHandOff
import Synchronization
import Testing

@testable import CampaignDelivery

/// Notes what a channel asks and reports.
final class Recorder: HandOffReport {
  struct State {
    var asked: [Int: Int] = [:]
    var outcomes: [Int: [HandOffOutcome]] = [:]
  }

  private let state = Mutex(State())
  private let mayNot: Set<Int>
  private let onAsk: @Sendable (Int) -> Void

  init(mayNot: Set<Int> = [], onAsk: @escaping @Sendable (Int) -> Void = { _ in }) {
    self.mayNot = mayNot
    self.onAsk = onAsk
  }

  func mayComplete(_ index: Int) -> Bool {
    state.withLock { $0.asked[index, default: 0] += 1 }
    onAsk(index)
    return !mayNot.contains(index)
  }

  func settle(_ index: Int, _ outcome: HandOffOutcome) {
    state.withLock { $0.outcomes[index, default: []].append(outcome) }
  }

  func asked(_ index: Int) -> Int { state.withLock { $0.asked[index] ?? 0 } }

  /// By index; nil where nothing was reported. Each message may be reported once.
  func outcomes(_ count: Int, _ location: SourceLocation = #_sourceLocation) -> [HandOffOutcome?] {
    let all = state.withLock { $0.outcomes }
    #expect(all.values.allSatisfy { $0.count == 1 }, "reported twice", sourceLocation: location)
    #expect(all.keys.allSatisfy { (0..<count).contains($0) }, sourceLocation: location)
    return (0..<count).map { all[$0]?.first }
  }
}

/// A clock that a test sets.
final class TestClock: Sendable {
  private let seconds: Mutex<Int64>
  init(_ seconds: Int64 = 1_800_000_000) { self.seconds = Mutex(seconds) }
  var now: @Sendable () -> Int64 { { self.seconds.withLock { $0 } } }
  func advance(_ by: Int64) { seconds.withLock { $0 += by } }
}

extension HandOffOutcome {
  /// The case alone.
  var word: String {
    switch self {
    case .accepted: "accepted"
    case .refusedForNow: "for now"
    case .refused: "refused"
    case .notHandedOff: "not handed off"
    case .unknown: "unknown"
    }
  }

  var answer: ProviderAnswer? {
    switch self {
    case .accepted(let answer), .refusedForNow(let answer), .refused(let answer): answer
    case .notHandedOff, .unknown: nil
    }
  }
}

extension DeliveryChannel {
  /// Hands off a batch and gives what was reported.
  func outcomes(_ batch: OutboundBatch, _ recorder: Recorder = Recorder()) async -> [HandOffOutcome?] {
    await handOff(batch, report: recorder)
    return recorder.outcomes(batch.messages.count)
  }

  func outcome(_ message: OutboundMessage, key: String = "key") async throws -> HandOffOutcome {
    try #require(await outcomes(OutboundBatch(idempotencyKey: key, messages: [message])).first ?? nil)
  }
}

enum Samples {
  static let far: Int64 = 4_000_000_000

  static func text(_ id: String, notAfter: Int64 = far) -> OutboundMessage {
    OutboundMessage(
      id: id, sender: "Shop", address: "+4791234567", returnPath: "", content: .text("Hei, æøå & \"50 %\""),
      notAfter: notAfter)
  }

  static func mail(_ id: String) -> OutboundMessage {
    OutboundMessage(
      id: id, sender: "Shop <hello@shop.example>", address: "member@mail.example", returnPath: "b-1@bounce.example",
      content: .mail(Array("Subject: x\r\n\r\nHello\r\n".utf8)), notAfter: far)
  }

  static func push(_ id: String, link: String? = "https://shop.example/a") -> OutboundMessage {
    OutboundMessage(
      id: id, sender: "app", address: "registration:token", returnPath: "",
      content: .push(OutboundMessage.PushContent(title: "T", body: "B", link: link)), notAfter: far)
  }

  static func batch(_ key: String, _ count: Int) -> OutboundBatch {
    OutboundBatch(idempotencyKey: key, messages: (0..<count).map { text("\(key)-\($0)") })
  }
}
