import CampaignCalendar
import CampaignPlan
import CampaignSemantics
import CampaignVM
import CampaignValues
import CampaignWorkspace

/// What a campaign's messages cost: the most that is proven for one member, and what they would be for the audience as it is.
struct MessageCost {
  let proofs: [MessageProof]
  /// Of one SMS segment, in millionths of the currency's unit; nil where the tenant names none.
  let segmentPriceMicros: Int64?
  let currency: Currency

  init(_ campaign: CheckedCampaign, of tenant: CheckedTenant, in project: Project) {
    proofs = SizeProver(tenant: tenant, sources: project.texts).proofs(of: campaign)
    segmentPriceMicros = tenant.channels[.sms]?.segmentPriceMicros
    currency = tenant.currency
  }

  /// The most bytes of one member's message at a step.
  func bytes(ofStep step: String) -> Int { proofs.filter { $0.step == step }.map(\.bytes).max() ?? 0 }

  /// What short messages cost, of the first step; empty where it has none. `sent` is what was counted over the audience.
  func text(ofStep step: String, _ sent: SegmentCountingSink) -> String {
    let most = proofs.filter { $0.step == step }.flatMap(\.parts).compactMap { $0.segments?.most }.max()
    guard let most else { return "" }
    let worst = sent.messages * most
    var text = "\ncost of its short messages\n"
    text += "  at most \(Self.segments(most)) for a member\(price(most))\n"
    text += "  \(SummaryText.grouped(sent.messages)) members get one: at most \(Self.segments(worst))\(price(worst))\n"
    text += "  as the audience is: \(Self.segments(sent.segments))\(price(sent.segments))\n"
    return text
  }

  private static func segments(_ count: Int) -> String {
    "\(SummaryText.grouped(count)) \(count == 1 ? "segment" : "segments")"
  }

  /// `, 12.64 USD`: to the currency's digits where it is much, and to four more where it is little.
  private func price(_ segments: Int) -> String {
    guard let segmentPriceMicros else { return "" }
    let (micros, overflow) = segmentPriceMicros.multipliedReportingOverflow(by: Int64(segments))
    if overflow { return "" }
    let digits = micros < 1_000_000 ? 6 : currency.fractionDigits
    var unit: Int64 = 1
    for _ in digits..<6 { unit *= 10 }
    let rounded = (micros + unit / 2) / unit
    var scale: Int64 = 1
    for _ in 0..<digits { scale *= 10 }
    let whole = SummaryText.grouped(Int(rounded / scale))
    guard digits > 0 else { return ", \(whole) \(currency.code)" }
    let fraction = String(rounded % scale)
    return ", \(whole).\(String(repeating: "0", count: digits - fraction.count))\(fraction) \(currency.code)"
  }
}

/// Counts the segments of a run's short messages, and writes nothing.
final class SegmentCountingSink: MessageSink {
  let form = OutputForm.parts
  let skipped: [PlanChannel: Int] = [:]
  private(set) var messages = 0
  private(set) var segments = 0

  func write(lines: UnsafeRawBufferPointer) {}

  func write(message: RenderedMessage) {
    guard message.channel == .sms, let text = message.part(.text) else { return }
    messages += 1
    segments += SMSSize(text).segments
  }

  func finish() {}
  func abandon() {}
}
