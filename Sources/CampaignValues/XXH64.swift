/// The 64-bit XXH64 hash, over one buffer or over several fed in turn without copying them together.
///
/// Source: the xxHash specification, <https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md>.
/// Input is read little-endian, so results are the same on every machine. Not a keyed or cryptographic hash.
public struct XXH64: Sendable {
  @inlinable static var prime1: UInt64 { 0x9E37_79B1_85EB_CA87 }
  @inlinable static var prime2: UInt64 { 0xC2B2_AE3D_27D4_EB4F }
  @inlinable static var prime3: UInt64 { 0x1656_67B1_9E37_79F9 }
  @inlinable static var prime4: UInt64 { 0x85EB_CA77_C2B2_AE63 }
  @inlinable static var prime5: UInt64 { 0x27D4_EB2F_1656_67C5 }

  @usableFromInline var lane1: UInt64
  @usableFromInline var lane2: UInt64
  @usableFromInline var lane3: UInt64
  @usableFromInline var lane4: UInt64
  @usableFromInline var lengthBytes: UInt64 = 0
  /// The bytes since the last whole 32-byte stripe, in input order.
  @usableFromInline var pending: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  @usableFromInline let seed: UInt64

  /// Starts a hash of nothing under `seed`.
  @inlinable package init(seed: UInt64 = 0) {
    self.seed = seed
    lane1 = seed &+ Self.prime1 &+ Self.prime2
    lane2 = seed &+ Self.prime2
    lane3 = seed
    lane4 = seed &- Self.prime1
  }

  /// Appends `bytes` to what is hashed.
  @inlinable package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var offset = 0
    let count = bytes.count
    var pendingCount = Int(lengthBytes & 31)
    lengthBytes &+= UInt64(count)
    if pendingCount > 0 {
      let taken = min(32 - pendingCount, count)
      appendPending(UnsafeRawBufferPointer(rebasing: bytes[0..<taken]), at: pendingCount)
      pendingCount += taken
      guard pendingCount == 32 else { return }
      consume(pending.0, pending.1, pending.2, pending.3)
      offset = taken
    }
    while count - offset >= 32 {
      consume(
        Self.word(bytes, offset), Self.word(bytes, offset + 8), Self.word(bytes, offset + 16),
        Self.word(bytes, offset + 24))
      offset += 32
    }
    if offset < count {
      appendPending(UnsafeRawBufferPointer(rebasing: bytes[offset..<count]), at: 0)
    }
  }

  /// Appends one byte to what is hashed.
  @inlinable package mutating func update(byte: UInt8) {
    withUnsafeBytes(of: byte) { update($0) }
  }

  /// The hash of all bytes so far; more may still be appended afterwards.
  @inlinable package func finish() -> UInt64 {
    withUnsafeBytes(of: pending) { tail in
      finish(tail: UnsafeRawBufferPointer(rebasing: tail[0..<Int(lengthBytes & 31)]))
    }
  }

  /// The hash of `bytes` under `seed`.
  @inlinable package static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
    var state = XXH64(seed: seed)
    var offset = 0
    while bytes.count - offset >= 32 {
      state.consume(
        word(bytes, offset), word(bytes, offset + 8), word(bytes, offset + 16), word(bytes, offset + 24))
      offset += 32
    }
    state.lengthBytes = UInt64(bytes.count)
    return state.finish(tail: UnsafeRawBufferPointer(rebasing: bytes[offset...]))
  }

  /// The hash of `bytes` under `seed`.
  @inlinable package static func hash(_ bytes: [UInt8], seed: UInt64 = 0) -> UInt64 {
    bytes.withUnsafeBytes { hash($0, seed: seed) }
  }

  @inlinable mutating func appendPending(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    // SAFETY: callers pass at most 32 - offset bytes.
    withUnsafeMutableBytes(of: &pending) { target in
      UnsafeMutableRawBufferPointer(rebasing: target[offset...]).copyMemory(from: bytes)
    }
  }

  @inlinable mutating func consume(_ word1: UInt64, _ word2: UInt64, _ word3: UInt64, _ word4: UInt64) {
    lane1 = Self.round(lane1, Self.littleEndian(word1))
    lane2 = Self.round(lane2, Self.littleEndian(word2))
    lane3 = Self.round(lane3, Self.littleEndian(word3))
    lane4 = Self.round(lane4, Self.littleEndian(word4))
  }

  @inlinable func finish(tail: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64
    if lengthBytes >= 32 {
      hash =
        Self.rotate(lane1, 1) &+ Self.rotate(lane2, 7) &+ Self.rotate(lane3, 12) &+ Self.rotate(lane4, 18)
      hash = (hash ^ Self.round(0, lane1)) &* Self.prime1 &+ Self.prime4
      hash = (hash ^ Self.round(0, lane2)) &* Self.prime1 &+ Self.prime4
      hash = (hash ^ Self.round(0, lane3)) &* Self.prime1 &+ Self.prime4
      hash = (hash ^ Self.round(0, lane4)) &* Self.prime1 &+ Self.prime4
    } else {
      hash = seed &+ Self.prime5
    }
    hash &+= lengthBytes
    var offset = 0
    while tail.count - offset >= 8 {
      hash ^= Self.round(0, Self.littleEndian(Self.word(tail, offset)))
      hash = Self.rotate(hash, 27) &* Self.prime1 &+ Self.prime4
      offset += 8
    }
    if tail.count - offset >= 4 {
      let half = UInt32(littleEndian: tail.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      hash ^= UInt64(half) &* Self.prime1
      hash = Self.rotate(hash, 23) &* Self.prime2 &+ Self.prime3
      offset += 4
    }
    while offset < tail.count {
      hash ^= UInt64(tail[offset]) &* Self.prime5
      hash = Self.rotate(hash, 11) &* Self.prime1
      offset += 1
    }
    hash = (hash ^ (hash >> 33)) &* Self.prime2
    hash = (hash ^ (hash >> 29)) &* Self.prime3
    return hash ^ (hash >> 32)
  }

  @inlinable static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  @inlinable static func littleEndian(_ value: UInt64) -> UInt64 { UInt64(littleEndian: value) }

  @inlinable static func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 {
    (value &<< bits) | (value &>> (64 &- bits))
  }

  @inlinable static func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
    rotate(lane &+ input &* prime2, 31) &* prime1
  }
}
