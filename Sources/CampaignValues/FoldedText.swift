/// Case and accent folding, and the language's `contains` on top of it.
///
/// Folding takes NFD; drops default-ignorable code points and accents (general category Mn with canonical combining
/// class 1, 10 to 36 or 200 and up: Latin, Greek and Cyrillic accents, Hebrew points, Arabic and Syriac vowel signs; the
/// vowel signs of Indic scripts and the voicing marks of kana tell words apart and stay); then maps each code point to
/// upper and to lower case, which makes `ß` `ss` and both sigmas one; and writes the apostrophes ’ and ʼ as `'`.
///
/// A word is a run of letters, digits and marks, with apostrophes inside it. Scripts that are written without spaces
/// (Han, kana, Thai, Lao, Khmer, Myanmar) have a word a letter, so that a phrase in them is found wherever it stands.
package struct FoldedPhrase: Equatable, Sendable {
  /// What to look for: folded words, each with a space on both sides (` free gift `), or plain folded text.
  package let bytes: [UInt8]
  /// Whether whole words are looked for; a phrase without any word character is looked for as it is.
  package let isWords: Bool

  /// Folds what an author wrote.
  package init(_ text: UnsafeRawBufferPointer) {
    var folded: [UInt8] = []
    FoldedText.foldWords(text, into: &folded)
    isWords = folded.count > 1
    if !isWords { FoldedText.foldPlain(text, into: &folded) }
    bytes = folded
  }

  /// Whether `haystack` contains the phrase; an empty phrase is contained in nothing.
  ///
  /// `scratch` is overwritten; kept from call to call, it makes ASCII haystacks free of allocation.
  @inlinable package func isContained(in haystack: UnsafeRawBufferPointer, scratch: inout [UInt8]) -> Bool {
    bytes.withUnsafeBytes {
      FoldedText.contains(haystack, foldedPhrase: $0, isWords: isWords, scratch: &scratch)
    }
  }
}

/// The folding itself; see `FoldedPhrase`.
package enum FoldedText {
  /// Whether `haystack` contains a phrase that was folded before; see `FoldedPhrase`.
  @inlinable package static func contains(
    _ haystack: UnsafeRawBufferPointer, foldedPhrase: UnsafeRawBufferPointer, isWords: Bool, scratch: inout [UInt8]
  ) -> Bool {
    if isWords { foldWords(haystack, into: &scratch) } else { foldPlain(haystack, into: &scratch) }
    return scratch.withUnsafeBytes { find(foldedPhrase, in: $0) }
  }

  /// Replaces `output` by the folded words of the text, each with one space before and after it; by one space alone
  /// where there is no word.
  @inlinable package static func foldWords(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
    output.removeAll(keepingCapacity: true)
    output.append(0x20)
    if !UTF8Bytes.isASCII(bytes) { return foldWordsBeyondASCII(bytes, into: &output) }
    var hasApostrophe = false
    for byte in bytes {
      if isASCIIWord(byte) {
        if hasApostrophe { output.append(apostrophe) }
        hasApostrophe = false
        output.append(lowercaseASCII(byte))
      } else if byte == apostrophe && !hasApostrophe && output[output.count - 1] != 0x20 {
        hasApostrophe = true
      } else {
        hasApostrophe = false
        if output[output.count - 1] != 0x20 { output.append(0x20) }
      }
    }
    if output[output.count - 1] != 0x20 { output.append(0x20) }
  }

  /// Replaces `output` by the text with case and accents folded and nothing else changed.
  @inlinable package static func foldPlain(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
    output.removeAll(keepingCapacity: true)
    if !UTF8Bytes.isASCII(bytes) { return foldPlainBeyondASCII(bytes, into: &output) }
    for byte in bytes { output.append(lowercaseASCII(byte)) }
  }

  /// Whether `needle` occurs in `haystack`, byte by byte; an empty needle does not.
  @inlinable package static func find(_ needle: UnsafeRawBufferPointer, in haystack: UnsafeRawBufferPointer) -> Bool {
    guard let first = needle.first, haystack.count >= needle.count else { return false }
    var start = 0
    let last = haystack.count - needle.count
    while start <= last {
      if haystack[start] == first {
        var length = 1
        while length < needle.count && haystack[start + length] == needle[length] { length += 1 }
        if length == needle.count { return true }
      }
      start += 1
    }
    return false
  }

  @inlinable static var apostrophe: UInt8 { UInt8(ascii: "'") }

  @inlinable static func isASCIIWord(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  @inlinable static func lowercaseASCII(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
