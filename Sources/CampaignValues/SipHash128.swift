/// SipHash-2-4 with a 128-bit output: a keyed digest for short messages, incremental over several buffers.
///
/// Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF", and the reference implementation's
/// 128-bit variant, <https://github.com/veorq/SipHash>. The output is 16 bytes in the reference's order.
public struct SipHash128: Sendable {
  @usableFromInline var v0: UInt64
  @usableFromInline var v1: UInt64
  @usableFromInline var v2: UInt64
  @usableFromInline var v3: UInt64
  @usableFromInline var lengthBytes: UInt64 = 0
  /// The 0 to 7 bytes since the last whole word, lowest byte first.
  @usableFromInline var pending: UInt64 = 0

  /// A 16-byte key, or a 16-byte digest, as its two little-endian words.
  public struct Block: Equatable, Hashable, Sendable {
    @usableFromInline package var low: UInt64
    @usableFromInline package var high: UInt64

    @inlinable package init(low: UInt64, high: UInt64) {
      self.low = low
      self.high = high
    }

    /// Reads 16 bytes; nil if `bytes` is of another length.
    package init?(_ bytes: UnsafeRawBufferPointer) {
      guard bytes.count == 16 else { return nil }
      low = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
      high = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    /// The 16 bytes, in order.
    package var bytes: [UInt8] {
      (0..<8).map { UInt8(truncatingIfNeeded: low >> ($0 * 8)) }
        + (0..<8).map { UInt8(truncatingIfNeeded: high >> ($0 * 8)) }
    }
  }

  /// Starts a digest of nothing under `key`.
  @inlinable package init(key: Block) {
    v0 = 0x736f_6d65_7073_6575 ^ key.low
    v1 = 0x646f_7261_6e64_6f6d ^ key.high ^ 0xee
    v2 = 0x6c79_6765_6e65_7261 ^ key.low
    v3 = 0x7465_6462_7974_6573 ^ key.high
  }

  /// Appends `bytes` to what is digested.
  @inline(__always) @inlinable package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var offset = 0
    let count = bytes.count
    while lengthBytes & 7 != 0 && offset < count {
      update(byte: bytes[offset])
      offset += 1
    }
    while count - offset >= 8 {
      absorb(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      lengthBytes &+= 8
      offset += 8
    }
    while offset < count {
      update(byte: bytes[offset])
      offset += 1
    }
  }

  /// Appends one byte to what is digested.
  @inline(__always) @inlinable package mutating func update(byte: UInt8) {
    pending |= UInt64(byte) &<< ((lengthBytes & 7) &* 8)
    lengthBytes &+= 1
    if lengthBytes & 7 == 0 {
      absorb(pending)
      pending = 0
    }
  }

  /// The digest of all bytes so far; more may still be appended afterwards.
  @inline(__always) @inlinable package func finish() -> Block {
    var state = self
    state.absorb(pending | (lengthBytes & 0xff) &<< 56)
    state.v2 ^= 0xee
    for _ in 0..<4 { state.round() }
    let low = state.v0 ^ state.v1 ^ state.v2 ^ state.v3
    state.v1 ^= 0xdd
    for _ in 0..<4 { state.round() }
    return Block(low: low, high: state.v0 ^ state.v1 ^ state.v2 ^ state.v3)
  }

  @inline(__always) @inlinable mutating func absorb(_ word: UInt64) {
    v3 ^= word
    round()
    round()
    v0 ^= word
  }

  @inline(__always) @inlinable mutating func round() {
    v0 &+= v1
    v1 = XXH64.rotate(v1, 13) ^ v0
    v0 = XXH64.rotate(v0, 32)
    v2 &+= v3
    v3 = XXH64.rotate(v3, 16) ^ v2
    v0 &+= v3
    v3 = XXH64.rotate(v3, 21) ^ v0
    v2 &+= v1
    v1 = XXH64.rotate(v1, 17) ^ v2
    v2 = XXH64.rotate(v2, 32)
  }
}
