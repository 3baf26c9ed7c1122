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

/// One row of the instruction table.
package struct OpcodeInfo: Sendable {
  package let name: String
  package let a: Operand
  package let b: Operand
  package let c: Operand
  /// What it does, in terms of `a`, `b` and `c`.
  package let meaning: String
  /// In which programs it may stand.
  package let programs: Programs
  /// Whether the program ends here for this member.
  package let isTerminal: Bool

  /// Only steps exclude members and make messages, only other programs give answers, and a member's own code is there where the plan
  /// has an offer.
  package enum Programs: Sendable { case all, steps, answers, offers }

  init(
    _ name: String, _ meaning: String, _ a: Operand = .none, _ b: Operand = .none, _ c: Operand = .none,
    programs: Programs = .all, isTerminal: Bool = false
  ) {
    self.name = name
    self.meaning = meaning
    self.a = a
    self.b = b
    self.c = c
    self.programs = programs
    self.isTerminal = isTerminal
  }
}
