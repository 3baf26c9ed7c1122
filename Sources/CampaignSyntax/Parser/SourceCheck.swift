import CampaignDiagnostics

/// What is asked of the bytes of a file before anything is read: size, encoding, and no characters that hide text.
struct SourceCheck {
  let file: FileID
  let bytes: UnsafeBufferPointer<UInt8>
  var diagnostics: [Diagnostic] = []

  init(file: FileID, bytes: UnsafeBufferPointer<UInt8>) {
    self.file = file
    self.bytes = bytes
  }

  /// The offset at which the text begins, or nil where the file can't be read as text.
  mutating func run() -> Int? {
    if bytes.count > Parser.fileSizeLimitBytes {
      report(
        .fileTooLarge, "this file has \(bytes.count) bytes; at most \(Parser.fileSizeLimitBytes) are read", 0, 0,
        help: "split it into several files, or see whether it is a campaign file at all")
      return nil
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      report(.fileNotUTF8, "this file is UTF-16, not UTF-8", 0, 2, help: "save it with the encoding UTF-8")
      return nil
    }
    var start = 0
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      start = 3
      let mark = Span(file, 0, 3)
      diagnostics.append(
        Diagnostic(
          .byteOrderMark, "this file begins with a byte order mark", at: mark, helps: ["save it as UTF-8 without one"],
          fixes: [Fix("remove it", replace: mark, with: "")]))
    }
    return scan(from: start) ? start : nil
  }

  private mutating func report(_ code: DiagnosticCode, _ message: String, _ start: Int, _ end: Int, help: String) {
    diagnostics.append(Diagnostic(code, message, at: Span(file, UInt32(start), UInt32(end)), helps: [help]))
  }

  private mutating func scan(from start: Int) -> Bool {
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte >= 0x80 {
        let length = sequenceLength(at: index)
        if length == 0 {
          // A zero byte soon after tells an image or a database from text in another encoding.
          let zero = bytes[index..<min(bytes.count, index + 4_096)].firstIndex(of: 0)
          if let zero { notText(zeroAt: zero) } else { notUTF8(at: index) }
          return false
        }
        if byte == 0xE2 { bidirectional(at: index) }
        if byte == 0xC2, bytes[index + 1] < 0xA0 { control(at: index, length: 2, value: bytes[index + 1]) }
        index += length
        continue
      }
      if byte < 0x20 || byte == 0x7F {
        if byte == 0 {
          notText(zeroAt: index)
          return false
        }
        let isLineBreak = byte == 0x0A || (byte == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A)
        if byte != 0x09, !isLineBreak { control(at: index, length: 1, value: byte) }
      }
      index += 1
    }
    return true
  }

  /// The length of the well-formed UTF-8 sequence at `index` (Unicode, table 3-7), or 0.
  private func sequenceLength(at index: Int) -> Int {
    func continues(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
      index + offset < bytes.count && range.contains(bytes[index + offset])
    }
    switch bytes[index] {
    case 0xC2...0xDF: return continues(1) ? 2 : 0
    case 0xE0: return continues(1, 0xA0...0xBF) && continues(2) ? 3 : 0
    case 0xED: return continues(1, 0x80...0x9F) && continues(2) ? 3 : 0
    case 0xE1...0xEF: return continues(1) && continues(2) ? 3 : 0
    case 0xF0: return continues(1, 0x90...0xBF) && continues(2) && continues(3) ? 4 : 0
    case 0xF1...0xF3: return continues(1) && continues(2) && continues(3) ? 4 : 0
    case 0xF4: return continues(1, 0x80...0x8F) && continues(2) && continues(3) ? 4 : 0
    default: return 0
    }
  }

  private mutating func notText(zeroAt index: Int) {
    report(
      .fileBinary, "this file holds a zero byte at offset \(index), so it is not text", index, index + 1,
      help: "name a campaign file; databases and images are named by their path in one")
  }

  private mutating func notUTF8(at index: Int) {
    var line = 1
    for byte in bytes[..<index] where byte == 0x0A { line += 1 }
    let value = String(bytes[index], radix: 16, uppercase: true)
    report(
      .fileNotUTF8, "byte \(value) on line \(line), at offset \(index), is not UTF-8", index, index + 1,
      help: "save the file with the encoding UTF-8; Windows-1252 and Latin-1 write accented letters so")
  }

  /// Whether the character is one of those, in the lexer's terms.
  static func isBidirectional(_ scalar: Unicode.Scalar) -> Bool {
    (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
  }

  /// U+202A to U+202E and U+2066 to U+2069 make text read in another order than it stands in.
  private mutating func bidirectional(at index: Int) {
    let (second, third) = (bytes[index + 1], bytes[index + 2])
    let value: UInt32
    switch (second, third) {
    case (0x80, 0xAA...0xAE): value = 0x2000 + UInt32(third & 0x3F)
    case (0x81, 0xA6...0xA9): value = 0x2040 + UInt32(third & 0x3F)
    default: return
    }
    let hex = String(value, radix: 16, uppercase: true)
    let place = Span(file, UInt32(index), UInt32(index + 3))
    diagnostics.append(
      Diagnostic(
        .bidirectionalControl, "the invisible character U+\(hex) changes the order in which text is shown", at: place,
        notes: [Note("what people review must be what is sent")],
        helps: ["remove it; where text needs it, write `\\u{\(hex)}`"],
        fixes: [Fix("remove it", replace: place, with: "")]))
  }

  private mutating func control(at index: Int, length: Int, value: UInt8) {
    let hex = String(value, radix: 16, uppercase: true)
    // A lone carriage return ends a line, but not where the line ends anyway.
    let rest = bytes[min(index + 1, bytes.count)...]
    let isLineEnd = value == 0x0D && !rest.isEmpty && !rest.starts(with: [0x0D, 0x0A])
    let name =
      value == 0x0D
      ? "a carriage return without a line feed" : "the control character U+\(hex.count < 2 ? "000" : "00")\(hex)"
    let place = Span(file, UInt32(index), UInt32(index + length))
    diagnostics.append(
      Diagnostic(
        .controlCharacter, "\(name) stands in the text", at: place,
        helps: [isLineEnd ? "end lines with a line feed" : "remove it"],
        fixes: [Fix(isLineEnd ? "write a line feed" : "remove it", replace: place, with: isLineEnd ? "\n" : "")]))
  }
}
