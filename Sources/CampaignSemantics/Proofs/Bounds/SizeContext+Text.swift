import CampaignValues

extension SizeContext {
  /// A value as the machine writes it, of an instant its local day or second of the day; nil where no plan can be made that
  /// writes it.
  func text(_ value: Int64, _ format: ValueFormat) -> String? {
    switch format {
    case .text, .label: ""
    case .integer, .decimal, .money, .percent: amounts.map { $0.text(value, format) }
    case .date, .timestampDate, .time, .timestampTime: dates.map { $0.text(value, format) }
    }
  }
}

extension AmountFormats {
  fileprivate func text(_ value: Int64, _ format: ValueFormat) -> String {
    // Room for what each of them writes at the most, which their documentation says.
    String(unsafeUninitializedCapacity: max(NumberFormat.maxLength, Self.maxMoneyLength)) { buffer in
      guard let output = buffer.baseAddress else { return 0 }
      return switch format {
      case .integer: number.write(integer: value, to: output)
      case .decimal: number.write(decimal: value, fractionDigits: 4, to: output)
      case .money: write(money: value, to: output)
      case .percent: write(basisPoints: value, to: output)
      default: 0
      }
    }
  }
}

extension DateFormats {
  fileprivate func text(_ value: Int64, _ format: ValueFormat) -> String {
    String(unsafeUninitializedCapacity: DatePattern.maxLength) { buffer in
      guard let output = buffer.baseAddress else { return 0 }
      switch format {
      case .date(let style), .timestampDate(let style):
        return write(date: CivilDate(days: Int32(clamping: value)), style.formats, to: output)
      case .time(let style), .timestampTime(let style):
        return write(secondOfDay: Int(clamping: value), style == .short ? .short : .long, to: output)
      default: return 0
      }
    }
  }
}

extension DateStyle {
  fileprivate var formats: DateFormats.DateStyle {
    switch self {
    case .short: .short
    case .medium: .medium
    case .long: .long
    case .weekday: .weekday
    case .month: .month
    case .year: .year
    }
  }
}
