import Glibc

/// A file of JSON lines, each of which is with the kernel once `write` has returned.
final class Journal {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let descriptor: CInt
  private let isSynced: Bool
  private var line: [UInt8] = []

  init(path: String, isSynced: Bool) throws {
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    self.isSynced = isSynced
    guard descriptor >= 0 else { throw Failure(description: "\(path): can't be opened to append (errno \(errno))") }
  }

  deinit { close(descriptor) }

  /// Appends one line; false where not all of it could be written.
  func write(_ fields: [(name: String, value: JournalValue)]) -> Bool {
    line.removeAll(keepingCapacity: true)
    for (name, value) in fields {
      line.append(UInt8(ascii: line.isEmpty ? "{" : ","))
      append(text: name)
      line.append(UInt8(ascii: ":"))
      switch value {
      case .text(let text): append(text: text)
      case .number(let number): line.append(contentsOf: String(number).utf8)
      }
    }
    line.append(contentsOf: "}\n".utf8)
    let count = Glibc.write(descriptor, line, line.count)
    return count == line.count && (!isSynced || fsync(descriptor) == 0)
  }

  private func append(text: String) {
    line.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): line.append(contentsOf: [UInt8(ascii: "\\"), byte])
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        line.append(contentsOf: "\\u00\(digits.count < 2 ? "0" : "")\(digits)".utf8)
      default: line.append(byte)
      }
    }
    line.append(UInt8(ascii: "\""))
  }
}

enum JournalValue {
  case text(String)
  case number(Int)
}
