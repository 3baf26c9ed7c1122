/// One instruction: an opcode and three operands of 16 bits, in one little-endian word.
///
/// Two register banks, so that types follow from the opcode alone: `r` holds `Int64` (numbers, bools, dates, flags), `t` holds
/// text (a pointer and a length in bytes). What each operand of each opcode is stands in `Opcode.table`.
package struct Instruction: Hashable, Sendable {
  package var opcode: Opcode
  package var a: UInt16
  package var b: UInt16
  package var c: UInt16

  package init(_ opcode: Opcode, _ a: UInt16 = 0, _ b: UInt16 = 0, _ c: UInt16 = 0) {
    self.opcode = opcode
    self.a = a
    self.b = b
    self.c = c
  }

  package var word: UInt64 {
    UInt64(opcode.rawValue) | UInt64(a) << 16 | UInt64(b) << 32 | UInt64(c) << 48
  }

  /// Nil where the word names no opcode.
  package init?(word: UInt64) {
    guard let opcode = Opcode(rawValue: UInt16(truncatingIfNeeded: word)) else { return nil }
    self.init(
      opcode, UInt16(truncatingIfNeeded: word >> 16), UInt16(truncatingIfNeeded: word >> 32),
      UInt16(truncatingIfNeeded: word >> 48))
  }
}
