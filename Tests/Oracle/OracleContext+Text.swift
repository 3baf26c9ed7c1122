import CampaignCompiler
import CampaignDiagnostics
import CampaignLocales
import CampaignSemantics
import CampaignValues

extension OracleContext {
  /// What the nodes of a part that is not Markdown write.
  func text(_ nodes: [TemplateNode], language: OracleLanguage) throws -> String {
    var result = ""
    for node in nodes {
      switch node {
      case .literal(let text): result += text
      case .value(let expression, let format, let escape):
        let value = value(expression) ?? .text(Array("(missing)".utf8))
        let written = Self.onOneLine(try written(value, format, language, expression.span))
        result += escape == .urlComponent ? OracleHTML.component(written) : written
      case .conditional(let branches, let otherwise):
        let taken = branches.first { bool($0.condition) == true }
        result += try text(taken?.nodes ?? otherwise, language: language)
      case .variant(let experiment, let arms): result += try text(arms[variants[experiment]], language: language)
      case .loop(let loop): result += try text(loop, language: language)
      case .plural(let plural):
        let (inner, form) = self.form(of: plural)
        // A form that is not written out is none of a number within the declared bounds.
        let taken = plural.forms.first { $0.form == form } ?? plural.forms[plural.forms.count - 1]
        result += try inner.text(taken.nodes, language: language)
      case .pluralNumber:
        result += try written(.integer(pluralNumber), .integer, language, Span(FileID(0), 0, 0))
      case .unsubscribeURL: result += "(unsubscribe)"
      }
    }
    return result
  }

  /// The form of the plural's number, and a context in which `{n}` is that number.
  func form(of plural: CheckedPlural) -> (OracleContext, PluralForm) {
    var inner = self
    inner.pluralNumber = value(plural.number)?.integer ?? 0
    return (inner, plural.rules.form(of: inner.pluralNumber))
  }

  /// A context for each row that the loop goes over.
  func turns(of loop: CheckedLoop) -> [OracleContext] {
    let turns = contexts(loop.relation, loop.variable, loop.predicate)
    return Array(Self.ordered(turns, by: loop.order, loop.variable).prefix(loop.limit ?? turns.count))
  }

  private func text(_ loop: CheckedLoop, language: OracleLanguage) throws -> String {
    let turns = turns(of: loop)
    if turns.isEmpty { return try text(loop.otherwise, language: language) }
    let body = try turns.map { try $0.text(loop.body, language: language) }.joined()
    return try text(loop.prologue, language: language) + body + text(loop.epilogue, language: language)
  }

  /// The rows by the keys, ties as they were, a missing key last.
  static func ordered(
    _ contexts: [OracleContext], by order: [(field: Int, isDescending: Bool)], _ variable: VariableID
  ) -> [OracleContext] {
    var turns = contexts
    for order in order.reversed() {
      let keyed = turns.enumerated().map { (offset: $0, context: $1, key: $1.rows[variable]?[order.field]) }
      turns = keyed.sorted { left, right in
        let first = Self.rank(left.key)
        let second = Self.rank(right.key)
        if (first == nil) != (second == nil) { return first != nil }
        guard let first, let second, first != second else { return left.offset < right.offset }
        return order.isDescending ? first > second : first < second
      }.map(\.context)
    }
    return turns
  }

  private static func rank(_ reading: OracleReading?) -> Int64? {
    if case .known(.integer(let value))? = reading { value } else { nil }
  }

  func written(
    _ value: OracleValue, _ format: ValueFormat, _ language: OracleLanguage, _ place: Span
  ) throws -> String {
    if case .text(let bytes) = value { return String(decoding: bytes, as: UTF8.self) }
    let formats = try LocaleExtraction.formats(
      language: language.name, currency: oracle.tenant.currency, at: place)
    let number = value.integer
    func string(_ write: (UnsafeMutablePointer<UInt8>) -> Int) -> String {
      language.written(String(maxLength: 4_096, write))
    }
    func date(_ days: Int64, _ style: DateStyle) -> String {
      let day = CivilDate(days: Int32(clamping: days))
      switch style {
      case .short: return string { formats.dates.write(date: day, .short, to: $0) }
      case .medium: return string { formats.dates.write(date: day, .medium, to: $0) }
      case .long: return string { formats.dates.write(date: day, .long, to: $0) }
      case .weekday:
        return language.written(String(decoding: formats.dates.names.weekdaysAlone[day.weekday], as: UTF8.self))
      case .month:
        return language.written(String(decoding: formats.dates.names.monthsAlone[day.parts.month - 1], as: UTF8.self))
      case .year: return string { formats.dates.write(date: day, .year, to: $0) }
      }
    }
    func time(_ second: Int64, _ style: TimeStyle) -> String {
      string { formats.dates.write(secondOfDay: Int(second), style == .short ? .short : .long, to: $0) }
    }
    switch format {
    case .text, .integer: return string { formats.amounts.number.write(integer: number, to: $0) }
    case .decimal: return string { formats.amounts.number.write(decimal: number, fractionDigits: 4, to: $0) }
    case .money: return string { formats.amounts.write(money: number, to: $0) }
    case .percent: return string { formats.amounts.write(basisPoints: number, to: $0) }
    case .date(let style): return date(number, style)
    case .timestampDate(let style): return date(Int64(oracle.zone.localDate(at: number).days), style)
    case .time(let style): return time(number, style)
    case .timestampTime(let style):
      return time(Int64(oracle.zone.local(at: number).secondOfDay), style)
    case .label(let labels): return labels[Int(number)]
    }
  }

  /// Runs of line breaks and tabs become a space.
  static func onOneLine(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: breaks.contains) else { return text }
    var result = String.UnicodeScalarView()
    var isInBreak = false
    for scalar in text.unicodeScalars {
      if !breaks.contains(scalar) { result.append(scalar) } else if !isInBreak { result.append(" ") }
      isInBreak = breaks.contains(scalar)
    }
    return String(result)
  }

  private static let breaks: Set<Unicode.Scalar> = ["\t", "\n", "\r", "\u{2028}", "\u{2029}"]
}
