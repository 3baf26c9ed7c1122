import CampaignDiagnostics
@_spi(_Unicode) import Swift

/// Names, paths, strings and literals.
extension FileParser {
  private func name(of lexeme: Lexeme) -> Name {
    let range = Int(lexeme.start)..<Int(lexeme.end)
    let written = text(lexeme)
    if bytes[range].allSatisfy({ $0 < 0x80 }) { return Name(written, span(lexeme)) }
    let visible = written.withoutBidirectionalControls
    return Name(visible._nfc.reduce(into: "") { $0.unicodeScalars.append($1) }, span(lexeme))
  }

  /// A name that the author chooses: no reserved word.
  mutating func name(_ what: String) -> Name? {
    guard at(.name) else {
      failExpecting(what)
      return nil
    }
    if let keyword = token.keyword, keyword.isReserved,
      !token.isMiscased || keyword.rawValue >= Keyword.trueWord.rawValue
    {
      failReserved()
      return nil
    }
    let result = name(of: token)
    advance()
    return result
  }

  mutating func failReserved() {
    fail(
      Diagnostic(
        .reservedName, "`\(text(token))` is a word of the language and names nothing", at: span(token),
        helps: ["choose another name"]))
  }

  /// A name that stands where no reserved word could be meant: a table, a column, behind a dot.
  mutating func anyName(_ what: String) -> Name? {
    guard at(.name) else {
      failExpecting(what)
      return nil
    }
    let result = name(of: token)
    advance()
    return result
  }

  /// A table or a column: a name, or a string where what the database calls it is none.
  mutating func sourceName(_ what: String) -> Name? {
    if at(.string) { return plainString(what).map { Name($0.value, $0.span) } }
    return anyName(what)
  }

  mutating func path(_ what: String) -> Path? {
    guard let head = name(what) else { return nil }
    guard at(.dot) else { return Path([head]) }
    var names = [head]
    while accept(.dot) {
      guard let part = anyName("a name behind the dot") else { return nil }
      names.append(part)
    }
    return Path(names)
  }

  /// A string of one line in which nothing is interpolated.
  mutating func plainString(_ what: String) -> StringLiteral? {
    guard at(.string) else {
      if at(.block) {
        fail(
          Diagnostic(
            .unexpectedToken, "expected \(what) on one line, found a block of text",
            at: Span(file, token.start, token.start + 3), helps: ["write it between `\"` and `\"`"]))
      } else {
        failExpecting(what, help: "a string stands between `\"` and `\"`")
      }
      return nil
    }
    let lexeme = token
    advance()
    return plainText(of: lexeme)
  }

  mutating func plainText(of lexeme: Lexeme) -> StringLiteral {
    var reader = TextReader(lexeme, bytes: bytes)
    var value: [UInt8] = []
    var braces: [Edit] = []
    while reader.index < reader.limit {
      let byte = bytes[reader.index]
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") {
        let place = Span(file, UInt32(reader.index), UInt32(reader.index + 1))
        braces.append(Edit(place, "\\\(UnicodeScalar(byte))"))
        reader.index += 1
      } else if byte == UInt8(ascii: "\\") {
        readEscape(&reader, into: &value)
      } else {
        value.append(byte)
        reader.index += 1
      }
    }
    if let first = braces.first {
      report(
        Diagnostic(
          .interpolationNotAllowed, "nothing is filled in here", at: first.span,
          notes: [Note("this text is the same for every member")],
          helps: ["where a brace is meant, write `\(first.replacement)`"],
          fixes: [Fix("write `\(first.replacement)`", braces)]))
    }
    return StringLiteral(String(decoding: value, as: UTF8.self), span(lexeme))
  }

  // MARK: Literals

  mutating func number(_ what: String = "a number") -> Number? {
    guard at(.number), let parts = Lexer.number(bytes, Int(token.start), Int(token.end)) else {
      failExpecting(what)
      return nil
    }
    let result = Number(parts.mantissa, scale: parts.scale, span(token))
    advance()
    return result
  }

  mutating func percent() -> Literal? {
    guard at(.percent), let value = percentValue(token) else {
      failExpecting("a percentage such as `10%`")
      return nil
    }
    let place = span(token)
    advance()
    return Literal(.percent(value), place)
  }

  private func percentValue(_ lexeme: Lexeme) -> Number? {
    Lexer.number(bytes, Int(lexeme.start), Int(lexeme.end) - 1).map {
      Number($0.mantissa, scale: $0.scale, Span(file, lexeme.start, lexeme.end - 1))
    }
  }

  /// `48 hours`.
  mutating func duration() -> DurationSyntax? {
    guard let amount = number("a number and a unit, such as `3 days`") else { return nil }
    guard at(.name), !token.continuesItem else {
      let written = String(decoding: bytes[Int(amount.span.start)..<Int(amount.span.end)], as: UTF8.self)
      fail(
        Diagnostic(
          .missingUnit, "`\(written)` has no unit of time", at: amount.span,
          helps: ["write it behind the number, such as `\(written) hours` or `\(written) days`"]))
      return nil
    }
    guard let unit = timeUnit() else { return nil }
    return DurationSyntax(amount, unit.unit, amount.span.union(unit.span))
  }

  mutating func timeUnit() -> (unit: TimeUnit, span: Span)? {
    guard let found = expect(anyOf: Keyword.timeUnits, "a unit of time") else { return nil }
    return found.keyword.timeUnit.map { ($0, found.span) }
  }

  mutating func literal(_ kinds: [Lexeme.Kind], _ what: String) -> Literal? {
    guard kinds.contains(token.kind), let found = literalHere() else {
      failExpecting(what)
      return nil
    }
    return found
  }

  /// The literal that begins here, or nil where none does.
  mutating func literalHere() -> Literal? {
    let lexeme = token
    let place = span(lexeme)
    switch lexeme.kind {
    case .number: return numberWithUnit()
    case .percent: return percent()
    case .time:
      let digits = bytes[Int(lexeme.start)..<Int(lexeme.end)].filter { $0 != UInt8(ascii: ":") }.map { Int($0) - 48 }
      advance()
      return Literal(.time(seconds: (digits[0] * 10 + digits[1]) * 3600 + (digits[2] * 10 + digits[3]) * 60), place)
    case .date, .timestamp:
      guard let parts = DateParts(bytes[Int(lexeme.start)..<Int(lexeme.end)]) else { return nil }
      advance()
      guard let seconds = parts.seconds else {
        return Literal(.date(year: parts.year, month: parts.month, day: parts.day), place)
      }
      return Literal(
        .timestamp(
          year: parts.year, month: parts.month, day: parts.day, seconds: seconds, offsetSeconds: parts.offsetSeconds),
        place)
    case .color:
      var value: UInt32 = 0
      for byte in bytes[Int(lexeme.start) + 1..<Int(lexeme.end)] {
        value = value << 4 | UInt32(byte <= UInt8(ascii: "9") ? byte - 48 : (byte | 0x20) - 87)
      }
      advance()
      return Literal(.color(value), place)
    case .name where at(.yes) || at(.no):
      let value = at(.yes)
      advance()
      return Literal(.bool(value), place)
    default: return nil
    }
  }

  mutating func money() -> Literal? {
    let what = "an amount such as `79 USD`"
    guard at(.number) else {
      failExpecting(what)
      return nil
    }
    guard let found = numberWithUnit() else { return nil }
    if case .money = found.value { return found }
    fail(Diagnostic(.unexpectedToken, "expected \(what), found `\(text(found.span))`", at: found.span))
    return nil
  }

  private mutating func numberWithUnit() -> Literal? {
    guard let amount = number() else { return nil }
    guard at(.name) else { return Literal(.number(amount), amount.span) }
    if let unit = token.keyword?.timeUnit, !token.isMiscased {
      let place = amount.span.union(span(token))
      advance()
      return Literal(.duration(amount, unit), place)
    }
    if Lexer.isCurrency(text(token)) {
      let currency = name(of: token)
      advance()
      return Literal(.money(amount, currency: currency), amount.span.union(currency.span))
    }
    for unit in Keyword.timeUnits { candidates.insert(unit) }
    return Literal(.number(amount), amount.span)
  }
}
