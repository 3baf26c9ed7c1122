/// Writes a plan as text for people: its header, tables, clauses with their SQL, and programs with their places in the source.
package enum Disassembler {
  /// `sources` are the texts by path, where they are at hand: then lines are named and shown, else byte offsets.
  package static func text(_ plan: Plan, sources: [String: [UInt8]] = [:]) -> String {
    var listing = Listing(plan: plan, lines: SourceLines(plan: plan, sources: sources))
    listing.header()
    listing.audience()
    listing.event()
    listing.clauses()
    listing.tables()
    for (purpose, program) in plan.programs { listing.program(program, purpose) }
    return listing.output
  }
}

/// The text as it grows.
struct Listing {
  let plan: Plan
  let lines: SourceLines
  private(set) var output = ""

  init(plan: Plan, lines: SourceLines) {
    self.plan = plan
    self.lines = lines
  }

  mutating func line(_ text: String = "") { output += text + "\n" }

  mutating func header() {
    line("plan \(plan.tenant.name)/\(plan.campaign)" + (plan.formerName.map { ", was \($0)" } ?? ""))
    line("  tenant     timezone \(plan.tenant.timezone), currency \(plan.tenant.currencyCode)")
    line("  audience   \(plan.tenant.audiencePath), schema \(Self.hex(plan.audience.fingerprint))")
    if !plan.tenant.linkBase.isEmpty { line("  links      \(plan.tenant.linkBase)") }
    line("  zone rules \(plan.zoneRulesVersion)")
    for (index, source) in plan.sources.enumerated() {
      line("  source \(index)   \(source.path), \(source.sizeBytes) bytes, \(Self.hex(source.digest))")
    }
    if let schedule = plan.schedule { line("  schedule   \(schedule.text)") }
    if let event = plan.event { line("  trigger    \(event.text)") }
    line("  priority   \(plan.priority)")
  }

  mutating func audience() {
    line()
    line("audience \(plan.audience.table) key \(plan.audience.keyColumn)")
    for column in plan.audience.columns { line("  " + text(column)) }
    for relation in plan.audience.relations {
      let key = relation.keyColumn.map { " key \($0)" } ?? " (set)"
      line(
        "  \(relation.owner == .event ? "event." : "")\(relation.name) from \(relation.table)(\(relation.foreignKey))\(key) up to \(relation.upTo), bit \(relation.soundness)"
      )
      for field in relation.fields { line("    " + text(field)) }
    }
    for catalog in plan.audience.catalogs {
      line("  catalog \(catalog.name) from \(catalog.table) key \(catalog.keyColumn) up to \(catalog.upTo)")
    }
    if !plan.audience.placeholders.isEmpty {
      line("  placeholders \(plan.audience.placeholders.map(Self.quoted).joined(separator: ", "))")
    }
  }

  mutating func event() {
    guard let event = plan.event else { return }
    line()
    line("event \(event.name) from \(event.table)(\(event.memberColumn)) key \(event.keyColumn)")
    for column in event.columns { line("  " + text(column)) }
  }

  private func text(_ column: ColumnBinding) -> String {
    var words: [String] = []
    if column.register != ColumnBinding.noRegister {
      words.append((column.isText ? "t" : "r") + "\(column.register)")
      if column.knownRegister != ColumnBinding.noRegister { words.append("known r\(column.knownRegister)") }
    }
    words.append(column.name)
    if column.column != column.name { words.append("from \(column.column)") }
    switch column.source {
    case .row: words.append("\(column.kind)")
    case .reference(let catalog):
      words.append(
        "reference to \(Int(catalog) < plan.audience.catalogs.count ? plan.audience.catalogs[Int(catalog)].name : "?")")
    case .item(let reference, let isRequired):
      words.append("of the item of column \(reference), \(column.kind)\(isRequired ? " required" : "")")
    }
    if column.lowerBound != .min || column.upperBound != .max {
      words.append("\(column.lowerBound)...\(column.upperBound)")
    }
    if column.multiplier != 1 { words.append("times \(column.multiplier)") }
    if column.divisor != 1 { words.append("by \(column.divisor)") }
    if column.maxCharacters > 0 { words.append("(\(column.maxCharacters))") }
    if column.textClass != .any { words.append("\(column.textClass)") }
    if !column.texts.isEmpty { words.append("(" + column.texts.map(Self.quoted).joined(separator: ", ") + ")") }
    if column.isOptional { words.append("optional") }
    if column.invalidIsMissing { words.append("invalid is missing") }
    return words.joined(separator: " ") + ", bit \(column.soundness)"
  }

  mutating func clauses() {
    guard !plan.clauses.isEmpty else { return }
    line()
    line("clauses")
    for (index, clause) in plan.clauses.enumerated() {
      line("  \(index)  \(clause.kind.words)\(clause.text)")
      guard let pushed = plan.audience.pushed.first(where: { Int($0.clause) == index }) else { continue }
      line("     sql\(pushed.isExact ? "" : ", narrows"): \(pushed.condition)")
      if let unsound = pushed.unsound { line("     or unsound: \(unsound)") }
      if let guarded = pushed.guardedCondition { line("     guarded: \(guarded)") }
      for check in pushed.guards {
        let type = check.strictType.map { " (or \($0) in a STRICT table)" } ?? ""
        line("     sure if \(check.table).\(check.column)\(check.isOptional ? "" : " NOT NULL"): \(check.check)\(type)")
      }
    }
  }

  mutating func tables() {
    guard !plan.experiments.isEmpty || !plan.messages.isEmpty else { return }
    line()
    for (index, experiment) in plan.experiments.enumerated() {
      let arms = zip(experiment.variants, experiment.cumulativeBasisPoints).map { "\($0) below \($1)" }
      line(
        "experiment \(index)  \(experiment.name), salt \(Self.quoted(experiment.salt)): \(arms.joined(separator: ", "))"
      )
      for text in experiment.terms { line("  " + text) }
    }
    for (index, message) in plan.messages.enumerated() {
      line("message \(index)  \(message.channel) in \(message.language) from \(Self.quoted(message.sender))")
    }
    for (index, wording) in plan.wordings.enumerated() { line("rule \(index)  \(wording.text)") }
  }

  mutating func program(_ step: StepProgram, _ purpose: ProgramPurpose) {
    line()
    let heading =
      switch purpose {
      case .step(0): "step \(step.name)"
      case .step: "step \(step.name), \(step.delay.text) after the entry"
      case .question: "conversion within \(plan.conversion?.window.text ?? "")"
      case .offer: "offer with codes \(Self.quoted(plan.offer?.prefix ?? "")) …"
      }
    line(
      "\(heading): \(step.code.count) instructions, at most \(step.instructionBound) for a member, "
        + "\(step.integerRegisterCount) integer and \(step.textRegisterCount) text registers, \(step.cursorCount) cursors"
    )
    var last: SourceSpan?
    for (index, instruction) in step.code.enumerated() {
      let span = index < step.spans.count ? step.spans[index] : nil
      if let span, span != last { line("  ; " + lines.text(span)) }
      last = span
      line("  " + Self.padded("\(index)", 5) + text(instruction))
    }
  }

  func text(_ instruction: Instruction) -> String {
    let info = instruction.opcode.info
    let operands = [(info.a, instruction.a), (info.b, instruction.b), (info.c, instruction.c)].compactMap(text)
    return operands.isEmpty ? info.name : Self.padded(info.name, 18) + operands.joined(separator: ", ")
  }

  private func text(_ operand: Operand, _ value: UInt16) -> String? {
    let pools = plan.pools
    let index = Int(value)
    func entry<Value>(_ values: [Value], _ text: (Value) -> String) -> String {
      index < values.count ? text(values[index]) : "?\(value)"
    }
    switch operand {
    case .none: return nil
    case .readInteger, .writeInteger: return "r\(value)"
    case .readText, .writeText: return "t\(value)"
    case .target: return "→ \(value)"
    case .integerConstant: return entry(pools.integers) { "\($0)" }
    case .runConstant: return entry(pools.runConstants) { $0.text }
    case .textConstant: return entry(pools.texts, Self.quoted)
    case .integerList: return entry(pools.integerLists) { "(" + $0.map(String.init).joined(separator: ", ") + ")" }
    case .textList: return entry(pools.textLists) { "(" + $0.map(Self.quoted).joined(separator: ", ") + ")" }
    case .fit: return entry(pools.fits) { "(\($0.maxCharacters), \($0.textClass))" }
    case .format: return entry(pools.formats) { "\($0.kind) of language \($0.locale)" }
    case .order:
      return entry(pools.orders) { order in
        "by " + order.map { "field \($0.field)\($0.isDescending ? " descending" : "")" }.joined(separator: ", ")
      }
    case .plurals: return "plurals \(value)"
    case .offset: return entry(pools.offsets) { $0.text }
    case .clause: return "clause \(value)"
    case .soundnessSet:
      return entry(pools.soundnessSets) { "bits {" + $0.map(String.init).joined(separator: " ") + "}" }
    case .relation: return entry(plan.audience.relations) { $0.name }
    case .field: return "field \(value)"
    case .cursor: return "cursor \(value)"
    case .experiment: return entry(plan.experiments) { $0.name }
    case .message: return "message \(value)"
    case .part: return PlanPart(rawValue: value).map { "\($0)" } ?? "?\(value)"
    case .escape: return PlanEscape(rawValue: value).map { "\($0)" } ?? "?\(value)"
    case .step: return entry(plan.steps) { $0.name }
    case .event: return PlanEvent(rawValue: value).map { "\($0)" } ?? "?\(value)"
    case .answer: return "answer \(value)"
    case .wording: return "rule \(value)"
    case .basisPoints: return "\(value) of 10000"
    }
  }
}
