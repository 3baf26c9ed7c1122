import CampaignPlan

extension Interpreter {
  private func memberZone(_ plan: Plan) -> UnsafeRawBufferPointer? {
    guard let index = plan.schedule?.memberZone else { return nil }
    let column = plan.audience.columns[Int(index)]
    // SAFETY: the verifier holds that the column is a zone, whose value is in a text register.
    if column.mayBeMissing, integers[Int(column.knownRegister)] == 0 { return nil }
    return texts[Int(column.register)].bytes
  }

  /// The message that was just completed, for a sink that takes parts; takes it out of the buffer's account.
  mutating func rendered(_ plan: Plan, now: Int64) -> RenderedMessage {
    let record = plan.messages[writer.message]
    let token = writer.unsubscribeToken(image, member: key.text)
    let idEnd = writer.output.count
    // The unsubscribe address is put behind the message, which stays where it is.
    let base = image.pointee.unsubscribeBases[Int(PlanEscape.plain.rawValue)]
    writer.output.append(base.written)
    writer.output.append(token)
    let all = writer.output.bytes
    let slice = { (start: Int, end: Int) in UnsafeRawBufferPointer(rebasing: all[start..<end]) }
    let parts = PlanPart.allCases.indices.map { index -> UnsafeRawBufferPointer? in
      let range = writer.partRanges[index]
      return range.end < 0 ? nil : slice(range.start, range.end)
    }
    return RenderedMessage(
      index: writer.message, channel: record.channel, language: record.language, sender: record.sender,
      member: key.text.bytes, event: event == nil ? nil : eventKey.text.bytes, address: writer.address.bytes,
      messageID: slice(writer.messageIDStart, idEnd), unsubscribeURL: slice(idEnd, all.count), now: now,
      entered: entered, zone: memberZone(plan),
      variants: UnsafeBufferPointer(start: variants, count: image.pointee.experimentCount), parts: parts)
  }
}
