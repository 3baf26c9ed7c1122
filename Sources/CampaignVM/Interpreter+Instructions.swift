import CampaignPlan
import CampaignSQLite
import CampaignValues

/// What the instructions of the loop (`Generated/Interpreter+Execute.swift`) call.
extension Interpreter {
  /// Runs the `emit-constant`s that stand there, without going through the table of instructions: mostly one follows each value.
  @inline(__always)
  mutating func emitConstants(
    _ program: UnsafePointer<Instruction>, from start: Int, _ tracer: inout some ExecutionTracer
  ) -> Int {
    var pc = start
    // SAFETY: the last instruction of a program is none of these.
    while case .emitConstant = program[pc].opcode {
      tracer.visit(pc)
      writer.append(image.pointee.constants + Int(program[pc].a))
      pc &+= 1
    }
    return pc
  }

  @inline(__always)
  func isOneOf(_ value: Int64, _ list: Int) -> Bool {
    let list = image.pointee.integerLists[list]
    for index in 0..<list.count where list.values[index] == value { return true }
    return false
  }

  /// Whether a text of a list stands in what has so many bytes, as the test says.
  @inline(__always)
  mutating func anyText(of list: Int, in bytes: Int, _ test: (UnsafeRawBufferPointer) -> Bool) -> Bool {
    let list = image.pointee.textLists[list]
    guard pay(Self.fuel(lookingFor: list.count, in: bytes)) else { return false }
    for index in 0..<list.count where test(list.texts[index].bytes) { return true }
    return false
  }

  mutating func contains(_ text: TextSpan, _ list: Int) -> Bool {
    anyPhrase(of: list, in: text.count) { phrase, scratch in
      FoldedText.contains(text.bytes, foldedPhrase: phrase.folded.bytes, isWords: phrase.isWords, scratch: &scratch)
    }
  }

  mutating func equalsFolded(_ text: TextSpan, _ list: Int) -> Bool {
    anyPhrase(of: list, in: text.count) { phrase, scratch in
      FoldedText.equals(text.bytes, foldedPhrase: phrase.folded.bytes, isWords: phrase.isWords, scratch: &scratch)
    }
  }

  @inline(__always)
  private mutating func anyPhrase(
    of list: Int, in bytes: Int, _ test: (Image.Phrase, inout [UInt8]) -> Bool
  ) -> Bool {
    let list = image.pointee.textLists[list]
    guard pay(Self.fuel(lookingFor: list.count, in: bytes)) else { return false }
    for index in 0..<list.count where test(list.phrases[index], &folded) { return true }
    return false
  }

  /// What it costs to look for so many texts.
  @inline(__always)
  static func fuel(lookingFor texts: Int, in bytes: Int) -> Int { texts &* (8 &+ bytes) }

  /// Takes a relation's rows up in an order; none of them where sorting would cost too much.
  @inline(__always)
  mutating func beginOrdered(_ cursor: Int, _ relation: Int, _ order: Int) {
    let count = relations[relation].rowCount
    // A heap sort compares twice for each of the tree's levels.
    let isPaid = pay(16 &* count &* (Int.bitWidth &- count.leadingZeroBitCount))
    cursors[cursor].begin(relation, count: isPaid ? count : 0)
    cursors[cursor].order(relations[relation], image.pointee.orders[order])
  }

  @inline(__always)
  func fits(_ text: TextSpan, _ fit: FitRecord) -> Bool {
    TextRules.fits(text.bytes, maxCharacters: Int(fit.maxCharacters))
      && ColumnDecoder.isOfClass(fit.textClass, text.bytes)
  }

  /// A field of the row that a cursor stands on.
  ///
  /// SAFETY: the verifier holds that it stands on one, on every path, and that its relation has the field.
  @inline(__always)
  func cell(_ cursor: Int, _ field: Int) -> RelatedRows.Cell {
    relations[cursors[cursor].relation].cell(cursors[cursor].row, field)
  }

  @inline(__always)
  mutating func beginMessage(_ message: Int, address: TextSpan) {
    for experiment in 0..<image.pointee.experimentCount { _ = draw(experiment) }
    writer.begin(message, image, member: key.text, address: address, variants: variants)
  }

  @inline(__always)
  mutating func endMessage() -> Outcome {
    if let reason = writer.end(image, member: key.text) { return .quarantined(reason) }
    return .emitted(writer.message)
  }
}
