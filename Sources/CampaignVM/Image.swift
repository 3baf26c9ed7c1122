import CampaignPlan
import CampaignValues

/// A step's program and the plan's tables in the form that the interpreter reads: plain pointers into one run's memory.
struct Image {
  struct Constant {
    /// As the plan has it.
    var text: TextSpan
    /// As it is written in the run's form, and how many of its bytes are there for JSON alone.
    var written: Piece
    var extra: Int
  }

  struct TextList {
    var texts: UnsafePointer<TextSpan>
    var count: Int
    var phrases: UnsafePointer<Phrase>
    /// By `PlanEscape`: the texts as they are written, where a program writes them so.
    var labels: UnsafePointer<UnsafePointer<Constant>>
  }

  struct Format {
    var kind: FormatRecord.Kind
    var locale: UnsafePointer<LocaleImage>
    /// By `PlanEscape`, a bit: whether what the locale writes needs no escape.
    var kept: UInt8

    @inline(__always) func keeps(_ escape: Int) -> Bool { kept &>> UInt8(truncatingIfNeeded: escape) & 1 == 1 }
  }

  struct Phrase {
    var folded: TextSpan
    var isWords: Bool
  }

  struct IntegerList {
    var values: UnsafePointer<Int64>
    var count: Int
  }

  struct Experiment {
    var salt: TextSpan
    var ends: UnsafeBufferPointer<UInt32>
    /// `"opening":"plain"` by variant; last, for a member outside of the slice, nothing.
    var entries: UnsafePointer<Piece>
    /// Whether only a part of the members takes part: those whose bucket under `layerSalt` is from `lower` below `upper`.
    var hasSlice: Bool
    var layerSalt: TextSpan
    var lower: UInt32
    var upper: UInt32
  }

  struct Message {
    var channel: PlanChannel
    /// From behind the member's key to the first experiment, or where there is none to the address.
    var head: Piece
    /// By run; of the current event, where the campaign answers one.
    var messageTokens: UnsafeMutablePointer<TokenPrefix>
    var unsubscribeTokens: UnsafeMutablePointer<TokenPrefix>
    /// Whether the channel names its messages, as mail does.
    let hasMessageID: Bool
    /// `@domain>`, and in JSON the end of the line.
    var tail: Piece
  }

  let code: UnsafePointer<Instruction>
  let integers: UnsafePointer<Int64>
  /// Of the run, or of the current event.
  let runConstants: UnsafeMutablePointer<Int64>
  let constants: UnsafePointer<Constant>
  let integerLists: UnsafePointer<IntegerList>
  let textLists: UnsafePointer<TextList>
  let fits: UnsafePointer<FitRecord>
  let formats: UnsafePointer<Format>
  let orders: UnsafePointer<UnsafeBufferPointer<OrderRecord>>
  let soundnessSets: UnsafePointer<BadSet>
  let offsets: UnsafePointer<OffsetRecord>
  /// By language: the form of each entry of `PluralRules`.
  let plurals: UnsafePointer<UnsafePointer<UInt8>>
  let experiments: UnsafePointer<Experiment>
  let experimentCount: Int
  let messages: UnsafePointer<Message>
  /// The runs in which members entered; at the first step this one.
  let runs: UnsafePointer<MemberHistory.Run>
  /// By run: from the line's start to the member's key; to the run's instant where the campaign answers an event.
  let lineHeads: UnsafePointer<Piece>
  /// What stands around the event's key, from the run's instant to the member's key.
  let eventLine: (head: Piece, tail: Piece)?
  /// By run, where the offer has codes for each member.
  let codes: UnsafePointer<UniqueCode>
  /// The program that answers what the offer is.
  let offerCode: UnsafePointer<Instruction>
  /// By `PlanPart`: `","subject":"`.
  let partHeads: UnsafePointer<Piece>
  let addressHead: Piece
  let messageIDHead: Piece
  /// By `PlanEscape`.
  let escapes: UnsafePointer<EscapeTable>
  /// By `PlanEscape`: where unsubscribe addresses begin.
  let unsubscribeBases: UnsafePointer<Constant>

  init(_ plan: Plan, step: StepProgram, code: [Instruction], form: OutputForm, request: RunRequest, memory: RunMemory) {
    let runs = request.runs(of: plan)
    self.runs = memory.copy(runs)
    self.code = memory.copy(code)
    codes = memory.copy(
      plan.offer == nil
        ? []
        : runs.map {
          UniqueCode(
            tenant: plan.tenant.name, campaign: $0.campaign, run: plan.event == nil ? $0.name : nil,
            key: request.tenantKey)
        })
    offerCode = memory.copy(plan.offer?.program.code ?? [])
    integers = memory.copy(plan.pools.integers)
    runConstants = memory.allocate(plan.pools.runConstants.map { $0.value(now: request.now, zone: request.zone) })
    constants = memory.copy(plan.pools.texts.map { Self.constant(Array($0.utf8), form, memory) })
    integerLists = memory.copy(
      plan.pools.integerLists.map { IntegerList(values: memory.copy($0), count: $0.count) })
    let tables = PlanEscape.allCases.map { EscapeTable($0, form, memory: memory) }
    let escapes = memory.copy(tables)
    self.escapes = escapes
    let written = Self.writtenLabels(code)
    // One buffer writes all labels, and is given back: it has room for the largest message.
    let scratch = RunMemory()
    var buffer = OutputBuffer(keptBytes: 0, memory: scratch)
    defer { withExtendedLifetime(scratch) {} }
    textLists = memory.copy(
      plan.pools.textLists.enumerated().map {
        Self.textList($1, written[UInt16($0)] ?? [], escapes, &buffer, memory)
      })
    fits = memory.copy(plan.pools.fits)
    formats = memory.copy(Self.formats(plan.pools, tables, memory))
    orders = memory.copy(
      plan.pools.orders.map { UnsafeBufferPointer(start: memory.copy($0), count: $0.count) })
    soundnessSets = memory.copy(plan.pools.soundnessSets.map(BadSet.init))
    offsets = memory.copy(plan.pools.offsets)
    plurals = memory.copy(plan.pools.plurals.map { memory.copy($0.entries) })
    experiments = memory.copy(plan.experiments.map { Self.experiment($0, memory) })
    experimentCount = plan.experiments.count
    // An event's clock puts its own in the place of the one.
    let unnamed = MemberHistory.Run(campaign: plan.campaign, name: "")
    messages = memory.copy(
      plan.messages.map {
        Self.message(
          $0, plan: plan, step: step.name, form: form, runs: plan.event == nil ? runs : [unnamed],
          key: request.tenantKey, memory)
      })
    let names = [("tenant", plan.tenant.name), ("campaign", plan.campaign)]
    if plan.event == nil {
      lineHeads = memory.copy(
        runs.map { run in
          memory.piece(
            Self.fields(names + [("run", run.name), ("step", step.name)], after: "{") + Array(",\"member\":\"".utf8))
        })
      eventLine = nil
    } else {
      lineHeads = memory.copy([memory.piece(Self.fields(names, after: "{") + Array(",\"run\":\"".utf8))])
      eventLine = (
        memory.piece("\",\"event\":\""),
        memory.piece(Self.fields([("step", step.name)], after: "\",") + Array(",\"member\":\"".utf8))
      )
    }
    // Each field's text is closed by what begins the next one.
    partHeads = memory.copy(PlanPart.allCases.map { memory.piece("\",\"\($0.name)\":\"") })
    addressHead = memory.piece(Self.addressHead)
    messageIDHead = memory.piece(form == .jsonLines ? "\",\"message_id\":\"<" : "<")
    unsubscribeBases = memory.copy(
      PlanEscape.allCases.map { Self.constant(EscapeTable.text(plan.tenant.linkBase + "/u/", $0), form, memory) })
  }

  private static let addressHead = "},\"to\":\""

  /// `"tenant":"acme","campaign":"hello"` behind what stands before it.
  private static func fields(_ fields: [(name: String, value: String)], after start: String) -> [UInt8] {
    var bytes = Array(start.utf8)
    for (index, field) in fields.enumerated() {
      bytes += Array("\(index == 0 ? "" : ",")\"\(field.name)\":\"".utf8) + EscapeTable.json(field.value)
      bytes.append(UInt8(ascii: "\""))
    }
    return bytes
  }

  private static func constant(_ bytes: [UInt8], _ form: OutputForm, _ memory: RunMemory) -> Constant {
    let written = memory.piece(form == .jsonLines ? bytes.flatMap(EscapeTable.jsonByte) : bytes)
    return Constant(text: memory.span(bytes), written: written, extra: written.text.count - bytes.count)
  }

  private static func formats(_ pools: ConstantPools, _ escapes: [EscapeTable], _ memory: RunMemory) -> [Format] {
    let locales = memory.copy(pools.locales.map { LocaleImage($0, memory: memory) })
    let kept = pools.locales.map { formats in
      let texts = LocaleImage.texts(of: formats, memory)
      return escapes.enumerated().reduce(UInt8(0)) { bits, escape in
        texts.allSatisfy { escape.element.keeps($0) } ? bits | 1 << UInt8(escape.offset) : bits
      }
    }
    return pools.formats.map { Format(kind: $0.kind, locale: locales + Int($0.locale), kept: kept[Int($0.locale)]) }
  }

  /// By list: the escapes in which a program writes its labels.
  private static func writtenLabels(_ code: [Instruction]) -> [UInt16: Set<UInt16>] {
    code.reduce(into: [:]) { lists, instruction in
      if instruction.opcode == .emitLabel { lists[instruction.b, default: []].insert(instruction.c) }
    }
  }

  private static func textList(
    _ texts: [String], _ written: Set<UInt16>, _ escapes: UnsafePointer<EscapeTable>, _ buffer: inout OutputBuffer,
    _ memory: RunMemory
  ) -> TextList {
    let phrases = texts.map { text in
      let phrase = Array(text.utf8).withUnsafeBytes { FoldedPhrase($0) }
      return Phrase(folded: memory.span(phrase.bytes), isWords: phrase.isWords)
    }
    let labels = PlanEscape.allCases.indices.map { escape in
      let isWritten = written.contains(UInt16(escape))
      return memory.copy(isWritten ? texts.map { label($0, escapes + escape, &buffer, memory) } : [])
    }
    return TextList(
      texts: memory.copy(texts.map { memory.span($0) }), count: texts.count, phrases: memory.copy(phrases),
      labels: memory.copy(labels))
  }

  /// As a value of that text would be written; one that can't be makes every message too large.
  private static func label(
    _ text: String, _ escape: UnsafePointer<EscapeTable>, _ buffer: inout OutputBuffer, _ memory: RunMemory
  ) -> Constant {
    let span = memory.span(text)
    buffer.removeAll()
    buffer.append(span, escape)
    let written =
      buffer.overflowed ? Piece(padded: TextSpan(start: span.start, count: .max)) : memory.piece(Array(buffer.bytes))
    return Constant(text: span, written: written, extra: buffer.extra)
  }

  private static func experiment(_ record: ExperimentRecord, _ memory: RunMemory) -> Experiment {
    let ends = record.cumulativeBasisPoints.map { UInt32($0) }
    let name = EscapeTable.json(record.name)
    let entries = record.variants.map { variant in
      let bytes = [UInt8(ascii: "\"")] + name + Array("\":\"".utf8) + EscapeTable.json(variant)
      return memory.piece(bytes + [UInt8(ascii: "\"")])
    }
    let slice = record.slice
    return Experiment(
      salt: memory.span(record.salt), ends: UnsafeBufferPointer(start: memory.copy(ends), count: ends.count),
      entries: memory.copy(entries + [memory.piece("")]), hasSlice: slice != nil,
      layerSalt: memory.span(slice?.salt ?? ""), lower: UInt32(slice?.lower ?? 0), upper: UInt32(slice?.upper ?? 10_000)
    )
  }

  private static func message(
    _ record: MessageRecord, plan: Plan, step: String, form: OutputForm, runs: [MemberHistory.Run],
    key: SipHash128.Block, _ memory: RunMemory
  ) -> Message {
    let head =
      "\",\"channel\":\"\(record.channel.name)\",\"language\":\""
      + String(decoding: EscapeTable.json(record.language), as: UTF8.self) + "\",\"variants\":{"
      + (plan.experiments.isEmpty ? addressHead : "")
    let domain = plan.messageDomain(sender: record.sender)
    let prefixes = { (purpose: String) in
      memory.allocate(
        runs.map {
          TokenPrefix(purpose: purpose, plan: plan, run: $0.name, step: step, channel: record.channel, key: key)
        })
    }
    let hasMessageID = record.channel == .email
    let tail = hasMessageID ? "@\(domain)>" + (form == .jsonLines ? "\"}\n" : "") : form == .jsonLines ? "\"}\n" : ""
    return Message(
      channel: record.channel, head: memory.piece(head), messageTokens: prefixes("message"),
      unsubscribeTokens: prefixes("unsubscribe"), hasMessageID: hasMessageID, tail: memory.piece(tail))
  }
}
