import CampaignPlan

/// Counts bad values by column and reason; only touched for bad members.
struct BadValueCounts {
  private struct Place: Hashable {
    /// Nil for the key.
    var number: UInt16?
    var reason: BadReason
  }

  private var counts: [Place: (count: Int, keys: [String])] = [:]

  /// Counts one member's bad values, and returns them.
  mutating func add(
    _ bad: BadSet, _ reasons: UnsafePointer<BadReason>, keyReason: BadReason?, key: String
  ) -> [(number: UInt16?, reason: BadReason)] {
    var found: [(number: UInt16?, reason: BadReason)] = keyReason.map { [(nil, $0)] } ?? []
    for number in UInt16(0)..<256 where bad.contains(number) { found.append((number, reasons[Int(number)])) }
    for (number, reason) in found {
      var entry = counts[Place(number: number, reason: reason)] ?? (0, [])
      entry.count += 1
      if entry.keys.count < RunSummary.BadValue.maxKeys { entry.keys.append(key) }
      counts[Place(number: number, reason: reason)] = entry
    }
    return found
  }

  /// In the order of the columns in the plan, the key first.
  func list(_ audience: AudienceBinding) -> [RunSummary.BadValue] {
    let places = counts.keys.sorted {
      ($0.number.map { Int($0) } ?? -1, $0.reason.rawValue) < ($1.number.map { Int($0) } ?? -1, $1.reason.rawValue)
    }
    return places.compactMap { place in
      counts[place].map {
        RunSummary.BadValue(
          column: Self.column(place.number, audience), reason: place.reason, count: $0.count, firstKeys: $0.keys)
      }
    }
  }

  /// `table.column` of a soundness number; of the key for nil.
  static func column(_ number: UInt16?, _ audience: AudienceBinding) -> String {
    guard let number else { return "\(audience.table).\(audience.keyColumn)" }
    if let column = audience.columns.first(where: { $0.soundness == number }) {
      return "\(audience.table).\(column.column)"
    }
    for relation in audience.relations {
      if relation.soundness == number { return "\(relation.table).\(relation.foreignKey)" }
      if let field = relation.fields.first(where: { $0.soundness == number }) {
        return "\(relation.table).\(field.column)"
      }
    }
    return "\(audience.table).?"
  }
}
