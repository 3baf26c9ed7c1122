import Testing

@testable import CampaignValues

@Suite struct FoldedTextTests {
  func contains(_ haystack: String, _ phrase: String) -> Bool {
    var scratch: [UInt8] = []
    let folded = phrase.withBytes { FoldedPhrase($0) }
    return haystack.withBytes { folded.isContained(in: $0, scratch: &scratch) }
  }

  @Test func findsWholeWordsAndPhrases() {
    let found = [
      ("A Free gift!", "free"), ("FREE", "free"), ("gluten-free", "free"), ("free\n gift", "free gift"),
      ("Free, gift", "free gift"), ("don't wait", "DON’T"), ("l’été", "l'ete"), ("CAFÉ", "cafe"), ("cafe", "café"),
      ("cafe\u{301}", "Café"), ("Straße", "STRASSE"), ("ΟΔΟΣ", "οδος"), ("οδός", "ΟΔΟΣ"), ("fr\u{AD}ee", "free"),
      ("'free'", "free"), ("100% free", "100"), ("今すぐ無料で", "無料"), ("免费", "免费"), ("İstanbul", "istanbul"),
      ("שָׁלוֹם", "שלום"), ("ﬁne", "FINE"), ("2x", "2X"), ("naïve—really", "naive really"),
    ]
    for (haystack, phrase) in found { #expect(contains(haystack, phrase), "\(haystack) contains \(phrase)") }
    let notFound = [
      ("freedom", "free"), ("carefree", "free"), ("free", "free gift"), ("gift free", "free gift"), ("don't", "don"),
      ("free2", "free"), ("freé́s", "free"), ("", "free"), ("が", "か"), ("किताब", "कताब"), ("free", ""), ("", ""),
      ("unfrée", "free"), ("é", "\u{301}"),
    ]
    for (haystack, phrase) in notFound { #expect(!contains(haystack, phrase), "\(haystack) contains \(phrase)") }
  }

  @Test func looksForPhrasesWithoutWordsAsTheyAre() {
    #expect(contains("Win $$$ now", "$$$"))
    #expect(contains("now!!!", "!!"))
    #expect(contains("love ❤️ it", "❤"))
    #expect(!contains("Win $ now", "$$"))
    #expect(contains("a ☆ é", "☆"))
  }

  @Test func asciiAndUnicodePathsFoldAlike() {
    var generator = SeededGenerator(seed: 3)
    let alphabet = Array("aZ09'_ -.\n")
    for round in 0..<5_000 {
      let text = String(
        (0..<Int.random(in: 0...12, using: &generator)).map { _ in
          alphabet.randomElement(using: &generator) ?? "a"
        })
      var fast: [UInt8] = []
      var slow: [UInt8] = [0x20]
      var plain: [UInt8] = []
      text.withBytes { FoldedText.foldWords($0, into: &fast) }
      text.withBytes { FoldedText.foldWordsBeyondASCII($0, into: &slow) }
      #expect(fast == slow, "seed 3, round \(round): \(text)")
      text.withBytes { FoldedText.foldPlain($0, into: &fast) }
      text.withBytes { FoldedText.foldPlainBeyondASCII($0, into: &plain) }
      #expect(fast == plain, "seed 3, round \(round): \(text)")
    }
  }

  @Test func comparesByCodePointAfterNFC() {
    func compare(_ left: String, _ right: String) -> Int {
      left.withBytes { left in right.withBytes { Normalization.compare(left, $0).signum() } }
    }
    func equal(_ left: String, _ right: String) -> Bool {
      left.withBytes { left in right.withBytes { Normalization.equal(left, $0) } }
    }
    #expect(equal("é", "e\u{301}") && compare("é", "e\u{301}") == 0)
    #expect(equal("각", "\u{1100}\u{1161}\u{11A8}"))
    #expect(equal("\u{212B}", "Å"))
    #expect(!equal("é", "e") && !equal("ﬁ", "fi") && !equal("a", "A"))
    #expect(compare("a", "b") == -1 && compare("b", "a") == 1 && compare("a", "ab") == -1)
    #expect(compare("e\u{301}", "f") == 1)
    #expect(compare("\u{FFFD}", "😀") == -1)
    #expect("e\u{301}".withBytes(Normalization.nfc) == Array("\u{E9}".utf8))
    #expect("日本".withBytes(Normalization.nfc) == Array("日本".utf8) && !"日本".withBytes(Normalization.isNFCQuick))
  }

  @Test func affixesAreTakenAfterNFC() {
    func starts(_ text: String, _ affix: String) -> Bool {
      text.withBytes { text in affix.withBytes { Normalization.hasPrefix(text, $0) } }
    }
    func ends(_ text: String, _ affix: String) -> Bool {
      text.withBytes { text in affix.withBytes { Normalization.hasSuffix(text, $0) } }
    }
    #expect(starts("hello", "he") && starts("a", "") && !starts("a", "ab") && !starts("Hello", "he"))
    #expect(!starts("e\u{301}t", "e") && starts("e\u{301}t", "é") && starts("ét", "e\u{301}"))
    #expect(ends("hello", "lo") && ends("cafe\u{301}", "é") && !ends("cafe\u{301}", "\u{301}") && !ends("a", "ba"))
  }
}
