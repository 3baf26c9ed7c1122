/// Case and accent folding, and the language's `contains` on top of it.
///
/// Folding takes NFD; drops default-ignorable code points and accents (general category Mn with canonical combining
/// class 1, 10 to 36 or 200 up: Latin, Greek and Cyrillic accents, Hebrew points, Arabic and Syriac vowel signs; the
/// vowel signs of Indic scripts and the voicing marks of kana tell words apart and stay); then maps each code point to
/// upper and to lower case, which makes `ß` `ss` and both sigmas one; and writes the apostrophes ’ and ʼ as `'`.
///
/// A word is a run of letters, digits and marks, with apostrophes inside it. Scripts that are written without spaces
/// (Han, kana, Thai, Lao, Khmer, Myanmar) have a word a letter, so that a phrase in them is found wherever it stands.
public struct FoldedPhrase: Hashable, Sendable {
  /// What to look for: folded words, each with a space on both sides (` free gift `), or plain folded text.
  @usableFromInline package let bytes: [UInt8]
  /// Whether whole words are looked for; a phrase without any word character is looked for as it is.
  @usableFromInline package let isWords: Bool

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
public enum FoldedText {
  /// Whether `haystack` contains a phrase that was folded before; see `FoldedPhrase`.
  @inlinable package static func contains(
    _ haystack: UnsafeRawBufferPointer, foldedPhrase: UnsafeRawBufferPointer, isWords: Bool, scratch: inout [UInt8]
  ) -> Bool {
    guard UTF8Bytes.isASCII(haystack) else {
      if isWords { foldWords(haystack, into: &scratch) } else { foldPlain(haystack, into: &scratch) }
      return scratch.withUnsafeBytes { find(foldedPhrase, in: $0) }
    }
    let room = haystack.count + 2
    if scratch.count < room { scratch.append(contentsOf: repeatElement(0, count: room - scratch.count)) }
    return scratch.withUnsafeMutableBytes { folded in
      let count = isWords ? foldWordsASCII(haystack, into: folded) : foldPlainASCII(haystack, into: folded)
      return find(foldedPhrase, in: UnsafeRawBufferPointer(rebasing: folded[..<count]))
    }
  }

  /// Whether the text as a whole is a phrase that was folded before: the same words, or without any, the same folded text.
  @inlinable package static func equals(
    _ text: UnsafeRawBufferPointer, foldedPhrase: UnsafeRawBufferPointer, isWords: Bool, scratch: inout [UInt8]
  ) -> Bool {
    if isWords { foldWords(text, into: &scratch) } else { foldPlain(text, into: &scratch) }
    return scratch.withUnsafeBytes { Normalization.equalBytes($0, foldedPhrase) }
  }

  /// Replaces `output` by the folded words of the text, each with one space before and after it; by one space alone
  /// where there is no word.
  @inlinable package static func foldWords(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
    output.removeAll(keepingCapacity: true)
    output.append(0x20)
    if !UTF8Bytes.isASCII(bytes) { return foldWordsBeyondASCII(bytes, into: &output) }
    output.append(contentsOf: repeatElement(0, count: bytes.count + 1))
    let count = output.withUnsafeMutableBytes { foldWordsASCII(bytes, into: $0) }
    output.removeLast(output.count - count)
  }

  /// Replaces `output` by the text with case and accents folded and nothing else changed.
  @inlinable package static func foldPlain(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
    output.removeAll(keepingCapacity: true)
    if !UTF8Bytes.isASCII(bytes) { return foldPlainBeyondASCII(bytes, into: &output) }
    for byte in bytes { output.append(lowercaseASCII(byte)) }
  }

  /// Writes the folded words of ASCII text, as `foldWords` gives them, and returns their length; each byte gives at most
  /// itself and a space stands at both ends, so `target` must have room for two bytes more than the text.
  @inlinable static func foldWordsASCII(
    _ bytes: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) -> Int {
    var length = 1
    var hasApostrophe = false
    target[0] = 0x20
    for byte in bytes {
      if isASCIIWord(byte) {
        if hasApostrophe {
          target[length] = apostrophe
          length += 1
        }
        hasApostrophe = false
        target[length] = lowercaseASCII(byte)
        length += 1
      } else if byte == apostrophe && !hasApostrophe && target[length - 1] != 0x20 {
        hasApostrophe = true
      } else {
        hasApostrophe = false
        if target[length - 1] != 0x20 {
          target[length] = 0x20
          length += 1
        }
      }
    }
    if target[length - 1] != 0x20 {
      target[length] = 0x20
      length += 1
    }
    return length
  }

  /// Writes ASCII text in lower case and returns its length; `target` must have room for it.
  @inlinable static func foldPlainASCII(
    _ bytes: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) -> Int {
    var length = 0
    for byte in bytes {
      target[length] = lowercaseASCII(byte)
      length += 1
    }
    return length
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

  /// Whether the byte is an ASCII letter or digit.
  @inlinable package static func isASCIIWord(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  @inlinable static func lowercaseASCII(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
