import CampaignValues

/// Reads values in their binary form; every read is bounds-checked.
struct PlanReader {
  let bytes: [UInt8]
  private(set) var offset: Int
  private(set) var end: Int
  private(set) var section = "header"

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    offset = range.lowerBound
    end = range.upperBound
  }

  var remainingBytes: Int { end - offset }

  func malformed(_ reason: String) -> PlanError { .malformed(section: section, offset: offset, reason: reason) }

  mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws(PlanError) -> Value {
    let size = MemoryLayout<Value>.size
    guard remainingBytes >= size else { throw malformed("it ends within a number") }
    var value: Value = 0
    for index in 0..<size { value |= Value(truncatingIfNeeded: bytes[offset + index]) << Value(index * 8) }
    offset += size
    return value
  }

  mutating func flag() throws(PlanError) -> Bool {
    let byte = try integer(UInt8.self)
    guard byte <= 1 else { throw malformed("a flag is \(byte)") }
    return byte == 1
  }

  /// A count of items that each take at least `itemBytes`.
  mutating func count(itemBytes: Int, limit: Int = PlanLimits.poolEntries) throws(PlanError) -> Int {
    let count = Int(try integer(UInt32.self))
    guard count <= limit else { throw malformed("\(count) entries are more than \(limit)") }
    guard count <= remainingBytes / max(itemBytes, 1) else { throw malformed("it ends before its \(count) entries") }
    return count
  }

  mutating func raw(limit: Int = PlanLimits.textBytes) throws(PlanError) -> [UInt8] {
    let count = try count(itemBytes: 1, limit: limit)
    defer { offset += count }
    return Array(bytes[offset..<(offset + count)])
  }

  mutating func text() throws(PlanError) -> String {
    let value = try raw()
    guard value.withUnsafeBytes(UTF8Bytes.isValid) else { throw malformed("a text is not UTF-8") }
    return String(decoding: value, as: UTF8.self)
  }

  mutating func list<Value: PlanCoded>(
    _ type: Value.Type = Value.self, limit: Int = PlanLimits.poolEntries
  ) throws(PlanError) -> [Value] {
    var values: [Value] = []
    for _ in 0..<(try count(itemBytes: 1, limit: limit)) { values.append(try Value(from: &self)) }
    return values
  }

  mutating func texts() throws(PlanError) -> [String] {
    var values: [String] = []
    for _ in 0..<(try count(itemBytes: 4)) { values.append(try text()) }
    return values
  }

  mutating func integers<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws(PlanError) -> [Value] {
    var values: [Value] = []
    for _ in 0..<(try count(itemBytes: MemoryLayout<Value>.size)) { values.append(try integer()) }
    return values
  }

  mutating func optional<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws(PlanError) -> Value? {
    try flag() ? try integer() : nil
  }

  mutating func optional<Value: PlanCoded>(_ type: Value.Type = Value.self) throws(PlanError) -> Value? {
    try flag() ? try Value(from: &self) : nil
  }

  mutating func optionalText() throws(PlanError) -> String? { try flag() ? try text() : nil }

  mutating func choice<Value: RawRepresentable>(_ type: Value.Type, _ what: String) throws(PlanError) -> Value
  where Value.RawValue: FixedWidthInteger {
    let raw = try integer(Value.RawValue.self)
    guard let value = Value(rawValue: raw) else { throw malformed("there is no \(what) \(raw)") }
    return value
  }

  /// Reads one section, which must be the next and must be read to its end.
  mutating func section<Value>(
    _ expected: PlanFormat.Section, _ body: (inout PlanReader) throws(PlanError) -> Value
  ) throws(PlanError) -> Value {
    section = expected.name
    let number = try integer(UInt16.self)
    guard number == expected.rawValue else { throw malformed("section \(number) stands in its place") }
    let length = try count(itemBytes: 1, limit: PlanFormat.maxSizeBytes)
    let outerEnd = end
    end = offset + length
    let value = try body(&self)
    guard offset == end else { throw malformed("\(end - offset) bytes are left over") }
    end = outerEnd
    return value
  }
}

/// Turns bytes into a plan; what comes out is well-formed, and still has to be verified before it may run.
package enum PlanDecoder {
  package static func decode(_ bytes: [UInt8]) throws(PlanError) -> Plan {
    var reader = PlanReader(bytes, try sections(of: bytes))
    var plan = try reader.section(.identity) { reader throws(PlanError) in
      Plan(
        tenant: try TenantBinding(from: &reader), campaign: try reader.text(),
        formerName: try reader.optionalText(), sources: try reader.list(),
        zoneRulesVersion: try reader.text(),
        audience: AudienceBinding(
          table: "", keyColumn: "", fingerprint: 0, columns: [], relations: [], pushed: [], placeholders: []),
        clauses: [], experiments: [], messages: [], pools: ConstantPools(), steps: [], schedule: nil,
        priority: try reader.integer())
    }
    plan.audience = try reader.section(.audience) { reader throws(PlanError) in try AudienceBinding(from: &reader) }
    plan.clauses = try reader.section(.clauses) { reader throws(PlanError) in try reader.list() }
    plan.experiments = try reader.section(.experiments) { reader throws(PlanError) in try reader.list() }
    plan.messages = try reader.section(.messages) { reader throws(PlanError) in try reader.list() }
    plan.pools = try reader.section(.pools) { reader throws(PlanError) in try ConstantPools(from: &reader) }
    plan.steps = try reader.section(.steps) { reader throws(PlanError) in try reader.list() }
    plan.conversion = try reader.section(.conversion) { reader throws(PlanError) in try reader.optional() }
    plan.offer = try reader.section(.offer) { reader throws(PlanError) in try reader.optional() }
    plan.schedule = try reader.section(.schedule) { reader throws(PlanError) in try reader.optional() }
    plan.event = try reader.section(.event) { reader throws(PlanError) in try reader.optional() }
    plan.wordings = try reader.section(.wordings) { reader throws(PlanError) in try reader.list() }
    guard reader.remainingBytes == 0 else { throw reader.malformed("bytes follow the last section") }
    return plan
  }

  /// Where the sections stand, after magic, size, checksum and version were found right.
  private static func sections(of bytes: [UInt8]) throws(PlanError) -> Range<Int> {
    let magic = PlanFormat.magic
    guard bytes.count >= magic.count, Array(bytes[..<magic.count]) == magic else {
      // A file that was cut within the magic is still told from one that is something else.
      if !bytes.isEmpty, bytes.count < magic.count, Array(magic[..<bytes.count]) == bytes {
        throw .cut(expectedBytes: UInt64(PlanFormat.headerBytes), actualBytes: UInt64(bytes.count))
      }
      throw .notAPlan
    }
    guard bytes.count >= PlanFormat.headerBytes + PlanFormat.checksumBytes else {
      throw .cut(
        expectedBytes: UInt64(PlanFormat.headerBytes + PlanFormat.checksumBytes), actualBytes: UInt64(bytes.count))
    }
    var header = PlanReader(bytes, magic.count..<PlanFormat.headerBytes)
    let size = try header.integer(UInt64.self)
    let version = try header.integer(UInt32.self)
    let actual = UInt64(bytes.count)
    if size > actual { throw .cut(expectedBytes: size, actualBytes: actual) }
    if size < actual { throw .overlong(expectedBytes: size, actualBytes: actual) }
    let end = bytes.count - PlanFormat.checksumBytes
    var checksum = PlanReader(bytes, end..<bytes.count)
    let hash = bytes.withUnsafeBytes { XXH64.hash(UnsafeRawBufferPointer(rebasing: $0[..<end])) }
    guard try checksum.integer(UInt64.self) == hash else { throw .damaged }
    guard version == PlanFormat.version else { throw .version(found: version, supported: PlanFormat.version) }
    return PlanFormat.headerBytes..<end
  }
}
