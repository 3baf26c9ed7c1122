import CampaignOracle
import CampaignPlan
import CampaignTestSupport
import Foundation
import Testing

/// `docs/vm-instructions.md` is made from the instruction table; `UPDATE_GOLDENS=1` writes it anew, and that run still fails. So are the
/// opcodes and the machine's loop, by a program that also says whether they are what the table says.
@Suite struct ReferenceTests {
  private static let page = TestWorkspace.repository.appending(path: "docs/vm-instructions.md")

  private static func text() -> String {
    var lines = [
      "# Instructions of the machine", "",
      "Made from `grammar/instructions.toml` by `make instructions`.", "",
      "An instruction is one little-endian word of 64 bits: opcode, a, b, c, 16 bits each. `r` are integer registers, `t` text",
      "registers. A step's program filters first (clauses, then `end-filter`), then makes the first message that reaches the",
      "member. Jumps go forward, but for the one `jump` that turns a loop back to its `rows-next`.", "",
      "| number | name | a | b | c | meaning |", "| ---: | --- | --- | --- | --- | --- |",
    ]
    for opcode in Opcode.allCases {
      let info = opcode.info
      let operands = [info.a, info.b, info.c].map { word($0) }
      lines.append(
        "| \(opcode.rawValue) | `\(info.name)` | \(operands.joined(separator: " | ")) | \(info.meaning)\(info.isTerminal ? "; the end" : "") |"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func word(_ operand: Operand) -> String {
    switch operand {
    case .none: ""
    case .readInteger: "r"
    case .writeInteger: "r, written"
    case .readText: "t"
    case .writeText: "t, written"
    case .target: "instruction"
    case .integerConstant: "integer"
    case .runConstant: "run constant"
    case .textConstant: "text"
    case .integerList: "list of integers"
    case .textList: "list of texts"
    case .basisPoints: "basis points"
    case .wording: "rule"
    case .soundnessSet: "soundness set"
    case .step, .event, .answer, .fit, .format, .order, .offset, .plurals, .clause, .relation, .field, .cursor,
      .experiment, .message, .part, .escape:
      "\(operand)"
    }
  }

  @Test func thePageSaysWhatTheTableSays() throws {
    let current = try? String(contentsOf: Self.page, encoding: .utf8)
    let wanted = Self.text()
    if current != wanted, ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
      try wanted.write(to: Self.page, atomically: true, encoding: .utf8)
    }
    #expect(current == wanted, "docs/vm-instructions.md is stale")
  }

  @Test func theTableHasOneRowForEachOpcode() {
    #expect(Opcode.table.count == Opcode.allCases.count)
    #expect(Set(Opcode.allCases.map(\.info.name)).count == Opcode.allCases.count)
  }

  @Test func whatIsMadeFromTheTableIsFresh() throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", TestWorkspace.repository.appending(path: "grammar/generate_instructions.py").path(), "--check",
    ]
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    let said = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(String(decoding: said, as: UTF8.self))")
  }
}
