import CampaignPlan
import CampaignValues

/// Puts messages together in the output buffer, in the run's form.
struct MessageWriter {
  let form: OutputForm
  var output: OutputBuffer
  /// The message being made.
  private(set) var message = 0
  private(set) var address = TextSpan.empty
  private var start = OutputBuffer.Mark(count: 0, extra: 0)
  private var partStart = OutputBuffer.Mark(count: 0, extra: 0)
  private var part = 0
  /// Bytes of the parts as they are sent.
  private var sizeBytes = 0
  private var hasUnsubscribeToken = false
  private let token: UnsafeMutablePointer<UInt8>
  /// By `PlanPart`: where the part stands in the buffer; an upper bound of -1 where there is none.
  let partRanges: UnsafeMutablePointer<(start: Int, end: Int)>
  private let scratch: UnsafeMutablePointer<UInt8>
  private(set) var messageIDStart = 0

  init(form: OutputForm, memory: RunMemory) {
    self.form = form
    output = OutputBuffer(memory: memory)
    token = memory.allocate(CrockfordBase32.blockLength, 0)
    partRanges = memory.allocate(PlanPart.allCases.count, (0, -1))
    scratch = memory.allocate(
      max(LocaleFormats.maxMoneyLength, DatePattern.maxLength, NumberFormat.maxLength, NameList.maxNameBytes), 0)
  }

  @inline(__always)
  mutating func begin(
    _ message: Int, _ image: UnsafePointer<Image>, member: TextSpan, address: TextSpan, variants: UnsafePointer<Int>
  ) {
    self.message = message
    self.address = address
    start = output.mark
    sizeBytes = 0
    hasUnsubscribeToken = false
    guard form == .jsonLines else { return beginParts() }
    let plain = image.pointee.escapes + Int(PlanEscape.plain.rawValue)
    output.append(image.pointee.lineHead)
    output.append(member, plain)
    output.append(image.pointee.messages[message].head)
    for experiment in 0..<image.pointee.experimentCount {
      output.append(image.pointee.experiments[experiment].entries[variants[experiment]])
    }
    output.append(image.pointee.addressHead)
    output.append(address, plain)
    output.append(UInt8(ascii: "\""))
  }

  private mutating func beginParts() {
    output.removeAll()
    start = output.mark
    for part in 0..<PlanPart.allCases.count { partRanges[part] = (0, -1) }
  }

  @inline(__always)
  mutating func beginPart(_ part: Int, _ image: UnsafePointer<Image>) {
    self.part = part
    if form == .jsonLines { output.append(image.pointee.partHeads[part]) }
    partStart = output.mark
  }

  @inline(__always)
  mutating func endPart() {
    let end = output.mark
    sizeBytes += (end.count - partStart.count) - (end.extra - partStart.extra)
    if form == .jsonLines {
      output.append(UInt8(ascii: "\""))
    } else {
      partRanges[part] = (partStart.count, end.count)
    }
  }

  /// Ends the message, or takes it back and says why.
  @inline(__always)
  mutating func end(_ image: UnsafePointer<Image>, member: TextSpan) -> RunSummary.QuarantineReason? {
    messageIDStart = output.count
    let made = image.pointee.messages + message
    if made.pointee.hasMessageID {
      output.append(image.pointee.messageIDHead)
      made.pointee.messageToken.write(member: member, to: scratch)
      output.append(TextSpan(start: UnsafePointer(scratch), count: CrockfordBase32.blockLength))
    }
    output.append(made.pointee.tail)
    let isTooLarge = output.overflowed || sizeBytes > OutputBuffer.messageLimitBytes
    guard isTooLarge else { return nil }
    output.rollBack(to: start)
    return .tooLarge
  }

  @inline(__always)
  mutating func emitUnsubscribe(_ image: UnsafePointer<Image>, member: TextSpan, escape: Int) {
    let base = image.pointee.unsubscribeBases[escape]
    output.append(base.written, extra: base.extra)
    output.append(unsubscribeToken(image, member: member))
  }

  /// The member's token for this message's channel; made once a message.
  @inline(__always)
  mutating func unsubscribeToken(_ image: UnsafePointer<Image>, member: TextSpan) -> TextSpan {
    if !hasUnsubscribeToken {
      image.pointee.messages[message].unsubscribeToken.write(member: member, to: token)
      hasUnsubscribeToken = true
    }
    return TextSpan(start: UnsafePointer(token), count: CrockfordBase32.blockLength)
  }

  @inline(__always)
  mutating func emit(
    _ value: Int64, _ kind: FormatRecord.Kind, _ locale: UnsafePointer<LocaleImage>, _ table: UnsafePointer<EscapeTable>
  ) {
    let count = write(value, kind, locale)
    output.append(TextSpan(start: UnsafePointer(scratch), count: count), table)
  }

  @inline(__always)
  private func write(_ value: Int64, _ kind: FormatRecord.Kind, _ locale: UnsafePointer<LocaleImage>) -> Int {
    switch kind {
    case .integer: return locale.pointee.number.write(integer: value, to: scratch)
    case .decimal: return locale.pointee.number.write(decimal: value, fractionDigits: 4, to: scratch)
    case .money: return locale.pointee.write(money: value, to: scratch)
    case .percent: return locale.pointee.write(basisPoints: value, to: scratch)
    case .dateShort: return write(locale.pointee.shortDate, Self.date(value), locale)
    case .dateMedium: return write(locale.pointee.mediumDate, Self.date(value), locale)
    case .dateLong: return write(locale.pointee.longDate, Self.date(value), locale)
    case .weekday: return LocaleImage.copy(locale.pointee.weekdaysLong[Self.date(value).weekday], to: scratch) - scratch
    case .time:
      let minute = Int(max(0, min(value / 60, 1439)))
      return locale.pointee.write(locale.pointee.shortTime, CivilDate(days: 0), minuteOfDay: minute, to: scratch)
    }
  }

  @inline(__always)
  private func write(_ pattern: LocaleImage.Pattern, _ date: CivilDate, _ locale: UnsafePointer<LocaleImage>) -> Int {
    locale.pointee.write(pattern, date, minuteOfDay: 0, to: scratch)
  }

  /// Years that `CivilDate` can name; anything else is held to the first and the last.
  private static func date(_ days: Int64) -> CivilDate {
    CivilDate(days: Int32(max(Int64(CivilDate.first.days), min(days, Int64(CivilDate.last.days)))))
  }
}
