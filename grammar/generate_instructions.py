"""Writes what is made from the instruction table: the opcodes with what the verifier and the disassembler know of them, and the
machine's loop.

    python3 grammar/generate_instructions.py [--check]

With --check nothing is written; the status is 1 where a file is not what the table says. `make instructions` writes them.
"""

import pathlib
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = ROOT / "grammar" / "instructions.toml"
OPCODES = ROOT / "Sources" / "CampaignPlan" / "Generated" / "Opcode.swift"
LOOP = ROOT / "Sources" / "CampaignVM" / "Generated" / "Interpreter+Execute.swift"
NOTICE = "// Made from grammar/instructions.toml by `make instructions`; changes belong there.\n"


def instructions() -> list:
    with open(TABLE, "rb") as file:
        return tomllib.load(file)["instruction"]


def opcodes(table: list) -> str:
    cases = "".join(f"  case {row['case']}\n" for row in table)
    rows = ""
    for row in table:
        operands = "".join(f", .{operand}" for operand in row.get("operands", []))
        programs = f", programs: .{row['programs']}" if "programs" in row else ""
        ends = ", isTerminal: true" if row.get("ends") else ""
        rows += f'    OpcodeInfo("{row["name"]}", "{row["meaning"]}"{operands}{programs}{ends}),\n'
    return f"""{NOTICE}
/// The instructions of the machine. The order is the binary encoding.
package enum Opcode: UInt16, CaseIterable, Sendable {{
{cases}}}

extension Opcode {{
  /// The row of the table for this opcode.
  package var info: OpcodeInfo {{ Self.table[Int(rawValue)] }}

  /// The instruction table, by raw value.
  package static let table: [OpcodeInfo] = [
{rows}  ]
}}
"""


def loop(table: list) -> str:
    cases = ""
    for row in table:
        lines = row["run"].strip("\n").split("\n")
        if len(lines) == 1:
            cases += f"      case .{row['case']}: {lines[0]}\n"
        else:
            cases += f"      case .{row['case']}:\n" + "".join(f"        {line}\n" for line in lines)
    return f"""{NOTICE}
import CampaignPlan
import CampaignSQLite
import CampaignValues

extension Interpreter {{
  /// The loop: one instruction after the other until the member is done with.
  mutating func execute(
    _ program: UnsafePointer<Instruction>, _ row: some MemberRow, _ tracer: inout some ExecutionTracer
  ) -> Outcome {{
    let r = integers
    let t = texts
    var pc = 0
    while true {{
      tracer.visit(pc)
      let instruction = program[pc]
      let a = Int(instruction.a)
      let b = Int(instruction.b)
      let c = Int(instruction.c)
      pc &+= 1
      switch instruction.opcode {{
{cases}      }}
    }}
  }}
}}
"""


def words(text: str) -> str:
    """The text without what the formatter may change."""
    return "".join(text.split()).replace(",)", ")").replace(",]", "]")


def main() -> None:
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit(__doc__)
    table = instructions()
    stale = []
    for path, text in [(OPCODES, opcodes(table)), (LOOP, loop(table))]:
        if check:
            if not path.exists() or words(path.read_text(encoding="utf-8")) != words(text):
                stale.append(str(path.relative_to(ROOT)))
        else:
            path.write_text(text, encoding="utf-8")
            subprocess.run(["swift", "format", "format", "--in-place", str(path)], check=True)
    if stale:
        sys.exit(f"not what grammar/instructions.toml says: {', '.join(stale)}; run `make instructions`")


if __name__ == "__main__":
    main()
