"""Makes a large workspace for `campc check`: 100 tenants with ten campaigns each, after the samples' `journey`.

    python3 bench/make_workspace.py FOLDER

Tenants, campaigns and salts have names of their own, so that nothing is the same text twice.
"""

import pathlib
import re
import shutil
import sys

TENANTS = 100
CAMPAIGNS = 10
SAMPLES = pathlib.Path(__file__).resolve().parent.parent / "samples"
JOURNEY = SAMPLES / "tenants" / "journey"


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    root = 'workspace large {\n  library "library"\n  tenants "tenants/*"\n}\n'
    (folder / "workspace.campaign").write_text(root, encoding="utf-8")
    shutil.copytree(SAMPLES / "library", folder / "library")
    shared = {name: (JOURNEY / name).read_text(encoding="utf-8") for name in ("audience.campaign", "brand.campaign")}
    tenant = (JOURNEY / "tenant.campaign").read_text(encoding="utf-8")
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((JOURNEY / "campaigns").glob("*.campaign"))}
    segments = texts.pop("segments.campaign")
    for number in range(TENANTS):
        name = f"shop_{number:03}"
        campaigns = folder / "tenants" / name / "campaigns"
        campaigns.mkdir(parents=True)
        for file, text in shared.items():
            (campaigns.parent / file).write_text(text, encoding="utf-8")
        renamed = re.sub(r"^tenant journey\b", f"tenant {name}", tenant).replace("Journey Market", f"Shop {number:03}")
        (campaigns.parent / "tenant.campaign").write_text(renamed, encoding="utf-8")
        (campaigns / "segments.campaign").write_text(segments, encoding="utf-8")
        for file, text in list(texts.items())[:CAMPAIGNS]:
            text = re.sub(r"^campaign (\w+)", rf"campaign \1_{number:03}", text)
            text = re.sub(r'salt "([^"]+)"', rf'salt "\1-{number:03}"', text)
            (campaigns / file).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
