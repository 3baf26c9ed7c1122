/// What became known of a message after it was handed off, as it is put down before anybody is answered.
package struct InboxRecord: Hashable, Sendable {
  /// The numbers are those of the files.
  package enum News: UInt8, CaseIterable, Sendable {
    case delivered = 0
    /// Nothing will ever arrive at the address.
    case bouncedForGood = 1
    /// It came back, and another message to the address may arrive.
    case bouncedForNow = 2
    case complained = 3
    case opened = 4
    case clicked = 5
    case unsubscribed = 6
  }

  package enum Subject: Hashable, Sendable {
    /// By the id that the message left with.
    case message(id: String)
    /// By what its unsubscribe address ends with.
    case token(UnsubscribeToken)
  }

  package var news: News
  package var subject: Subject
  /// Whose messages the news may be about; nil for all tenants'.
  package var tenant: String?
  /// Seconds since 1970.
  package var instant: Int64
  /// A few words without personal data, such as the status of a bounce (RFC 3463).
  package var detail: String

  /// A longer record is none.
  package static let limitBytes = 1_024
  private static let textBytes = 200

  /// Texts are cut to what a record holds.
  package init(_ news: News, of subject: Subject, tenant: String? = nil, at instant: Int64, detail: String = "") {
    self.news = news
    switch subject {
    case .message(let id): self.subject = .message(id: id.cut(toBytes: Self.textBytes))
    case .token: self.subject = subject
    }
    self.tenant = tenant?.cut(toBytes: Self.textBytes)
    self.instant = instant
    self.detail = detail.cut(toBytes: Self.textBytes)
  }

  package func write(to writer: inout BinaryWriter) {
    writer.integer(news.rawValue)
    switch subject {
    case .message(let id):
      writer.integer(UInt8(0))
      writer.text(id)
    case .token(let token):
      writer.integer(UInt8(1))
      writer.integer(token.number)
    }
    writer.optional(tenant)
    writer.integer(instant)
    writer.text(detail)
  }

  package init(_ reader: inout BinaryReader) throws(BinaryReader.Malformed) {
    guard let news = News(rawValue: try reader.integer(UInt8.self)) else {
      throw reader.malformed("news of an unknown kind")
    }
    self.news = news
    switch try reader.integer(UInt8.self) {
    case 0: subject = .message(id: try reader.text())
    case 1: subject = .token(UnsubscribeToken(number: try reader.integer()))
    case let kind: throw reader.malformed("news of the unknown kind \(kind) of subject")
    }
    tenant = try reader.optionalText()
    instant = try reader.integer()
    detail = try reader.text()
    guard reader.remainingBytes == 0 else { throw reader.malformed("there is more behind the news") }
  }
}
