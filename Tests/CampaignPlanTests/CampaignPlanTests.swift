import CampaignOracle
import CampaignPlan
import CampaignTestSupport
import Foundation
import Testing

@Suite struct PlanCodingTests {
  @Test func everySamplePlanIsVerifiedAndComesBackAsTheSameBytes() throws {
    let plans = try TestWorkspace.samples.plans()
    #expect(plans.count >= 10)
    for plan in plans {
      _ = try Verifier.verify(plan)
      let bytes = PlanEncoder.encode(plan)
      let decoded = try PlanDecoder.decode(bytes)
      #expect(decoded == plan)
      #expect(PlanEncoder.encode(decoded) == bytes)
    }
  }

  @Test func compilingTwiceGivesTheSameBytes() throws {
    let first = try TestWorkspace.samples.plans().map(PlanEncoder.encode)
    let second = try TestWorkspace.samples.plans().map(PlanEncoder.encode)
    #expect(first == second)
  }

  @Test func damageIsToldFromCutsAndFromOtherFiles() throws {
    let bytes = PlanEncoder.encode(try #require(try TestWorkspace.samples.plans().first))
    func error(_ bytes: [UInt8]) -> PlanError? {
      do throws(PlanError) {
        _ = try PlanDecoder.decode(bytes)
        return nil
      } catch {
        return error
      }
    }
    #expect(error([]) == .notAPlan)
    #expect(error(Array("campaign x {}".utf8)) == .notAPlan)
    #expect(error(Array("SQLite format 3\0".utf8)) == .notAPlan)
    let size = UInt64(bytes.count)
    #expect(error(Array(bytes.dropLast())) == .cut(expectedBytes: size, actualBytes: size - 1))
    #expect(error(bytes + [0]) == .overlong(expectedBytes: size, actualBytes: size + 1))
    var flipped = bytes
    flipped[bytes.count / 2] ^= 0x10
    #expect(error(flipped) == .damaged)
    let other = PlanForgery.sealed(bytes, version: 7)
    #expect(error(other) == .version(found: 7, supported: 1))
    #expect("\(PlanError.version(found: 7, supported: 1))".contains("version 7"))
  }
}

/// Bytes that are wrong but carry a right checksum.
enum PlanForgery {
  static func sealed(_ bytes: [UInt8], version: UInt32? = nil) -> [UInt8] {
    var forged = bytes
    func write<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
      withUnsafeBytes(of: value.littleEndian) { source in
        for (index, byte) in source.enumerated() where offset + index < forged.count { forged[offset + index] = byte }
      }
    }
    guard forged.count >= 28 else { return forged }
    write(UInt64(forged.count), at: 8)
    if let version { write(version, at: 16) }
    write(PlanChecksum.of(Array(forged.dropLast(8))), at: forged.count - 8)
    return forged
  }
}
