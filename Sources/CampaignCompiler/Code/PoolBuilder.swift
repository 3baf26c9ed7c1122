import CampaignPlan
import CampaignValues

/// Fills the plan's tables, each value once, in the order of first use.
struct PoolBuilder {
  private(set) var pools = ConstantPools()
  /// The table that grew too long to index, if any.
  private(set) var overflow: String?

  private var integerIndices: [Int64: UInt16] = [:]
  private var runIndices: [RunConstant: UInt16] = [:]
  private var textIndices: [String.UTF8Key: UInt16] = [:]
  private var setIndices: [[UInt16]: UInt16] = [:]
  private var formatIndices: [FormatRecord: UInt16] = [:]
  private var localeIndices: [LocaleKey: UInt16] = [:]

  private mutating func append<Value>(_ value: Value, to list: WritableKeyPath<ConstantPools, [Value]>, _ name: String)
    -> UInt16
  {
    let index = pools[keyPath: list].count
    guard index < PlanLimits.poolEntries else {
      overflow = overflow ?? name
      return 0
    }
    pools[keyPath: list].append(value)
    return UInt16(index)
  }

  private mutating func find<Value: Equatable>(
    _ value: Value, in list: WritableKeyPath<ConstantPools, [Value]>, _ name: String
  ) -> UInt16 {
    if let index = pools[keyPath: list].firstIndex(of: value) { return UInt16(clamping: index) }
    return append(value, to: list, name)
  }

  mutating func integer(_ value: Int64) -> UInt16 {
    if let index = integerIndices[value] { return index }
    let index = append(value, to: \.integers, "numbers")
    integerIndices[value] = index
    return index
  }

  mutating func run(_ value: RunConstant) -> UInt16 {
    if let index = runIndices[value] { return index }
    let index = append(value, to: \.runConstants, "points in time")
    runIndices[value] = index
    return index
  }

  mutating func text(_ value: String) -> UInt16 {
    let key = String.UTF8Key(value)
    if let index = textIndices[key] { return index }
    let index = append(value, to: \.texts, "texts")
    textIndices[key] = index
    return index
  }

  mutating func soundnessSet(_ value: [UInt16]) -> UInt16 {
    if let index = setIndices[value] { return index }
    let index = append(value, to: \.soundnessSets, "sets of attributes")
    setIndices[value] = index
    return index
  }

  mutating func format(_ value: FormatRecord) -> UInt16 {
    if let index = formatIndices[value] { return index }
    let index = append(value, to: \.formats, "formats")
    formatIndices[value] = index
    return index
  }

  mutating func integerList(_ value: [Int64]) -> UInt16 { find(value, in: \.integerLists, "lists of numbers") }
  mutating func fit(_ value: FitRecord) -> UInt16 { find(value, in: \.fits, "bounds of text") }
  mutating func offset(_ value: OffsetRecord) -> UInt16 { find(value, in: \.offsets, "distances in time") }
  mutating func plural(_ value: PluralRules) -> UInt16 { find(value, in: \.plurals, "rules of plurals") }
  mutating func order(_ value: [OrderRecord]) -> UInt16 { find(value, in: \.orders, "orders") }

  mutating func textList(_ value: [String]) -> UInt16 {
    // `==` of strings takes canonically equal texts as one; the plan keeps the bytes that were written.
    let keys = value.map { String.UTF8Key($0) }
    if let index = pools.textLists.firstIndex(where: { $0.map { String.UTF8Key($0) } == keys }) {
      return UInt16(clamping: index)
    }
    return append(value, to: \.textLists, "lists of texts")
  }

  /// The table's entry for how a language is written; `make` is asked the first time.
  mutating func locale(
    _ language: String, isShortMessage: Bool, _ make: () throws(CompileError) -> LocaleFormats
  ) throws(CompileError) -> UInt16 {
    // Where nothing is written otherwise in an SMS, it is the same.
    let key = LocaleKey(language: language, isShortMessage: isShortMessage)
    if let index = localeIndices[key] { return index }
    let formats = try make()
    let index = find(isShortMessage ? formats.inShortMessages : formats, in: \.locales, "languages")
    localeIndices[key] = index
    return index
  }

  struct LocaleKey: Hashable {
    var language: String
    var isShortMessage: Bool
  }
}

extension String {
  /// A text by its bytes, where strings' own equality would take canonically equal texts as one.
  struct UTF8Key: Hashable {
    private let bytes: [UInt8]
    init(_ text: String) { bytes = Array(text.utf8) }
  }
}
