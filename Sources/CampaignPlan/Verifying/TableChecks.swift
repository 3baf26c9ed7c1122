/// Holds the rules of everything in a plan that is no code.
struct TableChecks {
  let plan: Plan

  func check() throws(PlanError) {
    try require(!plan.steps.isEmpty, "steps", "there are none")
    try require(plan.sources.count <= PlanLimits.poolEntries, "sources", "there are too many")
    try checkAudience()
    try checkLines()
    for (index, clause) in plan.clauses.enumerated() { try check(clause.span, "clause \(index)") }
    for (index, wording) in plan.wordings.enumerated() { try check(wording.span, "wording \(index)") }
    for experiment in plan.experiments { try ExperimentChecks(experiment: experiment).check() }
    try require((1...10).contains(plan.priority), "priority", "it is not from 1 to 10")
    try checkPools()
    for (_, program) in plan.programs { try check(program) }
    try checkCourse()
    if let schedule = plan.schedule { try check(schedule) }
    if let event = plan.event { try check(event) }
  }

  func require(_ holds: Bool, _ place: @autoclosure () -> String, _ reason: String) throws(PlanError) {
    if !holds { throw .unsound(place: place(), reason: reason) }
  }

  func check(_ span: SourceSpan, _ place: @autoclosure () -> String) throws(PlanError) {
    let isInside =
      Int(span.source) < plan.sources.count && span.start <= span.end
      && UInt64(span.end) <= plan.sources[Int(span.source)].sizeBytes
    try require(isInside, place(), "its place in the sources does not exist")
  }

  /// What becomes a part of headers and addresses stands on one line: a break in it would begin another header.
  private func checkLines() throws(PlanError) {
    let tenant = plan.tenant
    let named = [("tenant", tenant.name), ("link base", tenant.linkBase), ("campaign", plan.campaign)]
    let spoken = plan.messages.flatMap { [("sender of a message", $0.sender), ("language of a message", $0.language)] }
    for (place, text) in named + spoken + plan.steps.map({ ("name of a step", $0.name) }) {
      try require(
        text.unicodeScalars.allSatisfy { !Self.breaksLines($0) }, place, "it holds a control character or a line break")
    }
  }

  private static func breaksLines(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control || scalar.value == 0x2028 || scalar.value == 0x2029
  }

  // MARK: - Pools and programs

  private func checkPools() throws(PlanError) {
    let pools = plan.pools
    for format in pools.formats {
      try require(Int(format.locale) < pools.locales.count, "formats", "a language does not exist")
    }
    for constant in pools.runConstants {
      let distance = OffsetRecord(months: constant.months, days: constant.days, seconds: constant.seconds)
      try require(distance.isNear, "run constants", "one lies further away than any date")
    }
    for offset in pools.offsets { try require(offset.isNear, "offsets", "one is further than any date") }
    for set in pools.soundnessSets {
      let isSet =
        set.allSatisfy { Int($0) < PlanLimits.soundnessNumbers } && zip(set, set.dropFirst()).allSatisfy(<)
      try require(isSet, "soundness sets", "one is out of order or out of range")
    }
  }

  private func check(_ step: StepProgram) throws(PlanError) {
    let place = "step `\(step.name)`"
    try require((1...PlanLimits.instructions).contains(step.code.count), place, "it has no program, or too long a one")
    try require(step.spans.count == step.code.count, place, "its instructions and their places differ in number")
    for span in step.spans { try check(span, place) }
    let hasRoom =
      Int(step.integerRegisterCount) <= PlanLimits.registers && Int(step.textRegisterCount) <= PlanLimits.registers
      && Int(step.cursorCount) <= PlanLimits.cursors
    try require(hasRoom, place, "it uses more registers or cursors than there are")
  }

  private func check(_ event: EventBinding) throws(PlanError) {
    let place = "event `\(event.name)`"
    try require(plan.schedule == nil, place, "the campaign has a schedule too")
    try checkNames([event.table, event.keyColumn, event.memberColumn], place)
    guard let time = event.columns.first else { throw .unsound(place: place, reason: "it has no instant") }
    let isInstant =
      (time.kind == .integer || time.kind == .isoTimestamp) && time.knownRegister == ColumnBinding.noRegister
    try require(isInstant, place, "its first column is no instant that is always known")
    try require(
      event.delay.isForward && event.delay.isNear, place, "its delay leads back, or further than any date is away")
    if let expires = event.expires { try require(expires.isAhead, place, "it expires before it begins") }
  }

  /// Steps in their order, the conversion's window, and what codes begin with.
  private func checkCourse() throws(PlanError) {
    try require(plan.steps.count <= PlanLimits.steps, "steps", "there are too many")
    var names = Set<String>()
    for (index, step) in plan.steps.enumerated() {
      let place = "step `\(step.name)`"
      try require(names.insert(step.name).inserted, place, "another step has its name")
      let isDelay = index == 0 ? step.delay == .none : step.delay.isAhead
      try require(isDelay, place, "its delay is none")
    }
    if let conversion = plan.conversion {
      try require(conversion.window.isAhead, "conversion", "its window is none")
    }
    if let offer = plan.offer {
      let isPrefix =
        offer.prefix.utf8.count <= OfferRecord.maxPrefixBytes
        && offer.prefix.utf8.allSatisfy { byte in
          (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "-")
        }
      try require(isPrefix && offer.currencyDigits <= 4, "offer", "its codes can't be typed in")
    }
  }

  private func check(_ schedule: ScheduleRecord) throws(PlanError) {
    let place = "schedule"
    try require(schedule.times.allSatisfy { (0..<86_400).contains($0) }, place, "a time is none of a day")
    try require(schedule.times.isEmpty != (schedule.bestHour == nil), place, "it has no time, or two kinds of them")
    if let zone = schedule.memberZone {
      let columns = plan.audience.columns
      try require(
        Int(zone) < columns.count && columns[Int(zone)].kind == .timezone, place,
        "the members' zone is none of their columns")
    }
    if let hours = schedule.bestHour {
      let isWhole =
        hours.fromSeconds >= 0 && hours.untilSeconds < 86_400
        && Int64(hours.untilSeconds) - Int64(hours.fromSeconds) >= 3_600
      try require(isWhole, place, "there is no hour between its best hour's times")
    }
    switch schedule.recurrence {
    case .weekly(let days):
      try require(isRising(days) && days.allSatisfy { (1...7).contains($0) }, place, "a weekday does not exist")
    case .monthly(let days):
      try require(isRising(days) && days.allSatisfy { $0 <= 31 }, place, "a day of the month does not exist")
    case .once, .daily: break
    }
    if let from = schedule.from, let until = schedule.until {
      try require(from <= until, place, "it ends before it begins")
    }
    if let expires = schedule.expires { try require(expires.isAhead, place, "it expires before it begins") }
  }

  private func isRising(_ days: [UInt8]) -> Bool {
    !days.isEmpty && zip(days, days.dropFirst()).allSatisfy(<)
  }
}
