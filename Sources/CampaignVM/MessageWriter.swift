import CampaignPlan
import CampaignValues

/// Puts messages together in the output buffer, in the run's form.
struct MessageWriter {
  let form: OutputForm
  var output: OutputBuffer
  /// The image's run in which the member entered.
  var runIndex = 0
  /// The message being made.
  private(set) var message = 0
  private(set) var address = TextSpan.empty
  /// The instant and the key of the event that is answered; not used where none is.
  var run = TextSpan.empty
  var event = TextSpan.empty
  private var start = OutputBuffer.Mark(count: 0, extra: 0)
  private var partStart = OutputBuffer.Mark(count: 0, extra: 0)
  private var part = 0
  /// Where what is only read begins.
  private var wordsStart = OutputBuffer.Mark(count: 0, extra: 0)
  /// Bytes of the parts as they are sent.
  private var sizeBytes = 0
  private var hasUnsubscribeToken = false
  private let symbols: SymbolPairs
  private let token: UnsafeMutablePointer<UInt8>
  /// By `PlanPart`: where the part stands in the buffer; an upper bound of -1 where there is none.
  let partRanges: UnsafeMutablePointer<(start: Int, end: Int)>
  /// By format of the plan.
  private let formatted: UnsafePointer<FormattedValues>
  private(set) var messageIDStart = 0

  init(form: OutputForm, keptBytes: Int, formats: [FormatRecord], memory: RunMemory) {
    self.form = form
    output = OutputBuffer(keptBytes: keptBytes, memory: memory)
    symbols = SymbolPairs(memory: memory)
    token = memory.allocate(Piece.blockBytes, 0)
    partRanges = memory.allocate(PlanPart.allCases.count, (0, -1))
    formatted = memory.copy(formats.map { FormattedValues($0.kind, memory: memory) })
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
    output.append(image.pointee.lineHeads[runIndex])
    if let line = image.pointee.eventLine {
      output.append(run)
      output.append(line.head)
      output.append(event, plain)
      output.append(line.tail)
    }
    output.append(member, plain)
    output.append(image.pointee.messages[message].head)
    var hasEntry = false
    for experiment in 0..<image.pointee.experimentCount {
      // SAFETY: there is an entry for each variant, and one for members outside of the slice.
      let entry = image.pointee.experiments[experiment].entries[variants[experiment]]
      if entry.text.count == 0 { continue }
      if hasEntry { output.append(UInt8(ascii: ",")) }
      output.append(entry)
      hasEntry = true
    }
    if image.pointee.experimentCount > 0 { output.append(image.pointee.addressHead) }
    output.append(address, plain)
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
    sizeBytes &+= (end.count &- partStart.count) &- (end.extra &- partStart.extra)
    if form != .jsonLines { partRanges[part] = (partStart.count, end.count) }
  }

  @inline(__always)
  mutating func append(_ constant: UnsafePointer<Image.Constant>) {
    output.append(constant.pointee.written, extra: constant.pointee.extra)
  }

  @inline(__always)
  mutating func beginWords() { wordsStart = output.mark }

  /// What was written since words began, which is taken back: it stands there until something else is written.
  @inline(__always)
  mutating func takeWords() -> TextSpan {
    let words = UnsafeRawBufferPointer(rebasing: output.bytes[wordsStart.count..<output.count])
    output.rollBack(to: wordsStart)
    return TextSpan(words)
  }

  /// Ends the message, or takes it back and says why.
  @inline(__always)
  mutating func end(_ image: UnsafePointer<Image>, member: TextSpan) -> RunSummary.QuarantineReason? {
    messageIDStart = output.count
    let made = image.pointee.messages + message
    if made.pointee.hasMessageID {
      output.append(image.pointee.messageIDHead)
      let isWritten = output.append(maxBytes: CrockfordBase32.blockLength) { end in
        made.pointee.messageTokens[runIndex].write(member: member, symbols, to: end)
        return CrockfordBase32.blockLength
      }
      if !isWritten { output.overflow() }
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
  mutating func unsubscribeToken(_ image: UnsafePointer<Image>, member: TextSpan) -> Piece {
    if !hasUnsubscribeToken {
      image.pointee.messages[message].unsubscribeTokens[runIndex].write(member: member, symbols, to: token)
      hasUnsubscribeToken = true
    }
    // SAFETY: there is room for a block.
    return Piece(padded: TextSpan(start: UnsafePointer(token), count: CrockfordBase32.blockLength))
  }

  @inline(__always)
  mutating func emit(_ value: Int64, format index: Int, _ image: UnsafePointer<Image>, escape: Int) {
    let format = image.pointee.formats + index
    let made = formatted[index].slot(of: value)
    if !made.pointee.holds(value) { Self.make(value, format, made) }
    if format.pointee.keeps(escape) {
      output.append(made.pointee.piece)
    } else {
      output.append(made.pointee.piece.text, image.pointee.escapes + escape)
    }
  }

  @inline(never)
  private static func make(
    _ value: Int64, _ format: UnsafePointer<Image.Format>, _ made: UnsafeMutablePointer<FormattedValue>
  ) {
    made.pointee.hold(
      value, count: write(value, format.pointee.kind, format.pointee.locale, to: made.pointee.bytes))
  }

  /// Writes a value, of at most `FormattedValue.limitBytes`, and returns how many bytes it took.
  static func write(
    _ value: Int64, _ kind: FormatRecord.Kind, _ locale: UnsafePointer<LocaleImage>,
    to end: UnsafeMutablePointer<UInt8>
  ) -> Int {
    switch kind {
    case .integer: return locale.pointee.number.write(integer: value, to: end)
    case .decimal: return locale.pointee.number.write(decimal: value, fractionDigits: 4, to: end)
    case .money: return locale.write(money: value, to: end)
    case .percent: return locale.write(basisPoints: value, to: end)
    case .dateShort: return locale.write(locale.pointee.shortDate, date: value, to: end)
    case .dateMedium: return locale.write(locale.pointee.mediumDate, date: value, to: end)
    case .dateLong: return locale.write(locale.pointee.longDate, date: value, to: end)
    case .weekday: return locale.write(locale.pointee.weekday, date: value, to: end)
    case .month: return locale.write(locale.pointee.month, date: value, to: end)
    case .year: return locale.write(locale.pointee.year, date: value, to: end)
    case .time: return locale.write(locale.pointee.shortTime, time: value, to: end)
    case .timeLong: return locale.write(locale.pointee.longTime, time: value, to: end)
    }
  }
}
