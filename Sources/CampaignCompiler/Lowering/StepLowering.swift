import CampaignDiagnostics
import CampaignPlan
import CampaignSemantics

/// A register that holds a value; a temporary is given back after its use.
struct Operand16 {
  var register: UInt16
  var isText: Bool
  var isTemporary: Bool
}

/// Makes the program of one step; a class only because lowering is recursive over shared state.
final class StepLowering {
  let binding: BindingPlan
  let tenant: CheckedTenant
  let campaign: CheckedCampaign
  var pools: PoolBuilder
  var code: CodeBuilder

  /// Registers that hold a constant or a field of the current row, so that it is read once.
  enum Cached: Hashable {
    case integer(Int64)
    case run(RunConstant)
    case text(String.UTF8Key)
    case field(VariableID, Int)
    case known(VariableID, Int)
    case entered
    case history(HistoryFact)
    case uniqueCode
  }

  /// What holds in a stretch of code that runs as a whole, and in everything inside it.
  struct CodeScope {
    var cached: [Cached: Operand16] = [:]
    /// Relations whose rows are sure to be loaded.
    var loaded: Set<RelationID> = []
    var known: Set<ValueKey> = []
  }

  var scopes: [CodeScope] = [CodeScope()]
  /// The cursor of each loop's variable.
  var cursors: [VariableID: UInt16] = [:]
  /// Aggregates that were worked out before the loop around them, by their variables.
  var hoisted: [VariableID: OptionalOperand] = [:]
  var variantRegisters: [UInt16] = []
  /// Where messages go one way or the other, so far.
  private(set) var branches: [(kind: BranchPoint.Kind, span: Span, instruction: Int)] = []
  /// Whether every optional value that is read was proven known: in messages.
  var readsAreProven = false
  /// The numbers of the plurals around what is being lowered, innermost last.
  var pluralNumbers: [Operand16] = []
  /// Whether what is lowered is only read, for a rule of the brand.
  var isInWords = false
  /// The language of the message being made, as the plan's table has it.
  var language = ""
  var channel = Channel.email

  init(
    binding: BindingPlan, tenant: CheckedTenant, campaign: CheckedCampaign, pools: PoolBuilder, span: Span
  ) {
    self.binding = binding
    self.tenant = tenant
    self.campaign = campaign
    self.pools = pools
    code = CodeBuilder(
      reservedIntegers: binding.integerRegisterCount, reservedTexts: binding.textRegisterCount, span: span)
  }

  // MARK: - Registers and scopes

  func takeInteger() -> Operand16 { Operand16(register: code.integers.take(), isText: false, isTemporary: true) }

  func take(isText: Bool) -> Operand16 {
    Operand16(register: isText ? code.texts.take() : code.integers.take(), isText: isText, isTemporary: true)
  }

  func release(_ operand: Operand16) {
    guard operand.isTemporary else { return }
    if operand.isText { code.texts.release(operand.register) } else { code.integers.release(operand.register) }
  }

  /// Lowers something that may be jumped over as a whole.
  func scoped<Result>(_ body: () throws(CompileError) -> Result) throws(CompileError) -> Result {
    scopes.append(CodeScope())
    let result = try body()
    for operand in scopes.removeLast().cached.values {
      var held = operand
      held.isTemporary = true
      release(held)
    }
    return result
  }

  func isLoaded(_ relation: RelationID) -> Bool { scopes.contains { $0.loaded.contains(relation) } }

  func isKnown(_ key: ValueKey) -> Bool { readsAreProven || scopes.contains { $0.known.contains(key) } }

  func assuming(_ keys: [ValueKey], _ body: () throws(CompileError) -> Void) throws(CompileError) {
    let before = scopes[scopes.count - 1].known
    scopes[scopes.count - 1].known.formUnion(keys)
    try body()
    scopes[scopes.count - 1].known = before
  }

  /// The register that holds a value for the rest of the scope; `make` writes it the first time.
  func cached(_ key: Cached, isText: Bool = false, _ make: (UInt16) -> Void) -> Operand16 {
    for scope in scopes.reversed() {
      if let operand = scope.cached[key] { return operand }
    }
    var operand = take(isText: isText)
    make(operand.register)
    operand.isTemporary = false
    scopes[scopes.count - 1].cached[key] = operand
    return operand
  }

  func constant(_ value: Int64) -> Operand16 {
    cached(.integer(value)) { code.emit(.integer, $0, pools.integer(value)) }
  }

  func text(_ value: String) -> Operand16 {
    cached(.text(String.UTF8Key(value)), isText: true) { code.emit(.text, $0, pools.text(value)) }
  }

  func run(_ value: RunConstant) -> Operand16 {
    cached(.run(value)) { code.emit(.runInteger, $0, pools.run(value)) }
  }

  func entered() -> Operand16 { cached(.entered) { code.emit(.entered, $0) } }

  func history(_ fact: HistoryFact) -> Operand16 {
    cached(.history(fact)) { register in
      switch fact {
      case .converted: code.emit(.converted, register)
      case .message(let event, let step):
        code.emit(.stepFact, register, UInt16(clamping: step ?? 0), event.plan.rawValue)
      }
    }
  }

  func moveInto(_ target: Operand16, _ source: Operand16) {
    guard target.register != source.register || target.isText != source.isText else { return }
    code.emit(target.isText ? .moveText : .moveInteger, target.register, source.register)
  }

  /// Emits an instruction of two operands into a new register, and gives the operands back.
  func combine(_ opcode: Opcode, _ left: Operand16, _ right: Operand16) -> Operand16 {
    release(left)
    release(right)
    let result = takeInteger()
    code.emit(opcode, result.register, left.register, right.register)
    return result
  }

  func negate(_ operand: Operand16) -> Operand16 {
    release(operand)
    let result = takeInteger()
    code.emit(.not, result.register, operand.register)
    return result
  }

  /// Notes that the instruction at `instruction` decides what is written.
  func note(_ kind: BranchPoint.Kind, _ span: Span, at instruction: Int) {
    if !isInWords { branches.append((kind, span, instruction)) }
  }

  func load(_ relation: RelationID) {
    guard !isLoaded(relation), let index = binding.relationIndex(relation) else { return }
    code.emit(.loadRows, UInt16(clamping: index))
    scopes[scopes.count - 1].loaded.insert(relation)
  }
}

extension HistoryFact.Event {
  var plan: PlanEvent {
    switch self {
    case .sent: .sent
    case .opened: .opened
    case .clicked: .clicked
    }
  }
}

extension CheckedOffer {
  /// When it ends, counted from the entry.
  var end: CheckedExpression? {
    guard let validity else { return nil }
    let entered = CheckedExpression(.entered, ValueType(.timestamp), span)
    if validity.seconds != 0 {
      return CheckedExpression(.movedInstant(entered, validity), ValueType(.timestamp), span)
    }
    let day = CheckedExpression(.localDate(entered), ValueType(.date), span)
    return CheckedExpression(.movedDate(day, validity), ValueType(.date), span)
  }
}

extension OffsetRecord {
  init(_ offset: CalendarOffset) {
    self.init(months: Int32(clamping: offset.months), days: Int32(clamping: offset.days), seconds: offset.seconds)
  }
}

extension RunConstant {
  init(localSeconds: Int64) { self.init(kind: .localInstant, months: 0, days: 0, seconds: localSeconds) }

  init(_ kind: Kind, _ offset: CalendarOffset) {
    self.init(
      kind: kind, months: Int32(clamping: offset.months), days: Int32(clamping: offset.days), seconds: offset.seconds)
  }
}
