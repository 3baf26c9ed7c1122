/// Nodes in the making: literals that follow each other are one.
struct NodeBuilder {
  private var done: [MarkdownNode] = []
  private var pending = ""

  var nodes: [MarkdownNode] { pending.isEmpty ? done : done + [.literal(pending)] }

  mutating func literal(_ text: String) { pending += text }

  mutating func value(_ id: Int, _ context: ValueContext) { append(.value(id, context)) }

  mutating func directive(
    _ id: Int, branches: [[MarkdownNode]], prologue: [MarkdownNode] = [], epilogue: [MarkdownNode] = []
  ) {
    append(.directive(id, branches: branches, prologue: prologue, epilogue: epilogue))
  }

  mutating func append(_ nodes: [MarkdownNode]) {
    for node in nodes {
      if case .literal(let text) = node { literal(text) } else { append(node) }
    }
  }

  private mutating func append(_ node: MarkdownNode) {
    if !pending.isEmpty { done.append(.literal(pending)) }
    pending = ""
    done.append(node)
  }
}

/// A document's writer: what it has written so far, and how it writes a part of it apart.
protocol NodeWriter {
  init()
  var output: NodeBuilder { get set }
}

extension NodeWriter {
  /// What `write` writes, by itself.
  func separately(_ write: (inout Self) -> Void) -> [MarkdownNode] {
    var writer = Self()
    write(&writer)
    return writer.output.nodes
  }
}

/// Escaping of literal text, as the reference renderer does it.
package enum LiteralEscape {
  /// For HTML text and quoted attributes.
  package static func html(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A literal part of a URL: what may not stand in one is percent-encoded, `%` itself is left alone.
  static func url(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      if isURLByte(byte) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return result
  }

  /// A URL that stands in an attribute.
  static func urlAttribute(_ text: String) -> String {
    url(text).split(separator: "&", omittingEmptySubsequences: false).joined(separator: "&amp;")
      .split(separator: "'", omittingEmptySubsequences: false).joined(separator: "&#x27;")
  }

  private static func isURLByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "?")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "#")...UInt8(ascii: ";"), UInt8(ascii: "!"), UInt8(ascii: "="), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
