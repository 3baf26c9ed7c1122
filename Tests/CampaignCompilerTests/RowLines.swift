import CSQLite
import CampaignPlan
import Testing

/// The members of a database as lines of JSON, as `campc run --rows` takes them: every value as it is stored.
struct RowLines {
  private let handle: OpaquePointer?
  private let audience: AudienceBinding

  init(_ handle: OpaquePointer?, _ plan: Plan) {
    self.handle = handle
    audience = plan.audience
  }

  func lines() throws -> [UInt8] {
    var output: [UInt8] = []
    let key = Self.quoted(audience.keyColumn)
    try rows(
      "SELECT \(([key] + columns(audience.columns)).joined(separator: ", ")) FROM \(Self.quoted(audience.table)) ORDER BY \(key)"
    ) { row in
      var members = ["\"\(audience.keyColumn)\":".utf8 + json(row, 0)]
      members += try object(audience.columns, row, from: 1)
      for relation in audience.relations where relation.owner == .member {
        members.append(try "\"\(relation.name)\":".utf8 + list(relation, row))
      }
      output += [0x7B] + members.joined(separator: [0x2C]) + [0x7D, 0x0A]
    }
    return output
  }

  private func list(_ relation: RelationBinding, _ member: OpaquePointer?) throws -> [UInt8] {
    let own = columns(relation.fields)
    let order = relation.keyColumn.map { " ORDER BY \(Self.quoted($0))" } ?? ""
    var elements: [[UInt8]] = []
    try rows(
      "SELECT \((own.isEmpty ? ["1"] : own).joined(separator: ", ")) FROM \(Self.quoted(relation.table))"
        + " WHERE \(Self.quoted(relation.foreignKey)) = ?1\(order)",
      key: (member, 0)
    ) { row in
      elements.append(
        relation.keyColumn == nil
          ? json(row, 0) : [0x7B] + (try object(relation.fields, row, from: 0)).joined(separator: [0x2C]) + [0x7D])
    }
    return [0x5B] + elements.joined(separator: [0x2C]) + [0x5D]
  }

  /// The names and values of a row's own columns, with an object for each reference that leads to an item.
  private func object(_ bindings: [ColumnBinding], _ row: OpaquePointer?, from first: Int32) throws -> [[UInt8]] {
    var members: [[UInt8]] = []
    var column = first
    for (index, binding) in bindings.enumerated() {
      if case .item = binding.source { continue }
      var value = json(row, column)
      if case .reference(let catalog) = binding.source {
        let fields = bindings.filter { if case .item(UInt16(index), _) = $0.source { true } else { false } }
        value = try item(audience.catalogs[Int(catalog)], fields, row, column) ?? value
      }
      members.append("\"\(binding.name)\":".utf8 + value)
      column += 1
    }
    return members
  }

  private func item(
    _ catalog: CatalogBinding, _ fields: [ColumnBinding], _ row: OpaquePointer?, _ column: Int32
  ) throws -> [UInt8]? {
    var found: [UInt8]?
    let names = fields.map { Self.quoted($0.column) }
    try rows(
      "SELECT \((names + ["1"]).joined(separator: ", ")) FROM \(Self.quoted(catalog.table))"
        + " WHERE \(Self.quoted(catalog.keyColumn)) = ?1 COLLATE BINARY",
      key: (row, column)
    ) { item in
      let members = fields.enumerated().map { place, field in
        "\"\(field.name.split(separator: ".").last ?? "")\":".utf8 + json(item, Int32(place))
      }
      found = [0x7B] + members.joined(separator: [0x2C]) + [0x7D]
    }
    return found
  }

  private func columns(_ bindings: [ColumnBinding]) -> [String] {
    bindings.compactMap { if case .item = $0.source { nil } else { Self.quoted($0.column) } }
  }

  private func rows(
    _ sql: String, key: (row: OpaquePointer?, column: Int32)? = nil, _ body: (OpaquePointer?) throws -> Void
  ) throws {
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    try #require(sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, "\(sql)")
    if let key {
      try #require(sqlite3_bind_value(statement, 1, sqlite3_column_value(key.row, key.column)) == SQLITE_OK)
    }
    while sqlite3_step(statement) == SQLITE_ROW { try body(statement) }
  }

  /// A blob, which JSON has none of, as an array.
  private func json(_ row: OpaquePointer?, _ column: Int32) -> [UInt8] {
    switch sqlite3_column_type(row, column) {
    case SQLITE_NULL: return Array("null".utf8)
    case SQLITE_INTEGER: return Array("\(sqlite3_column_int64(row, column))".utf8)
    case SQLITE_FLOAT:
      let value = sqlite3_column_double(row, column)
      return Array((value.isFinite ? "\(value)" : value > 0 ? "1e999" : "-1e999").utf8)
    case SQLITE_TEXT:
      let start = sqlite3_column_text(row, column)
      let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(row, column)))
      return [0x22] + bytes.flatMap(Self.escaped) + [0x22]
    default: return Array("[]".utf8)
    }
  }

  private static func escaped(_ byte: UInt8) -> [UInt8] {
    switch byte {
    case 0x22, 0x5C: [0x5C, byte]
    case ..<0x20: Array("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
    default: [byte]
    }
  }

  private static func quoted(_ name: String) -> String { "\"\(name)\"" }
}

private func + (name: String.UTF8View, value: [UInt8]) -> [UInt8] { Array(name) + value }
