#!/usr/bin/env python3
"""Sends messages of many tenants through SMTP while processes are killed, and joins the ledgers with what the mail server wrote down.

    python3 Tests/tools/campd_kill_test.py .build/debug --tenants 10 --campaigns 20 --messages 4000 --kills 4

A real mail server of the tests (smtp-recorder) refuses a part of the messages for now and drops connections. At random moments the
supervisor, the process that hands off, a worker, or the whole group is ended with SIGKILL, in turn; what was killed is started again.
In the end each message that a ledger says was accepted has to be in the server's journal exactly once, each unknown one at most once,
and nothing else; and all that was not refused for good has to be accepted, but for what is unknown.
"""
import argparse
import collections
import datetime
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

ROLES = ("worker", "supervisor", "hand-off", "group", "keep")


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("programs", help="the folder of campd, campd-worker and smtp-recorder")
    parser.add_argument("--tenants", type=int, default=10)
    parser.add_argument("--campaigns", type=int, default=20)
    parser.add_argument("--messages", type=int, default=4000)
    parser.add_argument("--kills", type=int, default=4, help="of each of the four kinds an equal part")
    parser.add_argument("--refuse", type=float, default=20, help="percent of attempts refused for now")
    parser.add_argument("--drop", type=float, default=1, help="percent of attempts at which the connection is dropped")
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit-seconds", type=int, default=600)
    parser.add_argument("--keep", help="a folder to work in, which is kept")
    return parser.parse_args()





def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


class Workspace:
    """Tenants with campaigns that all fall due at one time; each member of a tenant gets one message of each of its campaigns."""

    def __init__(self, folder, template, options, due):
        self.folder = folder
        self.names = [f"t{number:03}" for number in range(options.tenants)]
        per_tenant = collections.Counter(number % options.tenants for number in range(options.campaigns))
        members = -(-options.messages // options.campaigns)
        self.expected = {}
        subprocess.run([template, "init", folder], check=True, stdout=subprocess.DEVNULL)
        base = os.path.join(folder, "tenants", "shop")
        parts = {name: open(os.path.join(base, name)).read() for name in ["tenant.campaign", "audience.campaign", "brand.campaign"]}
        rows = sqlite3.connect(os.path.join(base, "audience.sqlite"))
        schema = [sql for (sql,) in rows.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")]
        columns = [row[1] for row in rows.execute("PRAGMA table_info(members)")]
        sample = rows.execute("SELECT * FROM members WHERE email IS NOT NULL AND email_opt_in = 1 LIMIT 1").fetchone()
        rows.close()
        for path in [os.path.join(base, "campaigns", name) for name in os.listdir(os.path.join(base, "campaigns"))]:
            os.unlink(path)
        for number, name in enumerate(self.names):
            tenant = os.path.join(folder, "tenants", name)
            text = parts["tenant.campaign"].replace("tenant shop {", f"tenant {name} {{")
            text = "\n".join(line for line in text.splitlines() if "quiet_hours" not in line and " cap " not in f" {line.strip()} ")
            text = text.replace('"America/New_York"', '"UTC"').replace("-04:00", "")
            write(os.path.join(tenant, "tenant.campaign"), text + "\n")
            write(os.path.join(tenant, "audience.campaign"), parts["audience.campaign"])
            write(os.path.join(tenant, "brand.campaign"), parts["brand.campaign"])
            database = sqlite3.connect(os.path.join(tenant, "audience.sqlite"))
            if number % 2:
                database.execute("PRAGMA journal_mode=WAL")
            for sql in schema:
                database.execute(sql)
            marks = ", ".join("?" for _ in columns)
            values = []
            for member in range(members):
                row = dict(zip(columns, sample))
                row["member_id"], row["email"] = member + 1, f"m{member + 1}@{name}.example"
                values.append([row[column] for column in columns])
            database.executemany(f"INSERT INTO members VALUES({marks})", values)
            database.commit()
            database.close()
            for index in range(per_tenant[number]):
                campaign = f"c{index}"
                self.expected[(name, campaign)] = members
                write(os.path.join(tenant, "campaigns", f"{campaign}.campaign"), CAMPAIGN.format(
                    name=campaign, subject=f"{name} {campaign}", date=due.strftime("%Y-%m-%d"), time=due.strftime("%H:%M")))
        import shutil
        shutil.rmtree(base)


CAMPAIGN = """campaign {name} {{
  goal     "Send to everybody"
  audience where email_opt_in
  schedule once on {date} at {time} in tenant.timezone
  expires  after 12 hours

  email {{
    subject   "{subject}"
    preheader "For {{first_name otherwise "you"}}"
    body \"\"\"
      # Hello {{first_name otherwise "neighbor"}}

      We are open today. [Plan your visit](https://shop.example/visit)
      \"\"\"
  }}
}}
"""


class Engine:
    def __init__(self, programs, data, log):
        self.command = [os.path.join(programs, "campd"), "serve", "--data", data, "--retry-seconds", "1"]
        self.log = log
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stderr=self.log, stdin=subprocess.DEVNULL, start_new_session=True)

    def child(self, role):
        """The number of a child by its role; None where there is none now."""
        try:
            numbers = open(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read().split()
        except FileNotFoundError:
            return None
        for number in numbers:
            try:
                words = open(f"/proc/{number}/cmdline").read().split("\0")
            except FileNotFoundError:
                continue
            is_worker = words[0].endswith("campd-worker") and "keep" not in words
            if is_worker if role == "worker" else role in words:
                return int(number)
        return None

    def kill(self, role):
        """Whether there was such a process to kill."""
        if role in ("supervisor", "group"):
            if role == "group":
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
            self.process.wait()
            self.start()
            return True
        number = self.child(role)
        if number is None:
            return False
        os.kill(number, signal.SIGKILL)
        return True

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def ledgers(data, names):
    """By tenant, a connection that reads its ledger, or None before there is one."""
    register = sqlite3.connect(f"file:{data}/engine.sqlite?mode=ro", uri=True)
    numbers = dict(register.execute("SELECT name, id FROM tenant"))
    register.close()
    found = {}
    for name in names:
        path = f"{data}/tenants/{numbers[name]}/ledger.sqlite"
        ledger = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30) if os.path.exists(path) else None
        # A ledger that is being made has no tables yet.
        has_tables = ledger and ledger.execute("SELECT 1 FROM sqlite_schema WHERE name = 'run'").fetchone()
        found[name] = ledger if has_tables else None
    return found


def progress(data, names):
    """Messages by state, and runs that were released."""
    states, runs = collections.Counter(), 0
    for ledger in ledgers(data, names).values():
        if ledger is None:
            continue
        for row in ledger.execute("SELECT pending, claimed, accepted, unknown, failed, planned, released IS NOT NULL FROM run"):
            for state, count in zip(["pending", "claimed", "accepted", "unknown", "failed", "planned"], row):
                states[state] += count
            runs += row[6]
        ledger.close()
    return states, runs


def join(data, names, journal, expected, kills, connections):
    """Holds the ledgers to the journal; a list of what is wrong, and figures. `kills` is how many there were."""
    taken, cut = collections.Counter(), 0
    with open(journal) as lines:
        for line in lines:
            entry = json.loads(line)
            if entry["event"] == "accepted":
                taken[(entry["id"], entry["to"].strip("<>").lower())] += 1
            elif entry["event"] == "dropped":
                cut += 1
    wrong, states, seen = [], collections.Counter(), set()
    numbers = {0: "pending", 4: "claimed", 5: "accepted", 6: "failed", 7: "unknown"}
    for name, ledger in ledgers(data, names).items():
        rows = ledger.execute(
            "SELECT c.name, p.key, m.state FROM message m JOIN run r ON r.id = m.run JOIN campaign c ON c.id = r.campaign"
            " JOIN person p ON p.id = m.entry")
        for campaign, key, state in rows:
            # The recorder leaves white space out of headers.
            place = (f"{name}{campaign}", f"m{key}@{name}.example")
            seen.add(place)
            state, count = numbers.get(state, f"state {state}"), taken[place]
            states[state] += 1
            right = count == 1 if state == "accepted" else count <= 1 if state == "unknown" else count == 0
            if not right:
                wrong.append(f"{place}: {state} in the ledger, taken {count} times")
        ledger.close()
    for place in taken.keys() - seen:
        wrong.append(f"{place}: taken, and in no ledger")
    planned = sum(expected.values())
    if sum(states.values()) != planned:
        wrong.append(f"{sum(states.values())} messages in the ledgers, {planned} expected")
    if states["accepted"] + states["unknown"] != planned:
        wrong.append(f"not all was delivered: {dict(states)}")
    # Each connection that ended leaves one message in doubt at most: its answer may have been on the way.
    bound = connections * kills + cut
    if states["unknown"] > bound:
        wrong.append(f"{states['unknown']} unknown messages are more than {bound}")
    return wrong, states, sum(taken.values()), bound


def check_shut_in(engine):
    """The process that hands off has a filter on its calls, and can't get rights back (proc_pid_status(5)); a warning says where the kernel can't do that."""
    number = engine.child("hand-off")
    if number is None:
        return
    with open(f"/proc/{number}/status") as lines:
        status = dict(line.rstrip("\n").split(":\t", 1) for line in lines if ":\t" in line)
    if (status["Seccomp"], status["NoNewPrivs"]) != ("2", "1") and "not shut in" not in open(engine.log.name).read():
        raise SystemExit(f"hand-off is not shut in: Seccomp {status['Seccomp']}, NoNewPrivs {status['NoNewPrivs']}")


def check_metrics(data, states, limit_seconds=20):
    """Waits until the engine's own figures are those of the ledgers; it writes them every few seconds."""
    figures = {}
    for _ in range(limit_seconds * 5):
        figures = collections.Counter()
        try:
            with open(f"{data}/figures/metrics.prom") as lines:
                for line in lines:
                    found = re.match(r'campd_messages\{tenant="\w+",state="(\w+)"\} (\d+)$', line)
                    if found:
                        figures[found[1]] += int(found[2])
        except FileNotFoundError:
            pass
        if all(figures[state] == states[state] for state in ("accepted", "unknown", "failed", "pending")):
            return
        time.sleep(0.2)
    raise SystemExit(f"the engine's figures {dict(figures)} are not those of the ledgers {dict(states)}")


def main():
    options = parse()
    chance = random.Random(options.seed)
    work = options.keep or tempfile.mkdtemp(prefix="campd-kill-")
    os.makedirs(work, exist_ok=True)
    programs, data, journal = options.programs, f"{work}/data", f"{work}/journal.jsonl"
    recorder = subprocess.Popen(
        [os.path.join(programs, "smtp-recorder"), "--journal", journal, "--id-header", "Subject", "--seed", str(options.seed),
         "--refuse-temporarily", str(options.refuse), "--drop", str(options.drop)],
        stdout=subprocess.PIPE, text=True)
    engine = None
    try:
        port = int(recorder.stdout.readline().split()[1])
        os.makedirs(data)
        way = {"smtp": {"host": "127.0.0.1", "port": port, "connections": options.connections}}
        with open(f"{data}/channels.json", "w") as file:
            json.dump({"email": way}, file)
        now = datetime.datetime.now(datetime.timezone.utc)
        due = (now + datetime.timedelta(seconds=90 if now.second > 20 else 60)).replace(second=0, microsecond=0)
        workspace = Workspace(f"{work}/workspace", os.path.join(programs, "campc"), options, due)
        subprocess.run(
            [os.path.join(programs, "campd"), "apply", workspace.folder, "--data", data], check=True, stdout=subprocess.DEVNULL)
        log = open(f"{work}/serve.log", "a")
        engine = Engine(programs, data, log)
        started = time.monotonic()
        # Workers first: later there are none.
        plan = sorted((ROLES[number % len(ROLES)] for number in range(options.kills)), key=lambda role: role not in ("worker", "keep"))
        killed = collections.Counter()
        next_kill = None
        while True:
            states, runs = progress(data, workspace.names)
            is_done = runs == len(workspace.expected) and states["pending"] == states["claimed"] == 0
            if is_done and not plan:
                break
            if time.monotonic() - started > options.limit_seconds + (due - now).total_seconds():
                raise SystemExit(f"not done in time: {dict(states)}, {runs} runs, kills left: {plan}")
            if datetime.datetime.now(datetime.timezone.utc) < due:
                time.sleep(0.2)
                continue
            next_kill = next_kill or time.monotonic() + chance.uniform(0.05, 0.5)
            # While something is to be evaluated, workers can be killed; later the others.
            if plan and time.monotonic() >= next_kill:
                role = plan[0]
                if engine.kill(role):
                    killed[role] += 1
                    plan.pop(0)
                    next_kill = time.monotonic() + chance.uniform(0.2, 3)
                elif role in ("worker", "keep") and runs == len(workspace.expected):
                    # Nothing is evaluated any more.
                    plan.pop(0)
            time.sleep(0.01)
        seconds = time.monotonic() - started - (due - now).total_seconds()
        check_shut_in(engine)
        check_metrics(data, states)
        engine.stop()
        wrong, states, taken, bound = join(
            data, workspace.names, journal, workspace.expected, sum(killed.values()), options.connections)
        print(f"seed {options.seed}: {options.tenants} tenants, {len(workspace.expected)} campaigns, {sum(workspace.expected.values())} messages,"
              f" killed {dict(killed)}, {seconds:.0f} s")
        print(f"ledgers: {dict(states)}; taken by the server: {taken}")
        for line in wrong[:20]:
            print("wrong:", line)
        if wrong:
            raise SystemExit(f"{len(wrong)} messages are wrong (work folder {work})")
        print(f"every accepted message was taken exactly once, every unknown one at most once; unknown {states['unknown']},"
              f" at most {bound} (connections x kills, and connections that the server dropped)")
    finally:
        if engine and engine.process.poll() is None:
            os.killpg(engine.process.pid, signal.SIGKILL)
            engine.process.wait()
        recorder.terminate()
        recorder.wait()


if __name__ == "__main__":
    sys.exit(main())
