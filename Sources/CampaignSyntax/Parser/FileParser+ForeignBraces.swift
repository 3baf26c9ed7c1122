import CampaignDiagnostics

/// Braces as other template languages write them.
extension FileParser {
  /// The bytes between the braces, once foreign spellings around them are reported.
  struct Braces {
    var start: Int
    var end: Int
    var innerStart: Int
    var innerEnd: Int
    /// A directive that was meant by a foreign spelling: `end`, `else`.
    var meant: Keyword?
    var isForeign = false
    /// Whether the `else` that was meant has a condition behind its one word.
    var isElseIf = false
  }

  private static let elseIfAliases = ["elsif ", "elif ", "elseif "]

  /// `{{ x }}`, `{% if x %}`, `{#if x}`, `{/if}`, `{endif}`: read as what they are meant to be.
  mutating func foreignBraces(_ braces: inout Braces) {
    func at(_ index: Int) -> UInt8 { index < braces.innerEnd ? bytes[index] : 0 }
    let first = at(braces.innerStart)
    let last = braces.innerEnd > braces.innerStart ? bytes[braces.innerEnd - 1] : 0
    if first == UInt8(ascii: "{"), last == UInt8(ascii: "}") || last == UInt8(ascii: "%") {
      braces.innerStart += 1
      braces.innerEnd -= 1
      braces.isForeign = true
    } else if first == UInt8(ascii: "%") {
      braces.innerStart += 1
      if last == UInt8(ascii: "%"), braces.innerEnd > braces.innerStart { braces.innerEnd -= 1 }
      braces.isForeign = true
    }
    if braces.isForeign, at(braces.innerStart) == UInt8(ascii: "-") { braces.innerStart += 1 }
    if ["#if ", "#for ", "#each "].contains(where: { begins(with: $0, braces) }) {
      braces.innerStart += 1
      braces.isForeign = true
    }
    trim(&braces)
    var inner = String(decoding: bytes[braces.innerStart..<braces.innerEnd], as: UTF8.self)
    let word = inner.filter { $0 != " " && $0 != ":" }.lowercased()
    switch word {
    case "endif", "endfor", "/if", "/for", "/each", "fi", "end_if", "end_for", "endeach":
      braces.meant = .end
      inner = "end"
    case "else" where inner.hasSuffix(":"):
      braces.meant = .else
      inner = "else"
    default: break
    }
    for alias in Self.elseIfAliases where inner.hasPrefix(alias) {
      braces.meant = .else
      braces.isElseIf = true
    }
    guard braces.isForeign || braces.meant != nil else { return }
    let place = Span(file, UInt32(braces.start), UInt32(braces.end))
    let meant = mended(inner)
    report(
      Diagnostic(
        .foreignInterpolation,
        "`\(String(decoding: bytes[braces.start..<braces.end], as: UTF8.self))` is not how this is written",
        at: place,
        helps: [meant.map { "write `\($0)`" } ?? "write one brace on each side, with nothing but the value between"],
        fixes: meant.map { [Fix("write `\($0)`", replace: place, with: $0)] } ?? []))
    braces.isForeign = true
  }

  private func begins(with text: String, _ braces: Braces) -> Bool {
    bytes[braces.innerStart..<braces.innerEnd].starts(with: text.utf8)
  }

  private func trim(_ braces: inout Braces) {
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard braces.isForeign else { return }
    while braces.innerStart < braces.innerEnd, isBlank(bytes[braces.innerStart]) { braces.innerStart += 1 }
    while braces.innerEnd > braces.innerStart, isBlank(bytes[braces.innerEnd - 1]) { braces.innerEnd -= 1 }
  }

  /// The language's own spelling of what stands between foreign braces, where it is sure.
  private func mended(_ inner: String) -> String? {
    var inner = inner
    for alias in Self.elseIfAliases where inner.hasPrefix(alias) {
      inner = "else if " + inner.dropFirst(alias.count)
    }
    let parts = inner.split(separator: "|", maxSplits: 1)
    guard parts.count == 2 else { return "{\(inner)}" }
    let value = parts[0].trimmed
    let filter = parts[1].trimmed
    guard filter.hasPrefix("default") else { return nil }
    var fallback = String(filter.dropFirst("default".count)).trimmed
    if fallback.hasPrefix(":") { fallback = String(fallback.dropFirst()).trimmed }
    if fallback.hasPrefix("("), fallback.hasSuffix(")") { fallback = String(fallback.dropFirst().dropLast()) }
    if fallback.hasPrefix("'"), fallback.hasSuffix("'") { fallback = "\"\(fallback.dropFirst().dropLast())\"" }
    guard fallback.count >= 2, fallback.hasPrefix("\""), fallback.hasSuffix("\""), !fallback.contains("|") else {
      return nil
    }
    return "{\(value) otherwise \(fallback)}"
  }

  /// Ends the lexemes between the braces at a `|`, where a filter of another template language begins.
  ///
  /// Returns whether there was one: then it is not known what value was meant.
  mutating func cutFilter(_ braces: Braces) -> Bool {
    if let index = lexemes[position...].firstIndex(where: { $0.kind == .pipe }) {
      let pipe = lexemes[index]
      let inner = String(decoding: bytes[braces.innerStart..<braces.innerEnd], as: UTF8.self)
      if !braces.isForeign {
        let meant = mended(inner)
        let place = Span(file, UInt32(braces.start), UInt32(braces.end))
        report(
          Diagnostic(
            .foreignInterpolation, "there are no filters behind `|`", at: meant == nil ? span(pipe) : place,
            helps: [meant.map { "write `\($0)`" } ?? "write `otherwise` for a default, `as` for a format"],
            fixes: meant.map { [Fix("write `\($0)`", replace: place, with: $0)] } ?? []))
      }
      var end = Lexeme(.endOfFile, Int(pipe.start), Int(pipe.start))
      end.startsLine = true
      lexemes.replaceSubrange(index..., with: [end])
      token = lexemes[position]
      return true
    }
    return false
  }
}

extension StringProtocol {
  /// Without blanks at both ends.
  fileprivate var trimmed: String {
    String(String(drop { $0 == " " }).reversed().drop { $0 == " " }.reversed())
  }
}
