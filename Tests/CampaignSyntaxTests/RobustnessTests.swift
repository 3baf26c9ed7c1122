import CampaignDiagnostics
import CampaignSyntax
import Testing

/// Any bytes at all: nothing traps, nothing is lost, and a mistake that is everywhere is told once.
@Suite struct RobustnessTests {
  private func parse(_ bytes: [UInt8]) -> (FileSyntax, [Diagnostic]) {
    let source = SourceFile(id: FileID(0), path: "any.campaign", bytes: bytes)
    let (syntax, diagnostics) = Parser.parse(source)
    #expect(Samples.joined(syntax.tokens, source) == bytes, "the tokens are not the source")
    #expect(diagnostics.allSatisfy { $0.span.start <= $0.span.end && Int($0.span.end) <= bytes.count })
    return (syntax, diagnostics)
  }

  private func codes(_ text: String) -> [String] { parse(Array(text.utf8)).1.map(\.code.id) }

  @Test func randomBytes() {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<2_000 {
      let bytes = (0..<random.below(200)).map { _ in UInt8(random.below(256)) }
      _ = parse(bytes)
    }
  }

  @Test func randomPrintableText() {
    var random = SeededGenerator(seed: 8)
    let characters = Array("{}{}\"\"\"\"()\n\n  ,.:#/-*%$|'<>=!&;abc09\\é“”".unicodeScalars)
    let words = Keyword.allCases.map(\.text)
    for _ in 0..<3_000 {
      var text = ""
      for _ in 0..<random.below(60) {
        if random.below(2) == 0 {
          text += words[random.below(words.count)] + " "
        } else {
          text.unicodeScalars.append(characters[random.below(characters.count)])
        }
      }
      _ = parse(Array(text.utf8))
    }
  }

  @Test func changedSamples() {
    var random = SeededGenerator(seed: 9)
    for sample in Samples.all {
      for _ in 0..<40 {
        var bytes = sample.bytes
        for _ in 0...random.below(3) where !bytes.isEmpty {
          let place = random.below(bytes.count)
          switch random.below(4) {
          case 0: bytes.remove(at: place)
          case 1: bytes.insert(bytes[random.below(bytes.count)], at: place)
          case 2: bytes[place] = UInt8(32 + random.below(95))
          default: bytes.removeSubrange(place..<min(bytes.count, place + random.below(40)))
          }
        }
        _ = parse(bytes)
      }
    }
  }

  @Test func aHundredThousandBrackets() {
    let many = 100_000
    #expect(codes("segment s where " + String(repeating: "(", count: many)) == ["E0206"])
    #expect(
      codes("segment s where " + String(repeating: "(", count: many) + "a" + String(repeating: ")", count: many)) == [
        "E0206"
      ])
    #expect(codes(String(repeating: "(", count: many)).count == 1)
    #expect(codes(String(repeating: "{", count: many)).count == 1)
    #expect(codes(String(repeating: "}", count: many)) == ["E0205"])
    #expect(codes(String(repeating: ")", count: many)).count == 1)
    #expect(codes("campaign c " + String(repeating: "{", count: many)).count == 1)
    #expect(codes("segment s where " + String(repeating: "not ", count: many) + "a") == ["E0206"])
    #expect(codes("segment s where a > " + String(repeating: "- ", count: many) + "1") == ["E0206"])
    #expect(codes("segment s where a > 1" + String(repeating: " + 1", count: many)) == ["E0206"])
    #expect(codes("segment s where a" + String(repeating: " otherwise b", count: many) + " > 1") == ["E0206"])
    #expect(codes("segment s where a" + String(repeating: " and a", count: many)).isEmpty)
    let directives = String(repeating: "{if a}", count: many) + String(repeating: "{end}", count: many)
    #expect(codes("campaign c {\n  sms { text \"\(directives)\" }\n}") == ["E0206"])
  }

  @Test func mistakesWithoutEnd() {
    #expect(codes(String(repeating: "segment $ ( x\n", count: 3_000)).count == Parser.diagnosticLimit)
    #expect(
      codes("campaign c {\n" + String(repeating: "gaol \"x\"\n", count: 3_000) + "}").count == Parser.diagnosticLimit)
  }

  @Test func fiftyMegabytes() {
    let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 50_000_000)
    let source = SourceFile(id: FileID(0), path: "large.campaign", bytes: bytes)
    let (syntax, diagnostics) = Parser.parse(source)
    #expect(diagnostics.map(\.code) == [.fileTooLarge])
    #expect(syntax.tokens.map(\.span.lengthBytes) == [50_000_000, 0])
  }

  @Test func encodings() {
    #expect(parse([]).1.map(\.code) == [.fileDeclaresNothing])
    #expect(codes("// nothing yet\n") == ["W0101"])
    #expect(parse([0xEF, 0xBB, 0xBF] + Array("brand { }".utf8)).1.map(\.code) == [.byteOrderMark])
    #expect(parse([0xFF, 0xFE, 0x61, 0x00]).1.map(\.code) == [.fileNotUTF8])
    #expect(parse(Array("segment caf".utf8) + [0xE9, 0x20]).1.map(\.code) == [.fileNotUTF8])
    #expect(parse(Array("SQLite format 3".utf8) + [0]).1.map(\.code) == [.fileBinary])
    #expect(codes("brand {\r\n  layout standard\r\n}\r\n").isEmpty)
    #expect(codes("brand {\r  }") == ["E0107"])
    #expect(codes("brand { } // \u{202E}") == ["E0106"])
    #expect(codes("member a {\n  first_name \"\u{2067}x\"\n}") == ["E0106"])
    #expect(codes("member a {\n  first_name \"\u{1B}[31m\"\n}") == ["E0107"])
  }

  @Test func notUTF8NamesItsPlace() throws {
    let found = try #require(parse(Array("brand {\n}\n// caf".utf8) + [0xE9]).1.first)
    #expect(found.message == "byte E9 on line 3, at offset 16, is not UTF-8")
    #expect(found.span == Span(FileID(0), 16, 17))
  }

  @Test func namesAreInNFC() throws {
    let syntax = parse(Array("segment cafe\u{301} where a".utf8)).0
    guard case .segment(let segment) = try #require(syntax.declarations.first) else {
      Issue.record("no segment")
      return
    }
    #expect(Array(segment.name.text.utf8) == Array("caf\u{E9}".utf8))
  }
}
