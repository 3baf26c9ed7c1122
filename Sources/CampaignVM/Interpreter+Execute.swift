import CampaignPlan
import CampaignSQLite
import CampaignValues

extension Interpreter {
  /// The loop: one instruction after the other until the member is done with.
  ///
  /// What each instruction does stands in `Opcode.table`; the numbers of a, b and c are its operands.
  mutating func execute(
    _ program: UnsafePointer<Instruction>, _ row: some MemberRow, _ tracer: inout some ExecutionTracer
  ) -> Outcome {
    let r = integers
    let t = texts
    var pc = 0
    while true {
      tracer.visit(pc)
      let instruction = program[pc]
      let a = Int(instruction.a)
      let b = Int(instruction.b)
      let c = Int(instruction.c)
      pc &+= 1
      switch instruction.opcode {
      case .integer: r[a] = image.pointee.integers[b]
      case .runInteger: r[a] = image.pointee.runConstants[b]
      case .text: t[a] = image.pointee.constants[b].text
      case .moveInteger: r[a] = r[b]
      case .moveText: t[a] = t[b]

      case .add: r[a] = r[b] &+ r[c]
      case .subtract: r[a] = r[b] &- r[c]
      case .multiply: r[a] = r[b] &* r[c]
      // The one quotient that does not fit, the least number by -1, wraps as in the other operations.
      case .divide: r[a] = r[c] == 0 ? 0 : r[b].dividedReportingOverflow(by: r[c]).partialValue
      case .localDate: r[a] = zone.localDays(at: r[b])
      case .localTime: r[a] = zone.localSeconds(at: r[b])
      // SAFETY: rules have as many entries as there are answers.
      case .plural: r[a] = Int64(image.pointee.plurals[c][PluralRules.entry(of: r[b])])
      case .moveInstant: r[a] = zone.moved(r[b], by: image.pointee.offsets[c])
      case .moveDate: r[a] = ZoneImage.moved(date: r[b], by: image.pointee.offsets[c])
      case .monthsBetween: r[a] = Int64(CivilDate(limiting: r[b]).fullMonths(to: CivilDate(limiting: r[c])))

      case .entered: r[a] = entered
      case .stepFact: r[a] = facts.has(step: b, event: c) ? 1 : 0
      case .converted: r[a] = facts.hasConverted ? 1 : 0
      case .uniqueCode: t[a] = uniqueCode()
      case .answer: answers[b] = r[a]
      case .finish: return .finished

      case .less: r[a] = r[b] < r[c] ? 1 : 0
      case .lessOrEqual: r[a] = r[b] <= r[c] ? 1 : 0
      case .equal: r[a] = r[b] == r[c] ? 1 : 0
      case .notEqual: r[a] = r[b] != r[c] ? 1 : 0
      case .and: r[a] = r[b] & r[c]
      case .or: r[a] = r[b] | r[c]
      case .not: r[a] = 1 &- r[b]

      case .textEqual: r[a] = Normalization.equal(t[b].bytes, t[c].bytes) ? 1 : 0
      case .integerOneOf: r[a] = isOneOf(r[b], c) ? 1 : 0
      case .textOneOf: r[a] = anyText(of: c) { Normalization.equal(t[b].bytes, $0) } ? 1 : 0
      case .textContains: r[a] = contains(t[b], c) ? 1 : 0
      case .textEqualsFolded: r[a] = equalsFolded(t[b], c) ? 1 : 0
      case .textStartsWith: r[a] = anyText(of: c) { Normalization.hasPrefix(t[b].bytes, $0) } ? 1 : 0
      case .textEndsWith: r[a] = anyText(of: c) { Normalization.hasSuffix(t[b].bytes, $0) } ? 1 : 0
      case .textFits: r[a] = fits(t[b], image.pointee.fits[c]) ? 1 : 0

      case .jump: pc = a
      case .jumpIf: if r[a] != 0 { pc = b }
      case .jumpUnless: if r[a] == 0 { pc = b }

      // Where SQL has decided the clause, the program was loaded with a jump in its place.
      case .clause: if bad.intersects(image.pointee.soundnessSets[b]) { pc = c }
      case .excludeUnless: if r[a] == 0 { return .excluded(b) }
      case .loadRows, .auditRows:
        let code = load(a, row)
        if code != SQLiteCode.done { return .failed(code) }
      case .endFilter: if !bad.isEmpty || key.badReason != nil { return .bad }

      case .rowsBegin, .rowsBeginOrdered:
        let code = load(b, row)
        if code != SQLiteCode.done { return .failed(code) }
        cursors[a].begin(b, count: relations[b].rowCount)
        if instruction.opcode == .rowsBeginOrdered { cursors[a].order(relations[b], image.pointee.orders[c]) }
      case .rowsNext:
        // The verifier bounds what one member can take, by rows that no member may have: this bounds what one takes.
        turnsLeft &-= 1
        if turnsLeft < 0 { return .quarantined(.tooCostly) }
        if !cursors[a].next() { pc = b }
      case .rowInteger: r[a] = cell(b, c)?.value ?? 0
      case .rowText: t[a] = cell(b, c).map { relations[cursors[b].relation].text($0) } ?? .empty
      case .rowKnown: r[a] = cell(b, c)?.isKnown == true ? 1 : 0

      case .holdOut:
        let bucket = Assignment.bucket(salt: image.pointee.constants[a].text.bytes, key: key.text.bytes)
        if bucket < UInt32(b) { return .heldOut }
      case .variant: r[a] = Int64(variant(b))
      case .unreachable: return .unreachable

      case .beginMessage: beginMessage(a, address: t[b])
      case .beginPart: writer.beginPart(a, image)
      case .endPart: writer.endPart()
      case .endMessage: return endMessage()
      case .emitConstant: writer.append(image.pointee.constants + a)
      case .emitText:
        writer.output.append(t[a], image.pointee.escapes + b)
        pc = emitConstants(program, from: pc, &tracer)
      case .emitFormatted:
        writer.emit(r[a], format: b, image, escape: c)
        pc = emitConstants(program, from: pc, &tracer)
      case .emitLabel:
        let list = image.pointee.textLists + b
        if r[a] >= 0 && r[a] < Int64(list.pointee.count) { writer.append(list.pointee.labels[c] + Int(r[a])) }
        pc = emitConstants(program, from: pc, &tracer)
      case .emitUnsubscribe: writer.emitUnsubscribe(image, member: key.text, escape: a)

      case .beginWords: writer.beginWords()
      case .emitWords: writer.output.append(image.pointee.constants[a].text)
      case .wordsContain: r[a] = contains(words: writer.takeWords(), b) ? 1 : 0
      case .wordsStartWith: r[a] = begins(words: writer.takeWords(), b) ? 1 : 0
      case .wordsEndWith: r[a] = ends(words: writer.takeWords(), b) ? 1 : 0
      case .quarantineIf: if r[a] != 0 { return .breach(b) }
      }
    }
  }

  /// Runs the `emit-constant`s that stand there, without going through the table of instructions: mostly one follows each value.
  @inline(__always)
  private mutating func emitConstants(
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
  private func isOneOf(_ value: Int64, _ list: Int) -> Bool {
    let list = image.pointee.integerLists[list]
    for index in 0..<list.count where list.values[index] == value { return true }
    return false
  }

  @inline(__always)
  func anyText(of list: Int, _ test: (UnsafeRawBufferPointer) -> Bool) -> Bool {
    let list = image.pointee.textLists[list]
    for index in 0..<list.count where test(list.texts[index].bytes) { return true }
    return false
  }

  private mutating func contains(_ text: TextSpan, _ list: Int) -> Bool {
    let list = image.pointee.textLists[list]
    for index in 0..<list.count {
      let phrase = list.phrases[index]
      let isFound = FoldedText.contains(
        text.bytes, foldedPhrase: phrase.folded.bytes, isWords: phrase.isWords, scratch: &folded)
      if isFound { return true }
    }
    return false
  }

  private mutating func equalsFolded(_ text: TextSpan, _ list: Int) -> Bool {
    let list = image.pointee.textLists[list]
    for index in 0..<list.count {
      let phrase = list.phrases[index]
      let isEqual = FoldedText.equals(
        text.bytes, foldedPhrase: phrase.folded.bytes, isWords: phrase.isWords, scratch: &folded)
      if isEqual { return true }
    }
    return false
  }

  @inline(__always)
  private func fits(_ text: TextSpan, _ fit: FitRecord) -> Bool {
    TextRules.fits(text.bytes, maxCharacters: Int(fit.maxCharacters))
      && ColumnDecoder.isOfClass(fit.textClass, text.bytes)
  }

  /// A field of the row that a cursor stands on; nil where it stands on none.
  @inline(__always)
  private func cell(_ cursor: Int, _ field: Int) -> RelatedRows.Cell? {
    guard let row = cursors[cursor].row, field < relations[cursors[cursor].relation].fieldCount else { return nil }
    return relations[cursors[cursor].relation].cell(row, field)
  }

  @inline(__always)
  private mutating func beginMessage(_ message: Int, address: TextSpan) {
    for experiment in 0..<image.pointee.experimentCount { _ = draw(experiment) }
    writer.begin(message, image, member: key.text, address: address, variants: variants)
  }

  @inline(__always)
  private mutating func endMessage() -> Outcome {
    if let reason = writer.end(image, member: key.text) { return .quarantined(reason) }
    return .emitted(writer.message)
  }
}
