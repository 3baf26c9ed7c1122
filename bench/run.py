"""The benchmark: the same messages by campc, by hand-written C and by Python with Jinja2, compared byte for byte.

    python3 bench/run.py CAMPC

Makes what is missing in bench/data (a generated audience of 1,000,000 members and one of 100,000, the C program, a Python
environment), runs the three by turns, and prints medians, ratios and peak memory. Fails if two outputs differ.
"""

import filecmp
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE / "data"
ROUNDS = 5  # Python takes part in the first two: its spread is far below its distance
PYTHON_ROUNDS = 2
TENANT, CAMPAIGN, NOW = "bench", "comeback", "2027-03-02T09:30"


def say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


def run(*command) -> None:
    subprocess.run([str(part) for part in command], check=True)


def compiled(name: str, *libraries: str) -> pathlib.Path:
    source, program = HERE / f"{name}.c", DATA / name
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        compiler = os.environ.get("CC") or shutil.which("gcc") or shutil.which("cc") or shutil.which("clang")
        if compiler is None:
            sys.exit("bench: no C compiler found (gcc, cc or clang)")
        say(f"building {name}.c with {compiler} -O2")
        run(compiler, "-O2", "-Wall", "-Wextra", "-o", program, source, *libraries)
    return program


def python() -> pathlib.Path:
    folder = DATA / ".venv"
    program, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists():
        say("installing Jinja2 and PyNaCl")
        venv.create(folder, with_pip=True, clear=True)
        run(program, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", HERE / "requirements.txt")
        ready.touch()
    return program


def workspace(members: int, *choice: str) -> pathlib.Path:
    """A copy of bench/workspace whose audience has that many members; `choice` as make_audience.py takes it."""
    folder = DATA / "-".join([str(members), *choice])
    shutil.copytree(HERE / "workspace", folder, dirs_exist_ok=True)
    made = HERE / "make_audience.py"
    path = audience(folder)
    if not path.exists() or path.stat().st_mtime < made.stat().st_mtime:
        say(f"making an audience of {members:,} members")
        run(sys.executable, made, path, members, *choice)
    return folder


def audience(folder: pathlib.Path) -> pathlib.Path:
    return folder / "tenants" / TENANT / "audience.sqlite"


def campc_command(campc: str, folder: pathlib.Path, output: pathlib.Path) -> list:
    place = ["run", folder, "--tenant", TENANT, "--campaign", CAMPAIGN]
    return [campc, *place, "--now", NOW, "--out", output]


def check_commands(campc: str) -> dict:
    large = DATA / "workspace"
    run(sys.executable, HERE / "make_workspace.py", large)
    starter = DATA / "starter"
    shutil.rmtree(starter, ignore_errors=True)
    run(campc, "init", starter)
    place = pathlib.Path("campaigns", "come-back.campaign")
    return {
        "one file of a tenant with 2 campaigns": [campc, "check", starter / "tenants" / "shop" / place],
        "one file of a tenant with 14 campaigns": [
            campc, "check", HERE.parent / "samples" / "tenants" / "journey" / place
        ],
        "100 tenants, 1,000 campaigns": [campc, "check", large],
    }


def measure(command: list) -> dict:
    program = [str(part) for part in [DATA / "measure", *command]]
    finished = subprocess.run(program, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if finished.returncode != 0:
        sys.exit(f"bench: {' '.join(program[1:])} failed:\n{finished.stderr}")
    return json.loads(finished.stderr.splitlines()[-1])


def same(first: pathlib.Path, second: pathlib.Path) -> None:
    if filecmp.cmp(first, second, shallow=False):
        say(f"{second.name} is byte-identical to {first.name}")
        return
    with open(first, "rb") as left, open(second, "rb") as right:
        for number, (a, b) in enumerate(zip(left, right), 1):
            if a != b:
                at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
                say(f"line {number}, byte {at + 1}:")
                say(f"  {first.name}: …{a[max(0, at - 60):at + 60]!r}")
                say(f"  {second.name}: …{b[max(0, at - 60):at + 60]!r}")
                break
    sys.exit(f"bench: {second.name} differs from {first.name}")


def median(samples: list, key: str) -> float:
    return statistics.median(sample[key] for sample in samples)


def machine() -> str:
    model = platform.machine()
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return f"{model}, {os.cpu_count()} cores, Linux {platform.release()}"


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    campc = sys.argv[1]
    DATA.mkdir(exist_ok=True)
    compiled("measure")
    floor = compiled("floor", "-lsqlite3")
    interpreter = python()
    large, small = workspace(1_000_000), workspace(100_000)
    outputs = {name: DATA / f"{name}.jsonl" for name in ("floor", "campc", "jinja")}
    commands = {
        "floor": [floor, audience(large), outputs["floor"]],
        "campc": campc_command(campc, large, outputs["campc"]),
        "jinja": [interpreter, HERE / "jinja.py", audience(large), outputs["jinja"]],
    }
    samples = {name: [] for name in commands}
    for turn in range(ROUNDS):
        for name, command in commands.items():
            if name != "jinja" or turn < PYTHON_ROUNDS:
                outputs[name].unlink(missing_ok=True)
                samples[name].append(measure(command))
        if turn == 0:
            same(outputs["floor"], outputs["campc"])
            same(outputs["floor"], outputs["jinja"])
    checks = {
        title: [measure(command) for _ in range(ROUNDS)] for title, command in check_commands(campc).items()
    }
    fewer = measure(campc_command(campc, small, DATA / "campc-100k.jsonl"))
    looser = workspace(1_000_000, "unconstrained")
    unconstrained = []
    for _ in range(ROUNDS):
        # Else the time that it takes to give up the old file would count too.
        outputs["campc"].unlink()
        unconstrained.append(measure(campc_command(campc, looser, outputs["campc"])))
    same(outputs["floor"], outputs["campc"])

    with open(outputs["floor"], "rb") as file:
        messages = sum(1 for _ in file)
    size = outputs["floor"].stat().st_size
    titles = {"floor": "C, `-O2` (the floor)", "campc": "`campc run`", "jinja": "Python, sqlite3 and Jinja2"}
    base = median(samples["floor"], "cpu_seconds"), median(samples["floor"], "wall_seconds")
    print(f"1,000,000 members, {messages:,} messages, {size / 2**20:,.0f} MiB of JSON lines; medians. {machine()}\n")
    print("| program | CPU s | × C | wall s | × C | peak memory |")
    print("| :------ | ----: | --: | -----: | --: | ----------: |")
    for name, title in titles.items():
        cpu, wall = median(samples[name], "cpu_seconds"), median(samples[name], "wall_seconds")
        peak = max(sample["peak_bytes"] for sample in samples[name]) / 2**20
        print(f"| {title} | {cpu:.2f} | {cpu / base[0]:.2f} | {wall:.2f} | {wall / base[1]:.2f} | {peak:.1f} MiB |")
    ours = median(samples["campc"], "cpu_seconds"), median(samples["campc"], "wall_seconds")
    python_times = median(samples["jinja"], "cpu_seconds"), median(samples["jinja"], "wall_seconds")
    times = f"{python_times[0] / ours[0]:.1f} times the CPU of campc, {python_times[1] / ours[1]:.1f} times its wall time"
    print(f"\nPython takes {times}.")
    print(f"campc with 100,000 members: peak memory {fewer['peak_bytes'] / 2**20:.1f} MiB.")
    cpu, wall = median(unconstrained, "cpu_seconds"), median(unconstrained, "wall_seconds")
    print(f"campc over the same table without its constraints: {cpu:.2f} s of CPU, {wall:.2f} s.")
    for title, samples_of_check in checks.items():
        cpu, wall = (median(samples_of_check, key) * 1000 for key in ("cpu_seconds", "wall_seconds"))
        print(f"campc check, {title}: {cpu:.1f} ms of CPU, {wall:.1f} ms.")


if __name__ == "__main__":
    main()