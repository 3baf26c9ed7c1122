/// Which variant, holdout or slice a member falls into: version 1 of the published assignment function.
///
/// The bucket is `XXH64(seed: 42)` of the bytes `salt ':' member-key`, modulo 10,000: a basis point from 0 to 9,999.
/// Seed 42 is the default of Spark's `xxhash64`, so a data team can compute the same buckets. The modulo's bias
/// is below 10⁻¹⁵. A published version never changes; another function would be another version.
public enum Assignment {
  /// The version of the function, as recorded in plans.
  package static let version: UInt8 = 1
  /// The number of buckets: one per basis point.
  @inlinable package static var bucketCount: UInt64 { 10_000 }
  /// The seed of the hash.
  @inlinable package static var seed: UInt64 { 42 }

  /// The bucket, 0 to 9,999, of the member whose key is `key` under `salt`; nothing is copied or allocated.
  @inlinable package static func bucket(salt: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer) -> UInt32 {
    var state = XXH64(seed: seed)
    state.update(salt)
    state.update(byte: UInt8(ascii: ":"))
    state.update(key)
    return UInt32(truncatingIfNeeded: state.finish() % bucketCount)
  }

  /// The bucket, 0 to 9,999, of the member whose key is `key` under `salt`.
  package static func bucket(salt: String, key: String) -> UInt32 {
    Array(salt.utf8).withUnsafeBytes { salt in Array(key.utf8).withUnsafeBytes { bucket(salt: salt, key: $0) } }
  }

  /// The index of the arm that `bucket` falls into, or nil past the last one.
  ///
  /// `cumulativeBasisPoints` holds the exclusive upper end of each arm, rising; arms of 50%, 30% and 20%
  /// are `[5000, 8000, 10000]`.
  @inlinable package static func pick(_ bucket: UInt32, _ cumulativeBasisPoints: [UInt32]) -> Int? {
    cumulativeBasisPoints.withUnsafeBufferPointer { pick(bucket, $0) }
  }

  /// The index of the arm that `bucket` falls into, or nil past the last one.
  @inlinable package static func pick(_ bucket: UInt32, _ cumulativeBasisPoints: UnsafeBufferPointer<UInt32>) -> Int? {
    var index = 0
    while index < cumulativeBasisPoints.count {
      if bucket < cumulativeBasisPoints[index] { return index }
      index += 1
    }
    return nil
  }
}
