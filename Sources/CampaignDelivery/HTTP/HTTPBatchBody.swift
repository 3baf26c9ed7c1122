import CampaignHandOff

/// The body of a batch's call.
///
/// `{"messages":[{"id","from","to","return_path","mail" | "push" | "text"}]}`, the fields in this order, the messages in the batch's own;
/// `return_path` only where there is one, `mail` the message (RFC 5322) in base64, `push` `{"title","body","link"}` with `link` only where
/// there is one. The bytes are a function of the batch alone: no dates, no settings, nothing of the machine, nothing of the attempt. The
/// provider compares them, or their hash, where a key comes again.
enum HTTPBatchBody {
  static func bytes(_ batch: OutboundBatch) -> [UInt8] {
    var text = JSONText()
    text.raw("{\"messages\":[")
    for (index, message) in batch.messages.enumerated() {
      if index > 0 { text.raw(",") }
      write(message, &text)
    }
    text.raw("]}")
    return text.bytes
  }

  private static func write(_ message: OutboundMessage, _ text: inout JSONText) {
    text.raw("{\"id\":")
    text.string(message.id)
    text.raw(",\"from\":")
    text.string(message.sender)
    text.raw(",\"to\":")
    text.string(message.address)
    if !message.returnPath.isEmpty {
      text.raw(",\"return_path\":")
      text.string(message.returnPath)
    }
    switch message.content {
    case .mail(let bytes):
      text.raw(",\"mail\":")
      text.base64(bytes)
    case .text(let words):
      text.raw(",\"text\":")
      text.string(words)
    case .push(let push):
      text.raw(",\"push\":{\"title\":")
      text.string(push.title)
      text.raw(",\"body\":")
      text.string(push.body)
      if let link = push.link {
        text.raw(",\"link\":")
        text.string(link)
      }
      text.raw("}")
    }
    text.raw("}")
  }
}
