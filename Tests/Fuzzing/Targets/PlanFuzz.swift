import CampaignCompiler
import CampaignOracle
import CampaignPlan
import CampaignTestSupport
import CampaignVM
import CampaignValues

/// Forged plans: the first byte says what the others are. Either the bytes of a plan, whose size and checksum are made right, or
/// changes to a plan that the compiler made: three bytes for where, one for how, one for what.
enum PlanFuzz {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    guard let kind = bytes.first else { return }
    let rest = Array(bytes.dropFirst())
    let isWhole = kind == 0xFF
    let forged = sealed(isWhole ? rest : changed(plans[Int(kind) % plans.count], by: rest))
    // As they came: refused, whatever they are.
    if isWhole { _ = try? decoded(rest) }
    let plan: Plan
    let verified: VerifiedPlan
    do throws(PlanError) {
      plan = try PlanDecoder.decode(forged)
      verified = try Verifier.verify(plan)
    } catch {
      if error.description.isEmpty { throw FuzzFinding("a plan was refused without a word") }
      return
    }
    guard PlanEncoder.encode(plan) == forged else { throw FuzzFinding("two forms of one plan") }
    if Disassembler.text(plan).isEmpty { throw FuzzFinding("a plan has no listing") }
    try FuzzShop.run(verified, over: FuzzShop.audience)
  }

  private static func decoded(_ bytes: [UInt8]) throws(PlanError) -> Plan { try PlanDecoder.decode(bytes) }

  private static func changed(_ plan: [UInt8], by changes: [UInt8]) -> [UInt8] {
    var bytes = plan
    for at in stride(from: 0, to: changes.count - 4, by: 5) {
      let place = Int(changes[at]) | Int(changes[at + 1]) << 8 | Int(changes[at + 2]) << 16
      let index = 20 + place % (bytes.count - 28)
      let value = changes[at + 4]
      switch changes[at + 3] % 5 {
      case 0: bytes[index] = value
      case 1: bytes[index] ^= 1 << (value & 7)
      case 2: bytes.insert(value, at: index)
      case 3 where bytes.count > 100: bytes.remove(at: index)
      // A program's words stand next to each other: one takes another's place.
      default:
        let other = 20 + (place + 8 * Int(value)) % (bytes.count - 28)
        for offset in 0..<8 where max(index, other) + offset < bytes.count - 8 {
          bytes.swapAt(index + offset, other + offset)
        }
      }
    }
    return bytes
  }

  /// With the size and the checksum that belong to the bytes.
  private static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count >= 28 else { return bytes }
    var sealed = Array(bytes.dropLast(8))
    for offset in 0..<8 { sealed[8 + offset] = UInt8(truncatingIfNeeded: bytes.count >> (8 * offset)) }
    let digest = XXH64.hash(sealed)
    return sealed + (0..<8).map { UInt8(truncatingIfNeeded: digest >> (8 * UInt64($0))) }
  }

  /// Plans of random campaigns, the larger ones left out.
  private static let plans: [[UInt8]] = {
    var programs = RandomPrograms(seed: 11)
    let workspace = TestWorkspace(programs.workspace(campaignCount: 50).texts)
    let checked = workspace.check(unproven: []).workspace
    let made = checked.tenants.flatMap { tenant in
      tenant.campaigns.compactMap { campaign in (try? workspace.plan(tenant, campaign)).map(PlanEncoder.encode) }
    }
    return Array(made.sorted { $0.count < $1.count }.prefix(40))
  }()

  static var seeds: [String: [UInt8]] {
    var seeds: [String: [UInt8]] = [:]
    for (index, plan) in plans.enumerated() {
      seeds["changes-\(index)"] = [UInt8(index), 200, 0, 0, 1, 3, 40, 1, 0, 0, 7]
      if index < 4 { seeds["plan-\(index)"] = [0xFF] + plan }
    }
    return seeds
  }
}
