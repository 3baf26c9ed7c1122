import CampaignPlan
import Foundation

@testable import CampaignVM

/// Plans whose programs were forged, sealed with a right checksum. The verifier refuses them; without it they run as they are, where that
/// ends in a wrong message rather than in somebody else's memory.
enum ForgedProgramAttacks {
  static let all = registers + loops + messages

  private static let members = """
    CREATE TABLE members (id INTEGER PRIMARY KEY, spend INTEGER, name TEXT, mail TEXT);
    INSERT INTO members VALUES (1, 4242, 'Ann', 'ann@mail.example'), (2, 7, 'Bo', 'bo@mail.example');
    """

  /// `loopInstructions` is the member's budget, for what would not end without one.
  private static func forged(
    _ name: String, sql: String = "", channel: PlanChannel = .push, loopInstructions: Int? = nil,
    _ build: @escaping @Sendable (inout PlanBuilder) -> Void,
    read: (@Sendable (RunSummary, [[String: Any]]) -> String)? = nil
  ) -> Attack {
    Attack(name, guard: "the verifier") { ground, isGuarded in
      try ground.database(sql: members + sql)
      var builder = PlanBuilder(channel: channel)
      build(&builder)
      let plan = isGuarded ? try builder.verified().plan : builder.assembled()
      let (summary, lines) = try ground.run(plan, isVerified: isGuarded) {
        if let loopInstructions { $0.fuelPerMember = loopInstructions }
      }
      return read?(summary, lines) ?? Scratch.words(summary, lines)
    }
  }

  // MARK: - Registers

  private static let registers = [
    forged("a register that shows what it held for the member before") { builder in
      let spend = builder.column("spend", .integer)
      let (kept, isLarge, bound) = (builder.integer(), builder.integer(), builder.constant(1_000))
      builder.emit(.less, isLarge, bound, spend.value)
      let skip = builder.branch(.jumpUnless, isLarge)
      builder.emit(.moveInteger, kept, spend.value)
      builder.land(skip)
      builder.push { $0.show(kept) }
    } read: { _, lines in
      "the second member reads \(lines.last?["text"] as? String ?? "nothing"), which is the first one's"
    },
    forged("a program that sends before it has filtered", sql: "UPDATE members SET spend = 'wrong';") { builder in
      let spend = builder.column("spend", .integer)
      builder.push { $0.show(spend.value) }
      builder.code.removeAll { $0.opcode == .endFilter }
    },
    forged("a program that excludes by a clause of its own making") { builder in
      let zero = builder.constant(0)
      builder.emit(.excludeUnless, zero, 1)
      builder.push { _ in }
    } read: { summary, _ in
      "\(summary.excludedByClause[1]) members are counted under a clause that nobody asked"
    },
    Attack("an operand beyond the registers", guard: "the verifier (measured, not run)") { _, isGuarded in
      var builder = PlanBuilder()
      let spend = builder.column("spend", .integer)
      builder.push { $0.show(spend.value) }
      let at = builder.code.firstIndex { $0.opcode == .emitFormatted } ?? 0
      builder.code[at].a = 65_535
      if isGuarded {
        _ = try builder.verified()
        return "verified"
      }
      let step = builder.assembled().steps[0]
      let end = Int(step.integerRegisterCount) * MemoryLayout<Int64>.size
      return "\(Int(step.code[at].a) * MemoryLayout<Int64>.size - end) bytes behind the registers would be read"
    },
  ]

  // MARK: - Loops

  private static let loops = [
    forged("a jump back that no rows bound", loopInstructions: 1_000) { builder in
      let (count, one, isLess, bound) = (
        builder.constant(0), builder.constant(1), builder.integer(), builder.constant(100_000)
      )
      let head = builder.code.count
      builder.emit(.add, count, count, one)
      builder.emit(.less, isLess, count, bound)
      builder.emit(.jumpIf, isLess, UInt16(head))
      builder.push { $0.show(count) }
    },
    forged(
      "a loop that begins its own cursor anew",
      sql:
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, member INTEGER, total INTEGER); INSERT INTO orders VALUES (1, 1, 5);",
      loopInstructions: 100_000
    ) { builder in
      let orders = builder.relation("orders", key: "id", upTo: 3, [builder.field("total", .integer)])
      builder.emit(.loadRows, orders)
      let cursor = builder.cursor()
      builder.emit(.rowsBegin, cursor, orders)
      let head = builder.branch(.rowsNext, cursor)
      builder.emit(.rowsBegin, cursor, orders)
      builder.emit(.jump, UInt16(head))
      builder.land(head)
      builder.push { _ in }
    } read: { summary, _ in
      "\(summary.quarantined[.tooCostly] ?? 0) member with one row takes more than 100,000 instructions"
    },
    Attack("a bound on instructions that is not true", guard: "the verifier") { ground, isGuarded in
      try ground.database(sql: members)
      var builder = PlanBuilder()
      builder.push { _ in }
      let plan = builder.assembled()
      let trace = InstructionTrace(instructionCount: plan.steps[0].code.count)
      if isGuarded {
        _ = try Verifier.verify(plan)
        return "verified"
      }
      _ = try Machine.run(unverified: plan, ground.request(), to: DiscardingSink(), observer: RunObserver(trace: trace))
      let taken = (0..<trace.instructionCount).reduce(0) { $0 + trace.timesReached($1) }
      return "\(taken / 2) instructions a member, of 0"
    },
    forged(
      "loops of a million turns, four deep",
      sql: """
        CREATE TABLE orders (id INTEGER PRIMARY KEY, member INTEGER, total INTEGER);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) INSERT INTO orders SELECT i, 1, i FROM n;
        """, loopInstructions: 100_000
    ) { builder in
      let orders = builder.relation("orders", key: "id", upTo: 1_000_000, [builder.field("total", .integer)])
      builder.emit(.loadRows, orders)
      var heads: [Int] = []
      for _ in 0..<4 {
        let cursor = builder.cursor()
        builder.emit(.rowsBegin, cursor, orders)
        heads.append(builder.branch(.rowsNext, cursor))
      }
      for head in heads.reversed() {
        builder.emit(.jump, UInt16(head))
        builder.land(head)
      }
      builder.push { _ in }
    } read: { summary, _ in
      "\(summary.quarantined[.tooCostly] ?? 0) member with 100 rows takes more than 100,000 instructions"
    },
  ]

  // MARK: - Messages

  /// A mail with a subject, HTML and text, to `address`.
  private static func mail(
    _ builder: inout PlanBuilder, to address: UInt16, html: (inout PlanBuilder) -> Void = { _ in }
  ) {
    builder.emit(.beginMessage, 0, address)
    builder.part(.subject) { _ in }
    builder.part(.html, html)
    builder.part(.text) { _ in }
    builder.emit(.endMessage)
  }

  private static let messages = [
    forged(
      "a value that stands in HTML as it is", sql: "UPDATE members SET name = '<script>go()</script>';", channel: .email
    ) {
      builder in
      let (address, name) = (builder.column("mail", .email), builder.column("name", .text))
      builder.emit(.endFilter)
      mail(&builder, to: address.value) { $0.emit(.emitText, name.value, PlanEscape.plain.rawValue) }
    } read: { _, lines in
      (lines.first?["html"] as? String)?.contains("<script>") == true ? "a script in the mail" : "no script"
    },
    forged("a value that stands in JSON as it is", sql: "UPDATE members SET name = 'x\",\"bcc\":\"evil';") { builder in
      let name = builder.column("name", .text)
      builder.push { $0.emit(.emitText, name.value, PlanEscape.words.rawValue) }
    } read: { _, lines in
      lines.first?["bcc"] == nil ? "no other field" : "a field `bcc` in the line"
    },
    Attack("a mail to an address that nobody gave, with a header in it", guard: "the verifier") { ground, isGuarded in
      try ground.database(sql: members)
      var builder = PlanBuilder(channel: .email)
      _ = builder.column("mail", .email)
      let address = builder.constant("ann@mail.example\r\nBcc: all@other.example")
      builder.emit(.endFilter)
      mail(&builder, to: address)
      let plan = isGuarded ? try builder.verified().plan : builder.assembled()
      let sink = try EMLSink(folder: ground.path("mails"))
      _ = try Machine.run(unverified: plan, ground.request(), to: sink)
      let mail = String(decoding: try Data(contentsOf: URL(filePath: ground.path("mails/1.eml"))), as: UTF8.self)
      return mail.contains("\r\nBcc: ") ? "a mail with a header `Bcc`" : "no such header"
    },
    forged("a mail whose address is written over", channel: .email) { builder in
      let address = builder.column("mail", .email)
      let other = builder.pool("all@other.example")
      builder.emit(.endFilter)
      builder.emit(.text, address.value, other)
      mail(&builder, to: address.value)
    } read: { _, lines in
      "a mail to \(lines.first?["to"] as? String ?? "nobody")"
    },
    forged("a mail without a text", channel: .email) { builder in
      let address = builder.column("mail", .email)
      builder.emit(.endFilter)
      mail(&builder, to: address.value)
      builder.code.removeAll { $0.opcode == .beginPart && $0.a == PlanPart.text.rawValue }
      let last = builder.code.lastIndex { $0.opcode == .endPart } ?? 0
      builder.code.remove(at: last)
    } read: { _, lines in
      lines.first?["text"] == nil ? "a mail without a text" : "a whole mail"
    },
  ]
}
