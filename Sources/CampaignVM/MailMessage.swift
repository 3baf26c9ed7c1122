import CampaignCalendar
import CampaignPlan
import CampaignValues

/// One e-mail as RFC 5322 text with CR LF: headers, then plain text and HTML as alternatives (RFC 2045 to 2047, 3282, 8058).
struct MailMessage {
  private(set) var bytes: [UInt8] = []

  init(_ message: RenderedMessage) {
    bytes.reserveCapacity(4096)
    header("From", MailHeader.mailbox(message.sender))
    header("To", String(decoding: message.address, as: UTF8.self))
    header(
      "Subject", MailHeader.unstructured(String(decoding: message.part(.subject) ?? empty, as: UTF8.self), column: 9))
    header("Date", MailHeader.date(message.now))
    header("Message-ID", String(decoding: message.messageID, as: UTF8.self))
    header("List-Unsubscribe", "\r\n <\(String(decoding: message.unsubscribeURL, as: UTF8.self))>")
    header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
    header("Content-Language", LanguageTag.tag(message.language))
    header("MIME-Version", "1.0")
    switch (message.part(.text), message.part(.html)) {
    case (let text?, let html?): alternatives(text, html, message)
    case (nil, let html?): entity(html, "html")
    case (let text, nil): entity(text ?? empty, "plain")
    }
  }

  private var empty: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }

  private mutating func alternatives(
    _ text: UnsafeRawBufferPointer, _ html: UnsafeRawBufferPointer, _ message: RenderedMessage
  ) {
    // `=_` stands in no body that is quoted-printable or base64.
    let token = message.messageID.dropFirst().prefix(CrockfordBase32.blockLength)
    let boundary = "=_" + String(decoding: token, as: UTF8.self)
    header("Content-Type", "multipart/alternative;\r\n boundary=\"\(boundary)\"")
    bytes += "\r\n--\(boundary)\r\n".utf8
    entity(text, "plain")
    // The line break before a boundary belongs to the boundary.
    bytes += "\r\n--\(boundary)\r\n".utf8
    entity(html, "html")
    bytes += "\r\n--\(boundary)--\r\n".utf8
  }

  private mutating func entity(_ content: UnsafeRawBufferPointer, _ subtype: String) {
    header("Content-Type", "text/\(subtype); charset=utf-8")
    let quoted = TransferEncoding.quotedPrintable(content)
    if quoted.count <= content.count / 3 * 4 + 64 {
      header("Content-Transfer-Encoding", "quoted-printable")
      bytes += "\r\n".utf8
      bytes += quoted
    } else {
      header("Content-Transfer-Encoding", "base64")
      bytes += "\r\n".utf8
      bytes += TransferEncoding.base64Lines(content)
    }
  }

  private mutating func header(_ name: String, _ value: String) {
    bytes += name.utf8
    bytes += (value.utf8.first == 0x0D ? ":" : ": ").utf8
    bytes += value.utf8
    bytes += "\r\n".utf8
  }
}

/// Values of headers.
enum MailHeader {
  /// The most characters of a line with an encoded word in it (RFC 2047).
  static let lineLimit = 76

  /// `Fresh Mart <hello@mail.example>` with its name quoted or encoded as it needs; anything else as it is.
  static func mailbox(_ sender: String) -> String {
    guard let open = sender.lastIndex(of: "<"), sender.hasSuffix(">") else { return sender }
    let address = sender[open...]
    var name = Substring(sender[..<open])
    while name.last == " " { name.removeLast() }
    while name.first == " " { name.removeFirst() }
    if name.isEmpty { return String(address) }
    if !isPrintableASCII(name) { return encoded(String(name), column: 6) + "\r\n " + address }
    let isAtoms = name.utf8.allSatisfy { byte in
      byte == 0x20 || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }
    if isAtoms { return "\(name) \(address)" }
    return "\"" + name.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "\" \(address)"
  }

  /// Free text whose first line has `column` characters before it: as it is where it is short and ASCII, else encoded words.
  static func unstructured(_ text: String, column: Int) -> String {
    // What looks like an encoded word, and spaces that folding or trimming would lose, are encoded too.
    let isPlain =
      isPrintableASCII(text[...]) && text.utf8.count + column <= lineLimit && !text.contains("=?")
      && text.utf8.first != 0x20 && text.utf8.last != 0x20
    return isPlain ? text : encoded(text, column: column)
  }

  /// Encoded words in base64, each of whole characters, on lines of at most 76 characters.
  private static func encoded(_ text: String, column: Int) -> String {
    // `=?utf-8?B?` and `?=` take 12 characters; a line after the first begins with a space.
    var lines: [String] = []
    var word: [UInt8] = []
    var room = (lineLimit - column - 12) / 4 * 3
    for scalar in text.unicodeScalars {
      let piece = Array(String(scalar).utf8)
      if word.count + piece.count > room {
        lines.append(encodedWord(word))
        word = []
        room = (lineLimit - 1 - 12) / 4 * 3
      }
      word += piece
    }
    lines.append(encodedWord(word))
    return lines.joined(separator: "\r\n ")
  }

  private static func encodedWord(_ bytes: [UInt8]) -> String {
    "=?utf-8?B?" + String(decoding: bytes.withUnsafeBytes(TransferEncoding.base64), as: UTF8.self) + "?="
  }

  private static func isPrintableASCII(_ text: Substring) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
  }

  /// RFC 5322's form, in UTC.
  static func date(_ instant: Int64) -> String {
    let local = LocalDateTime(secondsSince1970: instant)
    let parts = local.date.parts
    let weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][local.date.weekday]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let padded = { (value: Int, width: Int) in
      String(repeating: "0", count: max(0, width - String(value).count)) + String(value)
    }
    let seconds = Int(local.secondOfDay)
    let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }.joined(separator: ":")
    return "\(weekday), \(padded(parts.day, 2)) \(months[parts.month - 1]) \(padded(parts.year, 4)) \(time) +0000"
  }
}
