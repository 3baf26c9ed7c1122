import CampaignValues

/// How a value is written where it stands.
struct ValuePlace {
  var format: ValueFormat
  var escape: TextEscape
  /// What a text is said to fit where it is read.
  var fits: [TextType] = []
}

/// What is filled in.
extension SizeSearch {
  mutating func value(
    _ expression: CheckedExpression, _ place: ValuePlace, _ path: SizePath
  ) throws(SizeSplit) -> SizeBound {
    switch expression.kind {
    case .otherwise(let first, let second):
      let test = first.isKnownTest
      switch path.truth(test) {
      case true?: return try value(first, place, path)
      case false?: return try value(second, place, path)
      case nil: break
      }
      if isShared(first), let undecided = path.undecided(test) { throw .condition(undecided) }
      let known = try value(first, place, path.assuming(test, true)).noting(.condition(test, true))
      let missing = try value(second, place, path.assuming(test, false)).noting(.condition(test, false))
      return end.join(known, missing)
    case .fits(let text, let type):
      var inner = place
      inner.fits.append(type)
      return try value(text, inner, path)
    case .variant(let experiment, let values):
      return try variant(experiment, values.count, path) { (search, index) throws(SizeSplit) in
        try search.value(values[index], place, path)
      }
    default: return leaf(expression, place, path)
    }
  }

  private func leaf(_ expression: CheckedExpression, _ place: ValuePlace, _ path: SizePath) -> SizeBound {
    switch place.format {
    case .text: return text(expression, place, path)
    case .label(let labels):
      let all = expression.constantInteger.map { [Int($0)] } ?? Array(labels.indices)
      return all.reduce(.impossible) { result, index in
        guard labels.indices.contains(index), path.allows(expression, Int64(index)) else { return result }
        let label = bound(labels[index], place.escape, isWritten: true)
        return end.join(result, noting(Int64(index), expression, label))
      }
    case .integer, .decimal, .money, .percent:
      if let constant = expression.constantInteger { return numbers([constant], expression, place) }
      guard let range = path.range(of: expression) else { return .impossible }
      let samples = NumberSamples.numbers(in: range)
      let allowed = samples.filter { path.allows(expression, $0) }
      return numbers(allowed.isEmpty ? samples : allowed, expression, place)
    case .date, .timestampDate, .time, .timestampTime: return moment(expression, place)
    }
  }

  // MARK: Texts

  private func text(_ expression: CheckedExpression, _ place: ValuePlace, _ path: SizePath) -> SizeBound {
    switch expression.kind {
    case .constant(.text(let text)):
      guard place.fits.allSatisfy({ $0.allows(text) }) else { return .impossible }
      return bound(text, place.escape, isWritten: true)
    case .uniqueCode(let prefix):
      let code = prefix + String(repeating: "0", count: SizeContext.uniqueCodeCharacters)
      return bound(code, place.escape, isWritten: false)
    default: break
    }
    let (held, broken) = path.fits(of: expression)
    let samples = TextSamples(
      expression.type.base, held: held + place.fits, broken: broken, measure: measure, end: end, escape: place.escape)
    return samples.texts.reduce(.impossible) { result, sample in
      var weight = weigh(place.escape.escaping(sample.start), isWritten: false)
      if sample.count > 0 {
        weight = weight + weigh(place.escape.escaping(sample.character), isWritten: false) * sample.count
      }
      var extreme = SizeExtreme(weight: weight)
      if mode.keepsText { extreme.text = sample.text }
      let fact: SizeWitness.Fact = .value(expression, .text(sample.text))
      return end.join(result, SizeBound(extreme).noting(fact))
    }
  }

  // MARK: Numbers and dates

  /// One of several numbers.
  func numbers(_ values: [Int64], _ number: CheckedExpression, _ place: ValuePlace) -> SizeBound {
    values.reduce(.impossible) { result, value in
      guard let text = context.text(value, place.format) else { return .empty }
      let written = bound(text, place.escape, isWritten: false)
      if number.constantInteger != nil { return end.join(result, written) }
      return end.join(result, noting(value, number, written))
    }
  }

  private func moment(_ expression: CheckedExpression, _ place: ValuePlace) -> SizeBound {
    guard let dates = context.dates else { return .empty }
    if let constant = expression.constantInteger, !place.format.isOfInstant {
      return context.text(constant, place.format).map { bound($0, place.escape, isWritten: false) } ?? .empty
    }
    return DateSamples.moments(place.format, dates, end).reduce(.impossible) { result, moment in
      let value = place.format.isOfDay ? moment.days : moment.secondOfDay
      guard let text = context.text(value, place.format) else { return .empty }
      let written = bound(text, place.escape, isWritten: false)
      let fact: SizeWitness.Fact =
        if expression.isStored {
          .value(expression, place.format.isOfInstant ? .localInstant(seconds: moment.seconds) : .integer(value))
        } else {
          .moment(expression, days: moment.days, secondOfDay: place.format.isOfDay ? nil : moment.secondOfDay)
        }
      return end.join(result, written.noting(fact))
    }
  }
}

extension TextType {
  /// Whether a text keeps to the type.
  func allows(_ text: String) -> Bool {
    allowsClass(of: text) && text.withBytes { TextRules.fits($0, maxCharacters: maxCharacters) }
  }
}

extension ValueFormat {
  /// Whether it writes a day, rather than a time of day.
  fileprivate var isOfDay: Bool {
    switch self {
    case .date, .timestampDate: true
    default: false
    }
  }

  /// Whether the value is an instant.
  fileprivate var isOfInstant: Bool {
    switch self {
    case .timestampDate, .timestampTime: true
    default: false
    }
  }
}
