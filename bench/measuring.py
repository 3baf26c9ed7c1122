"""Measures programs: time and memory with measure.c, instructions with valgrind; and compares what they wrote."""

import filecmp
import json
import os
import pathlib
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys

from making import DATA, run, say


def measure(command: list) -> dict:
    program = [str(part) for part in [DATA / "measure", *command]]
    finished = subprocess.run(program, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if finished.returncode != 0:
        sys.exit(f"bench: {' '.join(program[1:])} failed:\n{finished.stderr}")
    return json.loads(finished.stderr.splitlines()[-1])


def measure_writing(command: list, output: pathlib.Path) -> dict:
    # Else the time that it takes to give up the old file would count too.
    output.unlink(missing_ok=True)
    return measure(command)


def median(samples: list, key: str) -> float:
    return statistics.median(sample[key] for sample in samples)


def times(samples: list) -> tuple:
    """CPU and wall seconds."""
    return median(samples, "cpu_seconds"), median(samples, "wall_seconds")


def peak_mebibytes(samples: list) -> float:
    return max(sample["peak_bytes"] for sample in samples) / 2**20


def lacks_for_counting() -> list:
    return [name for name in ("valgrind", "strip") if shutil.which(name) is None]


def readable_by_valgrind(program: str) -> pathlib.Path:
    """A copy without what debuggers read: valgrind 3.19 gives up on Swift's, which is DWARF 5."""
    copy = DATA / "campc-stripped"
    run("strip", "-g", "-o", copy, program)
    return copy


def instructions(command: list) -> int:
    def limit_files():
        # campc lowers the hard limit to 256, which valgrind refuses; one that is lower already campc leaves as it is.
        resource.setrlimit(resource.RLIMIT_NOFILE, (200, 200))

    counting = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={os.devnull}"]
    program = counting + [str(part) for part in command]
    finished = subprocess.run(
        program, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, preexec_fn=limit_files
    )
    total = re.search(r"Collected : (\d+)", finished.stderr)
    if finished.returncode != 0 or total is None:
        sys.exit(f"bench: {' '.join(program)} failed:\n{finished.stderr}")
    return int(total[1])


def require_same(first: pathlib.Path, second: pathlib.Path) -> None:
    if filecmp.cmp(first, second, shallow=False):
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


def line_count(path: pathlib.Path) -> int:
    with open(path, "rb") as file:
        return sum(1 for _ in file)


def machine() -> str:
    model = platform.machine()
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return f"{model}, {os.cpu_count()} cores, Linux {platform.release()}"
