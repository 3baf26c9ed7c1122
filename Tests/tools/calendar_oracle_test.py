#!/usr/bin/env python3
"""Draws schedules, and holds when they fall due by CampaignCalendar against an oracle that reads the same time-zone files.

Usage: calendar_oracle_test.py PROBE [--zones FOLDER] [--schedules N] [--seed N]

PROBE is the built calendar-probe. Every zone of FOLDER is drawn, links and zones of old included. Schedules prefer times that the
clocks skip or show twice, and start and end at such changes. They lie in twelve years from 2024 on, in twelve around the last
change that a file lists, after which the rule at its end holds, and for some zones in years in which their clocks did something rare.
"""

import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import typing

from calendar_oracle import DAY, Change, Clock, Oracle, Schedule, civil, time_text

YEARS = (2024, 2035)
LATER_YEARS = (2036, 2047)
# Days that were skipped or came twice, changes by 15, 20, 30 and 44½ minutes, two hours, at one past midnight, saving below zero.
RARE = [
    ("Pacific/Apia", 2010, 2012), ("Pacific/Fakaofo", 2011, 2012), ("Pacific/Kwajalein", 1993, 1994), ("Pacific/Kwajalein", 1969, 1970),
    ("Pacific/Kiritimati", 1994, 1996), ("Pacific/Kanton", 1994, 1996), ("Asia/Manila", 1844, 1846), ("America/Juneau", 1867, 1868),
    ("America/Metlakatla", 1867, 1868), ("Pacific/Guam", 1844, 1846), ("Africa/Monrovia", 1971, 1973), ("Asia/Kathmandu", 1985, 1987),
    ("Asia/Singapore", 1932, 1946), ("America/Caracas", 2007, 2017), ("Asia/Pyongyang", 2014, 2019), ("Australia/Lord_Howe", 1981, 2023),
    ("Antarctica/Troll", 2004, 2023), ("Europe/Dublin", 1967, 1973), ("Africa/Casablanca", 2008, 2023), ("Africa/Windhoek", 1993, 2018),
    ("America/St_Johns", 1987, 2012), ("America/Sao_Paulo", 2010, 2020), ("Africa/Cairo", 2010, 2016), ("Asia/Gaza", 2008, 2023),
    ("Europe/London", 1940, 1948), ("Europe/Berlin", 1944, 1950), ("Asia/Tehran", 2005, 2023), ("Antarctica/Casey", 2009, 2024),
    ("America/Scoresbysund", 2022, 2025), ("America/Nuuk", 2022, 2025), ("Antarctica/Macquarie", 2008, 2012), ("Asia/Almaty", 2023, 2025),
]
LEAST_ZONES = 400
SHOWN = 5
# So long may the probe take before it is ended.
PATIENCE_SECONDS = 300


class Question(typing.NamedTuple):
    name: str
    clock: Clock
    schedule: Schedule
    after: int
    before: int
    # Whether the probe asks for each instant anew, as an engine does.
    is_stepping: bool

    def request(self) -> str:
        recurrence, days, times, first, last = self.schedule
        return json.dumps({
            "zone": self.name, "recurrence": recurrence, "times": [time_text(second) for second in times],
            "date": civil(min(days)).isoformat() if recurrence == "once" else None,
            "days": sorted(days) if recurrence in ("weekly", "monthly") else None,
            "from": None if first is None else civil(first).isoformat(),
            "until": None if last is None else civil(last).isoformat(),
            "after": self.after, "before": self.before, "stepping": self.is_stepping})


class Drawer:
    """Draws questions about the zones of a folder."""

    def __init__(self, folder: pathlib.Path, random: random.Random):
        self.folder = folder
        self.random = random
        self.clocks: dict[tuple[bytes, int, int], Clock] = {}
        lines = [line.split() for line in (folder / "tzdata.zi").read_text(encoding="utf-8").splitlines()]
        self.version = lines[0][-1]
        names = {line[1] for line in lines if line and line[0] == "Z"} | {line[2] for line in lines if line and line[0] == "L"}
        # A machine may lack the names of old.
        self.names = sorted(name for name in names if (folder / name).is_file())

    def clock(self, name: str, years: tuple[int, int]) -> Clock:
        """Zones that share their rules share a clock."""
        key = ((self.folder / name).read_bytes(), *years)
        if key not in self.clocks:
            self.clocks[key] = Clock(self.folder / name, *years)
        return self.clocks[key]

    def question(self, number: int) -> Question:
        part = self.random.random()
        name, years = self.names[number % len(self.names)], YEARS if part < 0.8 else LATER_YEARS
        rare = self.random.choice(RARE)
        if part > 0.92 and (self.folder / rare[0]).is_file():
            name, years = rare[0], rare[1:]
        clock = self.clock(name, years)
        changes = [change for change in clock.changes if clock.first_day <= change.readings.start // DAY <= clock.last_day]
        change = self.random.choice(changes) if changes and self.random.random() < 0.7 else None
        reading = self.reading(clock, change)
        schedule = self.schedule(clock, reading, change)
        after, before = self.span(clock, reading, schedule.recurrence, change)
        return Question(name, clock, schedule, after, before, self.random.random() < 0.1)

    def reading(self, clock: Clock, change: Change | None) -> int:
        """A time on a day: skipped, shown twice, just not so, or any."""
        if change is None:
            return self.random.randint(clock.first_day, clock.last_day) * DAY + self.random.randrange(0, DAY, 300)
        low, high = change.readings.start, change.readings.stop
        inside = self.random.choice([self.random.randrange(low, high), self.random.randrange(low, high) // 60 * 60])
        return self.random.choice([inside, inside, inside, low, low - 1, high, high - 1])

    def schedule(self, clock: Clock, reading: int, change: Change | None) -> Schedule:
        day = reading // DAY
        times = [reading % DAY]
        while self.random.random() < 0.4 and len(times) < 6:
            times.append(self.reading(clock, change) % DAY if self.random.random() < 0.6 else self.random.randrange(0, DAY, 900))
        self.random.shuffle(times)
        recurrence = self.random.choices(["once", "daily", "weekly", "monthly"], [15, 20, 30, 35])[0]
        days = {day}
        if recurrence == "weekly":
            days = {civil(day).weekday(), *self.random.sample(range(7), self.random.choice([0, 0, 1, 2, 6]))}
        elif recurrence == "monthly":
            is_last = civil(day + 1).day == 1
            own = self.random.choice([0, 31, civil(day).day]) if is_last else civil(day).day
            days = {own, *self.random.choices([0, *range(1, 28), *[28, 29, 30, 31] * 4], k=self.random.choice([0, 0, 1, 2, 5]))}
        first, last = (self.bound(clock, day) for _ in range(2))
        if first is not None and last is not None and last < first:
            first, last = last, first
        return Schedule(recurrence, frozenset(days if recurrence != "daily" else ()), times, first, last)

    def bound(self, clock: Clock, day: int) -> int | None:
        """A first or last day: none, close to a day, or any."""
        part = self.random.random()
        if part < 0.6:
            return None
        return day + self.random.randint(-2, 2) if part < 0.8 else self.random.randint(clock.first_day, clock.last_day)

    def span(self, clock: Clock, reading: int, recurrence: str, change: Change | None) -> tuple[int, int]:
        """Between which instants: all the years, about one, or just at a change."""
        start, end = clock.first_day * DAY, (clock.last_day + 1) * DAY
        # There is so much of what falls on every day that most of it is asked for about a year only.
        if recurrence == "daily" and self.random.random() < 0.8:
            start, end = max(start, reading - self.random.randrange(200 * DAY)), min(end, reading + self.random.randrange(200 * DAY))
        near = change.instant if change else reading
        after = near + self.random.choice([-1, 0, 1, -DAY, -3 * DAY]) if self.random.random() < 0.2 else start
        before = near + self.random.choice([-1, 0, 1, DAY, 3 * DAY]) if self.random.random() < 0.2 else end
        return (after, before) if after < before else (start, end)


def difference(question: Question, expected: str, answer: str) -> str:
    due, said = json.loads(expected), json.loads(answer or "[]")
    at = next((at for at, (one, other) in enumerate(zip(due, said)) if one != other), min(len(due), len(said)))
    return (f"{question.request()}\n  occurrence {at} of {len(due)} is {due[at:at + 2]},"
            f" and the probe, which has {len(said)}, says {said[at:at + 2]}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Holds CampaignCalendar against an oracle.")
    parser.add_argument("probe", type=pathlib.Path, help="the built calendar-probe")
    parser.add_argument("--zones", type=pathlib.Path, default="/usr/share/zoneinfo", help="the folder of the time-zone files")
    parser.add_argument("--schedules", type=int, default=20_000, help="how many are drawn")
    parser.add_argument("--seed", type=int, default=2_027, help="with which they are drawn")
    options = parser.parse_args()
    if not (options.zones / "tzdata.zi").is_file():
        sys.exit(f"calendar: {options.zones} has no tzdata.zi; install the package tzdata")
    drawer = Drawer(options.zones, random.Random(options.seed))
    if len(drawer.names) < LEAST_ZONES:
        sys.exit(f"calendar: {options.zones} has {len(drawer.names)} zones, and not {LEAST_ZONES}; install the package tzdata")
    questions = [drawer.question(number) for number in range(options.schedules)]
    oracle = Oracle()
    findings = []
    with tempfile.TemporaryFile("w+") as requests:
        requests.writelines(f"{question.request()}\n" for question in questions)
        requests.seek(0)
        with subprocess.Popen(
            [options.probe.resolve(), options.zones.resolve()], stdin=requests, stdout=subprocess.PIPE, text=True) as probe:
            patience = threading.Timer(PATIENCE_SECONDS, probe.kill)
            patience.start()
            for question in questions:
                expected = oracle.answer(question.clock, question.schedule, question.after, question.before)
                answer = probe.stdout.readline()
                if answer != expected:
                    findings.append(difference(question, expected, answer))
            # Nothing but the answers, and a good end.
            rest = probe.stdout.read()
            patience.cancel()
    if probe.returncode != 0 or rest:
        sys.exit(f"calendar: the probe ended with {probe.returncode}, and {len(rest)} characters more than the answers")
    zones = {question.name for question in questions}
    print(f"calendar: {len(questions):,} schedules of seed {options.seed} in {len(zones)} zones of tzdata {drawer.version}")
    print(f"calendar: {oracle.occurrences:,} occurrences, {oracle.skipped:,} of them in a gap and {oracle.repeated:,} in a repeat;"
          f" {oracle.shared:,} at the instant of the one before, {oracle.disordered:,} before it")
    if findings or oracle.disordered:
        print("\n".join(findings[:SHOWN]))
        sys.exit(f"calendar: {len(findings):,} schedules fall due at other times than the oracle has")
    print("calendar: every occurrence is as the oracle has it")


if __name__ == "__main__":
    main()
