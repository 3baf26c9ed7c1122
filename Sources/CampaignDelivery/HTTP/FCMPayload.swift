import CampaignHandOff

/// The body of a call of FCM's HTTP v1 API: a `Message` of its reference, projects.messages.
///
/// `notification` is what every platform shows. `data` hands the app the message's id and where a tap leads, which Android and iOS leave
/// to the app; on the web it is `webpush.fcm_options.link`, which takes `https` alone. FCM takes no keys, so a message of which nobody knows
/// what became may be sent twice: by `android.notification.tag`, `webpush.notification.tag` and `apns-collapse-id` the second one takes the
/// place of the first on the screen. `android.collapse_key` is not for that: a device keeps four of them.
enum FCMPayload {
  /// Apple's limit of `apns-collapse-id`.
  private static let collapseLimitBytes = 64

  static func bytes(_ message: OutboundMessage, _ push: OutboundMessage.PushContent) -> [UInt8] {
    var text = JSONText()
    text.raw("{\"message\":{\"token\":")
    text.string(message.address)
    text.raw(",\"notification\":{\"title\":")
    text.string(push.title)
    text.raw(",\"body\":")
    text.string(push.body)
    text.raw("},\"data\":{\"id\":")
    text.string(message.id)
    if let link = push.link {
      text.raw(",\"link\":")
      text.string(link)
    }
    text.raw("},\"android\":{\"notification\":{\"tag\":")
    text.string(message.id)
    text.raw("}},\"webpush\":{\"notification\":{\"tag\":")
    text.string(message.id)
    text.raw("}")
    if let link = push.link, link.lowercased().hasPrefix("https://") {
      text.raw(",\"fcm_options\":{\"link\":")
      text.string(link)
      text.raw("}")
    }
    text.raw("}")
    if message.id.utf8.count <= collapseLimitBytes {
      text.raw(",\"apns\":{\"headers\":{\"apns-collapse-id\":")
      text.string(message.id)
      text.raw("}}")
    }
    text.raw("}}")
    return text.bytes
  }
}
