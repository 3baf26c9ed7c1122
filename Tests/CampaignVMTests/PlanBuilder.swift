import CampaignPlan
import CampaignValues

/// Writes plans by hand, as the compiler would: one step, one push or e-mail message.
struct PlanBuilder {
  var plan: Plan
  var code: [Instruction] = []
  private var integerCount: UInt16 = 0
  private var textCount: UInt16 = 0
  private var soundness: UInt16 = 0
  var cursorCount: UInt16 = 0

  /// Over a table `members` with the key `id`.
  init(channel: PlanChannel = .push) {
    let span = SourceSpan(source: 0, start: 0, end: 0)
    plan = Plan(
      tenant: TenantBinding(
        name: "acme", timezone: "Etc/UTC", currencyCode: "USD", linkBase: "https://go.acme.example",
        audiencePath: "audience.sqlite"),
      campaign: "hello", sources: [SourceRecord(path: "a.campaign", sizeBytes: 0, digest: 0)],
      zoneRulesVersion: "2026b",
      audience: AudienceBinding(
        table: "members", keyColumn: "id", fingerprint: 7, columns: [], relations: [], pushed: [],
        placeholders: ["null", "n/a"]),
      clauses: [ClauseRecord(text: "a", span: span), ClauseRecord(text: "b", span: span)], experiments: [],
      messages: [
        MessageRecord(channel: channel, language: "en_US", sender: "Acme <hello@mail.acme.example>")
      ],
      pools: ConstantPools(), steps: [], schedule: nil, priority: 5)
    plan.pools.locales = [Self.english]
    plan.pools.soundnessSets = [[]]
  }

  /// A column of the members; returns its register and the one that says whether it is known.
  mutating func column(
    _ name: String, _ kind: ColumnBinding.Kind, bounds: ClosedRange<Int64> = .min ... .max, multiplier: Int64 = 1,
    divisor: Int64 = 1, maxCharacters: UInt32 = 60, textClass: PlanTextClass = .any, texts: [String] = [],
    isOptional: Bool = false, invalidIsMissing: Bool = false
  ) -> (value: UInt16, known: UInt16) {
    var binding = field(
      name, kind, bounds: bounds, multiplier: multiplier, divisor: divisor, maxCharacters: maxCharacters,
      textClass: textClass, texts: texts, isOptional: isOptional, invalidIsMissing: invalidIsMissing)
    binding.register = binding.isText ? text() : integer()
    if isOptional || invalidIsMissing { binding.knownRegister = integer() }
    plan.audience.columns.append(binding)
    return (binding.register, binding.knownRegister)
  }

  mutating func field(
    _ name: String, _ kind: ColumnBinding.Kind, bounds: ClosedRange<Int64> = .min ... .max, multiplier: Int64 = 1,
    divisor: Int64 = 1, maxCharacters: UInt32 = 60, textClass: PlanTextClass = .any, texts: [String] = [],
    isOptional: Bool = false, invalidIsMissing: Bool = false
  ) -> ColumnBinding {
    soundness += 1
    return ColumnBinding(
      name: name, column: name, kind: kind, lowerBound: bounds.lowerBound, upperBound: bounds.upperBound,
      multiplier: multiplier, divisor: divisor, maxCharacters: maxCharacters, textClass: textClass, texts: texts,
      isOptional: isOptional, invalidIsMissing: invalidIsMissing, soundness: soundness)
  }

  /// Makes the plan answer events of the table `events`, with the key `id`, its members in `member` and a time in seconds in `time`.
  mutating func event(after delay: OffsetRecord = OffsetRecord(months: 0, days: 0, seconds: 0)) -> (
    value: UInt16, known: UInt16
  ) {
    plan.event = EventBinding(
      name: "left", table: "events", keyColumn: "id", memberColumn: "member", columns: [], delay: delay,
      repetition: .never, expires: nil)
    return ofEvent { $0.column("time", .integer, bounds: 0...4_000_000_000) }
  }

  /// The column that `add` makes, as one of the event.
  mutating func ofEvent(_ add: (inout PlanBuilder) -> (value: UInt16, known: UInt16)) -> (value: UInt16, known: UInt16)
  {
    let registers = add(&self)
    plan.event?.columns.append(plan.audience.columns.removeLast())
    return registers
  }

  /// Rows of a table named like the relation, by its column `member` or `event`.
  mutating func relation(
    _ name: String, key: String?, upTo: UInt32, _ fields: [ColumnBinding], owner: RelationOwner = .member
  ) -> UInt16 {
    soundness += 1
    plan.audience.relations.append(
      RelationBinding(
        name: name, table: name, foreignKey: "\(owner)", keyColumn: key, upTo: upTo, soundness: soundness,
        fields: fields, owner: owner))
    return UInt16(plan.audience.relations.count - 1)
  }

  mutating func integer() -> UInt16 {
    integerCount += 1
    return integerCount - 1
  }

  mutating func text() -> UInt16 {
    textCount += 1
    return textCount - 1
  }

  mutating func cursor() -> UInt16 {
    cursorCount += 1
    return cursorCount - 1
  }

  /// A register with a constant.
  mutating func constant(_ value: Int64) -> UInt16 {
    let register = integer()
    plan.pools.integers.append(value)
    emit(.integer, register, UInt16(plan.pools.integers.count - 1))
    return register
  }

  mutating func constant(_ value: String) -> UInt16 {
    let register = text()
    emit(.text, register, pool(value))
    return register
  }

  mutating func pool(_ text: String) -> UInt16 {
    plan.pools.texts.append(text)
    return UInt16(plan.pools.texts.count - 1)
  }

  mutating func pool(list: [String]) -> UInt16 {
    plan.pools.textLists.append(list)
    return UInt16(plan.pools.textLists.count - 1)
  }

  mutating func format(_ kind: FormatRecord.Kind) -> UInt16 {
    plan.pools.formats.append(FormatRecord(kind: kind, locale: 0))
    return UInt16(plan.pools.formats.count - 1)
  }

  mutating func emit(_ opcode: Opcode, _ a: UInt16 = 0, _ b: UInt16 = 0, _ c: UInt16 = 0) {
    code.append(Instruction(opcode, a, b, c))
  }

  /// The target of the instruction at `index` becomes the next one.
  mutating func land(_ index: Int) {
    let next = UInt16(code.count)
    switch code[index].opcode {
    case .jump: code[index].a = next
    case .clause: code[index].c = next
    default: code[index].b = next
    }
  }

  /// Emits `opcode` with a target that `land` sets; returns its place.
  mutating func branch(_ opcode: Opcode, _ a: UInt16 = 0, _ b: UInt16 = 0) -> Int {
    emit(opcode, a, b)
    return code.count - 1
  }

  /// A part from what `body` emits.
  mutating func part(_ part: PlanPart, _ body: (inout PlanBuilder) -> Void) {
    emit(.beginPart, part.rawValue)
    body(&self)
    emit(.endPart)
  }

  /// `[7]`, for looking at a number.
  mutating func show(_ register: UInt16) {
    let bracket = (pool("["), pool("]"), format(.integer))
    emit(.emitConstant, bracket.0)
    emit(.emitFormatted, register, bracket.2, PlanEscape.plain.rawValue)
    emit(.emitConstant, bracket.1)
  }

  /// `<ann>`, for looking at a text.
  mutating func show(text register: UInt16) {
    let bracket = (pool("<"), pool(">"))
    emit(.emitConstant, bracket.0)
    emit(.emitText, register, PlanEscape.plain.rawValue)
    emit(.emitConstant, bracket.1)
  }

  /// The rest of a push message to a made-up device, with this text.
  mutating func push(_ body: (inout PlanBuilder) -> Void) {
    emit(.endFilter)
    let address = constant("device-1")
    emit(.beginMessage, 0, address)
    part(.text, body)
    let title = pool("Hi")
    part(.title) { $0.emit(.emitConstant, title) }
    emit(.endMessage)
  }

  func verified() throws -> VerifiedPlan {
    var plan = assembled()
    plan.steps[0].instructionBound = try Verifier.instructionBound(of: plan.steps[0], in: plan)
    return try Verifier.verify(plan)
  }

  /// With its program, of which nothing is proven.
  func assembled() -> Plan {
    var plan = plan
    plan.steps = [
      StepProgram(
        name: "hello", code: code, spans: code.map { _ in SourceSpan(source: 0, start: 0, end: 0) },
        integerRegisterCount: integerCount, textRegisterCount: textCount, cursorCount: cursorCount, instructionBound: 0)
    ]
    return plan
  }

  static let english: LocaleFormats = {
    func text(_ value: String) -> InlineText { InlineText(value) ?? InlineText() }
    func names(_ values: String) -> NameList { NameList(values.split(separator: " ").map(String.init))! }
    let long = names("January February March April May June July August September October November December")
    let short = names("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")
    let days = names("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
    let dayNames = names("Mon Tue Wed Thu Fri Sat Sun")
    let comma = text(", ")
    let space = text(" ")
    let number = NumberFormat(
      decimalSeparator: text("."), groupSeparator: text(","), minusSign: text("-"), primaryGroupSize: 3,
      secondaryGroupSize: 3, minimumGroupingDigits: 1)!
    func affixes(_ before: String, _ after: String) -> NumberAffixes {
      NumberAffixes(
        positivePrefix: text(before), positiveSuffix: text(after), negativePrefix: text("-" + before),
        negativeSuffix: text(after))
    }
    return LocaleFormats(
      amounts: AmountFormats(
        number: number, money: MoneyFormat(number: number, affixes: affixes("$", ""), fractionDigits: 2)!,
        percent: affixes("", "%")),
      dates: DateFormats(
        names: CalendarNames(
          monthsLong: long, monthsShort: short, monthsAlone: long, weekdaysLong: days, weekdaysShort: dayNames,
          weekdaysAlone: days, dayPeriods: names("AM PM"))!,
        shortDate: DatePattern([.month, .literal(text("/")), .day, .literal(text("/")), .year2])!,
        mediumDate: DatePattern([.monthShort, .literal(space), .day, .literal(comma), .year])!,
        longDate: DatePattern([.monthLong, .literal(space), .day, .literal(comma), .year])!,
        weekday: DatePattern([.weekdayAlone])!, month: DatePattern([.monthAlone])!, year: DatePattern([.year])!,
        shortTime: DatePattern([.hour12, .literal(text(":")), .minute, .literal(space), .ampm])!,
        longTime: DatePattern([.hour12, .literal(text(":")), .minute, .literal(text(":")), .second])!))
  }()
}
