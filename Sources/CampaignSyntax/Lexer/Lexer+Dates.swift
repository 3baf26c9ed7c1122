import CampaignDiagnostics

/// `2027-03-02`, `2027-03-02T09:30`, `2026-12-01T10:00Z`, and dates as other places write them.
extension Lexer {
  /// The end of `dddd-dd-dd` at `start`, whose first digits end at `whole`.
  func dateEnd(_ start: Int, _ whole: Int) -> Int? {
    guard whole - start == 4, byte(whole) == UInt8(ascii: "-"), byte(whole + 3) == UInt8(ascii: "-") else { return nil }
    for offset in [1, 2, 4, 5] where !isDigit(byte(whole + offset)) { return nil }
    return whole + 6
  }

  mutating func dateOrTimestamp(to dateEnd: Int) {
    var stop = dateEnd
    var kind = Lexeme.Kind.date
    if byte(stop) == UInt8(ascii: "T"), isDigit(byte(stop + 1)) {
      kind = .timestamp
      stop += 1
      while isDigit(byte(stop)) || (byte(stop) == UInt8(ascii: ":") && isDigit(byte(stop + 1))) { stop += 1 }
      if byte(stop) == UInt8(ascii: "Z") {
        stop += 1
      } else if byte(stop) == UInt8(ascii: "+") || byte(stop) == UInt8(ascii: "-"), isDigit(byte(stop + 1)) {
        stop += 1
        while isDigit(byte(stop)) || (byte(stop) == UInt8(ascii: ":") && isDigit(byte(stop + 1))) { stop += 1 }
      }
    }
    while isNameByte(byte(stop)) { stop += 1 }
    let value = DateParts(bytes[index..<stop])
    if let value, value.exists, (value.seconds != nil) == (kind == .timestamp) { return emit(kind, stop - index) }
    let written = text(index, stop)
    let what = kind == .date ? "date" : "time"
    diagnostics.append(
      Diagnostic(
        .noSuchDate, value == nil ? "`\(written)` is not how a \(what) is written" : "there is no \(what) `\(written)`",
        at: span(index, stop),
        helps: ["write a date like `2027-03-02`, with a time like `2027-03-02T09:30`, in UTC like `2027-03-02T09:30Z`"])
    )
    emit(.badValue, stop - index)
  }

  /// The end of `d/d/d` without spaces.
  func slashedDateEnd(_ start: Int, _ whole: Int) -> Int? {
    let separator = byte(whole)
    guard separator == UInt8(ascii: "/") || separator == UInt8(ascii: "."), isDigit(byte(whole + 1)) else { return nil }
    var second = whole + 1
    while isDigit(byte(second)) { second += 1 }
    guard byte(second) == separator, isDigit(byte(second + 1)) else { return nil }
    var stop = second + 1
    while isDigit(byte(stop)) { stop += 1 }
    return isNameByte(byte(stop)) ? nil : stop
  }

  mutating func slashedDate(to stop: Int) {
    let written = text(index, stop)
    let parts = written.split { $0 == "/" || $0 == "." }.map(String.init)
    let numbers = parts.map { Int($0) ?? 0 }
    var iso: String?
    var either: (String, String)?
    if parts.count == 3 {
      let (a, b, c) = (numbers[0], numbers[1], numbers[2])
      if parts[0].count == 4 {
        iso = Self.isoDate(a, b, c)
      } else if parts[2].count == 4, a > 12 || bytes[index..<stop].contains(UInt8(ascii: ".")) {
        iso = Self.isoDate(c, b, a)
      } else if parts[2].count == 4, b > 12 || a == b {
        iso = Self.isoDate(c, a, b)
      } else if parts[2].count == 4, let first = Self.isoDate(c, a, b), let second = Self.isoDate(c, b, a) {
        either = (first, second)
      }
    }
    let place = span(index, stop)
    diagnostics.append(
      Diagnostic(
        .foreignDate, "`\(written)` is not how a date is written", at: place,
        notes: iso == nil ? [Note("in some countries the day comes first, in others the month")] : [],
        helps: [
          iso.map { "write `\($0)`" } ?? either.map { "write `\($0.0)` or `\($0.1)`, whichever is meant" }
            ?? "write year, month and day, like `2027-03-02`"
        ],
        fixes: iso.map { [Fix("write `\($0)`", replace: place, with: $0)] } ?? []))
    emit(.badValue, stop - index)
  }

  private static func isoDate(_ year: Int, _ month: Int, _ day: Int) -> String? {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let text = "\(year)-\(two(month))-\(two(day))"
    guard let parts = DateParts(Array(text.utf8)[...]), parts.exists else { return nil }
    return text
  }
}

/// The parts of a date or timestamp literal.
struct DateParts {
  var year = 0
  var month = 0
  var day = 0
  /// Seconds after midnight, where a time is given.
  var seconds: Int?
  var offsetSeconds: Int?
  /// Whether each part is in its range.
  private(set) var exists = true

  /// nil where the text does not have the form of a date or timestamp.
  init?(_ bytes: some RandomAccessCollection<UInt8>) {
    let bytes = Array(bytes)
    var at = 0
    func digits(_ count: Int) -> Int? {
      guard at + count <= bytes.count else { return nil }
      var value = 0
      for byte in bytes[at..<at + count] {
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
      }
      at += count
      return value
    }
    func skip(_ character: Unicode.Scalar) -> Bool {
      guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
      at += 1
      return true
    }
    guard let year = digits(4), skip("-"), let month = digits(2), skip("-"), let day = digits(2) else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
    exists = (1...12).contains(month) && day >= 1 && day <= Self.days(year: year, month: month) && year >= 1
    guard at < bytes.count else { return }
    guard skip("T"), let hour = digits(2), skip(":"), let minute = digits(2) else { return nil }
    var second = 0
    if skip(":") {
      guard let value = digits(2) else { return nil }
      second = value
    }
    exists = exists && hour < 24 && minute < 60 && second < 60
    seconds = hour * 3600 + minute * 60 + second
    if skip("Z") {
      offsetSeconds = 0
    } else if at < bytes.count {
      let sign = skip("-") ? -1 : 1
      if sign == 1, !skip("+") { return nil }
      guard let hours = digits(2), skip(":"), let minutes = digits(2) else { return nil }
      exists = exists && hours <= 14 && minutes < 60
      offsetSeconds = sign * (hours * 3600 + minutes * 60)
    }
    guard at == bytes.count else { return nil }
  }

  private static func days(year: Int, month: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }
}
