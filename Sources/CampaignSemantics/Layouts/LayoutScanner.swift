/// Reads the HTML of a layout token by token. It takes only what every reader of HTML understands alike, and says where
/// anything else stands.
struct LayoutScanner {
  struct Attribute {
    var name: String
    var nameRange: Range<Int>
    /// As it stands between the quotes; nil where there is none.
    var value: String?
    /// Without the quotes.
    var valueRange: Range<Int>
  }

  enum Token {
    case text(Range<Int>)
    case start(name: String, nameRange: Range<Int>, attributes: [Attribute], isClosed: Bool, range: Range<Int>)
    case end(name: String, range: Range<Int>)
    /// What stands between `<style>` and `</style>`.
    case style(String, attributes: [Attribute], range: Range<Int>)
    case comment(Range<Int>)
    /// `<!--[if mso]>` and `<![endif]-->`, between which only Outlook reads.
    case conditional(isOpening: Bool, Range<Int>)
    case problem(Problem)
  }

  /// Something that is not well-formed; nothing is read behind it.
  struct Problem {
    var message: String
    var help: String
    var range: Range<Int>
  }

  let bytes: [UInt8]
  private var position = 0

  init(_ html: String) { bytes = Array(html.utf8) }

  /// The next token; nil at the end.
  mutating func next() -> Token? {
    guard position < bytes.count else { return nil }
    guard bytes[position] == UInt8(ascii: "<") else { return text() }
    if matches("<!--[if ") { return conditional(until: "]>", isOpening: true) }
    if matches("<![endif]-->") { return conditional(until: "-->", isOpening: false) }
    if matches("<!--") { return comment() }
    if matches("<!") || matches("<?") {
      return problem(
        "a layout is what stands in `<body>`", "leave this out: the compiler writes the document around the layout",
        position..<position + 2)
    }
    if matches("</") { return endTag() }
    guard position + 1 < bytes.count, Self.isLetter(bytes[position + 1]) else {
      return problem("this `<` begins no element", "write `&lt;` for the character itself", position..<position + 1)
    }
    return startTag()
  }

  /// Whether a text stands anywhere in the layout.
  func has(_ text: String) -> Bool { string(bytes.indices).contains(text) }

  func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  // MARK: Tokens

  private mutating func text() -> Token {
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "<") { position += 1 }
    return .text(start..<position)
  }

  private mutating func comment() -> Token {
    let start = position
    guard let end = find("-->", from: start + 4) else {
      return problem("this comment is not closed", "close it with `-->`", start..<start + 4)
    }
    position = end + 3
    return .comment(start..<position)
  }

  private mutating func conditional(until mark: String, isOpening: Bool) -> Token {
    let start = position
    guard let end = find(mark, from: start) else {
      return problem("this comment is not closed", "close it with `]>`", start..<start + 4)
    }
    position = end + mark.utf8.count
    return .conditional(isOpening: isOpening, start..<position)
  }

  private mutating func endTag() -> Token {
    let start = position
    position += 2
    let name = self.name()
    skipSpace()
    guard !name.isEmpty, position < bytes.count, bytes[position] == UInt8(ascii: ">") else {
      return problem("this closing tag is not whole", "write `</name>`", start..<start + 2)
    }
    position += 1
    return .end(name: string(name).lowercased(), range: start..<position)
  }

  private mutating func startTag() -> Token {
    let start = position
    position += 1
    let nameRange = self.name()
    let name = string(nameRange).lowercased()
    var attributes: [Attribute] = []
    var names: Set<String> = []
    while true {
      let before = position
      skipSpace()
      guard position < bytes.count else {
        return problem("this tag is not closed", "close it with `>`", start..<nameRange.upperBound)
      }
      if bytes[position] == UInt8(ascii: ">") { break }
      if matches("/>") { break }
      guard position > before else {
        return problem("a space is missing before this", "write a space between attributes", position..<position + 1)
      }
      switch attribute() {
      case .success(let attribute):
        guard names.insert(attribute.name).inserted else {
          return problem("`\(attribute.name)` stands here twice", "keep one of them", attribute.nameRange)
        }
        attributes.append(attribute)
      case .failure(let found): return .problem(found.problem)
      }
    }
    let isClosed = bytes[position] == UInt8(ascii: "/")
    position += isClosed ? 2 : 1
    if name == "style", !isClosed { return style(attributes, start) }
    return .start(
      name: name, nameRange: nameRange, attributes: attributes, isClosed: isClosed, range: start..<position)
  }

  private mutating func style(_ attributes: [Attribute], _ start: Int) -> Token {
    let content = position
    guard let end = find("</style>", from: content) else {
      return problem("`<style>` is not closed", "close it with `</style>`", start..<content)
    }
    position = end + 8
    return .style(string(content..<end), attributes: attributes, range: content..<end)
  }

  private struct Failure: Error { var problem: Problem }

  private mutating func attribute() -> Result<Attribute, Failure> {
    let start = position
    while position < bytes.count, !Self.endsName(bytes[position]) { position += 1 }
    let nameRange = start..<position
    guard !nameRange.isEmpty else {
      return failure("this is no attribute", "leave it out", start..<start + 1)
    }
    let name = string(nameRange).lowercased()
    guard position < bytes.count, bytes[position] == UInt8(ascii: "=") else {
      return .success(Attribute(name: name, nameRange: nameRange, value: nil, valueRange: position..<position))
    }
    position += 1
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'") else {
      return failure("the value of `\(name)` has no quotes", "write `\(name)=\"…\"`", nameRange)
    }
    let quote = bytes[position]
    position += 1
    let valueStart = position
    while position < bytes.count, bytes[position] != quote {
      if bytes[position] == UInt8(ascii: "<") {
        return failure("there is a `<` in the value of `\(name)`", "close its quotes, or write `&lt;`", nameRange)
      }
      position += 1
    }
    guard position < bytes.count else {
      return failure("the value of `\(name)` is not closed", "close its quotes", nameRange)
    }
    position += 1
    let valueRange = valueStart..<position - 1
    return .success(
      Attribute(name: name, nameRange: nameRange, value: string(valueRange), valueRange: valueRange))
  }

  // MARK: Bytes

  private func failure(_ message: String, _ help: String, _ range: Range<Int>) -> Result<Attribute, Failure> {
    .failure(Failure(problem: Problem(message: message, help: help, range: range.clamped(to: 0..<bytes.count))))
  }

  private mutating func problem(_ message: String, _ help: String, _ range: Range<Int>) -> Token {
    position = bytes.count
    return .problem(Problem(message: message, help: help, range: range.clamped(to: 0..<bytes.count)))
  }

  private mutating func name() -> Range<Int> {
    let start = position
    while position < bytes.count,
      Self.isLetter(bytes[position]) || (0x30...0x39).contains(bytes[position]) || bytes[position] == UInt8(ascii: "-")
    {
      position += 1
    }
    return start..<position
  }

  private mutating func skipSpace() {
    while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
  }

  /// Whether the bytes here are those, letter case of ASCII aside.
  private func matches(_ text: StaticString, at index: Int? = nil) -> Bool {
    let start = index ?? position
    guard start + text.utf8CodeUnitCount <= bytes.count else { return false }
    return text.withUTF8Buffer { wanted in
      wanted.indices.allSatisfy { offset in
        let byte = bytes[start + offset]
        return byte == wanted[offset] || (Self.isLetter(byte) && byte | 0x20 == wanted[offset])
      }
    }
  }

  private func find(_ text: String, from start: Int) -> Int? {
    let wanted = Array(text.utf8)
    var index = start
    while index + wanted.count <= bytes.count {
      let isThere = wanted.indices.allSatisfy { offset in
        let byte = bytes[index + offset]
        return byte == wanted[offset] || (Self.isLetter(byte) && byte | 0x20 == wanted[offset])
      }
      if isThere { return index }
      index += 1
    }
    return nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private static func endsName(_ byte: UInt8) -> Bool {
    isSpace(byte) || byte == UInt8(ascii: "=") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/")
      || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "<")
  }
}
