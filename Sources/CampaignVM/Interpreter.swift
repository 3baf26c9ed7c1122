import CampaignPlan
import CampaignSQLite
import CampaignValues

/// What became of one member.
enum Outcome {
  case excluded(Int)
  /// The history doesn't have the member, or has them since too short a time.
  case notEntered, notDue
  case bad
  case heldOut, unreachable
  case quarantined(RunSummary.QuarantineReason)
  /// By a rule of the brand: what data filled in breaks it.
  case breach(Int)
  /// In the output buffer; the operand is the message's index.
  case emitted(Int)
  /// SQLite's code while reading related rows.
  case failed(Int32)
  /// A program other than a step has given its answers.
  case finished
}

/// Runs a step's program for one member after the other.
///
/// Everything that it touches for a row lives in this struct or behind its pointers: no object, no array, no allocation.
/// SAFETY, for all unchecked accesses here and in the extensions: the program was verified, so that operands are within the
/// tables and registers; the pointers were made for exactly those tables and live as long as the run's memory.
struct Interpreter {
  let image: UnsafePointer<Image>
  var zone: ZoneImage
  let columns: UnsafePointer<ColumnReader>
  let columnCount: Int
  /// Of the columns, those of the row itself that are no references; they come first.
  let rowColumnCount: Int
  /// Of the event that the campaign answers; none in a campaign with a schedule.
  let eventColumns: UnsafePointer<ColumnReader>
  let eventColumnCount: Int
  let eventRowColumnCount: Int
  let integers: UnsafeMutablePointer<Int64>
  let texts: UnsafeMutablePointer<TextSpan>
  let relations: UnsafeMutablePointer<RelatedRows>
  let relationCount: Int
  let cursors: UnsafeMutablePointer<RowCursor>
  let cursorCount: Int
  /// By experiment: the member's variant, or -1 while it isn't drawn; as many as there are variants where the member is outside of the
  /// experiment's slice.
  let variants: UnsafeMutablePointer<Int>
  /// By soundness number: why it is bad, for the numbers in `bad`.
  let reasons: UnsafeMutablePointer<BadReason>
  /// What a program other than a step answered.
  let answers: UnsafeMutablePointer<Int64>
  /// For steps after the first; nil at the first, which everybody enters now.
  let history: HistoryImage?
  private let now: Int64
  private let delay: OffsetRecord
  /// When the member entered, in which of the image's runs, and what happened since.
  var entered: Int64
  /// Where the campaign answers events, an entry's instant is its own and its run is what they share.
  private(set) var run = 0
  private(set) var facts = MemberHistory.Facts()
  /// The member's own code, behind what all begin with; made where it is read.
  private let code: UnsafeMutablePointer<UInt8>
  private let codePrefixCount: Int
  private var hasCode = false
  /// What the member may still take, and may take at all: instructions in loops, and work that takes as long.
  var fuelLeft = 0
  private let fuelPerMember: Int
  /// Whether a member who gets a message gets the offer's code too.
  var issuesCodes = false
  var bad = BadSet()
  var key: MemberKey
  var eventKey: MemberKey
  /// The event that is being answered; set before a member is run for it.
  var event: EventInput?
  var decoder: ColumnDecoder
  var writer: MessageWriter
  var folded: [UInt8] = []

  init(
    _ image: Image, step: StepProgram, plan: Plan, relationRows: [Row?], form: OutputForm, request: RunRequest,
    history: HistoryImage?, keptBytes: Int = OutputBuffer.flushBytes, memory: RunMemory
  ) {
    self.image = memory.copy([image])
    zone = ZoneImage(request.zone, memory: memory)
    columns = memory.copy(plan.audience.columns.map { ColumnReader($0, memory: memory) })
    columnCount = plan.audience.columns.count
    rowColumnCount = plan.audience.columns.count { $0.source == .row }
    let eventColumns = plan.event?.columns ?? []
    self.eventColumns = memory.copy(eventColumns.map { ColumnReader($0, memory: memory) })
    eventColumnCount = eventColumns.count
    eventRowColumnCount = eventColumns.count { $0.source == .row }
    // The offer's program runs in the same registers, after the step's.
    let programs = [step] + (plan.offer.map { [$0.program] } ?? [])
    integers = memory.allocate(programs.map { Int($0.integerRegisterCount) }.max() ?? 0, 0)
    texts = memory.allocate(programs.map { Int($0.textRegisterCount) }.max() ?? 0, TextSpan.empty)
    answers = memory.allocate(OfferRecord.Answer.allCases.count, 0)
    self.history = history
    now = request.now
    fuelPerMember = request.fuelPerMember
    delay = step.delay
    entered = request.now
    let prefix = Array((plan.offer?.prefix ?? "").utf8)
    code = memory.allocate(prefix + [UInt8](repeating: 0, count: OfferRecord.memberCharacters))
    codePrefixCount = prefix.count
    relationCount = plan.audience.relations.count
    relations = .allocate(capacity: max(relationCount, 1))
    for (index, binding) in plan.audience.relations.enumerated() {
      (relations + index).initialize(to: RelatedRows(row: relationRows[index], binding: binding, memory: memory))
    }
    cursorCount = programs.map { Int($0.cursorCount) }.max() ?? 0
    cursors = .allocate(capacity: max(cursorCount, 1))
    for index in 0..<cursorCount { (cursors + index).initialize(to: RowCursor()) }
    variants = memory.allocate(image.experimentCount, -1)
    reasons = memory.allocate(256, BadReason.missing)
    key = MemberKey(memory: memory)
    eventKey = MemberKey(memory: memory)
    decoder = ColumnDecoder(placeholders: Placeholders(plan.audience.placeholders, memory: memory))
    writer = MessageWriter(
      form: form, keptBytes: keptBytes, formats: plan.pools.formats, memory: memory)
  }

  func deallocate() {
    for index in 0..<relationCount { relations[index].deallocate() }
    for index in 0..<cursorCount { cursors[index].deallocate() }
    relations.deallocate()
    cursors.deallocate()
  }

  /// Takes up the member whose key and columns `row` stands on; `execute` runs the program for it, unless the history
  /// says already what becomes of them.
  @inline(__always)
  mutating func begin(_ row: some MemberRow) -> Outcome? {
    bad = BadSet()
    key.read(row.value(0))
    if let history, let outcome = enter(history) { return outcome }
    readMember(row)
    return nil
  }

  /// Runs the step's program for the member, and where they get a message the offer's; what they made is taken back where that would
  /// take too long.
  @inline(__always)
  mutating func run(_ row: some MemberRow, _ tracer: inout some ExecutionTracer) -> Outcome {
    let start = writer.output.mark
    let outcome = execute(image.pointee.code, row, &tracer)
    if issuesCodes, case .emitted = outcome {
      var tracer = NoTracer()
      _ = execute(image.pointee.offerCode, row, &tracer)
    }
    if fuelLeft >= 0 { return outcome }
    writer.output.rollBack(to: start)
    return .quarantined(.tooCostly)
  }

  /// Pays for so many instructions in a loop, or for work that takes as long; false where it must not be done any more.
  @inline(__always)
  mutating func pay(_ instructions: Int) -> Bool {
    fuelLeft &-= instructions
    return fuelLeft >= 0
  }

  /// As `begin`, with what is bad so far: of the event that the member is run for.
  @inline(__always)
  mutating func beginMember(_ row: some MemberRow) {
    key.read(row.value(0))
    readMember(row)
  }

  @inline(__always)
  private mutating func readMember(_ row: some MemberRow) {
    hasCode = false
    fuelLeft = fuelPerMember
    for index in 0..<relationCount { relations[index].forget() }
    for index in 0..<image.pointee.experimentCount { variants[index] = -1 }
    readColumns(row)
  }

  /// Finds the member's entry; the outcome where there is none, or the step isn't due.
  @inline(__always)
  private mutating func enter(_ history: HistoryImage) -> Outcome? {
    guard let slot = history.find(key.text) else { return .notEntered }
    entered = slot.pointee.entered
    run = slot.pointee.run
    facts = slot.pointee.facts
    writer.runIndex = run
    return zone.moved(entered, by: delay) > now ? .notDue : nil
  }

  /// Takes up the entry of a member by the event that was read; false where there is none. Everybody enters at the first
  /// step.
  mutating func follow(_ row: some MemberRow) -> Bool {
    guard let history else { return true }
    key.read(row.value(0))
    guard let slot = history.find(eventKey.text, of: key.text) else { return false }
    entered = slot.pointee.entered
    run = slot.pointee.run
    facts = slot.pointee.facts
    return true
  }

  /// The member's own code; made once.
  mutating func uniqueCode() -> TextSpan {
    if !hasCode {
      let occurrence = event == nil ? nil : (run: writer.run.bytes, event: eventKey.text.bytes)
      image.pointee.codes[run].write(occurrence, member: key.text.bytes, to: code + codePrefixCount)
      hasCode = true
    }
    return TextSpan(start: UnsafePointer(code), count: codePrefixCount + OfferRecord.memberCharacters)
  }

  /// The code of the member who just got a message, with what the offer's program has answered.
  mutating func issuedCode() -> IssuedCode {
    let text = { (span: TextSpan) in String(decoding: span.bytes, as: UTF8.self) }
    let run = image.pointee.runs[run]
    return IssuedCode(
      code: text(uniqueCode()), campaign: run.campaign, run: event == nil ? run.name : text(writer.run),
      event: event == nil ? nil : text(eventKey.text), member: text(key.text), amount: answers[0],
      minimum: answers[1], end: answers[2])
  }

  /// A missing or bad value leaves 0, or the empty text, and not known.
  @inline(__always)
  private mutating func readColumns(_ row: some MemberRow) {
    var index = 0
    while index < rowColumnCount {
      let reader = columns + index
      index += 1
      keep(decoder.read(reader, row.value(Int32(truncatingIfNeeded: index))), of: reader)
    }
    if rowColumnCount < columnCount {
      readItems(columns, rowColumnCount..<columnCount) { row.value(Int32(truncatingIfNeeded: $0 + 1)) }
    }
  }

  /// References, and the fields of their items, which are missing where the reference is not known: its register has 1
  /// where there is an item.
  mutating func readItems<Value: CellValue>(
    _ readers: UnsafePointer<ColumnReader>, _ range: Range<Int>, _ value: (Int) -> Value
  ) {
    for index in range {
      let reader = readers + index
      let reference = reader.pointee.reference
      if reference >= 0, integers[readers[reference].register] == 0 {
        keep(.missing, of: reader)
      } else {
        keep(decoder.read(reader, value(index)), of: reader)
      }
    }
  }

  /// Puts what the decoder has just read into the column's registers.
  @inline(__always)
  mutating func keep(_ reading: Reading, of reader: UnsafePointer<ColumnReader>) {
    var isKnown: Int64 = 0
    switch reading {
    case .known: isKnown = 1
    case .missing: break
    case .bad(let reason): mark(reader.pointee.soundness, reason)
    }
    let register = reader.pointee.register
    if register >= 0 {
      if reader.pointee.isText {
        texts[register] = isKnown == 1 ? decoder.text : .empty
      } else {
        integers[register] = isKnown == 1 ? decoder.integer : 0
      }
    }
    if reader.pointee.knownRegister >= 0 { integers[reader.pointee.knownRegister] = isKnown }
  }

  private mutating func mark(_ number: UInt16, _ reason: BadReason) {
    // The first reason stays.
    if !bad.contains(number) { reasons[Int(number & 255)] = reason }
    bad.insert(number)
  }

  /// Reads a relation's rows unless they are there; returns SQLite's code.
  mutating func load(_ relation: Int, _ row: some MemberRow) -> Int32 {
    if relations[relation].isLoaded { return SQLiteCode.done }
    var bad = bad
    let reasons = reasons
    let mark = { (number: UInt16, reason: BadReason) in
      if !bad.contains(number) { reasons[Int(number & 255)] = reason }
      bad.insert(number)
    }
    let code: Int32
    if relations[relation].owner == .member {
      code = relations[relation].load(member: row, relation, decoder: &decoder, bad: mark)
    } else {
      code = loadOfEvent(relation, bad: mark)
    }
    self.bad = bad
    return code
  }

  /// The variant whose fields the member reads in an experiment: outside of its slice the first one's.
  @inline(__always)
  mutating func variant(_ experiment: Int) -> Int {
    let index = draw(experiment)
    return index < image.pointee.experiments[experiment].ends.count ? index : 0
  }

  /// The member's variant in an experiment, or as many as there are where the member is outside of its slice; drawn once.
  @inline(__always)
  mutating func draw(_ experiment: Int) -> Int {
    if variants[experiment] >= 0 { return variants[experiment] }
    let record = image.pointee.experiments[experiment]
    if record.hasSlice {
      let bucket = Assignment.bucket(salt: record.layerSalt.bytes, key: key.text.bytes)
      if bucket < record.lower || bucket >= record.upper {
        variants[experiment] = record.ends.count
        return record.ends.count
      }
    }
    let bucket = Assignment.bucket(salt: record.salt.bytes, key: key.text.bytes)
    // The last arm ends at 10,000, so that every bucket is in one.
    let index = Assignment.pick(bucket, record.ends) ?? max(record.ends.count - 1, 0)
    variants[experiment] = index
    return index
  }
}
