/// What a line of text says, as `RandomPrograms` writes it.
indirect enum OracleInline {
  case text(String)
  case data(Int)
  case code([OracleInline])
  case emphasis([OracleInline])
  case strong([OracleInline])
  case link(to: [OracleInline], title: [OracleInline], [OracleInline])
  case image(at: [OracleInline], title: [OracleInline], alt: [OracleInline])
  case softBreak
  case hardBreak

  static func read(_ text: String) -> [OracleInline] {
    var reader = Reader(rest: Array(text.unicodeScalars)[...])
    return reader.inlines()
  }

  /// Text and data, and nothing else.
  static func plain(_ text: String) -> [OracleInline] { Reader.plain(text.unicodeScalars) }

  private struct Reader {
    var rest: ArraySlice<Unicode.Scalar>
    var done: [OracleInline] = []
    var text = String.UnicodeScalarView()

    mutating func inlines() -> [OracleInline] {
      while let first = rest.first {
        let marks: Set<Unicode.Scalar> = ["\\", "\n", "`", "*", "<", "[", "!"]
        if !marks.contains(first) || !markup(first) {
          text.append(first)
          rest.removeFirst()
        }
      }
      flush()
      return done
    }

    private mutating func flush() {
      done += Self.plain(text)
      text.removeAll()
    }

    private mutating func add(_ inline: OracleInline) {
      flush()
      done.append(inline)
    }

    static func plain(_ scalars: some Sequence<Unicode.Scalar>) -> [OracleInline] {
      var result: [OracleInline] = []
      var text = String.UnicodeScalarView()
      for scalar in scalars {
        guard let number = OracleMark.number(scalar) else {
          text.append(scalar)
          continue
        }
        if !text.isEmpty { result.append(.text(String(text))) }
        text.removeAll()
        result.append(.data(number))
      }
      return text.isEmpty ? result : result + [.text(String(text))]
    }

    private static func read(_ scalars: ArraySlice<Unicode.Scalar>) -> [OracleInline] {
      var reader = Reader(rest: scalars)
      return reader.inlines()
    }

    /// Takes what the mark begins; false where it begins nothing.
    private mutating func markup(_ mark: Unicode.Scalar) -> Bool {
      switch mark {
      case "\\":
        guard let next = rest.dropFirst().first else { return false }
        rest = rest.dropFirst(2)
        if next == "\n" { add(.hardBreak) } else { text.append(next) }
        return true
      case "\n":
        rest.removeFirst()
        add(.softBreak)
        return true
      case "`":
        guard let code = between("`", "`") else { return false }
        add(.code(Self.plain(code)))
      case "*":
        if let inner = between("**", "**") {
          add(.strong(Self.read(inner)))
        } else if let inner = between("*", "*") {
          add(.emphasis(Self.read(inner)))
        } else {
          return false
        }
      case "<":
        guard starts("<http"), let address = between("<", ">") else { return false }
        add(.link(to: Self.plain(address), title: [], Self.plain(address)))
      default:
        let isImage = starts("![")
        guard isImage || mark == "[", let shown = between(isImage ? "![" : "[", "]"), let target = between("(", ")")
        else { return false }
        let quote = target.firstIndex(of: "\"")
        let address = Self.plain(quote.map { target[..<$0].dropLast() } ?? target)
        let title = quote.map { Self.plain(target[$0...].dropFirst().dropLast()) } ?? []
        let text = Self.read(shown)
        add(isImage ? .image(at: address, title: title, alt: text) : .link(to: address, title: title, text))
      }
      return true
    }

    private func starts(_ mark: String) -> Bool { rest.starts(with: mark.unicodeScalars) }

    /// What stands between the marks, which are taken with it.
    private mutating func between(_ opening: String, _ closing: String) -> ArraySlice<Unicode.Scalar>? {
      guard starts(opening) else { return nil }
      let inner = rest.dropFirst(opening.unicodeScalars.count)
      let mark = Array(closing.unicodeScalars)
      guard let end = inner.indices.first(where: { inner[$0...].starts(with: mark) }) else { return nil }
      rest = rest[(end + mark.count)...]
      return inner[..<end]
    }
  }
}
