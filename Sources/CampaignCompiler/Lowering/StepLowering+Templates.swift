import CampaignLocales
import CampaignPlan
import CampaignSemantics

extension StepLowering {
  /// One part of a message. Literal text gathers until something else has to be written.
  func part(_ part: MessagePart, _ template: CheckedTemplate) throws(CompileError) {
    code.emit(.beginPart, part.plan.rawValue)
    var literal = ""
    try nodes(template.nodes, &literal)
    flush(&literal)
    code.emit(.endPart)
  }

  private func flush(_ literal: inout String) {
    guard !literal.isEmpty else { return }
    code.emit(isInWords ? .emitWords : .emitConstant, pools.text(literal))
    literal = ""
  }

  private func nodes(_ nodes: [TemplateNode], _ literal: inout String) throws(CompileError) {
    for node in nodes {
      switch node {
      case .literal(let text): literal += text
      case .value(let expression, let format, let escape):
        flush(&literal)
        try value(expression.folded(), format, escape)
      case .conditional(let branches, let otherwise): try conditional(branches, otherwise, &literal)
      case .loop(let loop):
        flush(&literal)
        try self.loop(loop)
      case .variant(let experiment, let arms):
        flush(&literal)
        try variant(experiment, count: arms.count) { (arm) throws(CompileError) in try inner(arms[arm]) }
      case .plural(let plural):
        flush(&literal)
        try self.plural(plural)
      case .pluralNumber(let escape):
        flush(&literal)
        // The checker has seen that it stands in a plural's form.
        if let number = pluralNumbers.last { try formatted(number, .integer, escape) }
      case .unsubscribeURL(let escape):
        // An address is no word.
        if isInWords { continue }
        flush(&literal)
        code.emit(.emitUnsubscribe, escape.plan.rawValue)
      }
    }
  }

  /// Nodes that are written as a whole or not at all.
  func inner(_ nodes: [TemplateNode]) throws(CompileError) {
    try scoped { () throws(CompileError) in
      var literal = ""
      try self.nodes(nodes, &literal)
      flush(&literal)
    }
  }

  private func value(
    _ expression: CheckedExpression, _ format: ValueFormat, _ escape: TextEscape
  ) throws(CompileError) {
    let outer = code.span
    code.span = expression.span
    defer { code.span = outer }
    var operand = try self.value(expression)
    switch format {
    case .text: code.emit(.emitText, operand.register, plan(escape))
    case .label(let labels):
      code.emit(.emitLabel, operand.register, pools.textList(labels), plan(escape))
    default:
      if let conversion = format.conversion {
        release(operand)
        let local = takeInteger()
        code.emit(conversion, local.register, operand.register)
        operand = local
      }
      try formatted(operand, format, escape)
    }
    release(operand)
  }

  /// Writes a number, a date or a time of day as the message's language does.
  private func formatted(
    _ operand: Operand16, _ format: ValueFormat, _ escape: TextEscape
  ) throws(CompileError) {
    let language = self.language
    let currency = tenant.currency
    let place = code.span
    let locale = try pools.locale(language, isShortMessage: channel == .sms) { () throws(CompileError) in
      try LocaleExtraction.formats(language: language, currency: currency, at: place)
    }
    let record = FormatRecord(kind: format.plan, locale: locale)
    code.emit(.emitFormatted, operand.register, pools.format(record), plan(escape))
  }

  private func plan(_ escape: TextEscape) -> UInt16 { (isInWords ? .words : escape.plan).rawValue }

  private func conditional(
    _ branches: [(condition: CheckedExpression, nodes: [TemplateNode])], _ otherwise: [TemplateNode],
    _ literal: inout String
  ) throws(CompileError) {
    let end = code.label()
    flush(&literal)
    try alternatives(branches[...], otherwise, end)
    code.place(end)
  }

  private func alternatives(
    _ branches: ArraySlice<(condition: CheckedExpression, nodes: [TemplateNode])>, _ otherwise: [TemplateNode],
    _ end: CodeBuilder.Label
  ) throws(CompileError) {
    guard let branch = branches.first else { return try inner(otherwise) }
    let rest = branches.dropFirst()
    let condition = Condition(branch.condition.folded())
    if case .constant(let holds) = condition {
      return holds ? try inner(branch.nodes) : try alternatives(rest, otherwise, end)
    }
    let next = code.label()
    let holds = try self.condition(condition)
    note(.condition, branch.condition.span, at: code.code.count)
    code.jump(.jumpUnless, holds.register, next)
    release(holds)
    try inner(branch.nodes)
    code.jump(end)
    code.place(next)
    // What the next condition works out is not there for who took this branch.
    try scoped { () throws(CompileError) in try alternatives(rest, otherwise, end) }
  }

  private func loop(_ loop: CheckedLoop) throws(CompileError) {
    let outer = code.span
    code.span = loop.span
    defer { code.span = outer }
    let predicate = loop.predicate?.folded()
    let order = order(loop.order, of: loop.relation)
    let turns = takeInteger()
    code.emit(.integer, turns.register, pools.integer(0))
    let one = constant(1)
    let limit = loop.limit.map { constant(Int64($0)) }
    let hoisted = try hoist([predicate])
    try self.loop(loop.relation, loop.variable, order: order) { (next, end) throws(CompileError) in
      if let predicate {
        let holds = try condition(Condition(predicate))
        code.jump(.jumpUnless, holds.register, next)
        release(holds)
      }
      if let limit {
        let isLeft = takeInteger()
        code.emit(.less, isLeft.register, turns.register, limit.register)
        code.jump(.jumpUnless, isLeft.register, end)
        release(isLeft)
      }
      if !loop.prologue.isEmpty {
        let begun = code.label()
        code.jump(.jumpIf, turns.register, begun)
        try inner(loop.prologue)
        code.place(begun)
      }
      note(.loopBody, loop.span, at: code.code.count)
      code.emit(.add, turns.register, turns.register, one.register)
      try inner(loop.body)
    }
    release(hoisted)
    try endings(loop, turns)
    release(turns)
  }

  private func endings(_ loop: CheckedLoop, _ turns: Operand16) throws(CompileError) {
    guard !loop.epilogue.isEmpty || !loop.otherwise.isEmpty else { return }
    let end = code.label()
    let none = code.label()
    if !loop.otherwise.isEmpty { note(.loopElse, loop.span, at: code.code.count) }
    code.jump(.jumpUnless, turns.register, none)
    try inner(loop.epilogue)
    code.jump(end)
    code.place(none)
    try inner(loop.otherwise)
    code.place(end)
  }
}

extension MessagePart {
  var plan: PlanPart {
    switch self {
    case .subject: .subject
    case .preheader: .preheader
    case .html: .html
    case .text: .text
    case .title: .title
    case .link: .link
    }
  }
}

extension TextEscape {
  var plan: PlanEscape {
    switch self {
    case .plain: .plain
    case .html: .html
    case .urlComponent: .urlComponent
    }
  }
}

extension Channel {
  var plan: PlanChannel {
    switch self {
    case .email: .email
    case .sms: .sms
    case .push: .push
    }
  }
}

extension ValueFormat {
  /// The plan's format; text and labels are written by instructions of their own.
  var plan: FormatRecord.Kind {
    switch self {
    case .text, .integer, .label: .integer
    case .decimal: .decimal
    case .money: .money
    case .percent: .percent
    case .date(let style), .timestampDate(let style):
      switch style {
      case .short: .dateShort
      case .medium: .dateMedium
      case .long: .dateLong
      case .weekday: .weekday
      case .month: .month
      case .year: .year
      }
    case .time(let style), .timestampTime(let style):
      switch style {
      case .short: .time
      case .long: .timeLong
      }
    }
  }

  /// What makes a date or a time of day of an instant, in the run's zone; nil where none is needed.
  fileprivate var conversion: Opcode? {
    switch self {
    case .timestampDate: .localDate
    case .timestampTime: .localTime
    default: nil
    }
  }
}
