import CampaignCalendar
import CampaignSemantics
import CampaignValues
import Crypto

/// Works out expressions for one member. A missing value is nil, and so is whether a test of it holds.
struct OracleContext {
  let oracle: Oracle
  let member: OracleMember
  let event: OracleEvent?
  var variants: [Int] = []
  /// The number of the innermost plural around.
  var pluralNumber: Int64 = 0
  /// The current row of each variable.
  var rows: [VariableID: [OracleReading]] = [:]

  /// The step that asks.
  let step: Int
  let entry: OracleEntry?

  init(oracle: Oracle, member: OracleMember, event: OracleEvent? = nil, step: Int = 0, entry: OracleEntry? = nil) {
    self.oracle = oracle
    self.member = member
    self.event = event
    self.step = step
    self.entry = entry
  }

  private var audience: CheckedAudience { oracle.tenant.audience }

  // MARK: - Reading

  private func reading(_ index: Int) -> OracleReading {
    let columns = audience.attributes[index].owner == .member ? member.columns : event?.columns ?? [:]
    return OracleItems(oracle: oracle, attributes: audience.attributes, cells: columns).reading(index)
  }

  func attribute(_ id: AttributeID) -> OracleValue? {
    if case .known(let value) = reading(id.index) { value } else { nil }
  }

  /// Rows that were read for this member before.
  private final class ReadRows { var byRelation: [Int: [[OracleReading]]] = [:] }
  private let readRows = ReadRows()

  func rows(of index: Int) -> [[OracleReading]] {
    if let rows = readRows.byRelation[index] { return rows }
    let rows = read(index)
    readRows.byRelation[index] = rows
    return rows
  }

  /// The rows in their order: by key, or a set's distinct values by bytes.
  private func read(_ index: Int) -> [[OracleReading]] {
    let relation = audience.relations[index]
    var cells = (relation.owner == .member ? member.rows : event?.rows ?? [:])[relation.table] ?? []
    if relation.isSet {
      let column = relation.fields[0].column
      cells = Set(cells.map { $0[column] ?? .null }).sorted { Self.order($0).lexicographicallyPrecedes(Self.order($1)) }
        .map { [column: $0] }
    } else if let key = relation.keyColumn {
      cells.sort { Self.order($0[key] ?? .null).lexicographicallyPrecedes(Self.order($1[key] ?? .null)) }
    }
    return cells.map { row in
      let items = OracleItems(oracle: oracle, attributes: relation.fields, cells: row)
      return relation.fields.indices.map { items.reading($0) }
    }
  }

  /// SQLite's order: NULL, numbers, texts, blobs.
  private static func order(_ cell: Cell) -> [UInt8] {
    func number(_ value: Double) -> [UInt8] {
      let bits = value.bitPattern
      let ordered = value < 0 ? ~bits : bits | 1 << 63
      return (0..<8).map { UInt8(truncatingIfNeeded: ordered >> (56 - UInt64($0) * 8)) }
    }
    switch cell {
    case .null: return [0]
    case .integer(let value): return [1] + number(Double(value))
    case .real(let value): return [1] + number(value)
    case .text(let bytes): return [2] + bytes
    case .blob(let bytes): return [3] + bytes
    }
  }

  func isBad(_ reads: OracleReads) -> Bool {
    let references = reads.attributes.compactMap { audience.attributes[$0].item?.reference }
    if (reads.attributes + references).contains(where: { reading($0) == .bad }) { return true }
    for index in reads.relations {
      let rows = rows(of: index)
      let relation = audience.relations[index]
      if rows.count > relation.upTo { return true }
      var fields = relation.isSet ? [0] : reads.fields.filter { $0[0] == index }.map { $0[1] }
      fields += fields.compactMap { relation.fields[$0].item?.reference }
      if rows.contains(where: { row in fields.contains { row[$0] == .bad } }) { return true }
    }
    return false
  }

  func isSound(_ expression: CheckedExpression) -> Bool {
    var reads = OracleReads()
    reads.add(expression)
    return !isBad(reads)
  }

  // MARK: - The campaign's course

  private var entered: Int64 { entry?.entered ?? oracle.now }

  func hasConverted(_ conversion: CheckedConversion) -> Bool {
    let end = oracle.zone.adding(CalendarDuration(conversion.window), to: entered)
    return entered <= oracle.now && oracle.now < end && bool(conversion.predicate) == true
  }

  private func has(_ fact: HistoryFact) -> Bool {
    switch fact {
    case .converted: return step > 0 && entry?.hasConverted == true
    case .message(let event, let number):
      let number = number ?? step - 1
      return number < step && entry?.events.contains(OracleEntry.Event(event, step: number)) == true
    }
  }

  /// The run of the entry; of an event its instant, and its key.
  private var run: [String] {
    event.map { [ISOText.string(instant: entered), String($0.key)] } ?? [entry?.run ?? Oracle.run]
  }

  /// Where the member leaves an e-mail of this step.
  var unsubscribeURL: String {
    let step = oracle.campaign.steps[step].name
    let parts = ["unsubscribe", oracle.tenant.name, oracle.campaign.name] + run + [step, "email", String(member.key)]
    var state = SipHash128(key: SipHash128.Block(low: 0, high: 0))
    parts.joined(separator: "\u{0}").withBytes { state.update($0) }
    return "\(oracle.tenant.linkBase ?? "")/u/" + CrockfordBase32.string(state.finish()).lowercased()
  }

  /// 12 characters of five bits each, the first of the digest's.
  private func uniqueCode(_ prefix: String) -> String {
    let parts = ["offer-code", oracle.tenant.name, oracle.campaign.name] + run + [String(member.key)]
    let digest = HMAC<SHA256>.authenticationCode(
      for: Array(parts.joined(separator: "\u{0}").utf8), using: SymmetricKey(data: [UInt8](repeating: 0, count: 16)))
    let bits = digest.flatMap { byte in (0..<8).map { byte >> (7 - UInt8($0)) & 1 } }
    let symbols = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    return prefix
      + String((0..<12).map { index in symbols[Int(bits[index * 5..<index * 5 + 5].reduce(0) { $0 * 2 + $1 })] })
  }

  // MARK: - Expressions

  func bool(_ expression: CheckedExpression) -> Bool? { value(expression).map { $0.integer != 0 } }

  func value(_ expression: CheckedExpression) -> OracleValue? {
    switch expression.kind {
    case .constant(.integer(let value)): return .integer(value)
    case .constant(.text(let text)): return .text(Array(text.utf8))
    case .attribute(let id): return attribute(id)
    case .field(let variable, _, let field):
      if case .known(let value)? = rows[variable]?[field] { return value }
      return nil
    case .entered: return .integer(entered)
    case .history(let fact): return .integer(has(fact) ? 1 : 0)
    case .uniqueCode(let prefix): return .text(Array(uniqueCode(prefix).utf8))
    case .runInstant(let offset):
      return .integer(oracle.zone.adding(CalendarDuration(offset), to: oracle.now))
    case .runDate(let offset):
      let today = oracle.zone.localDate(
        at: oracle.zone.adding(CalendarDuration(seconds: offset.seconds), to: oracle.now))
      return .integer(Int64(today.adding(months: offset.months).days) + Int64(offset.days))
    case .localInstant(let seconds):
      return .integer(oracle.zone.instant(LocalDateTime(secondsSince1970: seconds)))
    case .localDate(let inner): return value(inner).map { .integer(Int64(oracle.zone.localDate(at: $0.integer).days)) }
    case .movedInstant(let inner, let offset):
      return value(inner).map { .integer(oracle.zone.adding(CalendarDuration(offset), to: $0.integer)) }
    case .movedDate(let inner, let offset):
      return value(inner).map { date in
        let start = CivilDate(days: Int32(clamping: date.integer)).adding(months: offset.months)
        return .integer(Int64(start.days) + Int64(offset.days))
      }
    case .months(let from, let to): return integers(from, to, months)
    case .variant(let experiment, let arms): return value(arms[variants[experiment]])
    case .add(let left, let right): return integers(left, right) { $0 + $1 }
    case .subtract(let left, let right): return integers(left, right) { $0 - $1 }
    case .multiply(let left, let right): return integers(left, right) { $0 * $1 }
    case .divide(let inner, let divisor): return value(inner).map { .integer($0.integer / divisor) }
    case .otherwise(let first, let second): return value(first) ?? value(second)
    case .fits(let inner, let type): return value(inner).flatMap { fits($0.bytes, type) ? $0 : nil }
    case .aggregate(let aggregate): return self.aggregate(aggregate)
    case .isKnown(let inner): return .integer(value(inner) == nil ? 0 : 1)
    default: return test(expression).map { .integer($0 ? 1 : 0) }
    }
  }

  /// By trying: months are added to the first date while that does not lead past the second.
  private func months(_ from: Int64, _ to: Int64) -> Int64 {
    let start = CivilDate(days: Int32(from))
    func reaches(_ months: Int) -> Bool { start.adding(months: months).days <= to }
    var months = Int((to - from) / 31)
    while reaches(months + 1) { months += 1 }
    while !reaches(months) { months -= 1 }
    return Int64(months)
  }

  private func integers(
    _ left: CheckedExpression, _ right: CheckedExpression, _ work: (Int64, Int64) -> Int64
  ) -> OracleValue? {
    guard let left = value(left), let right = value(right) else { return nil }
    return .integer(work(left.integer, right.integer))
  }

  private func test(_ expression: CheckedExpression) -> Bool? {
    switch expression.kind {
    case .not(let inner): return bool(inner).map { !$0 }
    case .and(let operands):
      let values = operands.map { bool($0) }
      return values.contains(false) ? false : values.contains(nil) ? nil : true
    case .or(let operands):
      let values = operands.map { bool($0) }
      return values.contains(true) ? true : values.contains(nil) ? nil : false
    case .oneOf(let inner, let constants):
      return value(inner).map { value in
        constants.contains {
          switch $0 {
          case .integer(let other): value == .integer(other)
          case .text(let other): same(value.bytes, Array(other.utf8))
          }
        }
      }
    case .textTest(let test, let inner, let texts): return value(inner).map { self.text(test, $0.bytes, texts) }
    case .compare(let comparison, let left, let right):
      guard let first = value(left), let second = value(right) else { return nil }
      if case .text(let bytes) = first { return same(bytes, second.bytes) == (comparison == .equal) }
      switch comparison {
      case .less: return first.integer < second.integer
      case .lessOrEqual: return first.integer <= second.integer
      case .greater: return first.integer > second.integer
      case .greaterOrEqual: return first.integer >= second.integer
      case .equal: return first.integer == second.integer
      case .notEqual: return first.integer != second.integer
      }
    default: return nil
    }
  }

  private func same(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.withUnsafeBytes { left in right.withUnsafeBytes { Normalization.equal(left, $0) } }
  }

  private func fits(_ bytes: [UInt8], _ type: TextType) -> Bool {
    bytes.withUnsafeBytes { buffer in
      TextRules.fits(buffer, maxCharacters: type.maxCharacters)
        && (type.textClass != .gsm || TextClass.gsm.allows(buffer))
        && (type.textClass != .name || OracleDecoding.isName(String(decoding: bytes, as: UTF8.self)))
    }
  }

  private func text(_ test: CheckedExpression.TextTest, _ bytes: [UInt8], _ texts: [String]) -> Bool {
    var scratch: [UInt8] = []
    return texts.contains { text in
      bytes.withUnsafeBytes { haystack in
        text.withBytes { needle in
          let phrase = FoldedPhrase(needle)
          switch test {
          case .contains: return phrase.isContained(in: haystack, scratch: &scratch)
          case .startsWith: return Normalization.hasPrefix(haystack, needle)
          case .endsWith: return Normalization.hasSuffix(haystack, needle)
          case .equals:
            return phrase.bytes.withUnsafeBytes {
              FoldedText.equals(haystack, foldedPhrase: $0, isWords: phrase.isWords, scratch: &scratch)
            }
          }
        }
      }
    }
  }

  // MARK: - Rows

  /// The rows for which the predicate holds, as contexts that stand on them.
  func contexts(_ relation: RelationID, _ variable: VariableID, _ predicate: CheckedExpression?) -> [OracleContext] {
    rows(of: relation.index).prefix(audience.relations[relation.index].upTo).compactMap { row in
      var context = self
      context.rows[variable] = row
      return predicate.map { context.bool($0) == true } ?? true ? context : nil
    }
  }

  private func aggregate(_ aggregate: CheckedAggregate) -> OracleValue? {
    let contexts = contexts(aggregate.relation, aggregate.variable, aggregate.predicate)
    let values = contexts.compactMap { context in aggregate.value.flatMap { context.value($0)?.integer } }
    switch aggregate.function {
    case .count: return .integer(Int64(contexts.count))
    case .any: return .integer(contexts.isEmpty ? 0 : 1)
    case .none: return .integer(contexts.isEmpty ? 1 : 0)
    case .sum: return .integer(values.reduce(0, +))
    case .minimum: return values.min().map { .integer($0) }
    case .maximum: return values.max().map { .integer($0) }
    case .average:
      guard !values.isEmpty else { return nil }
      let exact = Double(values.reduce(0, +)) / Double(values.count)
      return .integer(Int64(exact.rounded(.toNearestOrAwayFromZero)))
    }
  }
}

extension CalendarDuration {
  init(_ offset: CalendarOffset) {
    self.init(months: Int32(offset.months), days: Int32(offset.days), seconds: offset.seconds)
  }
}
