/// Writes marks around what messages fill in, so that a message shows by itself what is filled in where: `§3:Ana¤`.
///
/// Both signs are ones of GSM 03.38, no punctuation that a brand counts, and no part of any random value. A number says what is read,
/// where that is one value that may be missing.
package struct HoleMarks {
  /// What is read, by number.
  package private(set) var reads: [String] = []

  package init() {}

  /// `isOfTenant`: a template reads its parameters by names that are a member's elsewhere, so what it reads has no number.
  package mutating func mark(_ source: String, isOfTenant: Bool) -> String {
    var reader = Reader(bytes: Array(source.utf8), reads: reads, numbers: isOfTenant)
    reader.readFile()
    reads = reader.reads
    return String(decoding: reader.output, as: UTF8.self)
  }

  /// Something that was filled in.
  package struct Hole {
    /// What is read; nil where it isn't one value.
    package var read: String?
    /// Without the marks of what is filled in within it.
    package var text: String
  }

  /// A text taken apart; what is filled in comes with what is written before it.
  package func read(_ text: String) -> (holes: [Hole], written: [String]) {
    var holes: [Hole] = []
    var open: [Hole] = []
    var written = [""]
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "§":
        var number = ""
        while let digit = rest.popFirst(), digit != ":" { number.unicodeScalars.append(digit) }
        open.append(Hole(read: Int(number).flatMap { reads.indices.contains($0) ? reads[$0] : nil }, text: ""))
        if open.count == 1 { written.append("") }
      case "¤":
        guard let hole = open.popLast() else { continue }
        holes.append(hole)
        if !open.isEmpty { open[open.count - 1].text += hole.text }
      default:
        if open.isEmpty {
          written[written.count - 1].unicodeScalars.append(scalar)
        } else {
          open[open.count - 1].text.unicodeScalars.append(scalar)
        }
      }
    }
    return (holes, written)
  }
}

/// Copies a file, with marks in its texts.
private struct Reader {
  let bytes: [UInt8]
  var reads: [String]
  let numbers: Bool
  var output: [UInt8] = []
  private var offset = 0

  init(bytes: [UInt8], reads: [String], numbers: Bool) {
    self.bytes = bytes
    self.reads = reads
    self.numbers = numbers
  }

  private func sees(_ text: StaticString) -> Bool {
    offset + text.utf8CodeUnitCount <= bytes.count
      && (0..<text.utf8CodeUnitCount).allSatisfy { bytes[offset + $0] == text.utf8Start[$0] }
  }

  private mutating func copy(_ count: Int = 1) {
    output += bytes[offset..<min(offset + count, bytes.count)]
    offset += count
  }

  mutating func readFile() {
    while offset < bytes.count { if sees("\"") { readText() } else { copy() } }
  }

  private mutating func readText() {
    let isBlock = sees("\"\"\"")
    copy(isBlock ? 3 : 1)
    var word = output.count
    while offset < bytes.count {
      if isBlock ? sees("\"\"\"") : sees("\"") { return copy(isBlock ? 3 : 1) }
      if sees("\\") {
        copy(2)
      } else if sees("{") {
        readHole(isInAddress: output[word...].contains(Array("://".utf8)) || output.suffix(2) == Array("](".utf8)[...])
      } else {
        if sees(" ") || sees("\n") || sees("(") { word = output.count + 1 }
        copy()
      }
    }
  }

  private mutating func readHole(isInAddress: Bool) {
    let isDirective = ["{if ", "{for ", "{else", "{end}", "{plural "].contains { (word: StaticString) in sees(word) }
    let start = output.count
    copy()
    while offset < bytes.count, !sees("}") { if sees("\"") { readText() } else { copy() } }
    copy()
    if isDirective || isInAddress { return }
    let hole = output[start...]
    let expression = String(decoding: hole.dropFirst().dropLast(), as: UTF8.self)
    output.replaceSubrange(start..., with: Array("§\(number(of: expression)):".utf8) + hole + Array("¤".utf8))
  }

  /// Nothing where what is read is no single value.
  private mutating func number(of expression: String) -> String {
    let read = expression.firstRange(of: " as ").map { String(expression[..<$0.lowerBound]) } ?? expression
    guard numbers, read.utf8.allSatisfy({ (0x61...0x7A).contains($0) || "._()".utf8.contains($0) }) else { return "" }
    if let known = reads.firstIndex(of: read) { return "\(known)" }
    reads.append(read)
    return "\(reads.count - 1)"
  }
}
