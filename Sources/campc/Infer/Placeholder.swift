/// Texts that programs and people put where there is no value.
enum Placeholder {
  /// What programs write of their own; nobody means anything by it.
  private static let written: Set<String> = [
    "null", "(null)", "<null>", "undefined", "nan", "n/a", "#n/a", "nil", "[object object]",
  ]
  /// What people type: in a column of choices it may be one of them.
  private static let typed: Set<String> = [
    "none", "unknown", "not set", "not available", "n.a.", "-", "--", "---", "–", "—", ".", "..", "...", "?", "??",
    "???",
    "xxx", "tbd", "test", "ukjent", "okänd", "ukendt", "unbekannt", "inconnu", "desconocido", "nieznane",
  ]
  private static let maxBytes = (written.union(typed)).map(\.utf8.count).max() ?? 0

  /// The text as a tenant's `placeholder` is compared, if it is one: without white space around it, ASCII letters in lower case.
  static func canonical(_ bytes: UnsafeRawBufferPointer) -> String? {
    let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
    let start = bytes.drop(while: isSpace)
    let end = start.lastIndex { !isSpace($0) } ?? start.startIndex
    guard end - start.startIndex < maxBytes else { return nil }
    let lowered = start.prefix(through: end).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    let text = String(decoding: lowered, as: UTF8.self)
    return written.contains(text) || typed.contains(text) ? text : nil
  }

  /// Whether the text means nothing among choices either.
  static func isWrittenByProgram(_ text: String) -> Bool {
    text.withBytes { canonical($0) }.map(written.contains) ?? false
  }
}
