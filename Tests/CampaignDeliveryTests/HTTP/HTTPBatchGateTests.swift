import CampaignHandOff
import Foundation
import Synchronization
import Testing

@testable import CampaignDelivery

/// What may go, when, and how many calls at a time.
@Suite struct HTTPBatchGateTests {
  @Test func aMessageThatMayNotGoKeepsTheBatch() async throws {
    let standin = try Standin()
    let channel = try HTTPBatchTests.channel(try standin.url("/v1/messages"))
    let recorder = Recorder(mayNot: [1])
    let outcomes = await channel.outcomes(Samples.batch("k", 3), recorder)
    await channel.close()
    #expect(outcomes.map { $0?.word } == ["not handed off", nil, "not handed off"])
    #expect((0..<3).map(recorder.asked) == [1, 1, 1])
    #expect(try standin.journal().isEmpty)
  }

  @Test func aMessageWhoseTimeIsOverKeepsTheBatch() async throws {
    let standin = try Standin()
    let clock = TestClock()
    let channel = try HTTPBatchTests.channel(try standin.url("/v1/messages"), now: clock.now)
    let recorder = Recorder()
    var batch = Samples.batch("k", 2)
    batch.messages[1].notAfter = clock.now()
    #expect(await channel.outcomes(batch, recorder).map { $0?.word } == ["not handed off", "not handed off"])
    #expect((0..<2).map(recorder.asked) == [0, 0])
    batch.messages[1].notAfter = clock.now() + 1
    #expect(await channel.outcomes(batch).map { $0?.word } == ["accepted", "accepted"])
    await channel.close()
    #expect(try standin.journal().count == 1)
  }

  @Test(arguments: ["", "with space", "line\nend", String(repeating: "k", count: 256)])
  func aKeyThatNoHeaderCanCarry(key: String) async throws {
    let standin = try Standin()
    let channel = try HTTPBatchTests.channel(try standin.url("/v1/messages"))
    let batch = OutboundBatch(idempotencyKey: key, messages: [Samples.text("a")])
    #expect(await channel.outcomes(batch).map { $0?.word } == ["not handed off"])
    await channel.close()
    #expect(try standin.journal().isEmpty)
  }

  @Test func callsAreBounded() async throws {
    let standin = try Standin("--delay-seconds", "0.05")
    let channel = try HTTPBatchTests.channel(try standin.url("/v1/messages"), concurrency: 3)
    await withTaskGroup { group in
      for number in 0..<12 {
        group.addTask { _ = await channel.outcomes(Samples.batch("k\(number)", 1)) }
      }
    }
    await channel.close()
    let lines = try standin.journal()
    #expect(lines.count == 12)
    #expect(lines.map(\.active).max() == 3)
  }

  /// The client's pool bounds connections as well, so that a provider can't tell whether slots do.
  @Test func slotsAreBounded() async {
    let slots = CallSlots(3)
    let busy = Gauge()
    await withTaskGroup { group in
      for _ in 0..<30 {
        group.addTask {
          await slots.withSlot {
            busy.add(1)
            for _ in 0..<20 { await Task.yield() }
            busy.add(-1)
          }
        }
      }
    }
    #expect(busy.values == [0, 3])
  }

  @Test func whatIsCancelledBeginsNothingAndWaitsForTheRest() async throws {
    let standin = try Standin("--delay-seconds", "1")
    let channel = try HTTPBatchTests.channel(try standin.url("/v1/messages"), concurrency: 1)
    let begun = AsyncStream<Void>.makeStream()
    let first = Recorder(onAsk: { _ in begun.continuation.finish() })
    let second = Recorder()
    let task = Task {
      await withTaskGroup { group in
        group.addTask { await channel.handOff(Samples.batch("a", 1), report: first) }
        for await _ in begun.stream {}
        group.addTask { await channel.handOff(Samples.batch("b", 1), report: second) }
      }
    }
    for await _ in begun.stream {}
    while first.asked(0) == 0 { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    await task.value
    await channel.close()
    #expect(first.outcomes(1).map { $0?.word } == ["accepted"])
    #expect(second.outcomes(1).map { $0?.word } == ["not handed off"])
    #expect(second.asked(0) == 0)
  }
}

/// How many there are, and the most that there were.
private final class Gauge: Sendable {
  private let state = Mutex([0, 0])
  var values: [Int] { state.withLock { $0 } }
  func add(_ count: Int) { state.withLock { $0 = [$0[0] + count, max($0[1], $0[0] + count)] } }
}
