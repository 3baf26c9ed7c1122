// Made from grammar/instructions.toml by `make instructions`; changes belong there.

import CampaignPlan
import CampaignSQLite
import CampaignValues

extension Interpreter {
  /// The loop: one instruction after the other until the member is done with.
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
      case .divide:
        // The one quotient that does not fit, the least number by -1, wraps as in the other operations.
        r[a] = r[c] == 0 ? 0 : r[b].dividedReportingOverflow(by: r[c]).partialValue
      case .localDate: r[a] = zone.localDays(at: r[b])
      case .less: r[a] = r[b] < r[c] ? 1 : 0
      case .lessOrEqual: r[a] = r[b] <= r[c] ? 1 : 0
      case .equal: r[a] = r[b] == r[c] ? 1 : 0
      case .notEqual: r[a] = r[b] != r[c] ? 1 : 0
      case .and: r[a] = r[b] & r[c]
      case .or: r[a] = r[b] | r[c]
      case .not: r[a] = 1 &- r[b]
      case .textEqual: r[a] = Normalization.equal(t[b].bytes, t[c].bytes) ? 1 : 0
      case .integerOneOf: r[a] = isOneOf(r[b], c) ? 1 : 0
      case .textOneOf: r[a] = anyText(of: c, in: t[b].count) { Normalization.equal(t[b].bytes, $0) } ? 1 : 0
      case .textContains: r[a] = contains(t[b], c) ? 1 : 0
      case .textStartsWith: r[a] = anyText(of: c, in: t[b].count) { Normalization.hasPrefix(t[b].bytes, $0) } ? 1 : 0
      case .textEndsWith: r[a] = anyText(of: c, in: t[b].count) { Normalization.hasSuffix(t[b].bytes, $0) } ? 1 : 0
      case .textFits: r[a] = fits(t[b], image.pointee.fits[c]) ? 1 : 0
      case .jump: pc = a
      case .jumpIf: if r[a] != 0 { pc = b }
      case .jumpUnless: if r[a] == 0 { pc = b }
      case .clause:
        // Where SQL has decided the clause, the program was loaded with a jump in its place.
        if bad.intersects(image.pointee.soundnessSets[b]) { pc = c }
      case .excludeUnless: if r[a] == 0 { return .excluded(b) }
      case .loadRows:
        let code = load(a, row)
        if code != SQLiteCode.done { return .failed(code) }
      case .auditRows:
        let code = load(a, row)
        if code != SQLiteCode.done { return .failed(code) }
      case .endFilter: if !bad.isEmpty || key.badReason != nil { return .bad }
      case .rowsBegin: cursors[a].begin(b, count: relations[b].rowCount)
      case .rowsBeginOrdered: beginOrdered(a, b, c)
      case .rowsNext:
        // The verifier bounds what one member can take, by rows that no member may have: this bounds what one takes. A turn counts as
        // all of the loop that it may go through.
        guard pay(b &- pc) else { return .quarantined(.tooCostly) }
        if !cursors[a].next() { pc = b }
      case .rowInteger: r[a] = cell(b, c).value
      case .rowText: t[a] = relations[cursors[b].relation].text(cell(b, c))
      case .rowKnown: r[a] = cell(b, c).isKnown ? 1 : 0
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
      case .textEqualsFolded: r[a] = equalsFolded(t[b], c) ? 1 : 0
      case .moveInstant: r[a] = zone.moved(r[b], by: image.pointee.offsets[c])
      case .moveDate: r[a] = ZoneImage.moved(date: r[b], by: image.pointee.offsets[c])
      case .monthsBetween: r[a] = Int64(CivilDate(limiting: r[b]).fullMonths(to: CivilDate(limiting: r[c])))
      case .localTime: r[a] = zone.localSeconds(at: r[b])
      case .plural:
        // SAFETY: rules have as many entries as there are answers.
        r[a] = Int64(image.pointee.plurals[c][PluralRules.entry(of: r[b])])
      case .entered: r[a] = entered
      case .stepFact: r[a] = facts.has(step: b, event: c) ? 1 : 0
      case .converted: r[a] = facts.hasConverted ? 1 : 0
      case .uniqueCode: t[a] = uniqueCode()
      case .answer: answers[b] = r[a]
      case .finish: return .finished
      case .beginWords: writer.beginWords()
      case .emitWords: writer.output.append(image.pointee.constants[a].text)
      case .wordsContain: r[a] = contains(words: writer.takeWords(), b) ? 1 : 0
      case .wordsStartWith: r[a] = begins(words: writer.takeWords(), b) ? 1 : 0
      case .wordsEndWith: r[a] = ends(words: writer.takeWords(), b) ? 1 : 0
      case .quarantineIf: if r[a] != 0 { return .breach(b) }
      }
    }
  }
}
