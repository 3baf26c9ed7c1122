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


def isolated(scratch: pathlib.Path, campc: pathlib.Path, programs: pathlib.Path) -> dict[str, str]:
    """Variables with which `campc` and the environment's programs are on the PATH, and git and pre-commit know nothing of the user's own."""
    variables = {
        **os.environ,
        "PATH": f"{campc.parent}{os.pathsep}{programs}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(scratch), "PRE_COMMIT_HOME": str(scratch / "cache"),
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "Author", "GIT_AUTHOR_EMAIL": "author@shop.example",
        "GIT_COMMITTER_NAME": "Author", "GIT_COMMITTER_EMAIL": "author@shop.example",
    }
    for name in ("GIT_DIR", "GIT_INDEX_FILE"):
        variables.pop(name, None)
    return variables
