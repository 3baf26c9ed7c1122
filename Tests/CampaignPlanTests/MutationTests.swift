import CampaignOracle
import CampaignPlan
import CampaignTestSupport
import CampaignValues
import Testing

enum PlanChecksum {
  static func of(_ bytes: [UInt8]) -> UInt64 { XXH64.hash(bytes) }
}

/// Whatever bytes come, they are refused with a clear error or are a plan that is proven sound; nothing crashes.
@Suite struct MutationTests {
  static let seed: UInt64 = 0x1DEA

  private func outcome(_ bytes: [UInt8]) -> Result<VerifiedPlan, PlanError> {
    do throws(PlanError) {
      return .success(try Verifier.verify(try PlanDecoder.decode(bytes)))
    } catch {
      return .failure(error)
    }
  }

  @Test func cutsAndFlipsAreRefused() throws {
    var random = SeededGenerator(seed: Self.seed)
    let plans = try TestWorkspace.samples.plans().map(PlanEncoder.encode)
    for round in 0..<4_000 {
      var bytes = random.pick(plans)
      if random.oneIn(2) {
        bytes = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random)))
      } else {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
      guard case .failure(let error) = outcome(bytes) else {
        Issue.record("seed \(Self.seed), round \(round): a changed plan was taken")
        continue
      }
      #expect(!error.description.isEmpty)
    }
  }

  /// Bytes within the sections change and the checksum is made right again: the decoder and the verifier alone stand guard.
  @Test func forgeriesAreRefusedOrSound() throws {
    var random = SeededGenerator(seed: Self.seed + 1)
    let plans = try TestWorkspace.samples.plans().map(PlanEncoder.encode)
    var refused = 0
    var taken = 0
    for round in 0..<4_000 {
      var bytes = random.pick(plans)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let at = Int.random(in: 20..<(bytes.count - 8), using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.remove(at: at)
        default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
        }
      }
      switch outcome(PlanForgery.sealed(bytes)) {
      case .failure: refused += 1
      case .success(let verified):
        taken += 1
        let again = PlanEncoder.encode(verified.plan)
        #expect(again == PlanForgery.sealed(bytes), "seed \(Self.seed + 1), round \(round): two forms of one plan")
      }
    }
    #expect(refused > 1_000)
    #expect(taken > 100)
  }

  /// Programs with changed operands and opcodes: most break a rule, and none may bring the verifier down.
  @Test func forgedProgramsAreRefusedOrSound() throws {
    var random = SeededGenerator(seed: Self.seed + 2)
    let plans = try TestWorkspace.samples.plans()
    var reasons: Set<String> = []
    for _ in 0..<4_000 {
      var plan = random.pick(plans)
      var step = plan.steps[0]
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        let at = Int.random(in: 0..<step.code.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: step.code[at].a = UInt16.random(in: 0...40, using: &random)
        case 1: step.code[at].b = UInt16.random(in: 0...40, using: &random)
        case 2: step.code[at].c = UInt16.random(in: 0...UInt16(step.code.count), using: &random)
        case 3: step.code[at].opcode = random.pick(Opcode.allCases)
        default: step.code.swapAt(at, Int.random(in: 0..<step.code.count, using: &random))
        }
      }
      if random.oneIn(50) {
        step = plan.steps[0]
        step.instructionBound += 1
      }
      plan.steps[0] = step
      do throws(PlanError) {
        _ = try Verifier.verify(plan)
      } catch {
        if case .unsound(_, let reason) = error { reasons.insert(String(reason.filter { !$0.isNumber })) }
      }
    }
    // Each kind of rule is met by some forgery.
    for words in [
      "read before it is written", "claims", "names", "no path leads", "different parts", "was not begun",
      "outside a part", "goes back",
    ] {
      #expect(reasons.contains { $0.contains(words) }, "no forgery was refused for: \(words)")
    }
  }
}
