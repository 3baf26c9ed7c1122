/// Writes one JSON document, indented by two spaces or on one line; keys stand in the order in which they are written.
package struct JSONWriter {
  package private(set) var text = ""
  private let isOnOneLine: Bool
  private var depth = 0
  private var isFirst = true
  private var isAfterKey = false

  package init(isOnOneLine: Bool = false) { self.isOnOneLine = isOnOneLine }

  package mutating func object(_ body: (inout JSONWriter) -> Void) { nest("{", "}", body) }

  package mutating func array(_ body: (inout JSONWriter) -> Void) { nest("[", "]", body) }

  /// The key of the value that is written next.
  package mutating func key(_ name: String) {
    beginItem()
    quote(name)
    text += isOnOneLine ? ":" : ": "
    isAfterKey = true
  }

  package mutating func string(_ value: String) {
    beginItem()
    quote(value)
  }

  package mutating func string(_ key: String, _ value: String) {
    self.key(key)
    string(value)
  }

  package mutating func number(_ key: String, _ value: Int) {
    self.key(key)
    beginItem()
    text += String(value)
  }

  private mutating func nest(_ open: String, _ close: String, _ body: (inout JSONWriter) -> Void) {
    beginItem()
    text += open
    depth += 1
    isFirst = true
    body(&self)
    depth -= 1
    if !isFirst { newLine() }
    isFirst = false
    text += close
  }

  private mutating func beginItem() {
    if isAfterKey {
      isAfterKey = false
      return
    }
    if depth > 0 {
      if !isFirst { text += "," }
      newLine()
    }
    isFirst = false
  }

  private mutating func newLine() {
    if !isOnOneLine { text += "\n" + String(repeating: "  ", count: depth) }
  }

  /// RFC 8259, section 7; what would act on a terminal is escaped as well, so that the document can be looked at.
  private mutating func quote(_ value: String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where VisibleText.acts(scalar):
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
