import CampaignPlan

/// Where a bad value stands.
enum BadPlace: Hashable {
  case key, eventKey
  /// By soundness number.
  case number(UInt16)

  fileprivate var rank: Int {
    switch self {
    case .key: -2
    case .eventKey: -1
    case .number(let number): Int(number)
    }
  }
}

/// Counts bad values by column and reason; only touched for bad members and events.
struct BadValueCounts {
  private struct Entry: Hashable {
    var place: BadPlace
    var reason: BadReason
  }

  private let audience: AudienceBinding
  private let event: EventBinding?
  private var counts: [Entry: (count: Int, keys: [String])] = [:]

  init(_ plan: Plan) {
    audience = plan.audience
    event = plan.event
  }

  /// Counts one member's bad values, and returns them. A value of an event is listed by the event's key.
  mutating func add(
    _ bad: BadSet, _ reasons: UnsafePointer<BadReason>, keyReason: BadReason?, key: String,
    eventKeyReason: BadReason? = nil, event: String? = nil
  ) -> [(place: BadPlace, reason: BadReason)] {
    var found: [(place: BadPlace, reason: BadReason)] = keyReason.map { [(.key, $0)] } ?? []
    if let eventKeyReason { found.append((.eventKey, eventKeyReason)) }
    for number in UInt16(0)..<256 where bad.contains(number) { found.append((.number(number), reasons[Int(number)])) }
    for (place, reason) in found {
      let shown = isOfEvent(place) ? event ?? key : key
      var entry = counts[Entry(place: place, reason: reason)] ?? (0, [])
      entry.count += 1
      if entry.keys.count < RunSummary.BadValue.maxKeys, !entry.keys.contains(shown) { entry.keys.append(shown) }
      counts[Entry(place: place, reason: reason)] = entry
    }
    return found
  }

  /// Adds what was counted of the members that come next, and forgets it there.
  mutating func take(_ next: inout BadValueCounts) {
    if next.counts.isEmpty { return }
    for (entry, (count, keys)) in next.counts {
      var sum = counts[entry] ?? (0, [])
      sum.count += count
      for key in keys where sum.keys.count < RunSummary.BadValue.maxKeys && !sum.keys.contains(key) {
        sum.keys.append(key)
      }
      counts[entry] = sum
    }
    next.counts = [:]
  }

  /// In the order of the columns in the plan, the keys first.
  var list: [RunSummary.BadValue] {
    let entries = counts.keys.sorted { ($0.place.rank, $0.reason.rawValue) < ($1.place.rank, $1.reason.rawValue) }
    return entries.compactMap { entry in
      counts[entry].map {
        RunSummary.BadValue(column: column(entry.place), reason: entry.reason, count: $0.count, firstKeys: $0.keys)
      }
    }
  }

  private func isOfEvent(_ place: BadPlace) -> Bool {
    guard case .number(let number) = place else { return place == .eventKey }
    let isOfRelation = audience.relations.contains { relation in
      relation.owner == .event
        && (relation.soundness == number || relation.fields.contains { $0.soundness == number })
    }
    return isOfRelation || (event?.columns ?? []).contains { $0.soundness == number }
  }

  /// `table.column` of a place.
  func column(_ place: BadPlace) -> String {
    guard case .number(let number) = place else {
      return place == .key
        ? "\(audience.table).\(audience.keyColumn)" : "\(event?.table ?? "").\(event?.keyColumn ?? "")"
    }
    if let column = audience.columns.first(where: { $0.soundness == number }) {
      return "\(audience.table(of: column, among: audience.columns, in: audience.table)).\(column.column)"
    }
    if let event, let column = event.columns.first(where: { $0.soundness == number }) {
      return "\(audience.table(of: column, among: event.columns, in: event.table)).\(column.column)"
    }
    for relation in audience.relations {
      if relation.soundness == number { return "\(relation.table).\(relation.foreignKey)" }
      if let field = relation.fields.first(where: { $0.soundness == number }) {
        return "\(audience.table(of: field, among: relation.fields, in: relation.table)).\(field.column)"
      }
    }
    return "\(audience.table).?"
  }
}
