/// 01xx: the text of a file.
extension DiagnosticCode {
  package static let fileDeclaresNothing = DiagnosticCode(
    "W0101", "a file that declares nothing",
    explanation: """
      The file is empty, or holds only comments. It changes nothing, but an empty file is often one that was not saved, or was cut off \
      while it was copied. Write a declaration, or delete the file.
      """)
  package static let fileTooLarge = DiagnosticCode(
    "E0102", "a file that is too large",
    explanation: """
      Files of more than 4 MiB are not read. No campaign comes near that size, so such a file is usually a database or an export that \
      was given by mistake.
      """)
  package static let fileBinary = DiagnosticCode(
    "E0103", "a file that is not text",
    explanation: """
      The file holds a zero byte, which no text does: it is a database, an image or another binary file.
      """)
  package static let fileNotUTF8 = DiagnosticCode(
    "E0104", "a file that is not UTF-8",
    explanation: """
      Campaign files are UTF-8. In another encoding the names of people and places would be sent garbled, so nothing is guessed. Save \
      the file again with the encoding UTF-8.
      """)
  package static let byteOrderMark = DiagnosticCode(
    "W0105", "a byte order mark",
    explanation: """
      The file begins with the bytes EF BB BF, which some editors write before UTF-8. They are skipped, but other tools may show them or \
      take them for text. Save the file as UTF-8 without a byte order mark. Line breaks of either kind, LF and CRLF, are fine.
      """)
  package static let bidirectionalControl = DiagnosticCode(
    "E0106", "a character that reorders text",
    explanation: """
      Invisible characters (U+202A to U+202E, U+2066 to U+2069) make a text show in another order than it stands in the file, so that a \
      reviewer reads something else than what is sent. Text in scripts that run from right to left needs none of them. Where a message does, write it as \
      an escape that can be seen, such as `\\u{2067}`.
      """)
  package static let controlCharacter = DiagnosticCode(
    "E0107", "a control character",
    explanation: """
      Only tabs and line breaks (LF or CRLF) belong in a campaign file. Other control characters can't be seen, come from copying, and \
      confuse what mail programs show.
      """)
}

/// 02xx: syntax, from characters to words.
extension DiagnosticCode {
  package static let unexpectedCharacter = DiagnosticCode(
    "E0201", "a character that means nothing",
    explanation: """
      The language has no use for this character outside of text. Text that people read stands in double quotes.
      """,
    bad: #"segment big where spend >= 50 USD @"#,
    good: #"segment big where spend >= 50 USD"#)
  package static let unterminatedString = DiagnosticCode(
    "E0202", "a string that is not closed",
    explanation: """
      A string begins and ends on one line. Text of several lines stands between `\"\"\"` and `\"\"\"`.
      """,
    bad: #"segment shop where email_address ends with "@shop.example"#,
    good: #"segment shop where email_address is known and email_address ends with "@shop.example""#)
  package static let unterminatedBlock = DiagnosticCode(
    "E0203", "a block of text that is not closed",
    explanation: """
      A block of text begins behind `\"\"\"` on the next line, and ends at the first line that begins with `\"\"\"`.
      """,
    bad: "layout plain {\n  html \"\"\"\n    <slot name=\"body\"></slot>\n    <slot name=\"address\"></slot>\n}",
    good:
      "layout plain {\n  html \"\"\"\n    <slot name=\"body\"></slot>\n    <slot name=\"address\"></slot>\n    <slot name=\"unsubscribe\">Unsubscribe</slot>\n    \"\"\"\n}"
  )
  package static let unclosedBracket = DiagnosticCode(
    "E0204", "a bracket that is not closed",
    explanation: """
      Each `{` needs its `}` and each `(` its `)`. Where a `}` is missing, the indentation of the lines tells which block was meant to end.
      """,
    bad: #"segment shoppers where (spend >= 50 USD"#,
    good: #"segment shoppers where (spend >= 50 USD)"#)
  package static let strayBracket = DiagnosticCode(
    "E0205", "a bracket that closes nothing",
    explanation: """
      There is no open `{` or `(` for it. Remove it, or write the bracket that it should close.
      """,
    bad: #"segment shoppers where spend >= 50 USD)"#,
    good: #"segment shoppers where spend >= 50 USD"#)
  package static let nestedTooDeeply = DiagnosticCode(
    "E0206", "nested too deeply",
    explanation: """
      Brackets, operators of one calculation, and directives nest at most 200 deep, all together. Nobody can review more. Name parts \
      of a condition as segments of their own.
      """)
  package static let unknownDeclaration = DiagnosticCode(
    "E0207", "not a declaration",
    explanation: """
      A file holds declarations, each begun by its word: `workspace`, `tenant`, `audience`, `catalog`, `brand`, `segment`, `campaign`, \
      `template`, `layout`, `member` or `test`.
      """,
    bad: #"segmnt shoppers where spend >= 50 USD"#,
    good: #"segment shoppers where spend >= 50 USD"#)
  package static let unknownItem = DiagnosticCode(
    "E0208", "not an item of its block",
    explanation: """
      What stands between `{` and `}` is a list of items, each begun by a word that belongs to that kind of block.
      """,
    bad: "layout plain {\n  colour accent\n}",
    good:
      "layout plain {\n  color accent\n  html \"\"\"\n    <slot name=\"body\"></slot>\n    <slot name=\"address\"></slot>\n    <slot name=\"unsubscribe\">Unsubscribe</slot>\n    \"\"\"\n}"
  )
  package static let unexpectedToken = DiagnosticCode(
    "E0209", "something else was expected",
    explanation: """
      The item begins as one that the language knows, but does not go on like it.
      """,
    bad: #"segment shoppers where spend >="#,
    good: #"segment shoppers where spend >= 50 USD"#)
  package static let brokenLine = DiagnosticCode(
    "E0210", "a line break in the wrong place",
    explanation: """
      A line break ends an item. An item goes on over a line break only inside parentheses, or where the next line begins with a clause word such as \
      `and`, `or`, `where` or `until`. The `{` of a block stands on the line of what it belongs to.
      """,
    bad: "member ada\n{\n  spend 80 USD\n}",
    good: "member ada {\n  spend 80 USD\n}")
  package static let reservedName = DiagnosticCode(
    "E0211", "a word of the language as a name",
    explanation: """
      Words such as `and`, `where`, `from`, `known` and `end` mean something wherever a name could stand, so nothing can be named so. \
      Tables and columns may have any name.
      """,
    bad: #"segment until where spend >= 50 USD"#,
    good: #"segment shoppers where spend >= 50 USD"#)
  package static let badEscape = DiagnosticCode(
    "E0212", "an escape that stands for nothing",
    explanation: """
      In text, a backslash begins one of `\\\\ \\" \\{ \\} \\n` or `\\u{1F600}`, the character with that number.
      """,
    bad: #"segment shop where email_address is known and email_address contains "\d""#,
    good: #"segment shop where email_address is known and email_address contains "\\d""#)
  package static let foreignQuotes = DiagnosticCode(
    "E0213", "quotes that are not straight double quotes",
    explanation: """
      Text processors turn `"` into typed quotes, and other languages use single ones. A string here stands in straight double quotes.
      """,
    bad: #"segment shop where email_address is known and email_address ends with “@shop.example”"#,
    good: #"segment shop where email_address is known and email_address ends with "@shop.example""#)
  package static let foreignOperator = DiagnosticCode(
    "E0214", "an operator of another language",
    explanation: """
      There is one spelling for each thing: `is` and `is not`, `and`, `or`, `not`, `is one of`, `contains`, `starts with`, `ends with`.
      """,
    bad: #"segment golden where tier == gold && spend >= 50 USD"#,
    good: #"segment golden where tier is gold and spend >= 50 USD"#)
  package static let foreignComment = DiagnosticCode(
    "E0215", "a comment of another language",
    explanation: """
      A comment begins with `//` and ends with its line. `#` begins a color.
      """,
    bad: "# our best\nsegment golden where tier is gold",
    good: "// our best\nsegment golden where tier is gold")
  package static let foreignInterpolation = DiagnosticCode(
    "E0216", "braces of another template language",
    explanation: """
      What is filled in stands between one `{` and one `}`. There are no filters: `otherwise` gives a default, `as` a format. Directives are `{if}`, \
      `{else if}`, `{else}`, `{for}` and `{end}`.
      """,
    bad: "member ada {\n  first_name \"{{ first_name }}\"\n}",
    good: "member ada {\n  first_name \"Ada\"\n}")
  package static let nullTest = DiagnosticCode(
    "E0217", "a test for null",
    explanation: """
      There is no null. A value that is not there is missing, and `is known` or `is not known` asks for it.
      """,
    bad: #"segment silent where last_order IS NULL"#,
    good: #"segment silent where last_order is not known"#)
  package static let currencySign = DiagnosticCode(
    "E0218", "a currency sign before an amount",
    explanation: """
      An amount is a number and the code of its currency, as in `50 USD`: a sign such as `$` belongs to several currencies.
      """,
    bad: #"segment shoppers where spend >= $50"#,
    good: #"segment shoppers where spend >= 50 USD"#)
  package static let badNumber = DiagnosticCode(
    "E0219", "a number that can't be read",
    explanation: """
      A number has digits, perhaps `_` between two of them, perhaps a `.` and decimals. `%` follows it directly, a unit after a space: `20_000`, `0.5%`, \
      `3 days`, `50 USD`.
      """,
    bad: #"segment shoppers where spend >= 50USD"#,
    good: #"segment shoppers where spend >= 50 USD"#)
  package static let noSuchDate = DiagnosticCode(
    "E0220", "a date or time that does not exist",
    explanation: """
      Dates are year, month and day of the Gregorian calendar; times run from `00:00` to `23:59`.
      """,
    bad: #"segment early where joined before 2027-02-30"#,
    good: #"segment early where joined before 2027-02-28T00:00"#)
  package static let foreignDate = DiagnosticCode(
    "E0221", "a date in another order",
    explanation: """
      Dates are written `2027-03-02`: year, month, day. `03/02/2027` is the third of February in one country and the second of March in another.
      """,
    bad: #"segment early where joined before 03/02/2027"#,
    good: #"segment early where joined before 2027-03-02T00:00"#)
  package static let foreignTime = DiagnosticCode(
    "E0222", "a time in another form",
    explanation: """
      Times are written with 24 hours and two digits each: `09:30`, `17:00`.
      """,
    bad: "tenant shop {\n  quiet_hours 9PM to 08:00\n}",
    good: "tenant shop {\n  quiet_hours 21:00 to 08:00\n}")
  package static let badColor = DiagnosticCode(
    "E0223", "a color that can't be read",
    explanation: """
      A color is `#` and six hexadecimal digits: two each for red, green and blue.
      """,
    bad: "brand {\n  layout standard { accent #0A7 }\n}",
    good: "brand {\n  layout standard { accent #00AA77 }\n}")
  package static let directiveMismatch = DiagnosticCode(
    "E0224", "directives that don't pair up",
    explanation: """
      Each `{if}` and `{for}` ends with `{end}` in the same text. Between them an `{if}` may have `{else if}` and then one `{else}`, a `{for}` one `{else}`.
      """,
    bad: "member ada {\n  first_name \"{if tier is gold}Ada\"\n}",
    good: "member ada {\n  first_name \"Ada\"\n}")
  package static let interpolationNotAllowed = DiagnosticCode(
    "E0225", "something filled in where nothing can be",
    explanation: """
      This text is the same for every member, so nothing can be filled in. A brace that people read is written `\\{` or `\\}`.
      """,
    bad: "brand {\n  advise subject.emoji <= 1 because \"{first_name} may not like them\"\n}",
    good: "brand {\n  advise subject.emoji <= 1 because \"some may not like them\"\n}")
  package static let unclosedInterpolation = DiagnosticCode(
    "E0226", "a brace in a text without its partner",
    explanation: """
      In text, `{` and `}` stand around what is filled in, on one line. A brace that people read is written `\\{` or `\\}`.
      """,
    bad: "member ada {\n  first_name \"Ada}\"\n}",
    good: "member ada {\n  first_name \"Ada\"\n}")
  package static let blockLayout = DiagnosticCode(
    "E0227", "a block of text with a wrong layout",
    explanation: """
      The text of a block begins on the line behind the opening `\"\"\"`. The closing `\"\"\"` stands first on its line, and its indentation is left out of each \
      line of the text.
      """,
    bad: "layout plain {\n  html \"\"\"\n  <slot name=\"body\"></slot>\n    \"\"\"\n}",
    good:
      "layout plain {\n  html \"\"\"\n    <slot name=\"body\"></slot>\n    <slot name=\"address\"></slot>\n    <slot name=\"unsubscribe\">Unsubscribe</slot>\n    \"\"\"\n}"
  )
  package static let foreignSeparator = DiagnosticCode(
    "E0228", "punctuation that separates nothing",
    explanation: """
      A line break or one comma ends an item, and a space stands between a word and its value: no `;`, `:` or `=`.
      """,
    bad: "member ada {\n  spend 80 USD;\n}",
    good: "member ada {\n  spend 80 USD\n}")
  package static let foreignConstant = DiagnosticCode(
    "E0229", "true and false",
    explanation: """
      The values of a `bool` are `yes` and `no`, as in `email_opt_in is yes`. A `bool` needs no comparison, though: `where email_opt_in` and `where not \
      email_opt_in` say the same.
      """,
    bad: "member ada {\n  email_opt_in true\n}",
    good: "member ada {\n  email_opt_in yes\n}")
  package static let chainedComparison = DiagnosticCode(
    "E0230", "a comparison with more than two sides",
    explanation: """
      A comparison has a left and a right side. A range is written `x between a and b`, which includes both.
      """,
    bad: #"segment middling where 10 USD < spend < 50 USD"#,
    good: #"segment middling where spend between 10 USD and 50 USD"#)
  package static let misspeltWord = DiagnosticCode(
    "E0231", "a misspelt word",
    explanation: """
      Only certain words of the language can stand here, and this is nearly one of them.
      """,
    bad: #"segment shoppers whre spend >= 50 USD"#,
    good: #"segment shoppers where spend >= 50 USD"#)
  package static let miscasedWord = DiagnosticCode(
    "E0232", "a word in upper case",
    explanation: """
      The words of the language are written in lower case; a name keeps the case in which it was declared.
      """,
    bad: #"segment golden where tier is gold AND spend >= 50 USD"#,
    good: #"segment golden where tier is gold and spend >= 50 USD"#)
  package static let lookAlike = DiagnosticCode(
    "E0233", "a character that looks like another",
    explanation: """
      Text processors and web pages put in characters that look like plain ones: spaces that don't break, dashes, signs such as `≥`. Outside of text the \
      language is written in the plain ones.
      """,
    bad: #"segment shoppers where spend ≥ 50 USD"#,
    good: #"segment shoppers where spend >= 50 USD"#)
  package static let misplacedItem = DiagnosticCode(
    "E0234", "an item in the wrong block",
    explanation: """
      The language knows this word, but it belongs to another kind of block.
      """,
    bad: "layout plain {\n  sender \"shop\"\n}",
    good:
      "layout plain {\n  html \"\"\"\n    <slot name=\"body\"></slot>\n    <slot name=\"address\"></slot>\n    <slot name=\"unsubscribe\">Unsubscribe</slot>\n    \"\"\"\n}"
  )
  package static let nestedInterpolation = DiagnosticCode(
    "E0235", "a text too deep inside another",
    explanation: """
      A text may hold `{ }`, a text in those braces may hold `{ }` once more, and there it ends: nobody can read further.
      """,
    bad: "member ada {\n  first_name \"{first_name otherwise \"{store otherwise \"you\"}\"}\"\n}",
    good: "member ada {\n  first_name \"Ada\"\n}")
  package static let mixedDirectives = DiagnosticCode(
    "W0236", "directives of one text in two layouts",
    explanation: """
      A directive alone on its line guards whole blocks of the text; one within a line stays in its paragraph. The directives that belong together should stand alike; where \
      they don't, they are taken to stay in the paragraph.
      """)

  /// Every code of the two areas.
  package static let syntax: [DiagnosticCode] = [
    .fileDeclaresNothing, .fileTooLarge, .fileBinary, .fileNotUTF8, .byteOrderMark, .bidirectionalControl,
    .controlCharacter, .unexpectedCharacter, .unterminatedString, .unterminatedBlock, .unclosedBracket,
    .strayBracket, .nestedTooDeeply, .unknownDeclaration, .unknownItem, .unexpectedToken, .brokenLine,
    .reservedName, .badEscape, .foreignQuotes, .foreignOperator, .foreignComment, .foreignInterpolation,
    .nullTest, .currencySign, .badNumber, .noSuchDate, .foreignDate, .foreignTime, .badColor,
    .directiveMismatch, .interpolationNotAllowed, .unclosedInterpolation, .blockLayout, .foreignSeparator,
    .foreignConstant, .chainedComparison, .misspeltWord, .miscasedWord, .lookAlike, .misplacedItem,
    .nestedInterpolation, .mixedDirectives,
  ]
}
