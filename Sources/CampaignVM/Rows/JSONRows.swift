import CampaignPlan
import CampaignSQLite
import Glibc

/// Members as JSON lines: an object for each, with the audience's own names. docs/rows.md says how.
///
/// What a line holds is read where it lies; nothing is kept of it when the next one comes. A line that is no such object is a bad
/// member, and the run goes on; keys that do not rise end it, since nothing else would tell that a member comes twice.
package final class JSONRows: AudienceSource {
  /// Fills the buffer as far as it can, and returns how many bytes there were: 0 at the end.
  package typealias Input = (UnsafeMutableRawBufferPointer) throws(RunError) -> Int

  /// A longer line is a bad member.
  package static let lineLimitBytes = 4 << 20

  private let layout: RowLayout
  private let input: Input
  private let name: String
  private var buffer: UnsafeMutablePointer<UInt8>
  private var capacity = 64 << 10
  /// What was read and is in no line yet.
  private var start = 0
  private var end = 0
  private var isAtEnd = false
  private var lineNumber = 0
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  private var lastKey: Key?
  /// By the plan's columns, behind the key.
  private let values: UnsafeMutablePointer<StoredValue>
  private var related: [RowCells]
  private(set) var fault: BadReason?

  private enum Key {
    case integer(Int64)
    case text([UInt8])
  }

  /// `name` is what errors call the input.
  package init(_ plan: VerifiedPlan, name: String, input: @escaping Input) {
    layout = RowLayout(plan.plan)
    self.input = input
    self.name = name
    buffer = .allocate(capacity: capacity + 1)
    values = .allocate(capacity: layout.columns.count + 1)
    values.initialize(repeating: .null, count: layout.columns.count + 1)
    related = layout.relations.map { _ in RowCells() }
  }

  /// Of a file that is open. While it waits for more, it listens to the interruption.
  package convenience init(_ plan: VerifiedPlan, name: String, descriptor: Int32, interruption: Interruption? = nil) {
    let read: Input = { buffer throws(RunError) in
      var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      repeat {
        guard interruption?.isRequested != true else {
          throw .rows("\(name): reading was ended before it was complete")
        }
      } while poll(&waited, 1, Self.waitMilliseconds) == 0
      var count = -1
      repeat { count = Glibc.read(descriptor, buffer.baseAddress, buffer.count) } while count < 0 && errno == EINTR
      guard count >= 0 else { throw .rows("\(name) can't be read: \(String(cString: strerror(errno)))") }
      return count
    }
    self.init(plan, name: name, input: read)
  }

  private static let waitMilliseconds: Int32 = 200

  deinit {
    buffer.deallocate()
    values.deallocate()
    for cells in related { cells.deallocate() }
  }

  package var row: GivenRow { GivenRow(source: self) }

  package func error(_ code: Int32) -> RunError { .rows("\(name), line \(lineNumber): rows are missing (\(code))") }

  package func next() throws(RunError) -> Bool {
    repeat {
      guard let line = try nextLine() else { return false }
      lineNumber += 1
      guard let line else {
        forget()
        fault = .notARow
        return true
      }
      let text = lineNumber == 1 ? withoutByteOrderMark(line) : line
      if isBlank(text) { continue }
      try take(text)
      return true
    } while true
  }

  /// Where the next line stands in the buffer; an inner nil for one that is too long, and an outer one at the end.
  private func nextLine() throws(RunError) -> Range<Int>?? {
    var scanned = start
    var isTooLong = false
    while true {
      if let feed = memchr(buffer + scanned, 0x0A, end - scanned) {
        let place = feed.assumingMemoryBound(to: UInt8.self) - buffer
        defer { start = place + 1 }
        return .some(isTooLong || place - start > Self.lineLimitBytes ? nil : start..<place)
      }
      if isAtEnd {
        defer { start = end }
        // The last line may have no line feed.
        return isTooLong ? .some(nil) : start == end ? nil : .some(start..<end)
      }
      if end - start > Self.lineLimitBytes {
        isTooLong = true
        start = end
      }
      scanned = try fill(keeping: start..<end)
    }
  }

  /// Reads more behind what is kept; returns where that begins.
  private func fill(keeping rest: Range<Int>) throws(RunError) -> Int {
    if rest.lowerBound > 0 { memmove(buffer, buffer + rest.lowerBound, rest.count) }
    start = 0
    end = rest.count
    if end == capacity {
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2 + 1)
      memcpy(larger, buffer, end)
      buffer.deallocate()
      buffer = larger
      capacity *= 2
    }
    let count = try input(UnsafeMutableRawBufferPointer(start: buffer + end, count: capacity - end))
    isAtEnd = count == 0
    end += count
    return rest.count
  }

  private func withoutByteOrderMark(_ line: Range<Int>) -> Range<Int> {
    let mark = Self.byteOrderMark
    let stands = line.count >= mark.count && mark.indices.allSatisfy { buffer[line.lowerBound + $0] == mark[$0] }
    return stands ? line.dropFirst(mark.count) : line
  }

  private func isBlank(_ line: Range<Int>) -> Bool {
    line.allSatisfy { buffer[$0] == 0x20 || buffer[$0] == 0x0D || buffer[$0] == 0x09 }
  }

  private func forget() {
    fault = nil
    for column in 0...layout.columns.count { values[column] = .null }
    for relation in related.indices { related[relation].removeAll() }
  }

  private func take(_ line: Range<Int>) throws(RunError) {
    forget()
    // SAFETY: behind a line stands its line feed, or the byte that the buffer has more than its capacity.
    buffer[line.upperBound] = 0
    var reader = JSONReader(buffer + line.lowerBound, count: line.count)
    do throws(JSONReader.Malformed) {
      try reader.object { reader, name throws(JSONReader.Malformed) in try readMember(name, &reader) }
      guard reader.isAtEnd() else { throw JSONReader.Malformed() }
    } catch {
      forget()
      fault = .notARow
      return
    }
    try checkOrder()
  }

  private func readMember(_ name: TextSpan, _ reader: inout JSONReader) throws(JSONReader.Malformed) {
    if isEqual(name, layout.key) {
      let key = try reader.value()
      values[0] = key
      // The audience may declare its key as an attribute too.
      if let column = layout.columns.names.first(where: { isEqual(name, $0.bytes) && $0.item == nil }) {
        values[column.place + 1] = key
      }
      return
    }
    for relation in layout.relations.indices where isEqual(name, layout.relations[relation].name) {
      return try readRelation(relation, &reader)
    }
    try Self.read(name, layout.columns, &reader) { place, value in values[place + 1] = value }
  }

  private func readRelation(_ index: Int, _ reader: inout JSONReader) throws(JSONReader.Malformed) {
    let relation = layout.relations[index]
    guard reader.kind == UInt8(ascii: "[") else {
      // No rows is what null says; anything else is no array.
      guard case .null = try reader.value() else { throw JSONReader.Malformed() }
      return
    }
    related[index].removeAll()
    try reader.array { reader throws(JSONReader.Malformed) in
      // One row more than there may be makes the member bad, and no more are needed for that; a set may have a value often.
      guard relation.isSet || related[index].rowCount <= relation.upTo else { return try reader.skipValue() }
      let first = related[index].addRow(fields: relation.columns.count)
      if relation.isSet {
        // The verifier holds that a set has one field.
        related[index][first] = try reader.value()
        return
      }
      try reader.object { reader, name throws(JSONReader.Malformed) in
        try Self.read(name, relation.columns, &reader) { place, value in related[index][first + place] = value }
      }
    }
    if relation.isSet { related[index].makeSet() }
  }

  /// Reads the value of a name into the place that takes it, or skips it.
  private static func read(
    _ name: TextSpan, _ columns: RowLayout.Columns, _ reader: inout JSONReader, _ put: (Int, StoredValue) -> Void
  ) throws(JSONReader.Malformed) {
    guard let found = columns.names.first(where: { isEqual(name, $0.bytes) }) else { return try reader.skipValue() }
    guard let item = found.item, reader.kind == UInt8(ascii: "{") else {
      // An array is no item, as a blob in a reference's own column is none.
      let value = try reader.value()
      if found.item != nil, case .blob = value { return put(found.place, .integer(0)) }
      return put(found.place, value)
    }
    put(found.place, .blob)
    try reader.object { reader, name throws(JSONReader.Malformed) in
      guard let field = item.first(where: { isEqual(name, $0.bytes) }) else { return try reader.skipValue() }
      put(field.place, try reader.value())
    }
  }

  /// The keys of a run are all integers or all texts, since 17 and "17" are one member to whoever reads the messages; other keys are none,
  /// and the member is bad.
  private func checkOrder() throws(RunError) {
    let key: Key
    let isRising: Bool
    switch (values[0], lastKey) {
    case (.text(let text), _) where text.isEmpty: return
    case (.integer(let value), .integer(let last)?): (key, isRising) = (.integer(value), last < value)
    case (.integer(let value), .text?): (key, isRising) = (.integer(value), false)
    case (.integer(let value), nil): (key, isRising) = (.integer(value), true)
    case (.text(let text), .text(let last)?):
      (key, isRising) = (.text(Array(text)), last.lexicographicallyPrecedes(text))
    case (.text(let text), .integer?): (key, isRising) = (.text(Array(text)), false)
    case (.text(let text), nil): (key, isRising) = (.text(Array(text)), true)
    default: return
    }
    guard isRising else {
      throw .rows(
        "\(name), line \(lineNumber): the key \(MemberKey.shown(values[0])) does not come behind the one before it"
          + "\n  help: sort the rows by `\(String(decoding: layout.key, as: UTF8.self))`, numbers by value or texts by"
          + " their bytes, all of one kind, each once: nothing else keeps a member from getting two messages")
    }
    lastKey = key
  }

  fileprivate func value(_ column: Int32) -> StoredValue { values[Int(column)] }

  fileprivate var shownKey: String {
    if fault == nil, case .integer = values[0] { return MemberKey.shown(values[0]) }
    if fault == nil, case .text(let key) = values[0], !key.isEmpty { return MemberKey.shown(values[0]) }
    return "(line \(lineNumber))"
  }

  fileprivate func rows(_ relation: Int) -> GivenRows { related[relation].rows }
}

/// The member that a source of rows stands on.
package struct GivenRow: MemberRow {
  fileprivate let source: JSONRows

  package func value(_ column: Int32) -> StoredValue { source.value(column) }
  package var shownKey: String { source.shownKey }
  package var fault: BadReason? { source.fault }

  package func related(_ relation: Int) -> GivenRows? { source.rows(relation) }
  package func bindKey(to row: Row, _ parameter: Int32) -> Int32 { source.value(0).bind(to: row, parameter) }
}

private func isEqual(_ name: TextSpan, _ bytes: [UInt8]) -> Bool {
  name.count == bytes.count
    && bytes.withUnsafeBufferPointer { memcmp(name.start, $0.baseAddress ?? name.start, name.count) == 0 }
}
