import CampaignValues

/// The last value of one format as it was written: a mail says most things twice, in HTML and in its text.
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
