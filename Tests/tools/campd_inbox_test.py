#!/usr/bin/env python3
"""Unsubscribes by HTTP while the processes that take it are killed, and looks for each answered request in the ledger.

    python3 Tests/tools/campd_inbox_test.py .build/debug --posts 500 --kills 20

An engine sends a run to its outbox; each e-mail has an unsubscribe address. They are posted to, one after the other on several
threads, while the process that listens, the supervisor, or the whole group is ended with SIGKILL at random moments. A request that
was not answered is made again. In the end each member whose request was answered has to be opted out in the ledger, and nobody else;
and the next run has to leave out just these. How long it takes from the answer to the ledger is measured while nothing is killed.
"""
import argparse
import datetime
import email
import glob
import http.client
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from campd_kill_test import Engine, Workspace, write


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("programs", help="the folder of campc, campd and campd-worker")
    parser.add_argument("--posts", type=int, default=500)
    parser.add_argument("--kills", type=int, default=20, help="of the listening process, the supervisor and the group an equal part")
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--timed", type=int, default=20, help="posts before any kill, whose way to the ledger is timed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit-seconds", type=int, default=300)
    return parser.parse_args()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def opted_out(data):
    """Keys of members who get no e-mail any more."""
    ledger = sqlite3.connect(f"file:{data}/tenants/1/ledger.sqlite?mode=ro", uri=True, timeout=30)
    keys = {key for (key,) in ledger.execute("SELECT p.key FROM opt_out o JOIN person p ON p.id = o.person WHERE o.channel = 0")}
    ledger.close()
    return keys


def run_states(data):
    """By run, how many of its messages are in which state; only runs that are released."""
    path = f"{data}/tenants/1/ledger.sqlite"
    if not os.path.exists(path):
        return []
    ledger = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)
    ledger.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in ledger.execute("SELECT * FROM run WHERE released IS NOT NULL ORDER BY id")]
    except sqlite3.OperationalError:
        # The ledger is being made.
        return []
    finally:
        ledger.close()


class Poster:
    """Posts to unsubscribe addresses until each was answered."""

    def __init__(self, port, deadline):
        self.port, self.deadline = port, deadline
        self.lock = threading.Lock()
        self.answered, self.refused = set(), 0

    def post(self, address):
        """Whether it was answered now."""
        path = urllib.parse.urlsplit(address).path
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request(
                "POST", path, body="List-Unsubscribe=One-Click", headers={"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            answer.read()
            connection.close()
            return answer.status == 200
        except (OSError, http.client.HTTPException):
            return False

    def work(self, todo):
        while time.monotonic() < self.deadline:
            with self.lock:
                if not todo:
                    return
                member, address = todo.pop()
            if self.post(address):
                with self.lock:
                    self.answered.add(member)
            else:
                with self.lock:
                    self.refused += 1
                    todo.insert(0, (member, address))
                time.sleep(0.05)


def wait(what, holds, seconds):
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise SystemExit(f"not in time: {what}")
        time.sleep(0.02)


def next_minute(seconds):
    """A whole minute that is at least so many seconds away."""
    now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds + 60)
    return now.replace(second=0, microsecond=0)


def main():
    options = parse()
    chance = random.Random(options.seed)
    work = tempfile.mkdtemp(prefix="campd-inbox-")
    data, port = f"{work}/data", free_port()
    os.makedirs(data)
    with open(f"{data}/channels.json", "w") as file:
        json.dump({"tracking": {"listen": f"127.0.0.1:{port}"}}, file)
    members = options.posts + options.timed + 30

    def apply(due, folder, campaign):
        shape = argparse.Namespace(tenants=1, campaigns=1, messages=members)
        workspace = Workspace(folder, os.path.join(options.programs, "campc"), shape, due)
        # Into a campaign of another name everybody may enter anew.
        path = f"{folder}/tenants/t000/campaigns/c0.campaign"
        with open(path) as file:
            text = file.read().replace("campaign c0 {", f"campaign {campaign} {{")
        os.unlink(path)
        write(f"{folder}/tenants/t000/campaigns/{campaign}.campaign", text)
        subprocess.run(
            [os.path.join(options.programs, "campd"), "apply", workspace.folder, "--data", data], check=True,
            stdout=subprocess.DEVNULL)

    engine = None
    try:
        due = next_minute(5)
        apply(due, f"{work}/first", "first")
        engine = Engine(options.programs, data, open(f"{work}/serve.log", "a"))
        wait(
            "the first run", lambda: any(run["accepted"] == members for run in run_states(data)),
            options.limit_seconds + (due - datetime.datetime.now(datetime.timezone.utc)).total_seconds())
        addresses = {}
        for path in glob.glob(f"{data}/outbox/t000/*.eml"):
            with open(path, "rb") as file:
                mail = email.message_from_binary_file(file)
            addresses[mail["To"].split("@")[0].lstrip("m")] = "".join(mail["List-Unsubscribe"].split()).strip("<>")
        if len(addresses) != members:
            raise SystemExit(f"{len(addresses)} mails have an unsubscribe address, {members} expected")
        order = sorted(addresses)
        chance.shuffle(order)
        poster = Poster(port, time.monotonic() + options.limit_seconds)

        delays = []
        for member in order[: options.timed]:
            if not poster.post(addresses[member]):
                raise SystemExit("the process that listens does not answer")
            answered = time.monotonic()
            poster.answered.add(member)
            wait("an unsubscribe in the ledger", lambda: member in opted_out(data), 10)
            delays.append(time.monotonic() - answered)

        todo = [(member, addresses[member]) for member in order[options.timed : options.timed + options.posts]]
        threads = [threading.Thread(target=poster.work, args=(todo,)) for _ in range(options.threads)]
        killed = {"track": 0, "supervisor": 0, "group": 0}
        # Kills are spread over the posts: the next one once so many more were answered.
        share = max(1, options.posts // (options.kills + 1))
        for thread in threads:
            thread.start()
        for number in range(options.kills):
            role = list(killed)[number % 3]
            goal = min(options.timed + (number + 1) * share, options.timed + options.posts)
            wait("posts that are answered", lambda: len(poster.answered) >= goal, options.limit_seconds)
            time.sleep(chance.uniform(0, 0.05))
            # The one that listens may be starting again.
            wait("a process to kill", lambda: engine.kill(role), 30)
            killed[role] += 1
        for thread in threads:
            thread.join()
        if len(poster.answered) != options.timed + options.posts:
            raise SystemExit(f"{len(poster.answered)} posts were answered, {options.timed + options.posts} were made")
        wait("all that was answered in the ledger", lambda: opted_out(data) >= poster.answered, 30)
        wrong = opted_out(data) ^ poster.answered
        if wrong:
            raise SystemExit(f"{len(wrong)} members are opted out wrongly, or not: {sorted(wrong)[:10]}")
        # What was taken is removed; a process that listens keeps one file.
        wait("files of the inbox to be removed", lambda: len(os.listdir(f"{data}/inbox")) <= 1, 30)

        due = next_minute(5)
        apply(due, f"{work}/second", "second")
        runs = len(run_states(data))
        left = members - len(poster.answered)
        wait(
            "the second run", lambda: len(run_states(data)) > runs and run_states(data)[-1]["pending"] + run_states(data)[-1]["claimed"] == 0,
            options.limit_seconds + (due - datetime.datetime.now(datetime.timezone.utc)).total_seconds())
        last = run_states(data)[-1]
        if (last["accepted"], last["suppressed"]) != (left, len(poster.answered)):
            raise SystemExit(f"the second run sent {last['accepted']} and left {last['suppressed']}, not {left} and {len(poster.answered)}")
        engine.stop()
        delays.sort()
        print(f"seed {options.seed}: {len(poster.answered)} posts answered, {poster.refused} made again, killed {killed}")
        print(f"from the answer to the ledger: median {delays[len(delays) // 2] * 1000:.0f} ms, at most {delays[-1] * 1000:.0f} ms")
        if delays[-1] > 2:
            raise SystemExit("that is more than two seconds")
        print(f"each answered post is in the ledger, and the next run left out these {last['suppressed']} and nobody else")
    finally:
        if engine and engine.process.poll() is None:
            os.killpg(engine.process.pid, signal.SIGKILL)
            engine.process.wait()


if __name__ == "__main__":
    sys.exit(main())
