import CampaignValues

/// Makes a changed plan's size and checksum right again, as anybody can.
enum PlanSeal {
  static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    func word(_ value: UInt64) -> [UInt8] { withUnsafeBytes(of: value.littleEndian, Array.init) }
    var sealed = Array(bytes.dropLast(8))
    sealed.replaceSubrange(8..<16, with: word(UInt64(bytes.count)))
    return sealed + word(XXH64.hash(sealed))
  }
}
