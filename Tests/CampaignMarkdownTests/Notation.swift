@testable import CampaignMarkdown

/// A body in a small notation: `{name}` is a value, `{if x}`, `{for x}`, `{else}`, `{end}` directives, a block's when alone on its line.
struct Notation {
  var pieces: [MarkdownPiece] = []
  private(set) var names: [String] = []
  private var open: [Int] = []

  init(_ text: String) {
    var offset = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let isLast = offset + line.utf8.count >= text.utf8.count
      read(String(line), offset, isLast: isLast, text)
      offset += line.utf8.count + 1
    }
  }

  private mutating func read(_ line: String, _ start: Int, isLast: Bool, _ text: String) {
    let trimmed = line.drop { $0 == " " }
    let isBlock = trimmed.hasPrefix("{") && trimmed.firstIndex(of: "}") == trimmed.indices.last && isDirective(trimmed)
    var offset = start
    var rest = Substring(line)
    while let brace = rest.firstIndex(of: "{"), let end = rest[brace...].firstIndex(of: "}") {
      add(rest[..<brace], &offset)
      let inner = String(rest[rest.index(after: brace)..<end])
      hole(inner, hasElse: hasElse(text, offset), isBlock: isBlock)
      offset += inner.utf8.count + 2
      rest = rest[rest.index(after: end)...]
    }
    add(rest, &offset)
    if !isLast, !isBlock { pieces.append(.text("\n", source: offset..<offset + 1)) }
  }

  private mutating func add(_ text: Substring, _ offset: inout Int) {
    guard !text.isEmpty else { return }
    pieces.append(.text(String(text), source: offset..<offset + text.utf8.count))
    offset += text.utf8.count
  }

  private func isDirective(_ text: Substring) -> Bool {
    ["{if ", "{for ", "{else", "{end"].contains { text.hasPrefix($0) }
  }

  /// Whether the `{if}` at an offset has an `{else}` of its own.
  private func hasElse(_ text: String, _ offset: Int) -> Bool {
    let bytes = Array(text.utf8)
    guard offset < bytes.count else { return false }
    var depth = 0
    var rest = Substring(String(decoding: bytes[offset...], as: UTF8.self))
    while let brace = rest.firstIndex(of: "{"), let end = rest[brace...].firstIndex(of: "}") {
      let inner = rest[rest.index(after: brace)..<end]
      if inner.hasPrefix("if ") || inner.hasPrefix("for ") { depth += 1 }
      if inner == "end" { depth -= 1 }
      if inner == "else", depth == 1 { return true }
      if depth <= 0 { return false }
      rest = rest[rest.index(after: end)...]
    }
    return false
  }

  private mutating func hole(_ inner: String, hasElse: Bool, isBlock: Bool) {
    if inner == "else", let id = open.last {
      pieces.append(.branch(id))
    } else if inner == "end", let id = open.popLast() {
      pieces.append(.close(id))
    } else {
      names.append(inner)
      let id = names.count - 1
      if inner.hasPrefix("if ") {
        pieces.append(.open(id, .conditional(hasElse: hasElse), isBlock: isBlock))
        open.append(id)
      } else if inner.hasPrefix("for ") {
        pieces.append(.open(id, .loop, isBlock: isBlock))
        open.append(id)
      } else {
        pieces.append(.value(id))
      }
    }
  }

  // MARK: Showing

  func show(_ nodes: [MarkdownNode]) -> String { nodes.map(show).joined() }

  private func show(_ node: MarkdownNode) -> String {
    switch node {
    case .literal(let text): return text
    case .value(let id, .text): return "{\(names[id])}"
    case .value(let id, .urlComponent): return "{\(names[id]) %}"
    case .value(let id, .wholeURL): return "{\(names[id]) url}"
    case .directive(let id, let branches, let prologue, let epilogue):
      let around = prologue.isEmpty && epilogue.isEmpty ? "" : "\(show(prologue))…\(show(epilogue))"
      return "⟨\(names[id])|\(around)|" + branches.map { show($0) }.joined(separator: "|") + "⟩"
    }
  }

  func show(_ words: [MarkdownWord]) -> String {
    words.map { word in
      switch word {
      case .text(let text, _): text
      case .value(let id): "{\(names[id])}"
      case .boundary: "¶"
      case .directive(let id, let branches): "⟨\(names[id])|" + branches.map { show($0) }.joined(separator: "|") + "⟩"
      }
    }.joined()
  }

  func show(_ problem: MarkdownProblem, in text: String) -> String {
    let kind =
      if case .invalidHost(let reached) = problem.kind { "invalidHost(\(reached ?? "nowhere"))" } else {
        "\(problem.kind)"
      }
    return switch problem.place {
    case .source(let range): "\(kind): \(String(decoding: Array(text.utf8)[range], as: UTF8.self))"
    case .value(let id), .directive(let id): "\(kind): {\(names[id])}"
    }
  }
}
