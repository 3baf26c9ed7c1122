"""Measures how soon an edit of a shared template is live for all tenants of an engine that sends.

    python3 bench/propagation.py .build/release --tenants 500 --edits 100

Makes a workspace whose tenants all have a campaign of one template, starts `campd serve` and `campd apply --watch` on it, and saves the template again and
again. Of each edit two times are taken, both from before the file is saved: until the engine's log says that it runs the new plans of all tenants, and, of edits
shortly before a minute at which all campaigns fall due, until each tenant's first message of that run is in the outbox. Every message of that run has to have the
new text.
"""

import argparse
import datetime
import json
import os
import pathlib
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time

TEMPLATE = """template news(hero: text(40)) {{
  needs    first_name text(40, name)?

  audience where first_name is known
  expires  after 10 hours

  email {{
    subject   "{{first_name fits 20 otherwise "Neighbor"}}, {{hero}}"
    preheader "Version {version}"
    body \"\"\"
      # Hello {{first_name}}

      This is version{version}end of what we have to say.

      - fresh bread from seven on
      - fish from the morning boat
      - what the garden gives

      [Visit us](https://shop.example/visit)
      \"\"\"
  }}
}}
"""

TENANT = """tenant {name} {{
  name      "Shop {name}"
  timezone  "UTC"
  currency  USD
  languages en_US
  audience  "audience.sqlite"
  link_base "https://go.shop.example"

  channel email {{ sender "Shop <news@{name}.example>", address "1 Main St" }}
}}
"""

AUDIENCE = """audience member from members key id {
  email      email?
  agreed     bool
  first_name text(40, name)?

  reach email at email where agreed
}
"""

BRAND = """brand {
  require subject.length <= 70
  forbid  words contains any of ("guaranteed", "risk free")
}
"""

CAMPAIGN = """campaign news from news(hero: "fresh today at {name}") {{
  goal     "Tell what is new"
  schedule every day at {times} in tenant.timezone
  repeat   every run
}}
"""


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("programs", help="the folder of campd and campd-worker")
    parser.add_argument("--tenants", type=int, default=500)
    parser.add_argument("--edits", type=int, default=100)
    parser.add_argument("--members", type=int, default=20, help="of each tenant; one message each in each run")
    parser.add_argument("--runs", type=int, default=2, help="minutes at which all campaigns fall due")
    parser.add_argument("--folder", default="bench/data/propagation")
    return parser.parse_args()


def template(folder, version):
    """Saved as an editor does it: at once."""
    path = folder / "library" / "news.campaign"
    new = path.with_suffix(".new")
    new.write_text(TEMPLATE.format(version=version), encoding="utf-8")
    os.replace(new, path)


def make(folder, options, minutes):
    (folder / "library").mkdir(parents=True)
    root = 'workspace market {\n  library "library"\n  tenants "tenants/*"\n}\n'
    (folder / "workspace.campaign").write_text(root, encoding="utf-8")
    template(folder, 0)
    times = " and ".join(minute.strftime("%H:%M") for minute in minutes)
    for number in range(options.tenants):
        name = f"t{number:03}"
        tenant = folder / "tenants" / name
        (tenant / "campaigns").mkdir(parents=True)
        (tenant / "tenant.campaign").write_text(TENANT.format(name=name), encoding="utf-8")
        (tenant / "audience.campaign").write_text(AUDIENCE, encoding="utf-8")
        (tenant / "brand.campaign").write_text(BRAND, encoding="utf-8")
        (tenant / "campaigns" / "news.campaign").write_text(CAMPAIGN.format(name=name, times=times), encoding="utf-8")
        database = sqlite3.connect(tenant / "audience.sqlite")
        database.execute("CREATE TABLE members(id INTEGER PRIMARY KEY, email TEXT, agreed INTEGER, first_name TEXT)")
        database.executemany(
            "INSERT INTO members VALUES(?, ?, 1, 'Kari')",
            [(member, f"m{member}@{name}.example") for member in range(1, options.members + 1)])
        database.commit()
        database.close()


class Log:
    """What a process says, each line with the time at which it was said."""

    def __init__(self, stream):
        self.lines, self.changed = [], threading.Condition()
        threading.Thread(target=self.read, args=(stream,), daemon=True).start()

    def read(self, stream):
        for line in stream:
            now = time.time()
            with self.changed:
                self.lines.append((now, line.rstrip("\n")))
                self.changed.notify_all()

    def wait(self, accept, seconds=60):
        """The time and what `accept` makes of the first line that it accepts; looks at each line once."""
        end, at = time.time() + seconds, getattr(self, "next", 0)
        while True:
            with self.changed:
                while at < len(self.lines):
                    found = accept(self.lines[at][1])
                    at += 1
                    self.next = at
                    if found is not None:
                        return self.lines[at - 1][0], found
                left = end - time.time()
                if left <= 0:
                    sys.exit("bench: waited in vain; the last lines are " + repr(self.lines[-3:]))
                self.changed.wait(left)


def taken(line):
    """How many tenants a revision changed that the engine took."""
    if '"event":"revision taken"' not in line:
        return None
    return int(json.loads(line)["tenants"])


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


def first_messages(data, names, since):
    """By tenant, when its first message of a run was there, and the versions that its messages have."""
    first, versions = {}, {}
    for name in names:
        outbox = data / "outbox" / name
        # It is made with the first message.
        for entry in os.scandir(outbox) if outbox.is_dir() else []:
            if not entry.name.endswith(".eml"):
                continue
            changed = entry.stat().st_mtime
            if changed < since:
                continue
            first[name] = min(first.get(name, changed), changed)
            text = pathlib.Path(entry.path).read_text(encoding="utf-8", errors="replace")
            found = re.search(r"version(\d+)end", text)
            versions.setdefault(name, set()).add(int(found.group(1)) if found else None)
    return first, versions


def show(what, seconds, aim=""):
    print(
        f"| {what} | {len(seconds)} | {percentile(seconds, 0.5) * 1000:.0f} | {percentile(seconds, 0.99) * 1000:.0f} |"
        f" {max(seconds) * 1000:.0f} |{aim}", flush=True)


def main():
    options = parse()
    place, programs = pathlib.Path(options.folder).resolve(), pathlib.Path(options.programs).resolve()
    folder, data = place / "shop", place / "data"
    shutil.rmtree(place, ignore_errors=True)
    start = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=75 + options.tenants / 10)
    first = start.replace(second=0, microsecond=0) + datetime.timedelta(minutes=1)
    minutes = [first + datetime.timedelta(minutes=index) for index in range(options.runs)]
    make(folder, options, minutes)
    names = [f"t{number:03}" for number in range(options.tenants)]
    subprocess.run([programs / "campd", "apply", folder, "--data", data], check=True, stdout=subprocess.DEVNULL)
    serve = subprocess.Popen([programs / "campd", "serve", "--data", data], stderr=subprocess.PIPE, text=True)
    watch = subprocess.Popen(
        [programs / "campd", "apply", folder, "--watch", "--data", data], stdout=subprocess.PIPE, text=True)
    try:
        engine, watcher = Log(serve.stderr), Log(watch.stdout)
        engine.wait(taken)
        watcher.wait(lambda line: True if "built in" in line else None)
        measure(options, folder, data, names, minutes, engine, watcher)
    finally:
        for process in (watch, serve):
            process.terminate()
        for process in (watch, serve):
            process.wait(60)


def measure(options, folder, data, names, minutes, engine, watcher):
    live, sent, late, version, steps = [], [], [], 0, []
    coming = list(minutes)
    while version < options.edits or coming:
        now = time.time()
        due = coming[0].timestamp() if coming else None
        # The last edit before a run: live before it falls due.
        isLast = due is not None and due - now < 3
        if version >= options.edits and not isLast:
            time.sleep(0.2)
            continue
        if isLast:
            time.sleep(max(0, due - 1.5 - time.time()))
        version += 1
        saved = time.time()
        template(folder, version)
        at, count = engine.wait(taken)
        if count != len(names):
            sys.exit(f"bench: edit {version} changed {count} tenants of {len(names)}")
        live.append(at - saved)
        steps.append(watcher.wait(lambda line: re.search(r"built in (\d+) ms, applied in (\d+) ms", line))[1].groups())
        if isLast:
            coming.pop(0)
            first, isRight = await_run(data, names, due, version, options.members)
            sent += [first[name] - due for name in names]
            late.append(isRight)
        else:
            # Another moment of the engine's and the watch's turns each time.
            time.sleep(random.uniform(0.05, 0.3))
    print("| from saving the template | times | p50, ms | p99, ms | longest, ms |")
    print("| :-- | --: | --: | --: | --: |")
    show(f"until {len(names)} tenants run the new plans", live)
    show("of this: checked and compiled", [int(built) / 1000 for built, _ in steps])
    show("of this: written to the register", [int(applied) / 1000 for _, applied in steps])
    if sent:
        show("from the minute at which a run is due, until each tenant's first message", sent)
        print(f"all messages of {sum(late)} of {len(late)} runs had the text of the last edit, saved 1.5 s before they were due")


def await_run(data, names, due, version, members):
    """Waits until each tenant has all messages of a run; when the first was there, and whether all are of the version."""
    for _ in range(600):
        time.sleep(0.5)
        first, versions = first_messages(data, names, due)
        if len(first) == len(names):
            break
    else:
        sys.exit(f"bench: only {len(first)} tenants have messages of the run")
    time.sleep(2)
    first, versions = first_messages(data, names, due)
    return first, all(found == {version} for found in versions.values())


if __name__ == "__main__":
    main()
