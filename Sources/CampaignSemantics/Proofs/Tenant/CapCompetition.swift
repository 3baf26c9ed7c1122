import CampaignCalendar
import CampaignDiagnostics
import CampaignValues

/// Campaigns of one tenant that run at the same instant, of which a cap lets a member have fewer, and none of which goes first.
struct CapCompetition {
  let context: TenantContext
  let audience: CheckedAudience
  let campaigns: [CheckedCampaign]

  /// So many sets of audiences are held against each other, at most; of more nothing is said.
  private static let maxSets = 40

  /// A time of day by one zone's clocks; of no zone, by each member's own.
  private struct Slot: Hashable {
    var time: Int
    var zone: String?
  }

  /// Campaigns of which a member can be in all, and which of them rank the same.
  private struct Collision {
    var date: CivilDate
    var tied: [Int]
    var higher: [Int]
  }

  /// Reports what competes; false where it was too much to say.
  func check() -> Bool {
    guard let basis = context.basis, let cap = context.settings.caps.min(by: { $0.count < $1.count }) else {
      return false
    }
    var sets = Self.maxSets
    var reported: Set<[Int]> = []
    for group in groups() where group.members.count > cap.count {
      guard let found = firstCollision(group.members, cap.count, basis, &sets) else { continue }
      if reported.insert(found.tied).inserted { report(found, at: group.time, cap) }
    }
    return sets > 0
  }

  private func report(_ found: Collision, at time: Int, _ cap: (count: Int, per: CalendarOffset)) {
    guard let last = found.tied.last else { return }
    let names = found.tied.map { campaigns[$0].name }.quotedList
    var notes = [Note("the cap is \(cap.count) per \(cap.per.unitWords)")]
    if !found.higher.isEmpty {
      notes.append(Note("before them goes \(found.higher.map { campaigns[$0].name }.quotedList)"))
    }
    notes += found.tied.dropLast().prefix(3).map {
      Note("`\(campaigns[$0].name)` has the priority \(campaigns[$0].priority) too", at: campaigns[$0].span)
    }
    context.report(
      .sameRank,
      "\(names) run at \(time.asTime) on \(ISOText.string(date: found.date)), a cap leaves no room for all, and none goes first",
      at: campaigns[last].span, notes: notes,
      helps: ["give each a `priority` of its own, from 1 to 10, or let them run at different times"])
  }

  // MARK: Who meets whom

  /// In the order of the source; whoever goes by the members' clocks meets those of each zone.
  private func groups() -> [(time: Int, members: [Int])] {
    var slots: [Slot: [Int]] = [:]
    for (index, campaign) in campaigns.enumerated() {
      guard let schedule = campaign.schedule else { continue }
      let zone = schedule.usesMemberZone ? nil : schedule.zoneName
      for time in schedule.times { slots[Slot(time: time, zone: zone), default: []].append(index) }
    }
    let groups = slots.compactMap { slot, members -> (time: Int, members: [Int])? in
      if slot.zone == nil {
        return slots.keys.contains { $0.zone != nil && $0.time == slot.time } ? nil : (slot.time, members)
      }
      return (slot.time, (members + slots[Slot(time: slot.time, zone: nil), default: []]).sorted())
    }
    return groups.sorted { left, right in
      left.members == right.members
        ? left.time < right.time : left.members.lexicographicallyPrecedes(right.members)
    }
  }

  /// The first day on which more of them run than the cap has room for, such that a member can be in so many audiences, and the
  /// last of those that go first are equals.
  private func firstCollision(_ group: [Int], _ room: Int, _ basis: ProofBasis, _ sets: inout Int) -> Collision? {
    let schedules = group.compactMap { index in campaigns[index].schedule?.calendar.map { (index, $0) } }
    let first = max(basis.start, schedules.map(\.1.firstDay).sorted().dropFirst(room).first ?? basis.end)
    guard first <= basis.end else { return nil }
    var seen: Set<[Int]> = []
    for day in first.days...basis.end.days {
      let date = CivilDate(days: day)
      let due = schedules.filter { $0.1.includes(date) }.map(\.0)
      guard due.count > room, seen.insert(due).inserted else { continue }
      if let met = together(due, room, &sets) { return Collision(date: date, tied: met.tied, higher: met.higher) }
      if sets <= 0 { return nil }
    }
    return nil
  }

  /// More of them than there is room for, of which a member can be in all: equals, and some that go before them.
  private func together(_ due: [Int], _ room: Int, _ sets: inout Int) -> (tied: [Int], higher: [Int])? {
    for priority in Set(due.map { campaigns[$0].priority }).sorted(by: >) {
      let equals = due.filter { campaigns[$0].priority == priority }
      let higher = due.filter { campaigns[$0].priority > priority }
      guard equals.count > 1, equals.count + higher.count > room else { continue }
      guard var met = extend([], (equals + higher)[...], to: room + 1, &sets) else { continue }
      // Whoever else a member can be in with them is named too.
      for other in equals where !met.contains(other) && sets > 0 && meet(met + [other], &sets) { met.append(other) }
      return (met.filter(equals.contains).sorted(), met.filter(higher.contains))
    }
    return nil
  }

  /// So many of which a member can be in all, the first two of one rank.
  private func extend(_ met: [Int], _ rest: ArraySlice<Int>, to count: Int, _ sets: inout Int) -> [Int]? {
    if met.count == count { return met }
    guard met.count + rest.count >= count else { return nil }
    for (index, next) in zip(rest.indices, rest) {
      if met.count == 1, campaigns[next].priority != campaigns[met[0]].priority { return nil }
      if !met.isEmpty {
        guard sets > 0 else { return nil }
        if !meet(met + [next], &sets) { continue }
      }
      if let found = extend(met + [next], rest[(index + 1)...], to: count, &sets) { return found }
    }
    return nil
  }

  private func meet(_ members: [Int], _ sets: inout Int) -> Bool {
    sets -= 1
    return !PredicateSolver(audience: audience).isContradiction(members.flatMap { campaigns[$0].entryConditions })
  }
}

extension [String] {
  /// `` `a`, `b` and `c` ``; of many the first.
  var quotedList: String {
    if count < 2 || count > 4 { return quotedList(limit: 4) }
    return dropLast().map { "`\($0)`" }.joined(separator: ", ") + " and `\(self[count - 1])`"
  }
}

extension CheckedCampaign {
  /// What a member meets who enters.
  var entryConditions: [CheckedExpression] { (clauses + standingClauses).map(\.expression) }
}
