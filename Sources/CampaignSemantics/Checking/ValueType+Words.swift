import CampaignValues

extension BaseType {
  /// Of a number: the interval that it lies in.
  package var bounds: ClosedRange<Int64>? {
    switch self {
    case .integer(let bounds), .decimal(let bounds), .money(let bounds), .percent(let bounds): bounds
    default: nil
    }
  }

  func replacingBounds(_ bounds: ClosedRange<Int64>) -> BaseType {
    switch self {
    case .integer: .integer(bounds)
    case .decimal: .decimal(bounds)
    case .money: .money(bounds)
    case .percent: .percent(bounds)
    default: self
    }
  }

  var isInteger: Bool {
    if case .integer = self { true } else { false }
  }

  var isDecimal: Bool {
    if case .decimal = self { true } else { false }
  }

  /// A number without a unit.
  var isPlainNumber: Bool { isInteger || isDecimal }

  /// Whether its values are bytes of text at run time.
  package var isTextual: Bool {
    switch self {
    case .text, .timezone, .email, .phone, .url: true
    default: false
    }
  }

  /// The most user-perceived characters that a value has, of a type that is text.
  package var maxCharacters: Int? {
    switch self {
    case .text(let type): type.maxCharacters
    case .timezone: 64
    case .email: 254
    case .phone: 16
    case .url: 2_048
    default: nil
    }
  }

  /// Whether values of both can be compared with each other, bounds aside.
  func isLike(_ other: BaseType) -> Bool {
    switch (self, other) {
    case (.text, .text), (.integer, .integer), (.decimal, .decimal), (.money, .money), (.percent, .percent),
      (.bool, .bool),
      (.date, .date), (.timestamp, .timestamp), (.time, .time), (.duration, .duration), (.timezone, .timezone),
      (.email, .email), (.phone, .phone), (.url, .url):
      true
    case (.choice(let a), .choice(let b)):
      a.isOrdered == b.isOrdered && a.options.elementsEqual(b.options) { $0.name == $1.name }
    default: false
    }
  }

  /// The smallest type that has the values of both; nil where they are not alike.
  package func union(_ other: BaseType) -> BaseType? {
    if self == other { return self }
    if let a = bounds, let b = other.bounds, isLike(other) {
      return replacingBounds(min(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound))
    }
    if case .url = self, case .url = other { return .text(TextType(maxCharacters: 2_048)) }
    if let a = maxCharacters, let b = other.maxCharacters {
      var textClass = TextType.Class.any
      if case .text(let x) = self, case .text(let y) = other, x.textClass == y.textClass { textClass = x.textClass }
      return .text(TextType(maxCharacters: max(a, b), textClass: textClass))
    }
    return isLike(other) ? self : nil
  }
}

extension TextType {
  /// The type of a text that is written out.
  package init(literal text: String) {
    let isGSM = TextClass.gsm.allows(text)
    self.init(
      maxCharacters: text.count, textClass: isGSM ? .gsm : TextClass.name.allows(text) ? .name : .any)
  }

  /// Whether the text may stand where this type is declared.
  func allowsClass(of text: String) -> Bool {
    switch textClass {
    case .any: true
    case .name: TextClass.name.allows(text)
    case .gsm: TextClass.gsm.allows(text)
    }
  }

  /// Whether nothing but a letter is missing to make the text a name, where one is asked for.
  func lacksLetter(_ text: String) -> Bool {
    var text = text
    return textClass == .name && text.withUTF8 { TextClass.lacksLetterAlone(UnsafeRawBufferPointer($0)) }
  }
}

extension TextClass {
  func allows(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { allows(UnsafeRawBufferPointer($0)) }
  }
}

extension String {
  /// Whether it is what the language calls blank.
  var isBlankText: Bool {
    var text = self
    return text.withUTF8 { TextRules.isBlank(UnsafeRawBufferPointer($0)) }
  }
}

extension CheckedExpression {
  /// Whether its value is written out.
  var isConstant: Bool {
    switch kind {
    case .constant, .localInstant: true
    default: false
    }
  }

  var constantInteger: Int64? {
    if case .constant(.integer(let value)) = kind { value } else { nil }
  }
}

extension TenantContext {
  /// What an expression is, in the author's words.
  func words(_ e: CheckedExpression) -> String {
    guard e.isConstant else { return words(e.type) }
    return switch e.type.base {
    case .text: "text"
    case .integer: "a number"
    case .decimal: "a decimal number"
    case .money: "an amount of money"
    case .percent: "a percentage"
    case .bool: "`yes` or `no`"
    case .date: "a date"
    case .timestamp: "a date and time"
    case .time: "a time of day"
    case .duration: "a duration"
    default: words(e.type)
    }
  }

  /// A type as its declaration is written, in backticks.
  package func words(_ type: ValueType) -> String { "`\(spelled(type.base))\(type.isOptional ? "?" : "")`" }

  private func spelled(_ base: BaseType) -> String {
    switch base {
    case .text(let type):
      return type.textClass == .any
        ? "text(\(type.maxCharacters))" : "text(\(type.maxCharacters), \(type.textClass.rawValue))"
    case .integer(let bounds): return "int" + spelled(bounds, digits: 0)
    case .decimal(let bounds): return "decimal" + spelled(bounds, digits: 4)
    case .money(let bounds): return "money" + spelled(bounds, digits: settings.currency?.fractionDigits ?? 2)
    case .percent(let bounds): return "percent" + spelled(bounds, digits: 2)
    case .bool: return "bool"
    case .date: return "date"
    case .timestamp: return "timestamp"
    case .time: return "time"
    case .duration: return "duration"
    case .timezone: return "timezone"
    case .email: return "email"
    case .phone: return "phone"
    case .url(let host): return "url on \"\(host)\""
    case .choice(let choice):
      let names = choice.options.prefix(4).map(\.name) + (choice.options.count > 4 ? ["…"] : [])
      return "choice(\(names.joined(separator: choice.isOrdered ? " < " : ", ")))"
    case .set(let relation): return "set \(audience.relations[relation.index].name.text)"
    case .rows(let relation): return "many \(audience.relations[relation.index].name.text)"
    case .item(let catalog): return audience.catalogs[catalog.index].name.text
    }
  }

  private func spelled(_ bounds: ClosedRange<Int64>, digits: Int) -> String {
    if bounds == BaseType.defaultBounds { return "" }
    return "(\(decimal(bounds.lowerBound, digits)) to \(decimal(bounds.upperBound, digits)))"
  }

  private func decimal(_ value: Int64, _ digits: Int) -> String {
    var text = String(value.magnitude)
    var fraction = ""
    if digits > 0 {
      text = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
      fraction = String(text.suffix(digits))
      text = String(text.dropLast(digits))
      while fraction.last == "0" { fraction.removeLast() }
    }
    var grouped = ""
    for (offset, digit) in text.enumerated() {
      if offset > 0, (text.count - offset).isMultiple(of: 3), text.count > 4 { grouped.append("_") }
      grouped.append(digit)
    }
    return (value < 0 ? "-" : "") + grouped + (fraction.isEmpty ? "" : "." + fraction)
  }
}

extension [String] {
  /// The names in backticks, cut after `limit`.
  func quotedList(limit: Int) -> String {
    prefix(limit).map { "`\($0)`" }.joined(separator: ", ") + (count > limit ? ", …" : "")
  }
}
