import CampaignPlan
import CampaignValues

/// A value of one format as it was written.
struct FormattedValue {
  /// The most bytes that any format writes.
  private static let limitBytes = max(
    AmountFormats.maxMoneyLength, DatePattern.maxLength, NumberFormat.maxLength, NameList.maxNameBytes)

  let bytes: UnsafeMutablePointer<UInt8>
  private var value: Int64 = 0
  /// -1 before the first value.
  private var count = -1

  init(memory: RunMemory) { bytes = memory.allocate(max(Self.limitBytes, Piece.blockBytes), 0) }

  @inline(__always) func holds(_ value: Int64) -> Bool { self.value == value && count >= 0 }

  /// What was just written to `bytes`.
  @inline(__always)
  mutating func hold(_ value: Int64, count: Int) {
    self.value = value
    self.count = count
  }

  /// As it was written; to be used before the next value is.
  @inline(__always)
  var piece: Piece { Piece(padded: TextSpan(start: UnsafePointer(bytes), count: count)) }
}

/// What was written last in one format: a mail says most things twice, in HTML and in its text, and many members have the same dates.
struct FormattedValues {
  /// Of days, as many as most of an audience's lie within; a power of two.
  private static let dates = 256

  private let slots: UnsafeMutablePointer<FormattedValue>
  private let mask: Int

  init(_ kind: FormatRecord.Kind, memory: RunMemory) {
    let count =
      switch kind {
      case .dateShort, .dateMedium, .dateLong, .weekday, .month, .year: Self.dates
      case .integer, .decimal, .money, .percent, .time, .timeLong: 1
      }
    slots = memory.allocate((0..<count).map { _ in FormattedValue(memory: memory) })
    mask = count - 1
  }

  /// Where the value stands if it was written before and no other since that goes there.
  @inline(__always)
  func slot(of value: Int64) -> UnsafeMutablePointer<FormattedValue> {
    // SAFETY: the mask keeps it below the number of slots.
    slots + (Int(truncatingIfNeeded: value) & mask)
  }
}
