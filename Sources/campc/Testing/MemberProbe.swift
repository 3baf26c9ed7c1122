import CampaignDiagnostics
import CampaignSemantics

/// Asks the machine about a test's member: a program whose only message holds the values of the expressions that the test's
/// expectations are made of, so that a predicate means in a test what it means in an audience.
struct MemberProbe {
  private static let separator = "\u{1F}"

  private(set) var expressions: [CheckedExpression] = []

  /// Adds an expression and those that it is made of, as far as they stand in the expectation itself.
  mutating func add(_ expression: CheckedExpression, within span: Span) {
    expressions.append(expression)
    addParts(of: expression, within: span)
  }

  /// Where the value of an expression is shown: at its operator, where its first part has a value of its own.
  static func anchor(of expression: CheckedExpression, within span: Span, in sources: SourceMap) -> Span {
    let isWithin = { (inner: Span) in
      inner.file == span.file && span.start <= inner.start && inner.end <= span.end
    }
    guard isWithin(expression.span) else { return span }
    guard case .bool = expression.type.base, let first = expression.kind.children.first, isWithin(first.span),
      first.span.start <= expression.span.start, first.span.end < expression.span.end
    else { return expression.span }
    let between = Span(span.file, first.span.end, expression.span.end)
    let gap = sources[span.file].text(between).utf8.prefix { $0 == 0x20 || $0 == 0x0A || $0 == UInt8(ascii: ")") }
    return Span(span.file, first.span.end + UInt32(gap.count), expression.span.end)
  }

  private mutating func addParts(of expression: CheckedExpression, within span: Span) {
    // The rows of a calculation have no value of their own.
    if case .aggregate = expression.kind { return }
    for part in expression.kind.children where span.file == part.span.file {
      let isWithin = span.start <= part.span.start && part.span.end <= span.end
      if isWithin, part.isWorthShowing, !expressions.contains(where: { $0.span == part.span }) {
        expressions.append(part)
      }
      addParts(of: part, within: span)
    }
  }

  /// A campaign that writes the values of all expressions to everybody at one of its steps.
  func campaign(
    like campaign: CheckedCampaign, _ tenant: CheckedTenant, step: Int
  ) -> (CheckedTenant, CheckedCampaign) {
    var tenant = tenant
    tenant.audience.attributes.append(
      CheckedAttribute(
        name: FixtureDatabase.probeColumn, type: ValueType(.text(TextType(maxCharacters: 1))),
        column: FixtureDatabase.probeColumn, encoding: .native, invalidIsMissing: false, span: campaign.span))
    let always = CheckedExpression(.constant(.integer(1)), ValueType(.bool), campaign.span)
    let address = AttributeID(tenant.audience.attributes.count - 1)
    let reach = CheckedReach(channel: .push, address: address, consent: always, span: campaign.span)
    var nodes: [TemplateNode] = []
    for expression in expressions {
      nodes += Self.nodes(expression, tenant.audience)
      nodes.append(.literal(Self.separator))
    }
    func message(_ nodes: [TemplateNode]) -> CheckedMessage {
      CheckedMessage(
        channel: .push, language: tenant.languages.first ?? "", reach: reach,
        parts: [(.text, CheckedTemplate(nodes: nodes, span: campaign.span))], span: campaign.span)
    }
    var probe = campaign
    probe.clauses = []
    probe.pickClauses = []
    probe.standingClauses = []
    probe.conversion = nil
    probe.picks = []
    probe.holdout = nil
    probe.steps = campaign.steps.prefix(step + 1).enumerated().map { number, asked in
      let isAsked = number == step
      return CheckedStep(
        name: asked.name, delay: asked.delay, messages: [message(isAsked ? nodes : [.literal(Self.separator)])],
        span: asked.span)
    }
    return (tenant, probe)
  }

  /// The values, in the order of the expressions, from the text of the message.
  func values(_ text: String) -> [String] {
    let all = text.split(separator: Character(Self.separator), omittingEmptySubsequences: false).map(String.init)
    return Array(all.prefix(expressions.count))
  }

  private static func nodes(_ expression: CheckedExpression, _ audience: CheckedAudience) -> [TemplateNode] {
    let value: TemplateNode
    switch expression.type.base {
    case .bool: value = .conditional([(expression.known, [.literal("true")])], otherwise: [.literal("false")])
    case .integer, .duration: value = .value(expression.known, .integer, .plain)
    case .decimal: value = .value(expression.known, .decimal, .plain)
    case .money: value = .value(expression.known, .money, .plain)
    case .percent: value = .value(expression.known, .percent, .plain)
    case .date: value = .value(expression.known, .date(.medium), .plain)
    case .timestamp: value = .value(expression.known, .timestampDate(.medium), .plain)
    case .time: value = .value(expression.known, .time(.short), .plain)
    case .choice(let choice): value = .value(expression.known, .label(choice.options.map(\.name)), .plain)
    case .text, .timezone, .email, .phone, .url: value = .value(expression.known, .text, .plain)
    case .set, .rows, .item: return []
    }
    let tests = (expression.type.isOptional ? [expression] : []) + expression.narrowed(audience)
    return tests.reduce([value]) { nodes, test in
      let isKnown = CheckedExpression(.isKnown(test), ValueType(.bool), test.span)
      return [.conditional([(isKnown, nodes)], otherwise: [.literal("missing")])]
    }
  }
}

extension CheckedExpression {
  /// The same, taken as known.
  fileprivate var known: CheckedExpression { CheckedExpression(kind, ValueType(type.base), span) }

  /// Whether its value tells something that its own words don't.
  fileprivate var isWorthShowing: Bool {
    switch kind {
    case .constant, .runInstant, .runDate, .localInstant: false
    default: true
    }
  }

  /// Attributes that may be missing and are read here as known, because another part of the whole proves it.
  fileprivate func narrowed(_ audience: CheckedAudience) -> [CheckedExpression] {
    if type.base == .bool { return [] }
    switch kind {
    case .attribute(let id):
      let declared = audience.attributes[id.index].type
      return declared.isOptional && !type.isOptional ? [CheckedExpression(kind, declared, span)] : []
    case .aggregate, .isKnown: return []
    default: return kind.children.flatMap { $0.narrowed(audience) }
    }
  }
}
