// Made from grammar/instructions.toml by `make instructions`; changes belong there.

/// The instructions of the machine. The order is the binary encoding.
package enum Opcode: UInt16, CaseIterable, Sendable {
  case integer
  case runInteger
  case text
  case moveInteger
  case moveText
  case add
  case subtract
  case multiply
  case divide
  case localDate
  case less
  case lessOrEqual
  case equal
  case notEqual
  case and
  case or
  case not
  case textEqual
  case integerOneOf
  case textOneOf
  case textContains
  case textStartsWith
  case textEndsWith
  case textFits
  case jump
  case jumpIf
  case jumpUnless
  case clause
  case excludeUnless
  case loadRows
  case auditRows
  case endFilter
  case rowsBegin
  case rowsBeginOrdered
  case rowsNext
  case rowInteger
  case rowText
  case rowKnown
  case holdOut
  case variant
  case unreachable
  case beginMessage
  case beginPart
  case endPart
  case endMessage
  case emitConstant
  case emitText
  case emitFormatted
  case emitLabel
  case emitUnsubscribe
  case textEqualsFolded
  case moveInstant
  case moveDate
  case monthsBetween
  case localTime
  case plural
  case entered
  case stepFact
  case converted
  case uniqueCode
  case answer
  case finish
  case beginWords
  case emitWords
  case wordsContain
  case wordsStartWith
  case wordsEndWith
  case quarantineIf
}

extension Opcode {
  /// The row of the table for this opcode.
  package var info: OpcodeInfo { Self.table[Int(rawValue)] }

  /// The instruction table, by raw value.
  package static let table: [OpcodeInfo] = [
    OpcodeInfo("integer", "a := constant b", .writeInteger, .integerConstant),
    OpcodeInfo(
      "run-integer", "a := the run's constant b (an instant or a date relative to now)", .writeInteger, .runConstant),
    OpcodeInfo("text", "a := constant b", .writeText, .textConstant),
    OpcodeInfo("move", "a := b", .writeInteger, .readInteger),
    OpcodeInfo("move-text", "a := b", .writeText, .readText),
    OpcodeInfo(
      "add", "a := b + c, wrapping; the compiler proves that it does not", .writeInteger, .readInteger, .readInteger),
    OpcodeInfo("subtract", "a := b - c, wrapping", .writeInteger, .readInteger, .readInteger),
    OpcodeInfo("multiply", "a := b * c, wrapping", .writeInteger, .readInteger, .readInteger),
    OpcodeInfo(
      "divide", "a := b / c towards zero; 0 where c is 0 (an average over no rows)", .writeInteger, .readInteger,
      .readInteger),
    OpcodeInfo("local-date", "a := the date, in the run's zone, of the instant b", .writeInteger, .readInteger),
    OpcodeInfo("less", "a := b < c", .writeInteger, .readInteger, .readInteger),
    OpcodeInfo("less-or-equal", "a := b <= c", .writeInteger, .readInteger, .readInteger),
    OpcodeInfo("equal", "a := b = c", .writeInteger, .readInteger, .readInteger),
    OpcodeInfo("not-equal", "a := b <> c", .writeInteger, .readInteger, .readInteger),
    OpcodeInfo("and", "a := b and c, both 0 or 1", .writeInteger, .readInteger, .readInteger),
    OpcodeInfo("or", "a := b or c, both 0 or 1", .writeInteger, .readInteger, .readInteger),
    OpcodeInfo("not", "a := 1 - b", .writeInteger, .readInteger),
    OpcodeInfo("text-equal", "a := b and c are equal by code point after NFC", .writeInteger, .readText, .readText),
    OpcodeInfo("one-of", "a := b is in list c", .writeInteger, .readInteger, .integerList),
    OpcodeInfo("text-one-of", "a := b equals a text of list c after NFC", .writeInteger, .readText, .textList),
    OpcodeInfo(
      "contains", "a := b has a text of list c in it, whole words, case and accents folded", .writeInteger, .readText,
      .textList),
    OpcodeInfo("starts-with", "a := b starts with a text of list c", .writeInteger, .readText, .textList),
    OpcodeInfo("ends-with", "a := b ends with a text of list c", .writeInteger, .readText, .textList),
    OpcodeInfo("fits", "a := b has at most so many characters, of the class of fit c", .writeInteger, .readText, .fit),
    OpcodeInfo("jump", "go to a", .target),
    OpcodeInfo("jump-if", "go to b where a is not 0", .readInteger, .target),
    OpcodeInfo("jump-unless", "go to b where a is 0", .readInteger, .target),
    OpcodeInfo(
      "clause",
      "clause a begins, or goes on after its rows are loaded; go to c where SQL has decided it, or where a value in set b is bad",
      .clause, .soundnessSet, .target, programs: .steps),
    OpcodeInfo(
      "exclude-unless", "the member is excluded by clause b where a is 0", .readInteger, .clause, programs: .steps),
    OpcodeInfo(
      "load-rows", "reads the member's rows of relation a, once; bad values in them mark the member", .relation),
    OpcodeInfo(
      "audit-rows",
      "as load-rows, for relations that only SQL reads; only counts where the table's constraints keep the rows sound",
      .relation),
    OpcodeInfo("end-filter", "the member is bad where any value that the plan reads is; else selected"),
    OpcodeInfo(
      "rows-begin", "cursor a stands before the first row of relation b, in key order (a set: byte order)", .cursor,
      .relation),
    OpcodeInfo("rows-begin-ordered", "as rows-begin, in order c", .cursor, .relation, .order),
    OpcodeInfo("rows-next", "the next row of cursor a; go to b where there is none", .cursor, .target),
    OpcodeInfo("row-integer", "a := field c of the row at cursor b", .writeInteger, .cursor, .field),
    OpcodeInfo("row-text", "a := field c of the row at cursor b", .writeText, .cursor, .field),
    OpcodeInfo("row-known", "a := field c of the row at cursor b is known", .writeInteger, .cursor, .field),
    OpcodeInfo(
      "hold-out", "the member is held out where the bucket of salt a is below b", .textConstant, .basisPoints,
      programs: .steps),
    OpcodeInfo(
      "variant", "a := the index of the member's variant in experiment b; 0 for a member outside of its slice",
      .writeInteger, .experiment),
    OpcodeInfo("unreachable", "no message of the step can reach the member", programs: .steps, isTerminal: true),
    OpcodeInfo("begin-message", "message a to the address b begins", .message, .readText, programs: .steps),
    OpcodeInfo("begin-part", "part a begins", .part),
    OpcodeInfo("end-part", "the part ends"),
    OpcodeInfo("end-message", "the message is complete", isTerminal: true),
    OpcodeInfo("emit-constant", "writes constant a as it stands", .textConstant),
    OpcodeInfo("emit-text", "writes a escaped for b", .readText, .escape),
    OpcodeInfo("emit-formatted", "writes a in format b, escaped for c", .readInteger, .format, .escape),
    OpcodeInfo(
      "emit-label", "writes text a of list b, escaped for c; nothing where the list has none", .readInteger, .textList,
      .escape),
    OpcodeInfo("emit-unsubscribe", "writes the member's unsubscribe address, escaped for a", .escape),
    OpcodeInfo(
      "equals-folded", "a := b is, as a whole, a text of list c, case and accents folded", .writeInteger, .readText,
      .textList),
    OpcodeInfo(
      "move-instant", "a := the instant b moved by offset c, its months and days by the calendar of the run's zone",
      .writeInteger, .readInteger, .offset),
    OpcodeInfo(
      "move-date", "a := the date b moved by the months, then the days of offset c", .writeInteger, .readInteger,
      .offset),
    OpcodeInfo(
      "months-between", "a := the most calendar months that, added to the date b, do not lead past the date c",
      .writeInteger, .readInteger, .readInteger),
    OpcodeInfo(
      "local-time", "a := the seconds after midnight, on the clocks of the run's zone, of the instant b", .writeInteger,
      .readInteger),
    OpcodeInfo(
      "plural", "a := the form of the number b by rules c: 0 zero, 1 one, 2 two, 3 few, 4 many, 5 other", .writeInteger,
      .readInteger, .plurals),
    OpcodeInfo(
      "entered", "a := the instant at which the member entered the campaign; now at its first step", .writeInteger),
    OpcodeInfo(
      "step-fact", "a := the message of step b was sent, opened or clicked (c), as the history has it", .writeInteger,
      .step, .event),
    OpcodeInfo("converted", "a := the history says that the member converted", .writeInteger),
    OpcodeInfo("unique-code", "a := the member's own code for the plan's offer", .writeText, programs: .offers),
    OpcodeInfo("answer", "answer b of the program is a", .readInteger, .answer, programs: .answers),
    OpcodeInfo("finish", "the program has given its answers", programs: .answers, isTerminal: true),
    OpcodeInfo("begin-words", "what is written from here on is only read, up to a test of it", programs: .steps),
    OpcodeInfo("emit-words", "writes constant a to be read; a phrase ends at U+2029", .textConstant),
    OpcodeInfo(
      "words-contain",
      "a := what was written to be read has a text of list b in it, as `contains` has; it is taken back", .writeInteger,
      .textList),
    OpcodeInfo(
      "words-start-with", "a := what was written to be read starts with a text of list b; it is taken back",
      .writeInteger, .textList),
    OpcodeInfo(
      "words-end-with", "a := what was written to be read ends with a text of list b; it is taken back", .writeInteger,
      .textList),
    OpcodeInfo(
      "quarantine-if", "the member is quarantined by the brand's rule b where a is not 0", .readInteger, .wording,
      programs: .steps),
  ]
}
