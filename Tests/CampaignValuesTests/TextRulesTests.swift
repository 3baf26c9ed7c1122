import Testing

@testable import CampaignValues

@Suite struct TextRulesTests {
  @Test func refusesMalformedUTF8AsTheStandardLibraryDoes() {
    let malformed: [[UInt8]] = [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xE2, 0x82],
      [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0x61, 0xC3, 0x28],
    ]
    for bytes in malformed { #expect(!bytes.withUnsafeBytes(TextRules.isValidUTF8), "\(bytes)") }
    var generator = SeededGenerator(seed: 7)
    for round in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
        UInt8(
          [0x41, 0x80, 0x9F, 0xA0, 0xBF, 0xC2, 0xE0, 0xE2, 0xED, 0xF0, 0xF4, 0xFF].randomElement(using: &generator) ?? 0
        )
      }
      #expect(
        bytes.withUnsafeBytes(TextRules.isValidUTF8) == (String(validating: bytes, as: UTF8.self) != nil),
        "seed 7, round \(round): \(bytes)")
    }
  }

  @Test func decodesEveryScalar() {
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      var offset = 0
      let decoded = String(scalar).withBytes { UTF8Bytes.next($0, &offset) }
      if decoded != value || offset != UTF8.width(scalar) {
        Issue.record("U+\(String(value, radix: 16)) decodes to \(String(decoded, radix: 16))")
      }
    }
  }

  @Test func blankIsWhiteSpaceOrIgnorable() {
    for blank in ["", " ", "\t\r\n ", "\u{A0}", "\u{3000}\u{200B}", "\u{AD}\u{FEFF}", "\u{2060}\u{FE0F}", "\u{115F}"] {
      #expect(blank.withBytes(TextRules.isBlank), "\(blank.unicodeScalars.map(\.value))")
    }
    for text in ["a", " . ", "\u{A0}x", "0", "\u{301}", "\u{7F}", "\u{0}"] {
      #expect(!text.withBytes(TextRules.isBlank), "\(text.unicodeScalars.map(\.value))")
    }
  }

  @Test func blankIsAsUnicodeSaysForEveryScalarOfTwoAndThreeBytes() {
    for value in UInt32(0x80)...0xFFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let expected =
        scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint || value == 0x2800
      if String(scalar).withBytes(TextRules.isBlank) != expected {
        Issue.record("U+\(String(value, radix: 16)) is \(expected ? "" : "not ")blank")
      }
    }
  }

  @Test func findsControlCharacters() {
    for text in ["\u{0}", "a\u{1B}", "\u{7F}", "é\u{80}", "\u{9F}"] {
      #expect(text.withBytes(TextRules.hasControlCharacter), "\(text.unicodeScalars.map(\.value))")
    }
    for text in ["", "a\tb\r\n", "é\u{A0}", "日本"] { #expect(!text.withBytes(TextRules.hasControlCharacter)) }
    for scalar in (0...0x2FFF).compactMap(Unicode.Scalar.init) {
      let turns = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
      for text in ["\(scalar)", "a\(scalar)é"] {
        #expect(text.withBytes(TextRules.hasBidirectionalControl) == turns, "U+\(String(scalar.value, radix: 16))")
      }
    }
    for text in ["\n", "a\r", "\u{85}", "x\u{2028}", "\u{2029}", "\u{B}"] {
      #expect(text.withBytes(TextRules.hasLineBreak))
    }
    for text in ["", "a b", "é", "‧", "…"] { #expect(!text.withBytes(TextRules.hasLineBreak), "\(text)") }
  }

  @Test func countsCharactersAsPeopleDo() {
    let counted = [
      ("", 0), ("abc", 3), ("a\r\nb", 3), ("\r\n\r\n", 2), ("é", 1), ("e\u{301}", 1), ("\u{AD}ü", 2), ("👨‍👩‍👧‍👦", 1),
      ("🇩🇪🇫🇷", 2),
      ("नमस्ते", "नमस्ते".count), ("한국", 2), ("각", 1), ("a\n\rb", 4),
    ]
    for (text, count) in counted { #expect(text.withBytes(TextRules.characterCount) == count, "\(text)") }
  }

  @Test func belowCombiningTheFastCountIsTheStandardLibrarys() {
    var generator = SeededGenerator(seed: 11)
    for round in 0..<5_000 {
      let scalars = (0..<Int.random(in: 0...8, using: &generator)).compactMap { _ in
        Unicode.Scalar(
          [0x0A, 0x0D, 0x41, UInt32.random(in: 0..<0x300, using: &generator)].randomElement(using: &generator) ?? 0)
      }
      let text = String(String.UnicodeScalarView(scalars))
      #expect(
        text.withBytes(TextRules.characterCount) == text.count, "seed 11, round \(round): \(scalars.map(\.value))")
    }
  }

  @Test func fitsCountsCharactersAndTheirBytes() {
    func fits(_ text: String, _ limit: Int) -> Bool { text.withBytes { TextRules.fits($0, maxCharacters: limit) } }
    #expect(fits("", 0))
    #expect(!fits("a", 0))
    #expect(fits("abc", 3))
    #expect(!fits("abcd", 3))
    #expect(fits("éé", 2) && !fits("ééé", 2))
    #expect(fits("👨‍👩‍👧‍👦", 1) && !fits("👨‍👩‍👧‍👦!", 1))
    #expect(fits(String(repeating: "a", count: 60), 60) && !fits(String(repeating: "a", count: 61), 60))
    let forty = "ab" + String(repeating: "\u{301}", count: 19)  // a, then b with marks: 39 bytes
    #expect(fits(forty, 2))
    let overlong = "b" + String(repeating: "\u{301}", count: 20)  // one character of 41 bytes
    #expect(!fits(overlong, 5))
    #expect(overlong.withBytes(TextRules.hasOverlongCharacter) && !forty.withBytes(TextRules.hasOverlongCharacter))
    #expect(!fits(String(repeating: "👨‍👩‍👧‍👦", count: 3), 2))
  }

  @Test func nameClassTakesTheWorldsNames() {
    let names = [
      "Anna", "Jean-Luc", "O'Neill", "O’Neill", "Gal·la", "Nguyễn Thị", "María José", "محمد", "עמית", "李小龍",
      "Ñandú",
      "N\u{303}andu", "علی\u{200C}رضا", "ʻOkina", "山田　太郎", "D\u{2011}a",
    ]
    for name in names { #expect(name.withBytes(TextClass.name.allows), "\(name)") }
    for text in [
      "a1", "Jr.", "a\nb", "a\u{2028}b", "<b>", "a@b", "😀", "a/b", "\u{202E}abc", "a_b", "٣", "“x”", "", "-", "'", " ",
      "-'’ ‐", "\u{301}", "\u{200D}·", "...", "123",
    ] {
      #expect(!text.withBytes(TextClass.name.allows), "\(text)")
    }
  }

  @Test func aNameHasALetter() {
    for text in ["-", "'", "-'’ ‐", "\u{301}", " \u{200D}·"] {
      #expect(text.withBytes(TextClass.lacksLetterAlone), "\(text)")
      #expect((text + "é").withBytes(TextClass.name.allows) && ("李" + text).withBytes(TextClass.name.allows), "\(text)")
    }
    for text in ["a", "1", "-1", "...", "é"] { #expect(!text.withBytes(TextClass.lacksLetterAlone), "\(text)") }
  }

  @Test func commonLettersAreLetters() {
    for value in UInt32(0)...0x2FFFF where TextClass.isCommonLetter(value) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let isLetter = scalar.properties.isAlphabetic && TextClass.isNameCharacter(scalar)
      if !isLetter { Issue.record("U+\(String(value, radix: 16))") }
    }
  }

  @Test func withBytesGivesTheUTF8() {
    #expect("åb".withBytes { Array($0) } == [0xC3, 0xA5, 0x62])
  }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): the same sequence for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
