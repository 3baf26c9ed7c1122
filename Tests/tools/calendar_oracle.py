"""When schedules fall due, by Python: slow, simple, and by another way than CampaignCalendar.

Of Python's `zoneinfo` only the way from an instant to a wall clock's reading is used. Instants are seconds since
1970-01-01T00:00:00Z; readings are counted in the same way by the wall clock, and days from 1970-01-01.
"""

import bisect
import calendar
import datetime
import pathlib
import typing
import zoneinfo

DAY = 86_400
EPOCH = datetime.datetime(1970, 1, 1)
SECOND = datetime.timedelta(seconds=1)
# No zone has changed its offset and changed it back within so many seconds. Had one, the oracle would differ from the calendar.
STEP = 4 * DAY
# For how many days around its years a clock is read: what falls due at their ends may lie a day off.
MARGIN = 30


def day_number(year: int, month: int, day: int) -> int:
    return datetime.date(year, month, day).toordinal() - EPOCH.toordinal()


def civil(day: int) -> datetime.date:
    return datetime.date.fromordinal(day + EPOCH.toordinal())


class Dates(dict[int, str]):
    """The ISO form of days, each written once."""

    def __missing__(self, day: int) -> str:
        self[day] = civil(day).isoformat()
        return self[day]


DATES = Dates()


def time_text(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


class Change(typing.NamedTuple):
    """An instant at which the clocks jump, and their offsets from UTC until then and from then on."""

    instant: int
    before: int
    after: int

    @property
    def readings(self) -> range:
        """What is skipped or comes twice."""
        return range(self.instant + min(self.before, self.after), self.instant + max(self.before, self.after))


class Clock:
    """The clocks of a zone in some years."""

    def __init__(self, file: pathlib.Path, first_year: int, last_year: int):
        with file.open("rb") as stream:
            self.zone = zoneinfo.ZoneInfo.from_file(stream)
        self.first_day = day_number(first_year, 1, 1)
        self.last_day = day_number(last_year, 12, 31)
        self.start = (self.first_day - MARGIN) * DAY
        self.end = (self.last_day + MARGIN) * DAY
        self.changes = self.found_changes()
        starts = [self.start, *(change.instant for change in self.changes)]
        offsets = [self.offset(start) for start in starts]
        # From when until when which offset is in force.
        self.periods = list(zip(starts, [*starts[1:], self.end], offsets))
        self.stretches = list(self.found_stretches())

    def offset(self, instant: int) -> int:
        shown = datetime.datetime.fromtimestamp(instant, self.zone).replace(tzinfo=None)
        return (shown - EPOCH) // SECOND - instant

    def found_changes(self) -> list[Change]:
        """Looks at the clock step by step, and halves a step until the second is found in which the offset changes."""
        found = []
        offset = self.offset(self.start)
        for start in range(self.start, self.end, STEP):
            end = start + STEP
            while self.offset(end) != offset:
                low, high = start, end
                while high - low > 1:
                    middle = (low + high) // 2
                    low, high = (middle, high) if self.offset(middle) == offset else (low, middle)
                found.append(Change(high, offset, self.offset(high)))
                start, offset = high, found[-1].after
        return found

    def found_stretches(self) -> typing.Iterator[tuple[int, int, int | None]]:
        """First and last days of all stretches of days: in force is one offset, or else some reading is skipped or comes twice."""
        day = self.first_day - MARGIN
        for change in self.changes:
            # The end of a gap belongs to it: what is skipped falls due there too.
            first, last = max(change.readings.start // DAY, day), change.readings.stop // DAY
            if day < first:
                yield day, first - 1, change.before
            if first <= last:
                yield first, last, None
            day = max(day, last + 1)
        yield day, self.last_day + MARGIN, self.periods[-1][2]

    def instants(self, reading: int) -> list[int]:
        """Every instant at which the clock shows a reading, rising."""
        return [reading - offset for start, end, offset in self.periods if start <= reading - offset < end]

    def skipped_by(self, reading: int) -> int:
        """The instant at which the clock jumps over a reading."""
        jump, = [at for at, before, after in self.changes if at + before <= reading < at + after]
        return jump


class Schedule(typing.NamedTuple):
    """A schedule as campaigns write it; days of the week from 0 for Monday, of the month from 1 and 0 for the last."""

    recurrence: str
    days: frozenset[int]
    times: list[int]
    first: int | None
    last: int | None

    def dates(self, first: int, last: int) -> list[int]:
        """The days within two on which it falls, rising; of `once`, `days` is the day itself."""
        first = first if self.first is None else max(first, self.first)
        last = last if self.last is None else min(last, self.last)
        if first > last:
            return []
        if self.recurrence == "monthly":
            return [day for day in self.monthly(first, last) if first <= day <= last]
        if self.recurrence == "weekly":
            return sorted(
                day for start in range(first, first + 7) if civil(start).weekday() in self.days
                for day in range(start, last + 1, 7))
        return list(range(first, last + 1)) if self.recurrence == "daily" else [d for d in self.days if first <= d <= last]

    def monthly(self, first: int, last: int) -> typing.Iterator[int]:
        start, end = civil(first), civil(last)
        for month in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
            year, month = month // 12, month % 12 + 1
            length = calendar.monthrange(year, month)[1]
            for day in sorted({min(day, length) if day else length for day in self.days}):
                yield day_number(year, month, day)


class Oracle:
    """Writes what falls due, and counts how much of it lies in a gap, in a repeat, or shares its instant with the one before."""

    def __init__(self) -> None:
        self.occurrences = self.skipped = self.repeated = self.shared = self.disordered = 0

    def answer(self, clock: Clock, schedule: Schedule, after: int, before: int) -> str:
        """The occurrences later than one instant and not later than another, in the form of the probe's answers."""
        days = schedule.dates(max(after // DAY, clock.first_day) - 3, min(before // DAY, clock.last_day) + 3)
        times = [(second, time_text(second)) for second in sorted(set(schedule.times))]
        found: list[str] = []
        for first, last, offset in clock.stretches:
            among = days[bisect.bisect_left(days, first):bisect.bisect_right(days, last)]
            if offset is None:
                found += self.near_change(clock, among, times, after, before)
            else:
                found += [
                    f'["{DATES[day]}T{text}",{at}]' for day in among for second, text in times
                    if after < (at := day * DAY + second - offset) <= before]
        self.occurrences += len(found)
        return f"[{','.join(found)}]\n"

    def near_change(
        self, clock: Clock, days: list[int], times: list[tuple[int, str]], after: int, before: int
    ) -> typing.Iterator[str]:
        latest = None
        for day in days:
            for second, text in times:
                reading = day * DAY + second
                instants = clock.instants(reading)
                # The rule: the first of two, and the end of a gap.
                at = instants[0] if instants else clock.skipped_by(reading)
                if after < at <= before:
                    self.skipped += not instants
                    self.repeated += len(instants) > 1
                    self.shared += at == latest
                    self.disordered += latest is not None and at < latest
                    yield f'["{DATES[day]}T{text}",{at}]'
                latest = at
