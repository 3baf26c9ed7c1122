"""Makes what the benchmark needs and bench/data lacks: C programs, a Python environment, workspaces with their audiences."""

import os
import pathlib
import shutil
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE / "data"
TENANT, CAMPAIGN, NOW = "bench", "comeback", "2027-03-02T09:30"


def say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def run(*command) -> None:
    # Standard output is for the benchmark's own tables.
    subprocess.run([str(part) for part in command], check=True, stdout=sys.stderr)


def is_made(path: pathlib.Path, *sources: pathlib.Path) -> bool:
    return path.exists() and all(path.stat().st_mtime >= source.stat().st_mtime for source in sources)


def compiled(name: str, *libraries: str) -> pathlib.Path:
    source, program = HERE / f"{name}.c", DATA / name
    if not is_made(program, source):
        compiler = os.environ.get("CC") or shutil.which("gcc") or shutil.which("cc") or shutil.which("clang")
        if compiler is None:
            sys.exit("bench: no C compiler found (gcc, cc or clang)")
        say(f"building {name}.c with {compiler} -O2")
        run(compiler, "-O2", "-Wall", "-Wextra", "-o", program, source, *libraries)
    return program


def python() -> pathlib.Path:
    folder, requirements = DATA / ".venv", HERE / "requirements.txt"
    program, ready = folder / "bin" / "python", folder / "ready"
    if not is_made(ready, requirements):
        say("installing Jinja2, MiniJinja, DuckDB and PyNaCl")
        venv.create(folder, with_pip=True, clear=True)
        run(program, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements)
        ready.touch()
    return program


def workspace(members: int, *choice: str) -> pathlib.Path:
    """A copy of bench/workspace whose audience has that many members; `choice` as make_audience.py takes it."""
    folder = DATA / "-".join([str(members), *choice])
    shutil.copytree(HERE / "workspace", folder, dirs_exist_ok=True)
    maker = HERE / "make_audience.py"
    path = audience(folder)
    if not is_made(path, maker):
        say(f"making an audience of {counted(members, 'member')}")
        run(sys.executable, maker, path, members, *choice)
    return folder


def audience(folder: pathlib.Path) -> pathlib.Path:
    return folder / "tenants" / TENANT / "audience.sqlite"


def duckdb_table(interpreter: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """The audience of a workspace as a database of DuckDB's."""
    path, source, loader = folder / "members.duckdb", audience(folder), HERE / "with_duckdb.py"
    if not is_made(path, source, loader, HERE / "message.py"):
        say("loading the audience into DuckDB")
        run(interpreter, loader, "load", source, path)
    return path


def campc_command(campc: str, folder: pathlib.Path, output: pathlib.Path, threads: int) -> list:
    place = ["run", folder, "--tenant", TENANT, "--campaign", CAMPAIGN]
    return [campc, *place, "--now", NOW, "--out", output, "--threads", threads]


def check_commands(campc: str) -> dict:
    """`campc check` of one file and of many, by title."""
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
