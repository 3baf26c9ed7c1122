/// What an operand of an instruction is: the encoder, decoder, verifier, disassembler and reference page all read this.
package enum Operand: Sendable {
  /// Not used; zero.
  case none
  /// An integer register that is read, or written.
  case readInteger, writeInteger
  /// A text register that is read, or written.
  case readText, writeText
  /// An instruction of the same program.
  case target
  /// Indices into the plan's tables.
  case integerConstant, runConstant, textConstant, integerList, textList, fit, format, order, offset, plurals
  case clause, soundnessSet, relation, field, cursor, experiment, message
  /// A count or flag that stands in the operand itself: a part, an escape, basis points.
  case part, escape, basisPoints
  /// Into the brand's rules that messages are held to.
  case wording
  /// A step before this one, what happened to its message, and a number that the program answers.
  case step, event, answer
}

/// The instructions of the machine. The order is the binary encoding: new ones go to the end.
package enum Opcode: UInt16, CaseIterable, Sendable {
  case integer, runInteger, text, moveInteger, moveText
  case add, subtract, multiply, divide, localDate
  case less, lessOrEqual, equal, notEqual, and, or, not
  case textEqual, integerOneOf, textOneOf, textContains, textStartsWith, textEndsWith, textFits
  case jump, jumpIf, jumpUnless
  case clause, excludeUnless, loadRows, auditRows, endFilter
  case rowsBegin, rowsBeginOrdered, rowsNext, rowInteger, rowText, rowKnown
  case holdOut, variant, unreachable
  case beginMessage, beginPart, endPart, endMessage
  case emitConstant, emitText, emitFormatted, emitLabel, emitUnsubscribe
  case textEqualsFolded
  case moveInstant, moveDate
  case monthsBetween, localTime, plural
  case entered, stepFact, converted, uniqueCode, answer, finish
  case beginWords, emitWords, wordsContain, wordsStartWith, wordsEndWith, quarantineIf
}

/// One row of the instruction table.
package struct OpcodeInfo: Sendable {
  package let name: String
  package let a: Operand
  package let b: Operand
  package let c: Operand
  /// What it does, in terms of `a`, `b` and `c`.
  package let meaning: String
  /// Whether the program ends here for this member.
  package let isTerminal: Bool

  init(
    _ name: String, _ meaning: String, _ a: Operand = .none, _ b: Operand = .none, _ c: Operand = .none,
    isTerminal: Bool = false
  ) {
    self.name = name
    self.meaning = meaning
    self.a = a
    self.b = b
    self.c = c
    self.isTerminal = isTerminal
  }
}

extension Opcode {
  /// The row of the table for this opcode.
  package var info: OpcodeInfo { Self.table[Int(rawValue)] }

  /// The instruction table, by raw value; a test holds that it has one row for each opcode.
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
      .clause,
      .soundnessSet, .target),
    OpcodeInfo("exclude-unless", "the member is excluded by clause b where a is 0", .readInteger, .clause),
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
    OpcodeInfo("hold-out", "the member is held out where the bucket of salt a is below b", .textConstant, .basisPoints),
    OpcodeInfo(
      "variant", "a := the index of the member's variant in experiment b; 0 for a member outside of its slice",
      .writeInteger, .experiment),
    OpcodeInfo("unreachable", "no message of the step can reach the member", isTerminal: true),
    OpcodeInfo("begin-message", "message a to the address b begins", .message, .readText),
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
    OpcodeInfo("unique-code", "a := the member's own code for the plan's offer", .writeText),
    OpcodeInfo("answer", "answer b of the program is a", .readInteger, .answer),
    OpcodeInfo("finish", "the program has given its answers", isTerminal: true),
    OpcodeInfo("begin-words", "what is written from here on is only read, up to a test of it"),
    OpcodeInfo("emit-words", "writes constant a to be read; a phrase ends at U+2029", .textConstant),
    OpcodeInfo(
      "words-contain",
      "a := what was written to be read has a text of list b in it, as `contains` has; it is taken back",
      .writeInteger, .textList),
    OpcodeInfo(
      "words-start-with", "a := what was written to be read starts with a text of list b; it is taken back",
      .writeInteger, .textList),
    OpcodeInfo(
      "words-end-with", "a := what was written to be read ends with a text of list b; it is taken back", .writeInteger,
      .textList),
    OpcodeInfo(
      "quarantine-if", "the member is quarantined by the brand's rule b where a is not 0", .readInteger, .wording),
  ]
}
