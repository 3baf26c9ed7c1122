"""The benchmark: the same messages by campc, by hand-written C, by Python with Jinja2 and with MiniJinja, and by DuckDB.

    python3 bench/run.py CAMPC [--ten-million]

Makes what is missing in bench/data (generated audiences, the C program, a Python environment, DuckDB's table), runs the
programs by turns, and prints medians, ratios and peak memory; then the instructions for a message, where valgrind is
installed. Fails if two outputs differ. With --ten-million it also runs campc over 10,000,000 members, which needs 15 GB of
disk.
"""

import argparse
import pathlib
import typing

from making import (
    DATA, HERE, audience, campc_command, check_commands, compiled, counted, duckdb_table, python, say, workspace,
)  # fmt: skip
from measuring import (
    instructions, lacks_for_counting, line_count, machine, measure, measure_writing, median, peak_mebibytes,
    readable_by_valgrind, require_same, times,
)  # fmt: skip

MEMBERS = 1_000_000
COUNTED_MEMBERS = 50_000  # under valgrind a program takes about fifty times as long
ROUNDS = 5
PYTHON_ROUNDS = 2  # the spread of the two in Python is far below their distance
LARGE_ROUNDS = 3


class Program(typing.NamedTuple):
    title: str
    command: list
    rounds: int = ROUNDS


def output(name: str) -> pathlib.Path:
    return DATA / f"{name}.jsonl"


def programs(campc: str, floor: pathlib.Path, folder: pathlib.Path) -> dict:
    """What is compared, by name, each with a command that writes to the output of that name."""
    interpreter = python()
    members, table = audience(folder), duckdb_table(interpreter, folder)
    found = {"floor": Program("C, `-O2` (the floor)", [floor, members, output("floor")])}
    for threads in (1, 2):
        name = f"campc-{threads}"
        command = campc_command(campc, folder, output(name), threads)
        found[name] = Program(f"`campc run --threads {threads}`", command)
    for threads in (1, 2):
        name = f"duckdb-{threads}"
        command = [interpreter, HERE / "with_duckdb.py", "run", table, output(name), threads]
        found[name] = Program(f"DuckDB, its own table, {counted(threads, 'thread')}", command)
    for name, engine, script in (("minijinja", "MiniJinja", "with_minijinja.py"), ("jinja", "Jinja2", "jinja.py")):
        command = [interpreter, HERE / script, members, output(name)]
        found[name] = Program(f"Python, sqlite3 and {engine}", command, PYTHON_ROUNDS)
    return found


def samples_by_turns(found: dict) -> dict:
    """What each program took, a sample a round. The floor's last output is left."""
    samples = {name: [] for name in found}
    for turn in range(ROUNDS):
        for name, program in found.items():
            if turn < program.rounds:
                samples[name].append(measure_writing(program.command, output(name)))
                require_same(output("floor"), output(name))
                if name != "floor":
                    output(name).unlink()
        say(f"round {turn + 1} of {ROUNDS}: all outputs are byte-identical")
    return samples


def print_comparison(found: dict, samples: dict) -> None:
    messages, size = line_count(output("floor")), output("floor").stat().st_size / 2**20
    print(f"{MEMBERS:,} members, {messages:,} messages, {size:,.0f} MiB of JSON lines; medians. {machine()}\n")
    print("| program | CPU s | × C | wall s | × C | peak memory |")
    print("| :------ | ----: | --: | -----: | --: | ----------: |")
    floor_cpu, floor_wall = times(samples["floor"])
    for name, program in found.items():
        cpu, wall = times(samples[name])
        peak = peak_mebibytes(samples[name])
        ratios = cpu / floor_cpu, wall / floor_wall
        print(f"| {program.title} | {cpu:.2f} | {ratios[0]:.2f} | {wall:.2f} | {ratios[1]:.2f} | {peak:.1f} MiB |")
    our_cpu, our_wall = times(samples["campc-1"])
    print()
    for name in ("duckdb-1", "minijinja", "jinja"):
        cpu, wall = times(samples[name])
        ratios = f"{cpu / our_cpu:.1f} times the CPU of campc on one thread, {wall / our_wall:.1f} times its wall time"
        print(f"{found[name].title}: {ratios}.")


def print_other_audiences(campc: str) -> None:
    fewer, looser = workspace(MEMBERS // 10), workspace(MEMBERS, "unconstrained")
    path = output("campc")
    peaks = []
    for threads in (1, 2):
        sample = measure_writing(campc_command(campc, fewer, path, threads), path)
        peaks.append(f"{peak_mebibytes([sample]):.1f} MiB on {counted(threads, 'thread')}")
    print(f"campc with {MEMBERS // 10:,} members: peak memory {' and '.join(peaks)}.")
    samples = [measure_writing(campc_command(campc, looser, path, 1), path) for _ in range(ROUNDS)]
    require_same(output("floor"), path)
    path.unlink()
    cpu, wall = times(samples)
    print(f"campc over the same table without its constraints, on one thread: {cpu:.2f} s of CPU, {wall:.2f} s.")


def print_checks(campc: str) -> None:
    for title, command in check_commands(campc).items():
        cpu, wall = (1000 * seconds for seconds in times([measure(command) for _ in range(ROUNDS)]))
        print(f"campc check, {title}: {cpu:.1f} ms of CPU, {wall:.1f} ms.")


def print_ten_times_the_members(campc: str, samples: list) -> None:
    """`samples` are those of campc on one thread with MEMBERS."""
    folder, path = workspace(10 * MEMBERS), output("campc")
    large = [measure_writing(campc_command(campc, folder, path, 1), path) for _ in range(LARGE_ROUNDS)]
    path.unlink()
    cpu, wall = times(samples)
    large_cpu, large_wall = times(large)
    print("\n| `campc run --threads 1` | CPU s | wall s | peak memory |")
    print("| :---------------------- | ----: | -----: | ----------: |")
    print(f"| {MEMBERS:,} members | {cpu:.2f} | {wall:.2f} | {peak_mebibytes(samples):.1f} MiB |")
    print(f"| ten times that | {10 * cpu:.2f} | {10 * wall:.2f} | |")
    print(f"| {10 * MEMBERS:,} members | {large_cpu:.2f} | {large_wall:.2f} | {peak_mebibytes(large):.1f} MiB |")
    print(f"| ratio | {large_cpu / (10 * cpu):.2f} | {large_wall / (10 * wall):.2f} | |")


def print_instructions(campc: str, floor: pathlib.Path) -> None:
    lacking = lacks_for_counting()
    if lacking:
        print(f"\nInstructions are not counted: {' and '.join(lacking)} not installed.")
        return
    say("counting instructions")
    stripped = readable_by_valgrind(campc)
    outputs = output("floor-counted"), output("campc-counted")

    def counts(members: int) -> tuple:
        folder = workspace(members)
        of_floor = instructions([floor, audience(folder), outputs[0]])
        of_campc = instructions(campc_command(stripped, folder, outputs[1], 1))
        require_same(*outputs)
        return of_floor, of_campc

    # One member has one message: what it takes is the start-up, nearly all of it.
    starts, totals = counts(1), counts(COUNTED_MEMBERS)
    messages = line_count(outputs[0])
    for path in outputs:
        path.unlink()
    print(f"\nInstructions with {COUNTED_MEMBERS:,} members, {messages:,} messages, start-up included:\n")
    print("| program | instructions | a message | × C | with one member alone |")
    print("| :------ | -----------: | --------: | --: | --------------------: |")
    for title, total, start in zip(("C, `-O2` (the floor)", "`campc run --threads 1`"), totals, starts, strict=True):
        print(f"| {title} | {total:,} | {total / messages:,.0f} | {total / totals[0]:.2f} | {start:,} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("campc", metavar="CAMPC")
    parser.add_argument("--ten-million", action="store_true", help="also measure campc over 10,000,000 members")
    options = parser.parse_args()
    DATA.mkdir(exist_ok=True)
    compiled("measure")
    floor = compiled("floor", "-lsqlite3")
    found = programs(options.campc, floor, workspace(MEMBERS))
    samples = samples_by_turns(found)
    print_comparison(found, samples)
    print_other_audiences(options.campc)
    print_checks(options.campc)
    if options.ten_million:
        print_ten_times_the_members(options.campc, samples["campc-1"])
    print_instructions(options.campc, floor)


if __name__ == "__main__":
    main()
