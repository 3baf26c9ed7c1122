#!/usr/bin/env python3
"""Takes the tour of docs/tour.md: runs its commands in order as they stand there, against a built campc, and does the edits that it asks for.

Usage: tour_test.py CAMPC VENV

VENV is where pre-commit stands; it is made, and pre-commit installed from PyPI, where that was not done yet.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

from environment import isolated, prepared

TOUR = pathlib.Path(__file__).resolve().parent.parent.parent / "docs" / "tour.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"Put this into `([^`]+)`")
COME_BACK = "tenants/shop/campaigns/come-back.campaign"
DEFAULT = ' otherwise "Neighbor"'


def expect(condition: bool, message: str) -> None:
    if not condition:
        sys.exit(f"tour: {message}")


class Traveller:
    def __init__(self, folder: pathlib.Path, environment: dict[str, str]):
        self.folder = folder
        self.environment = environment

    def run(self, commands: str, status: int = 0) -> str:
        """Runs commands in the shell, which tells where it ended up."""
        done = subprocess.run(
            ["bash", "-euc", f"{commands}\npwd > .place"], cwd=self.folder, env=self.environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600)
        expect(done.returncode == status, f"ended with {done.returncode}, not {status}:\n{commands}\n{done.stdout}")
        for place in [path for path in (self.folder, *self.folder.iterdir()) if (path / ".place").is_file()]:
            self.folder = pathlib.Path((place / ".place").read_text().strip())
            (place / ".place").unlink()
        return done.stdout

    def without_default(self) -> str:
        """Takes the default out of the subject, as step 4 says, and returns the file as it was."""
        file = self.folder / COME_BACK
        text = file.read_text(encoding="utf-8")
        subject = next((line for line in text.splitlines() if "subject" in line and DEFAULT in line), None)
        expect(subject is not None, f"the subject of {COME_BACK} has no default to take out")
        file.write_text(text.replace(subject, subject.replace(DEFAULT, "")), encoding="utf-8")
        return text


def main() -> None:
    campc = pathlib.Path(sys.argv[1]).resolve()
    programs = prepared(pathlib.Path(sys.argv[2]).resolve())
    text = TOUR.read_text(encoding="utf-8")
    steps = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        traveller = Traveller(scratch, isolated(scratch, campc, programs))
        for step in steps:
            breaks = step.startswith("4.")
            before = traveller.without_default() if breaks else None
            for kind, content in FENCE.findall(step):
                if kind == "sh":
                    output = traveller.run(content, status=1 if breaks else 0)
                    expect(not breaks or "first_name" in output, f"the finding does not name the value:\n{output}")
                elif kind == "campaign":
                    place = FILE.search(step)
                    expect(place is not None, f"step {step[:2]} does not say where its campaign is put")
                    (traveller.folder / place[1]).write_text(content, encoding="utf-8")
            if before is not None:
                (traveller.folder / COME_BACK).write_text(before, encoding="utf-8")
        log = traveller.run("git log --oneline && git status --short")
        expect(log.count("Our campaigns") == 1 and len(log.splitlines()) == 1, f"not all was committed:\n{log}")
        traveller.without_default()
        output = traveller.run('git commit -a -m "A shorter subject"', status=1)
        expect("Failed" in output and "first_name" in output, f"the hook let it pass:\n{output}")
    print("tour: every command does what the page says")


if __name__ == "__main__":
    main()
