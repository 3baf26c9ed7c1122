import _FoundationICU

/// The patterns and names of dates in one language, asked of ICU itself: Foundation's formatters take several times as long to
/// be made, and a check of one file would be waiting for little else.
struct ICUDates: ~Copyable {
  enum Style {
    case none, short, medium, long
  }

  private let locale: String
  /// Any format of the language knows its names.
  private let format: UnsafeMutablePointer<UDateFormat?>

  /// `locale` is an identifier of ICU's. Nil where ICU has no data for it.
  init?(locale: String) {
    guard let format = Self.open(locale, date: .short, time: .short) else { return nil }
    self.locale = locale
    self.format = format
  }

  deinit { swift_udat_close(format) }

  /// The CLDR pattern of a date or a time; nil where ICU has none.
  func pattern(date: Style, time: Style) -> String? {
    guard let format = Self.open(locale, date: date, time: time) else { return nil }
    defer { swift_udat_close(format) }
    return Self.text { buffer, capacity, status in swift_udat_toPattern(format, 0, buffer, capacity, &status) }
  }

  /// The CLDR pattern of a year that stands alone.
  func yearPattern() -> String? {
    var status = U_ZERO_ERROR
    guard let generator = swift_udatpg_open(locale, &status) else { return nil }
    defer { swift_udatpg_close(generator) }
    guard status.isSuccess else { return nil }
    let skeleton = Array("y".utf16)
    return Self.text { buffer, capacity, status in
      swift_udatpg_getBestPattern(generator, skeleton, Int32(skeleton.count), buffer, capacity, &status)
    }
  }

  /// 12 names, January first.
  func months(_ type: UDateFormatSymbolType) -> [String]? { names(type, 0..<12) }

  /// 7 names, Monday first: ICU's begin with Sunday, after one that stands for none.
  func weekdays(_ type: UDateFormatSymbolType) -> [String]? {
    guard let names = names(type, 1..<8) else { return nil }
    return Array(names[1...] + names[..<1])
  }

  /// What stands for the hours before noon, and for those after.
  func dayPeriods() -> [String]? { names(UDAT_AM_PMS, 0..<2) }

  /// The era of our time.
  func era() -> String? { name(UDAT_ERAS, 1) }

  private func names(_ type: UDateFormatSymbolType, _ indices: Range<Int32>) -> [String]? {
    var found: [String] = []
    for index in indices {
      guard let name = name(type, index) else { return nil }
      found.append(name)
    }
    return found
  }

  private func name(_ type: UDateFormatSymbolType, _ index: Int32) -> String? {
    Self.text { buffer, capacity, status in swift_udat_getSymbols(format, type, index, buffer, capacity, &status) }
  }

  private static let zone = Array("UTC".utf16)

  private static func open(_ locale: String, date: Style, time: Style) -> UnsafeMutablePointer<UDateFormat?>? {
    var status = U_ZERO_ERROR
    let format = swift_udat_open(time.icu, date.icu, locale, zone, Int32(zone.count), nil, 0, &status)
    if status.isSuccess { return format }
    if let format { swift_udat_close(format) }
    return nil
  }

  /// What ICU writes into a buffer of so many UTF-16 code units, and says the length of; nil where it fails or runs over.
  private static func text(
    _ write: (UnsafeMutablePointer<UInt16>?, Int32, inout UErrorCode) -> Int32
  ) -> String? {
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 256) { buffer in
      var status = U_ZERO_ERROR
      let length = write(buffer.baseAddress, Int32(buffer.count), &status)
      guard status.isSuccess, (0...Int32(buffer.count)).contains(length) else { return nil }
      return String(decoding: buffer[..<Int(length)], as: UTF16.self)
    }
  }
}

extension ICUDates.Style {
  fileprivate var icu: UDateFormatStyle {
    switch self {
    case .none: UDAT_NONE
    case .short: UDAT_SHORT
    case .medium: UDAT_MEDIUM
    case .long: UDAT_LONG
    }
  }
}

extension UErrorCode {
  /// Below zero are warnings, such as that a language's data is that of its parent.
  fileprivate var isSuccess: Bool { rawValue <= U_ZERO_ERROR.rawValue }
}
