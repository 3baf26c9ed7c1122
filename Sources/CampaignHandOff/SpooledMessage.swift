/// A message as a run made it, in the run's file of messages: what a channel needs of it, and nothing that becomes known only when it is sent.
///
/// It is made once, from one moment of the audience. Whatever is tried later, and by whichever version of the program, has these bytes.
package struct SpooledMessage: Hashable, Sendable {
  package var sender: String
  package var address: String
  package var content: OutboundMessage.Content

  package init(sender: String, address: String, content: OutboundMessage.Content) {
    self.sender = sender
    self.address = address
    self.content = content
  }

  /// With its length before it, so that it can be read from where it begins.
  package func write(to writer: inout BinaryWriter) {
    var body = BinaryWriter()
    body.text(sender)
    body.text(address)
    switch content {
    case .mail(let bytes):
      body.integer(UInt8(0))
      body.raw(bytes)
    case .text(let text):
      body.integer(UInt8(1))
      body.text(text)
    case .push(let push):
      body.integer(UInt8(2))
      body.text(push.title)
      body.text(push.body)
      body.optional(push.link)
    }
    writer.raw(body.bytes)
  }

  /// Reads what stands behind the length.
  package init(_ bytes: UnsafeRawBufferPointer) throws(BinaryReader.Malformed) {
    var reader = BinaryReader(bytes)
    sender = try reader.text()
    address = try reader.text()
    switch try reader.integer(UInt8.self) {
    case 0: content = .mail(try reader.raw())
    case 1: content = .text(try reader.text())
    case 2:
      content = .push(
        OutboundMessage.PushContent(title: try reader.text(), body: try reader.text(), link: try reader.optionalText()))
    case let kind: throw reader.malformed("a message of the unknown kind \(kind)")
    }
    guard reader.remainingBytes == 0 else { throw reader.malformed("there is more behind the message") }
  }
}
