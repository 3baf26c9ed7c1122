import CampaignValues

/// Stands for an address where it must be recognised and need not be known: in the ledger, and on the ticket that lets a message go.
package enum AddressDigest {
  /// 64 bits of SipHash-2-4-128 under the tenant's key over the channel's name and the address; the domain of an e-mail address without its case.
  package static func of(_ address: some RandomAccessCollection<UInt8>, channel: String, key: SipHash128.Block) -> Int64
  {
    var hash = SipHash128(key: key)
    var bytes = Array(channel.utf8) + [0]
    bytes.append(contentsOf: address)
    var index = bytes.count
    while index > 0, let byte = bytes[..<index].last, byte != UInt8(ascii: "@") { index -= 1 }
    // Without an `@`, all of it stays as it is.
    if index > channel.utf8.count + 1 {
      for place in index..<bytes.count where (0x41...0x5A).contains(bytes[place]) { bytes[place] |= 0x20 }
    }
    bytes.withUnsafeBytes { hash.update($0) }
    return Int64(bitPattern: hash.finish().low)
  }
}
