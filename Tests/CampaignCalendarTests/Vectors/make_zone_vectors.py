#!/usr/bin/env python3
"""Writes zones.txt: what Python's zoneinfo says about awkward zones, for the tests of CampaignCalendar.

Lines: `V version`, the tzdata it was made with; `Z name`, a zone; `U instant offset`, seconds east of UTC at an instant;
`L local instant`, the instant of a wall clock's reading (both in seconds, the reading as if it were UTC), where a skipped
reading is taken at the end of the gap and a repeated one the first time.
"""
import pathlib
import random
import re
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

ROOT = pathlib.Path("/usr/share/zoneinfo")
EPOCH = datetime(1970, 1, 1)
ZONES = """America/St_Johns Australia/Lord_Howe Africa/Casablanca Africa/El_Aaiun Asia/Kathmandu Pacific/Apia
America/Sao_Paulo Europe/Dublin Asia/Gaza Antarctica/Troll Africa/Cairo Pacific/Chatham America/Nuuk Asia/Tehran
Asia/Pyongyang America/Caracas Europe/Istanbul Europe/Moscow Europe/Volgograd Asia/Kolkata Asia/Colombo
Pacific/Kiritimati Pacific/Kwajalein Pacific/Fakaofo Pacific/Norfolk America/Havana America/Asuncion America/Santiago
America/Mexico_City America/Port-au-Prince America/Adak America/New_York America/Los_Angeles America/Phoenix
America/Scoresbysund America/Indiana/Knox Europe/Berlin Europe/London Europe/Lisbon Europe/Warsaw Africa/Monrovia
Africa/Juba Africa/Windhoek Asia/Beirut Asia/Amman Asia/Dhaka Asia/Almaty Asia/Tokyo Australia/Sydney Australia/Eucla
Antarctica/Casey Etc/GMT+12 Etc/UTC""".split()
# Rules that have stood for long, so that the years to come can be asked about.
STABLE = {"America/New_York", "America/Los_Angeles", "America/St_Johns", "Europe/Berlin", "Europe/London", "Europe/Dublin",
          "Australia/Sydney", "Australia/Lord_Howe", "Antarctica/Troll", "Pacific/Chatham", "America/Phoenix", "Asia/Tokyo",
          "America/Havana"}


def offset(zone, instant):
    moment = EPOCH.replace(tzinfo=timezone.utc) + timedelta(seconds=instant)
    return int(moment.astimezone(zone).utcoffset().total_seconds())


def changes(zone, start, end, step=86400 // 2):
    """The instants in a range at which the offset changes."""
    found, at, last = [], start, offset(zone, start)
    while at < end:
        later = min(at + step, end)
        if offset(zone, later) != last:
            low, high = at, later
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(zone, middle) == last else (low, middle)
            found.append(high)
            later = high
            last = offset(zone, high)
        at = later
    return found


def instant(zone, local):
    reading = EPOCH + timedelta(seconds=local)
    before, after = (int(reading.replace(tzinfo=zone, fold=fold).utcoffset().total_seconds()) for fold in (0, 1))
    candidate = local - before
    if candidate + offset(zone, candidate) == local:
        return candidate
    low, high = sorted((local - before, local - after))  # the gap's change lies between
    inside = [at for at in changes(zone, low - 1, high + 1, 1800)]
    assert len(inside) == 1, (zone, local, inside)
    return inside[0]


def main():
    version = re.match(r"# version (\S+)", (ROOT / "tzdata.zi").read_text()).group(1)
    lines = [f"V {version}"]
    chance = random.Random(2027)
    for name in ZONES:
        zone = ZoneInfo(name)
        lines.append(f"Z {name}")
        ranges = [(0, int((datetime(2025, 1, 1) - EPOCH).total_seconds()))]
        if name in STABLE:
            ranges.append((ranges[0][1], int((datetime(2060, 1, 1) - EPOCH).total_seconds())))
        for start, end in ranges:
            moments = changes(zone, start, end)
            moments = sorted(chance.sample(moments, min(len(moments), 18)))
            for at in moments:
                old, new = offset(zone, at - 1), offset(zone, at)
                lines += [f"U {when} {offset(zone, when)}" for when in (at - 1, at)]
                first, last = sorted((at + old, at + new))
                for local in (first - 1, first, (first + last) // 2, last - 1, last):
                    lines.append(f"L {local} {instant(zone, local)}")
            for _ in range(12):
                when = chance.randrange(start, end)
                lines.append(f"U {when} {offset(zone, when)}")
                lines.append(f"L {when} {instant(zone, when)}")
    pathlib.Path(__file__).with_name("zones.txt").write_text("\n".join(lines) + "\n")


main()
