import CampaignValues

/// Appends values in their binary form.
struct PlanWriter {
  private(set) var bytes: [UInt8] = []

  mutating func integer<Value: FixedWidthInteger>(_ value: Value) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }

  mutating func raw(_ value: [UInt8]) {
    integer(UInt32(clamping: value.count))
    bytes += value
  }

  mutating func text(_ value: String) { raw(Array(value.utf8)) }

  mutating func list<Value: PlanCoded>(_ values: [Value]) {
    integer(UInt32(clamping: values.count))
    for value in values { value.write(to: &self) }
  }

  mutating func texts(_ values: [String]) {
    integer(UInt32(clamping: values.count))
    for value in values { text(value) }
  }

  mutating func integers<Value: FixedWidthInteger>(_ values: [Value]) {
    integer(UInt32(clamping: values.count))
    for value in values { integer(value) }
  }

  mutating func optional<Value: FixedWidthInteger>(_ value: Value?) {
    flag(value != nil)
    if let value { integer(value) }
  }

  mutating func optional(_ value: String?) {
    flag(value != nil)
    if let value { text(value) }
  }

  mutating func optional(_ value: (some PlanCoded)?) {
    flag(value != nil)
    value?.write(to: &self)
  }

  mutating func section(_ section: PlanFormat.Section, _ body: (inout PlanWriter) -> Void) {
    var inner = PlanWriter()
    body(&inner)
    integer(section.rawValue)
    raw(inner.bytes)
  }
}

/// Turns a plan into bytes: equal plans give equal bytes.
package enum PlanEncoder {
  package static func encode(_ plan: Plan) -> [UInt8] {
    var body = PlanWriter()
    body.section(.identity) { writer in
      plan.tenant.write(to: &writer)
      writer.text(plan.campaign)
      writer.optional(plan.formerName)
      writer.list(plan.sources)
      writer.text(plan.zoneRulesVersion)
      writer.integer(plan.priority)
    }
    body.section(.audience) { plan.audience.write(to: &$0) }
    body.section(.clauses) { $0.list(plan.clauses) }
    body.section(.experiments) { $0.list(plan.experiments) }
    body.section(.messages) { $0.list(plan.messages) }
    body.section(.pools) { plan.pools.write(to: &$0) }
    body.section(.steps) { $0.list(plan.steps) }
    body.section(.conversion) { $0.optional(plan.conversion) }
    body.section(.offer) { $0.optional(plan.offer) }
    body.section(.schedule) { $0.optional(plan.schedule) }
    body.section(.event) { $0.optional(plan.event) }
    body.section(.wordings) { $0.list(plan.wordings) }
    return sealed(body.bytes)
  }

  /// The file around encoded sections.
  static func sealed(_ sections: [UInt8], version: UInt32 = PlanFormat.version) -> [UInt8] {
    var file = PlanFormat.magic
    var header = PlanWriter()
    header.integer(UInt64(PlanFormat.headerBytes + sections.count + PlanFormat.checksumBytes))
    header.integer(version)
    file += header.bytes
    file += sections
    var checksum = PlanWriter()
    checksum.integer(XXH64.hash(file))
    return file + checksum.bytes
  }
}
