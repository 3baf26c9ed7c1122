import CampaignDiagnostics

/// Numbers and what is written with digits: `20_000`, `0.5%`, `1st`, `09:30`, `2027-03-02T09:30Z`.
extension Lexer {
  mutating func number() {
    let start = index
    let whole = digits(from: start)
    if let stop = dateEnd(start, whole) { return dateOrTimestamp(to: stop) }
    if byte(whole) == UInt8(ascii: ":"), whole - start <= 2, isDigit(byte(whole + 1)) { return time(colon: whole) }
    if let stop = slashedDateEnd(start, whole) { return slashedDate(to: stop) }
    var stop = whole
    while isDigit(byte(stop)) || byte(stop) == UInt8(ascii: "_") { stop += 1 }
    let hasFraction = byte(stop) == UInt8(ascii: ".") && isDigit(byte(stop + 1))
    if hasFraction {
      stop += 1
      while isDigit(byte(stop)) || byte(stop) == UInt8(ascii: "_") { stop += 1 }
    }
    if isNameByte(byte(stop)) { return suffixed(numberEnd: stop, isWhole: !hasFraction) }
    if Self.number(bytes, start, stop) == nil { return badNumber(to: stop) }
    if byte(stop) == UInt8(ascii: "%") { return emit(.percent, stop + 1 - start) }
    emit(.number, stop - start)
  }

  func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private func digits(from start: Int) -> Int {
    var at = start
    while isDigit(byte(at)) { at += 1 }
    return at
  }

  /// Mantissa and scale of the digits in the range, or nil where they don't fit 64 bits or `_` does not stand between digits.
  static func number(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> (mantissa: Int64, scale: Int)? {
    var mantissa: Int64 = 0
    var scale = 0
    var isFraction = false
    var previous = UInt8(ascii: "_")
    for at in start..<end {
      let byte = bytes[at]
      switch byte {
      case UInt8(ascii: "_"), UInt8(ascii: "."):
        guard previous != UInt8(ascii: "_"), previous != UInt8(ascii: ".") else { return nil }
        if byte == UInt8(ascii: ".") { isFraction = true }
      default:
        let (tens, overflow) = mantissa.multipliedReportingOverflow(by: 10)
        let (sum, carry) = tens.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
        guard !overflow, !carry else { return nil }
        mantissa = sum
        if isFraction { scale += 1 }
      }
      previous = byte
    }
    return previous == UInt8(ascii: "_") ? nil : (mantissa, scale)
  }

  private mutating func badNumber(to stop: Int) {
    let place = span(index, stop)
    let isSpaced = text(index, stop).contains("__") || bytes[stop - 1] == UInt8(ascii: "_")
    diagnostics.append(
      Diagnostic(
        .badNumber, isSpaced ? "`_` stands between two digits" : "`\(text(index, stop))` is too large a number",
        at: place,
        helps: isSpaced ? ["write it like `20_000`"] : ["the largest number is 9223372036854775807, decimals included"])
    )
    let percent = byte(stop) == UInt8(ascii: "%") ? 1 : 0
    emit(.badValue, stop + percent - index)
  }

  // MARK: Letters after digits

  /// `1st`, `5PM`, `30days`.
  private mutating func suffixed(numberEnd: Int, isWhole: Bool) {
    var stop = numberEnd
    while isNameByte(byte(stop)) { stop += 1 }
    let suffix = text(numberEnd, stop)
    if isWhole, ["st", "nd", "rd", "th"].contains(suffix) { return emit(.ordinal, stop - index) }
    let written = text(index, numberEnd)
    let place = span(index, stop)
    if let time = Self.clockTime(hour: written, minute: "00", half: suffix) {
      return refuse(.foreignTime, "`\(text(index, stop))` is not how a time is written", to: stop, fix: time)
    }
    if Keyword(suffix)?.timeUnit != nil || Self.isCurrency(suffix) {
      return refuse(.badNumber, "a space stands before `\(suffix)`", to: stop, fix: "\(written) \(suffix)")
    }
    diagnostics.append(
      Diagnostic(
        .badNumber, "`\(text(index, stop))` is neither a number nor a name", at: place,
        helps: ["a name begins with a letter; a number and its unit stand apart"]))
    emit(.badValue, stop - index)
  }

  private mutating func refuse(_ code: DiagnosticCode, _ message: String, to stop: Int, fix: String?) {
    let place = span(index, stop)
    diagnostics.append(
      Diagnostic(
        code, message, at: place, helps: fix.map { ["write `\($0)`"] } ?? [],
        fixes: fix.map { [Fix("write `\($0)`", replace: place, with: $0)] } ?? []))
    emit(.badValue, stop - index)
  }

  static func isCurrency(_ text: some StringProtocol) -> Bool {
    text.utf8.count == 3 && text.utf8.allSatisfy { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }
  }

  /// `5`, `30`, `pm` as `17:30`.
  private static func clockTime(hour: String, minute: String, half: String) -> String? {
    let half = half.lowercased()
    guard half == "am" || half == "pm", let hour = Int(hour), (1...12).contains(hour) else { return nil }
    let hours = hour % 12 + (half == "pm" ? 12 : 0)
    return (hours < 10 ? "0" : "") + "\(hours):" + minute
  }

  // MARK: Times

  private mutating func time(colon: Int) {
    let start = index
    let stop = digits(from: colon + 1)
    var suffixEnd = stop
    while isNameByte(byte(suffixEnd)) { suffixEnd += 1 }
    let (hour, minute, suffix) = (text(start, colon), text(colon + 1, stop), text(stop, suffixEnd))
    if let time = Self.clockTime(hour: hour, minute: minute, half: suffix) {
      return refuse(.foreignTime, "`\(text(start, suffixEnd))` is not how a time is written", to: suffixEnd, fix: time)
    }
    let isInRange = (Int(hour) ?? 99) < 24 && (Int(minute) ?? 99) < 60
    if hour.utf8.count == 2, minute.utf8.count == 2, suffix.isEmpty, isInRange { return emit(.time, stop - start) }
    let padded =
      hour.utf8.count == 1 && minute.utf8.count == 2 && suffix.isEmpty && isInRange ? "0\(hour):\(minute)" : nil
    let isMissing = padded == nil && suffix.isEmpty && minute.utf8.count == 2
    let message =
      isMissing
      ? "there is no time `\(text(start, stop))`" : "`\(text(start, suffixEnd))` is not how a time is written"
    guard padded == nil else { return refuse(.foreignTime, message, to: suffixEnd, fix: padded) }
    diagnostics.append(
      Diagnostic(
        isMissing ? .noSuchDate : .foreignTime, message, at: span(start, suffixEnd),
        helps: ["times run from `00:00` to `23:59`, in two digits each"]))
    emit(.badValue, suffixEnd - start)
  }

  mutating func currencyAmount(_ currency: String, signBytes: Int) {
    let start = index
    var stop = start + signBytes
    while isBlank(byte(stop)) { stop += 1 }
    let numberStart = stop
    while isDigit(byte(stop)) || byte(stop) == UInt8(ascii: "_")
      || (byte(stop) == UInt8(ascii: ".") && isDigit(byte(stop + 1)))
      || (byte(stop) == UInt8(ascii: ",") && isDigit(byte(stop + 1)) && isDigit(byte(stop + 3))
        && !isDigit(byte(stop + 4)))
    { stop += 1 }
    let sign = text(start, start + signBytes)
    guard stop > numberStart else {
      diagnostics.append(
        Diagnostic(
          .currencySign, "`\(sign)` means nothing here", at: span(start, start + signBytes),
          helps: ["an amount is written like `50 \(currency)`"]))
      index = start + signBytes
      return trivia(.invalid, from: start)
    }
    let amount = text(numberStart, stop).filter { $0 != "," }
    let place = span(start, stop)
    diagnostics.append(
      Diagnostic(
        .currencySign, "an amount is written with its currency behind it", at: place,
        helps: ["write `\(amount) \(currency)`"],
        fixes: [Fix("write `\(amount) \(currency)`", replace: place, with: "\(amount) \(currency)")]))
    emit(.badValue, stop - start)
  }
}
