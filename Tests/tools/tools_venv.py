"""The Python environment of these tools: made, and filled from PyPI, where that was not done yet."""

import os
import pathlib
import shutil
import subprocess
import sys
import venv

REQUIREMENTS = pathlib.Path(__file__).resolve().parent / "requirements.txt"


def install(folder: pathlib.Path) -> pathlib.Path:
    """Returns the folder of the environment's programs, of just the versions that are asked for."""
    programs = folder / "bin"
    stamp = folder / "requirements.txt"
    if not stamp.exists() or stamp.read_text() != REQUIREMENTS.read_text():
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--requirement", str(REQUIREMENTS)], check=True)
        shutil.copy(REQUIREMENTS, stamp)
    return programs


def enter(folder: pathlib.Path) -> None:
    """Goes on in the environment's own Python; returns where it already is that."""
    python = install(folder) / "python"
    if pathlib.Path(sys.prefix).resolve() != folder.resolve():
        os.execv(python, [str(python), *sys.argv])
