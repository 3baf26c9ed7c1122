import CampaignCalendar
import CampaignPlan
import CampaignValues

/// Writes codes as CSV (RFC 4180, with LF), one line for each member who got a message.
package final class CSVCodeSink: CodeSink {
  private static let flushBytes = 64 << 10
  private let file: OutputFile
  private var pending: [UInt8]

  package init(path: String) throws(SinkError) {
    file = try OutputFile(path: path)
    pending = Array("code,campaign,run,event,member,percent_off,amount_off,minimum,ends\n".utf8)
  }

  package func write(_ code: IssuedCode, of offer: OfferRecord) throws(SinkError) {
    let digits = Int(offer.currencyDigits)
    let end =
      switch offer.end {
      case .never: ""
      case .date: ISOText.string(date: CivilDate(days: Int32(clamping: code.end)))
      case .instant: ISOText.string(instant: code.end)
      }
    let fields = [
      code.code, code.campaign, code.run, code.event ?? "", code.member,
      offer.amount == .percent ? Self.decimal(code.amount, digits: 2) : "",
      offer.amount == .money ? Self.decimal(code.amount, digits: digits) : "",
      offer.hasMinimum ? Self.decimal(code.minimum, digits: digits) : "", end,
    ]
    pending += fields.map(Self.quoted).joined(separator: ",").utf8
    pending.append(UInt8(ascii: "\n"))
    if pending.count >= Self.flushBytes { try flush() }
  }

  package func finish() throws(SinkError) {
    try flush()
    try file.finish()
  }

  package func abandon() { file.abandon() }

  private func flush() throws(SinkError) {
    let bytes = pending
    pending.removeAll(keepingCapacity: true)
    var failure: SinkError?
    bytes.withUnsafeBytes { buffer in
      do throws(SinkError) { try file.write(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// `10.00`, as no language writes it: a point, no groups, and as many places as the unit has.
  static func decimal(_ value: Int64, digits: Int) -> String {
    if digits == 0 { return String(value) }
    var text = String(value.magnitude)
    text = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    text.insert(".", at: text.index(text.endIndex, offsetBy: -digits))
    return (value < 0 ? "-" : "") + text
  }

  private static func quoted(_ field: String) -> String {
    guard field.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return field }
    return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
