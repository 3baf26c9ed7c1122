import CampaignValues

extension LocaleFormats {
  /// A value as the machine writes it: of an instant its local day or second of the day.
  func text(_ value: Int64, _ format: ValueFormat) -> String {
    String(unsafeUninitializedCapacity: Self.textLimitBytes) { buffer in
      guard let output = buffer.baseAddress else { return 0 }
      let day = CivilDate(days: Int32(clamping: value))
      let second = Int(clamping: value)
      switch format {
      case .text, .label: return 0
      case .integer: return number.write(integer: value, to: output)
      case .decimal: return number.write(decimal: value, fractionDigits: 4, to: output)
      case .money: return write(money: value, to: output)
      case .percent: return write(basisPoints: value, to: output)
      case .date(let style), .timestampDate(let style): return write(date: day, style.formats, to: output)
      case .time(let style), .timestampTime(let style):
        return write(secondOfDay: second, style == .short ? .short : .long, to: output)
      }
    }
  }

  // Room for what each of them writes at the most, which their documentation says.
  private static let textLimitBytes = max(NumberFormat.maxLength, maxMoneyLength, DatePattern.maxLength)
}

extension DateStyle {
  fileprivate var formats: LocaleFormats.DateStyle {
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
