"""The Python environment of the tests: what they need from PyPI, at just the versions of requirements.txt."""

import os
import pathlib
import shutil
import subprocess
import sys
import venv

REQUIREMENTS = pathlib.Path(__file__).resolve().parent / "requirements.txt"


def prepared(folder: pathlib.Path) -> pathlib.Path:
    """Makes the environment where that was not done yet, and returns the folder of its programs."""
    stamp = folder / "requirements.txt"
    if not stamp.exists() or stamp.read_text() != REQUIREMENTS.read_text():
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--requirement", str(REQUIREMENTS)], check=True)
        shutil.copy(REQUIREMENTS, stamp)
    return folder / "bin"


def enter(folder: pathlib.Path) -> None:
    """Goes on in the environment's own Python; returns where it already is that."""
    python = prepared(folder) / "python"
    if pathlib.Path(sys.prefix).resolve() != folder.resolve():
        os.execv(python, [str(python), *sys.argv])
