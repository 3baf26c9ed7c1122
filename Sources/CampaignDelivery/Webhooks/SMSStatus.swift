/// Reads a status callback of an SMS API of Twilio's kind.
enum SMSStatus {
  /// Of delivery and of the number: 21211 no valid number, 21614 no mobile number, 21635 a landline, 30004 blocked, 30005 no such number,
  /// 30006 a landline. Others, such as 30003 for a phone that is off, can be another time.
  private static let permanent: Set = ["21211", "21614", "21635", "30004", "30005", "30006"]
  /// The owner of the number told the provider to stop.
  private static let unsubscribed = "21610"

  /// At most one. The message's id is what this channel's callbacks carry in their query, as `message`; none where it is missing, and none
  /// of statuses on the way (`queued`, `sending`, `sent`, …). The provider gives no time of its own.
  static func events(url: String, _ parameters: FormParameters, now: Int64) -> [ProviderEvent] {
    let query = url.prefix { $0 != "#" }.drop { $0 != "?" }.dropFirst()
    guard let id = FormParameters(Array(query.utf8))?["message"], MessageID.isOne(id),
      let status = parameters["MessageStatus"] ?? parameters["SmsStatus"],
      let kind = kind(status, errorCode: parameters["ErrorCode"])
    else { return [] }
    let sid = parameters["MessageSid"] ?? parameters["SmsSid"]
    return [ProviderEvent(kind: kind, messageID: id, instant: now, providerID: AnswerText.providerID(sid))]
  }

  private static func kind(_ status: String, errorCode: String?) -> ProviderEvent.Kind? {
    switch status {
    case "delivered": .delivered
    case "read": .opened
    case "undelivered", "failed":
      errorCode == unsubscribed
        ? .unsubscribed : .bounced(errorCode.map(permanent.contains) == true ? .permanent : .temporary)
    default: nil
    }
  }
}
