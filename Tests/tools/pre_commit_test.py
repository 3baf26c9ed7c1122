#!/usr/bin/env python3
"""Runs the hooks `campc-check` and `campc-format` as their users do: pre-commit itself, in a Git repository of their own, against a built campc.

Usage: pre_commit_test.py CAMPC VENV

VENV is where pre-commit stands; it is made, and pre-commit installed from PyPI, where that was not done yet.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

from environment import isolated, prepared

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent


class Repository:
    """A Git repository that nothing of the user's own configuration reaches."""

    def __init__(self, folder: pathlib.Path, environment: dict[str, str]):
        self.folder = folder
        self.environment = environment
        folder.mkdir(parents=True, exist_ok=True)
        self.run("git", "init", "--quiet", "--initial-branch", "main")

    def run(self, *command: str, status: int | None = 0) -> str:
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if status is not None and done.returncode != status:
            sys.exit(f"{' '.join(command)} ended with {done.returncode}, not {status}:\n{done.stdout}")
        return done.stdout

    def commit(self, message: str, status: int = 0) -> str:
        self.run("git", "add", "--all")
        return self.run("git", "commit", "--message", message, status=status)

    def replace(self, path: str, old: str, new: str) -> None:
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        expect(old in text, f"`{old}` is not in {path}")
        file.write_text(text.replace(old, new), encoding="utf-8")


def expect(condition: bool, message: str) -> None:
    if not condition:
        sys.exit(f"pre-commit: {message}")


def format_hook(hooks: Repository, work: Repository) -> None:
    """What is not laid out stops a commit: only named, or mended where the hook is given no arguments."""
    config = work.folder / ".pre-commit-config.yaml"
    base = f"repos:\n  - repo: {hooks.folder}\n    rev: v0.1.0\n    hooks:\n      - id: campc-format\n"
    segments = work.folder / "tenants/shop/campaigns/segments.campaign"
    tidy = segments.read_text(encoding="utf-8")
    config.write_text(base)
    output = work.run("campc", "format")
    expect("tenants/shop/audience.campaign" in output, f"the attribute that was renamed by hand stands in its column:\n{output}")
    output = work.commit("The other hook")
    expect("campc format" in output and "Passed" in output, output)
    output = work.run("pre-commit", "run", "campc-format", "--all-files")
    expect("Passed" in output, output)

    untidy = tidy.replace(" where ", "   where  ")
    segments.write_text(untidy, encoding="utf-8")
    output = work.commit("Untidy", status=1)
    expect("Failed" in output and "segments.campaign" in output and "exit code: 1" in output, output)
    expect(segments.read_text(encoding="utf-8") == untidy, "the hook changed a file that it should only name")

    config.write_text(base + "        args: []\n")
    output = work.commit("Untidy", status=1)
    expect("files were modified by this hook" in output, output)
    expect(segments.read_text(encoding="utf-8") == tidy, "the hook did not mend the file")
    output = work.commit("Tidy")
    expect("campc format" in output and "Failed" not in output, output)


def main() -> None:
    campc = pathlib.Path(sys.argv[1]).resolve()
    programs = prepared(pathlib.Path(sys.argv[2]).resolve())
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        environment = isolated(scratch, campc, programs)

        hooks = Repository(scratch / "hooks", environment)
        shutil.copy(REPOSITORY / ".pre-commit-hooks.yaml", hooks.folder)
        hooks.commit("Hooks")
        hooks.run("git", "tag", "v0.1.0")

        work = Repository(scratch / "work", environment)
        (work.folder / ".pre-commit-config.yaml").write_text(
            f"repos:\n  - repo: {hooks.folder}\n    rev: v0.1.0\n    hooks:\n      - id: campc-check\n")
        work.run("campc", "init")
        work.run("pre-commit", "install")
        output = work.commit("A sound workspace")
        expect("Passed" in output, f"a sound workspace did not pass:\n{output}")

        # A renamed attribute breaks a file that the commit does not touch.
        work.replace("tenants/shop/audience.campaign", "  city ", "  town ")
        work.replace("tenants/shop/audience.campaign", "town          text(40)?", "town          text(40)?  from city")
        output = work.commit("A renamed attribute", status=1)
        expect("Failed" in output and "favorites.campaign" in output and "`city`" in output, output)
        expect("exit code: 1" in output, output)

        work.replace("tenants/shop/campaigns/favorites.campaign", "{city ", "{town ")
        output = work.commit("A renamed attribute")
        expect("Passed" in output, f"the mended workspace did not pass:\n{output}")

        (work.folder / "notes.txt").write_text("not a campaign\n")
        output = work.commit("Notes")
        expect("Passed" in output, f"a commit without a campaign file did not pass:\n{output}")

        # A commit that only deletes breaks what reads the deleted file, and the hook is handed no file.
        (work.folder / "tenants/shop/campaigns/segments.campaign").unlink()
        output = work.commit("No segments", status=1)
        expect("Failed" in output and "`regulars`" in output, output)
        work.run("git", "reset", "--quiet", "--hard")

        # What can't be checked must not pass either.
        stray = work.folder / "drafts"
        stray.mkdir()
        (stray / "one.campaign").write_text("segment all where 1 is 1\n")
        output = work.commit("A stray file", status=1)
        expect("exit code: 2" in output and "drafts/one.campaign" in output, output)
        work.run("git", "rm", "--quiet", "--cached", "drafts/one.campaign")
        shutil.rmtree(stray)

        output = work.run("pre-commit", "run", "campc-check", "--all-files")
        expect("Passed" in output, output)

        format_hook(hooks, work)
    print("pre-commit: the hooks stop what is wrong and pass what is right")


if __name__ == "__main__":
    main()
