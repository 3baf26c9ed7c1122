import CampaignDiagnostics

/// A recursive-descent parser over lexemes: one token of lookahead, two where `Grammar` says so.
///
/// Errors put it into `isRecovering`, in which nothing more is reported until the next item begins.
struct FileParser {
  let file: FileID
  // SAFETY: lives only inside the `withUnsafeBufferPointer` closure of `Parser.parse`.
  let bytes: UnsafeBufferPointer<UInt8>
  var lexemes: [Lexeme]
  var position = 0
  /// The lexeme that the grammar sees: `lexemes[position]`, or a line break before it.
  var token: Lexeme
  /// The end of the lexeme before.
  var previousEnd: UInt32 = 0
  /// While above 0, line breaks end nothing.
  var parenthesisDepth = 0
  var isRecovering = false
  var diagnostics: [Diagnostic]
  /// The words that begin an item of the innermost block; nil where names of the author's own do.
  var itemWords: [Keyword]? = Keyword.declarations
  /// The words that would have been right here.
  var candidates: KeywordSet = []
  /// Declarations that could not be read.
  var lostDeclarations: [LostSyntax] = []
  /// Where declarations and items of blocks began.
  var itemStarts: [UInt32] = []
  var nesting = 0
  /// How many strings stand around the place that is read.
  var templateDepth = 0
  /// The text that is read nests too deep: nothing more is said of it.
  var isTextAbandoned = false
  /// Braces of the file don't pair up: indentation decides which one is missing.
  let hasMissingBraces: Bool
  let hasStrayBraces: Bool
  let isTruncated: Bool

  init(lexer: Lexer, diagnostics: [Diagnostic]) {
    file = lexer.file
    bytes = lexer.bytes
    lexemes = lexer.lexemes
    token = lexemes[0]
    self.diagnostics = diagnostics
    hasMissingBraces = lexer.braceDepth > 0
    hasStrayBraces = lexer.lowestBraceDepth < 0
    isTruncated = lexer.isTruncated
  }

  // MARK: Tokens

  func span(_ lexeme: Lexeme) -> Span { Span(file, lexeme.start, lexeme.end) }

  func span(from start: UInt32) -> Span { Span(file, start, max(start, previousEnd)) }

  /// What began at `start` and could not be read: up to the token at which that was seen.
  func lost(_ keyword: Keyword, from start: UInt32) -> LostSyntax {
    LostSyntax(keyword, Span(file, start, max(start, previousEnd, token.end)))
  }

  func text(_ lexeme: Lexeme) -> String {
    String(decoding: bytes[Int(lexeme.start)..<Int(lexeme.end)], as: UTF8.self)
  }

  func text(_ span: Span) -> String { String(decoding: bytes[Int(span.start)..<Int(span.end)], as: UTF8.self) }

  mutating func advance() {
    guard token.kind != .endOfFile, token.kind != .lineBreak else { return }
    previousEnd = token.end
    position += 1
    candidates.removeAll()
    token = visible(position)
    if token.kind == .lineBreak { mendClauseWord() }
  }

  /// A line that begins with nearly a clause word, where no item begins with anything like it, goes on with the item before.
  private mutating func mendClauseWord() {
    guard let itemWords, lexemes[position].kind == .name, lexemes[position].keyword == nil,
      lexemes[position - 1].kind != .leftBrace,
      let meant = Suggestion.nearest(
        to: text(lexemes[position]), among: (itemWords + Keyword.clauseWords).lazy.map(\.text)),
      Keyword(meant)?.isClauseWord == true
    else { return }
    mend(Keyword.clauseWords, at: position)
  }

  /// The lexeme at `index`, hidden behind a line break where one ends the item.
  private func visible(_ index: Int) -> Lexeme {
    let lexeme = lexemes[min(index, lexemes.count - 1)]
    guard lexeme.startsLine, parenthesisDepth == 0, lexeme.kind != .endOfFile, !lexeme.continuesItem else {
      return lexeme
    }
    return Lexeme(.lineBreak, Int(previousEnd), Int(previousEnd))
  }

  /// The token behind the current one.
  var next: Lexeme { token.kind == .lineBreak || token.kind == .endOfFile ? token : visible(position + 1) }

  /// Steps over a line break.
  mutating func skipLineBreak() {
    if token.kind == .lineBreak { token = lexemes[position] }
  }

  func at(_ kind: Lexeme.Kind) -> Bool { token.kind == kind }

  mutating func accept(_ kind: Lexeme.Kind) -> Bool {
    guard token.kind == kind else { return false }
    advance()
    return true
  }

  func isWord(_ lexeme: Lexeme, _ keyword: Keyword) -> Bool {
    lexeme.kind == .name && lexeme.keyword == keyword && !lexeme.isMiscased
  }

  func at(_ keyword: Keyword) -> Bool { isWord(token, keyword) }

  /// Takes the word if it stands here; else keeps it in mind as one that could have.
  mutating func accept(_ keyword: Keyword) -> Bool {
    guard token.kind == .name, token.keyword == keyword else {
      candidates.insert(keyword)
      return false
    }
    if token.isMiscased { reportCase(keyword) }
    advance()
    return true
  }

  mutating func accept(anyOf words: [Keyword]) -> (keyword: Keyword, span: Span)? {
    if token.kind == .name, let keyword = token.keyword, words.contains(keyword) {
      let place = span(token)
      return accept(keyword) ? (keyword, place) : nil
    }
    for word in words { candidates.insert(word) }
    return nil
  }

  private mutating func reportCase(_ keyword: Keyword) {
    report(
      Diagnostic(
        .miscasedWord, "`\(text(token))` is written in lower case", at: span(token), helps: ["write `\(keyword.text)`"],
        fixes: [Fix("write `\(keyword.text)`", replace: span(token), with: keyword.text)]))
  }

  // MARK: Reporting

  mutating func report(_ diagnostic: Diagnostic) {
    if !isRecovering { diagnostics.append(diagnostic) }
  }

  /// Reports and gives up the item.
  mutating func fail(_ diagnostic: Diagnostic) {
    report(diagnostic)
    isRecovering = true
  }

  /// Whether so much is wrong that the rest is not read.
  mutating func isFull() -> Bool {
    guard diagnostics.count >= Parser.diagnosticLimit else { return false }
    position = lexemes.count - 1
    token = lexemes[position]
    isRecovering = true
    return true
  }

  /// The diagnostics in source order, as many as one file may have.
  func sortedDiagnostics() -> [Diagnostic] {
    let sorted = diagnostics.enumerated().sorted { a, b in
      (a.element.span.start, a.offset) < (b.element.span.start, b.offset)
    }
    return sorted.prefix(Parser.diagnosticLimit).map(\.element)
  }

  // MARK: Nesting

  /// Runs `body` one level deeper, or reports that the limit is reached.
  mutating func nested<Result>(at place: Span, _ body: (inout FileParser) -> Result?) -> Result? {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Parser.nestingLimit else {
      tooDeep(at: place)
      return nil
    }
    return body(&self)
  }

  mutating func tooDeep(at place: Span) {
    fail(
      Diagnostic(
        .nestedTooDeeply, "this is nested more than \(Parser.nestingLimit) deep", at: place,
        helps: ["name a part of it as a segment, or leave out brackets"]))
  }
}
