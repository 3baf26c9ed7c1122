import CampaignValues

/// The key of a tenant's tokens, as a file.
package enum TenantKeyFile {
  /// Reads 32 hexadecimal digits, passing over white space; throws where the file can't be read or holds anything else.
  package static func read(_ path: String) throws(Failure) -> SipHash128.Block {
    guard
      case .bytes(let bytes) = try SourceReader.read(
        path, shown: path, help: "name a file with 32 hexadecimal digits")
    else {
      throw Failure("`\(path)` is too large for a key", help: "a key is 32 hexadecimal digits")
    }
    let digits = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
    guard digits.utf8.count == 32, let first = UInt64(digits.prefix(16), radix: 16),
      let second = UInt64(digits.suffix(16), radix: 16)
    else { throw Failure("`\(path)` does not hold a key", help: "a key is 32 hexadecimal digits") }
    return SipHash128.Block(low: first.byteSwapped, high: second.byteSwapped)
  }
}
