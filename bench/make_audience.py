"""Makes the audience of the benchmark: `members`, twelve columns, every value a function of the member's number.

    python3 bench/make_audience.py FILE [MEMBERS [unconstrained]]

The table carries the constraints that `campc explain --plan comeback` proposes, so that the query need not look at a value
twice; `unconstrained` leaves them out. About 40% of the members answer the benchmark's campaign and may be written to. Nobody in it exists.
"""

import os
import pathlib
import sqlite3
import sys

NOW = 1_804_001_400  # 2027-03-02T15:30:00Z
DAY = 86_400
MASK = (1 << 64) - 1

SCHEMA = """
CREATE TABLE members (
  member_id     INTEGER PRIMARY KEY,
  first_name    TEXT,
  email         TEXT NOT NULL,
  email_opt_in  INTEGER NOT NULL,
  push_opt_in   INTEGER NOT NULL,
  spend_cents   INTEGER NOT NULL,
  tier          TEXT NOT NULL,
  city          TEXT NOT NULL,
  points        INTEGER NOT NULL,
  joined_at     INTEGER NOT NULL,
  last_order_at INTEGER,
  language      TEXT NOT NULL{constraints}
) STRICT
"""

CONSTRAINTS = """,
  CHECK (typeof(spend_cents) = 'integer' AND spend_cents BETWEEN 0 AND 9999900),
  CHECK (last_order_at IS NULL OR (typeof(last_order_at) = 'integer'
    AND last_order_at BETWEEN -62135596800 AND 253402300799))"""

NAMES = """
Ada Aisha Alejandro Amélie Ana André Anna Benjamin Björn Camille Carlos Chloë Daniel Deepa Elena Elizabeth Emma Fatima
Fernando Gabriel Grace Hiroshi Imani Ingrid Isabel Jamal James Jean-Luc José Julia Kenji Kwame Laura Leila Luca María Mei
Mohammed Nadia Noah O'Shea Olga Omar Patricia Priya Rachel Rosa Samuel Siobhán Sofía Thomas Víctor Wei William Yusuf Zoë
王小明 Юлия नेहा 🌸Hana
""".split()

CITIES = [
    "Springfield", "St. John's", "Winston-Salem", "São Paulo", "Truth or Consequences", "Fargo & Moorhead", "Kraków",
    "Zürich", "\"Little\" Rock", "Coeur d'Alene", "Ho-Ho-Kus", "Königsberg in Bayern", "Chicago", "Portland", "東京",
    "New York", "Houston", "Phoenix", "San Antonio", "Columbus",
]  # fmt: skip

TIERS = ["bronze", "bronze", "bronze", "silver", "silver", "gold"]


def mixed(number: int) -> int:
    """SplitMix64's output function: 64 bits that look drawn. Source: <https://prng.di.unimi.it/splitmix64.c>."""
    number = (number + 0x9E3779B97F4A7C15) & MASK
    number = ((number ^ number >> 30) * 0xBF58476D1CE4E5B9) & MASK
    number = ((number ^ number >> 27) * 0x94D049BB133111EB) & MASK
    return number ^ number >> 31


def rows(members: int):
    for member in range(1, members + 1):
        first = mixed(2 * member)
        second = mixed(2 * member + 1)
        kind = first % 1000
        name = None if kind < 100 else ("", "  ")[kind % 2] if kind < 105 else NAMES[(first >> 10) % len(NAMES)]
        ago = (second >> 30) % (130 * DAY)
        yield (
            member,
            name,
            f"member.{member}@post.example",
            int((first >> 20) % 100 < 92),
            int((first >> 28) % 100 < 40),
            (first >> 36) % 50_000,
            TIERS[(second >> 4) % len(TIERS)],
            CITIES[(second >> 8) % len(CITIES)],
            (second >> 14) % 100_000,
            NOW - 130 * DAY - (first >> 40) % (2_000 * DAY),
            None if second % 10 == 0 else NOW - 1 - ago,
            "es" if second % 16 == 3 else "en",
        )


def main() -> None:
    if not 2 <= len(sys.argv) <= 4 or sys.argv[3:] not in ([], ["unconstrained"]):
        sys.exit(__doc__)
    path = pathlib.Path(sys.argv[1])
    members = int(sys.argv[2]) if len(sys.argv) >= 3 else 1_000_000
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    database = sqlite3.connect(part, isolation_level=None)
    database.execute("PRAGMA page_size = 4096")
    database.execute("PRAGMA journal_mode = DELETE")
    database.execute("PRAGMA synchronous = OFF")
    database.execute(SCHEMA.format(constraints="" if len(sys.argv) == 4 else CONSTRAINTS))
    database.execute("BEGIN")
    database.executemany("INSERT INTO members VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows(members))
    database.execute("COMMIT")
    database.close()
    os.replace(part, path)


if __name__ == "__main__":
    main()
