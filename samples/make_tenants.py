"""Makes the audience.sqlite of the tenants fjordmat and bazaar: two small, generated audiences.

Nobody in them exists. Addresses end in .example, telephone numbers are of the range +44 7700 900000 to 900999, which is kept
free for fiction. The names are of the kind that break software: right-to-left, decomposed, joined, blank, 60 characters long.
Some values are wrong on purpose (text among integers, out of bounds, bytes that are not UTF-8), so that a run has somebody
to quarantine. Every value is a function of the member's number: the same program gives the same rows in the same order.

    python3 samples/make_tenants.py [folder]
"""

import datetime
import hashlib
import os
import pathlib
import sqlite3
import sys

DAY = 86_400
NOW = 1_803_978_000  # 2027-03-02T09:00:00Z, ten o'clock in Oslo

FJORDMAT_SCHEMA = """
CREATE TABLE medlemmer (
  medlem_nr     INTEGER PRIMARY KEY,
  fornavn       TEXT,
  epost         TEXT,
  mobil         TEXT,
  enhet         TEXT,
  poststed      TEXT,
  tidssone      TEXT,
  niva          TEXT NOT NULL,
  poeng         INTEGER NOT NULL,
  poeng_utloper INTEGER,
  kjopt_ore     INTEGER NOT NULL,
  innmeldt      TEXT NOT NULL,
  neste_bursdag TEXT,
  siste_ordre   INTEGER,
  vil_ha_epost  TEXT NOT NULL,
  vil_ha_sms    TEXT NOT NULL,
  vil_ha_push   TEXT NOT NULL,
  sprak         TEXT
);
CREATE TABLE interesser (
  medlem_nr INTEGER NOT NULL REFERENCES medlemmer,
  vare      TEXT NOT NULL,
  PRIMARY KEY (medlem_nr, vare)
) WITHOUT ROWID;
CREATE TABLE ordrer (
  ordre_nr  INTEGER PRIMARY KEY,
  medlem_nr INTEGER NOT NULL REFERENCES medlemmer,
  lagt      INTEGER NOT NULL,
  sum_ore   INTEGER NOT NULL,
  butikk    TEXT NOT NULL
);
CREATE INDEX ordrer_medlem ON ordrer (medlem_nr, lagt);
"""

BAZAAR_SCHEMA = """
CREATE TABLE people (
  member_code   TEXT PRIMARY KEY NOT NULL,
  given         TEXT,
  nickname      TEXT,
  email         TEXT,
  mobile        TEXT,
  push_token    TEXT,
  city          TEXT,
  country_code  TEXT,
  tz            TEXT,
  tier          TEXT,
  points        INTEGER,
  balance_cents INTEGER,
  joined_at     INTEGER,
  last_seen_at  INTEGER,
  email_opt_in  INTEGER,
  sms_opt_in    INTEGER,
  push_opt_in   INTEGER
);
CREATE TABLE wishes (
  member_code TEXT NOT NULL REFERENCES people,
  item        TEXT NOT NULL,
  PRIMARY KEY (member_code, item)
) WITHOUT ROWID;
CREATE TABLE orders (
  order_no    INTEGER PRIMARY KEY,
  member_code TEXT NOT NULL REFERENCES people,
  placed_at   INTEGER NOT NULL,
  total_cents INTEGER NOT NULL,
  stall       TEXT NOT NULL,
  rating      INTEGER
);
CREATE INDEX orders_member ON orders (member_code, placed_at);
CREATE TABLE baskets (
  basket_no   INTEGER PRIMARY KEY,
  member_code TEXT,
  left_at     INTEGER NOT NULL,
  total_cents INTEGER
);
CREATE TABLE basket_lines (
  basket_no   INTEGER NOT NULL REFERENCES baskets,
  line_no     INTEGER NOT NULL,
  item        TEXT NOT NULL,
  price_cents INTEGER,
  PRIMARY KEY (basket_no, line_no)
) WITHOUT ROWID;
CREATE TABLE tier_changes (
  change_no   INTEGER PRIMARY KEY,
  member_code TEXT NOT NULL REFERENCES people,
  time        INTEGER NOT NULL,
  old_tier    TEXT,
  new_tier    TEXT
);
"""

LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Maximilian-Hubert-Blaine"
ZALGO = "Z" + "\u0300\u0301\u0302\u0303\u0304\u0305" * 4 + "oë"  # its first character has 49 bytes

PLAIN_NAMES = """
Ada Adaeze Agnes Aleksander Amara Anders Anna Ayasha Bjørn Camila Chidi Chloé Dagny Einar Eirik Elif Emre Fatou Frøya Gunnar
Håkon Ingeborg Ingrid Iñaki Jökull Kai Kari Knut Kwame Lars Leilani Łukasz Mateo Nils Oddvar Ólafur Pål Ragnhild Rūta Saoirse
Sigrid Siri Solveig Søren Tāne Thandiwe Tor Torbjørn Vigdís Xiomara Yara Živa Øystein Åse Þóra Ægir
""".split()

# Each is a name somebody bears, or what somebody's system made of one.
WORLD_NAMES = [
    "O’Brien",
    "O'Brien",
    "D’Artagnan",
    "Jean-Luc",
    "María José",
    "Nguye\u0302\u0303n",  # decomposed
    "Tra\u0302\u0300n Thi\u0323",  # decomposed
    "ประภาพร",
    "प्रियंका",
    "क्षितिज",
    "ஜெயலலிதா",
    "සුනිල්",
    "محمد",
    "فاطمة الزهراء",
    "נועה",
    "שָׁלוֹם",  # pointed
    "علی\u200cرضا",  # a zero-width non-joiner that belongs there
    "王小明",
    "佐藤 花子",
    "𠮷田",  # outside the Basic Multilingual Plane
    "김서연",
    "Ελένη",
    "Юлия",
    "Ђорђе",
    "ნინო",
    "Անահիտ",
    "አበበ",
    "Ngũgĩ",
    "Zoë 🌸",
    "👩🏽‍🚀 Maya",
    "🇳🇴",
    "İpek",
    "ßtraub",
    "ǅamonja",
    "Ana\u00a0Maria",
    "X Æ A-12",
    LONG_NAME,
    LONG_NAME[:-1],
    LONG_NAME + "-the-Third",
    ZALGO,
    "Bobby'); DROP TABLE people;--",
    "<b>Eve</b>",
    "{given_name}",
    "Tom & Jerry",
    "Line\nBreak",
    "Tab\tStop",
    "\u202eesreveR",
]

NO_NAMES = [None, "", " ", "   ", "\u00a0", "\u200b", "\u2003\u200d\ufeff", "null", "NULL", "N/A", "n/a", "-", "undefined", "test"]

ZONES = [
    "Europe/Oslo",
    "Europe/Oslo",
    "Europe/London",
    "Europe/Athens",
    "Atlantic/Reykjavik",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Africa/Lagos",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/Phoenix",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Australia/Eucla",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    None,
    "CET/Bergen",  # no such zone
]

FJORDMAT_CITIES = ["Bergen", "Oslo", "Tromsø", "Ålesund", "Å", "Bø i Vesterålen", "Kárášjohka", None, "ukjent"]
FJORDMAT_SHOPS = ["Bergen Torget", "Bergen Strandkaien", "Oslo Vippa", "Tromsø Prostneset", "Ålesund"]
FJORDMAT_LIKES = ["torsk", "laks", "blåskjell", "rømme", "multer", "brunost", "surdeigsbrød", "fårikål"]

FJORDMAT_LANGUAGES = ["nb"] * 6 + ["nn", "nn", "en", "en", "de", None, ""]

BAZAAR_CITIES = ["Marrakesh", "São Paulo", "कानपुर", "القاهرة", "תל אביב", "東京", "Kraków", "St. John’s", "Llanfairpwllgwyngyll", None, ""]
BAZAAR_COUNTRIES = ["MA", "BR", "IN", "EG", "IL", "JP", "PL", "CA", "GB", "NP", "AU", "XX"]
BAZAAR_STALLS = ["Lamps & Lights", "Spice \"Souk\"", "Rugs <by hand>", "Tea 茶", "Kites"]
BAZAAR_WISHES = ["a lamp", "cardamom", "a kite 🪁", "indigo & ink", "tea for two", "كتاب"]


def draw(field: str, member: int, below: int) -> int:
    """A number from 0 to below - 1 that only depends on the field's name and the member's number."""
    digest = hashlib.sha256(f"{field}:{member}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % below


def chosen(field: str, member: int, values):
    return values[draw(field, member, len(values))]


def name(tenant: str, member: int):
    # Every name of the list is borne by somebody; after those it is chance.
    if member <= len(WORLD_NAMES):
        return WORLD_NAMES[member - 1]
    if member <= len(WORLD_NAMES) + len(NO_NAMES):
        return NO_NAMES[member - len(WORLD_NAMES) - 1]
    kind = draw(f"{tenant} name kind", member, 100)
    if kind < 12:
        return chosen(f"{tenant} no name", member, NO_NAMES)
    return chosen(f"{tenant} name", member, WORLD_NAMES if kind < 40 else PLAIN_NAMES)


def address(tenant: str, member: int):
    kind = draw(f"{tenant} email kind", member, 100)
    if kind < 5:
        return None
    if kind < 7:
        return ("not an address", "two@@signs.example", "")[draw(f"{tenant} email", member, 3)]
    host = "fjordmat.example" if tenant == "fjordmat" and kind < 10 else "post.example"
    return f"{tenant}.{member}@{host}"


def mobile(tenant: str, member: int):
    kind = draw(f"{tenant} mobile kind", member, 100)
    if kind < 15:
        return None
    return "call me" if kind < 17 else f"+447700900{member:03}"


def token(tenant: str, member: int):
    digest = hashlib.sha256(f"{tenant} token:{member}".encode()).hexdigest()
    return digest[:40] if draw(f"{tenant} device", member, 100) < 50 else None


def day(offset: int) -> str:
    return (datetime.date(2027, 3, 2) + datetime.timedelta(days=offset)).isoformat()


def fjordmat(database: sqlite3.Connection) -> None:
    order = 0
    for member in range(1, 401):
        new = draw("fjordmat new", member, 8) == 0
        count = 0 if new and draw("fjordmat bought", member, 4) else draw("fjordmat orders", member, 9)
        placed = sorted(NOW - 3_600 - draw(f"fjordmat order {n}", member, 200 * DAY) for n in range(count))
        rows = []
        for n, at in enumerate(placed):
            order += 1
            rows.append((order, member, at, 9_900 + draw(f"fjordmat sum {n}", member, 190_000), chosen(f"shop {n}", member, FJORDMAT_SHOPS)))
        points = draw("fjordmat points", member, 24_000)
        database.execute(
            "INSERT INTO medlemmer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                member,
                name("fjordmat", member),
                address("fjordmat", member),
                mobile("fjordmat", member),
                token("fjordmat", member),
                chosen("fjordmat city", member, FJORDMAT_CITIES),
                chosen("fjordmat zone", member, ZONES[:2] * 8 + ZONES),
                chosen("fjordmat tier", member, ["B", "B", "B", "S", "S", "G"]),
                points,
                min(points, draw("fjordmat expiring", member, 2_000)) if draw("fjordmat expires", member, 3) == 0 else None,
                sum(row[3] for row in rows),
                day(-draw("fjordmat joined", member, 12) if new else -30 - draw("fjordmat joined", member, 2_000)),
                day(draw("fjordmat birthday", member, 365)) if draw("fjordmat birthday known", member, 5) else None,
                placed[-1] if placed else None,
                "J" if draw("fjordmat email consent", member, 100) < 85 else "N",
                "J" if draw("fjordmat sms consent", member, 100) < 55 else "N",
                "J" if draw("fjordmat push consent", member, 100) < 60 else "N",
                chosen("fjordmat language", member, FJORDMAT_LANGUAGES),
            ),
        )
        database.executemany("INSERT INTO ordrer VALUES (?, ?, ?, ?, ?)", rows)
        likes = sorted({chosen(f"fjordmat like {n}", member, FJORDMAT_LIKES) for n in range(draw("fjordmat likes", member, 6))})
        database.executemany("INSERT INTO interesser VALUES (?, ?)", [(member, like) for like in likes])
    database.executescript(
        """
        -- Wrong on purpose.
        UPDATE medlemmer SET poeng = 'mange' WHERE medlem_nr IN (75, 175);
        UPDATE medlemmer SET poeng = -50 WHERE medlem_nr IN (90, 190);
        UPDATE medlemmer SET poeng = 12.5 WHERE medlem_nr = 91;
        UPDATE medlemmer SET niva = 'X' WHERE medlem_nr IN (105, 205);
        UPDATE medlemmer SET kjopt_ore = 99999999999 WHERE medlem_nr = 120;
        UPDATE medlemmer SET poeng_utloper = 'snart' WHERE medlem_nr IN (130, 131);
        UPDATE medlemmer SET poststed = CAST(x'54726f6d73f8' AS TEXT) WHERE medlem_nr IN (140, 141);
        UPDATE medlemmer SET neste_bursdag = '2027-02-30' WHERE medlem_nr IN (150, 151);
        UPDATE medlemmer SET vil_ha_epost = 'kanskje' WHERE medlem_nr = 160;
        UPDATE medlemmer SET fornavn = x'4b617269' WHERE medlem_nr = 165;
        UPDATE ordrer SET sum_ore = 'gratis' WHERE ordre_nr IN (100, 400);
        """
    )


def bazaar(database: sqlite3.Connection) -> None:
    order = 0
    for member in range(1, 451):
        code = f"BZ-{member:05}"
        seen = NOW - 60 - draw("bazaar seen", member, 240 * DAY)
        rows = []
        for n in range(draw("bazaar orders", member, 7)):
            order += 1
            rating = draw(f"bazaar rating {n}", member, 8)
            at = seen - draw(f"bazaar order {n}", member, 20 * DAY)
            total = 500 + draw(f"bazaar total {n}", member, 12_000)
            rows.append((order, code, at, total, chosen(f"stall {n}", member, BAZAAR_STALLS), rating if 1 <= rating <= 5 else None))
        nickname = chosen("bazaar nickname", member, WORLD_NAMES) if draw("bazaar nicknamed", member, 3) == 0 else None
        database.execute(
            "INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                code,
                name("bazaar", member),
                nickname,
                address("bazaar", member),
                mobile("bazaar", member),
                token("bazaar", member),
                chosen("bazaar city", member, BAZAAR_CITIES),
                chosen("bazaar country", member, BAZAAR_COUNTRIES),
                chosen("bazaar zone", member, ZONES),
                chosen("bazaar tier", member, ["explorer", "explorer", "trader", "merchant"]),
                draw("bazaar points", member, 9_000),
                draw("bazaar balance", member, 20_000) if draw("bazaar has balance", member, 4) else 0,
                seen - draw("bazaar joined", member, 900 * DAY),
                seen if draw("bazaar was seen", member, 15) else None,
                int(draw("bazaar email consent", member, 100) < 80),
                int(draw("bazaar sms consent", member, 100) < 50),
                int(draw("bazaar push consent", member, 100) < 60),
            ),
        )
        database.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?)", rows)
        wishes = sorted({chosen(f"bazaar wish {n}", member, BAZAAR_WISHES) for n in range(draw("bazaar wishes", member, 6))})
        database.executemany("INSERT INTO wishes VALUES (?, ?)", [(code, wish) for wish in wishes])
    bazaar_events(database)
    database.executescript(
        """
        -- Wrong on purpose.
        UPDATE people SET points = 'many' WHERE member_code IN ('BZ-00080', 'BZ-00180', 'BZ-00280');
        UPDATE people SET points = 99999999 WHERE member_code IN ('BZ-00081', 'BZ-00181');
        UPDATE people SET points = NULL WHERE member_code = 'BZ-00082';
        UPDATE people SET balance_cents = -500 WHERE member_code IN ('BZ-00083', 'BZ-00183');
        UPDATE people SET balance_cents = 19.99 WHERE member_code = 'BZ-00084';
        UPDATE people SET tier = 'emperor' WHERE member_code IN ('BZ-00085', 'BZ-00185');
        UPDATE people SET city = CAST(x'4dfc6e6368656e' AS TEXT) WHERE member_code IN ('BZ-00086', 'BZ-00186', 'BZ-00298');
        UPDATE people SET city = CAST(x'eda080' AS TEXT) WHERE member_code = 'BZ-00087';
        UPDATE people SET country_code = 'GBR' WHERE member_code = 'BZ-00088';
        UPDATE people SET last_seen_at = '2027-02-28' WHERE member_code IN ('BZ-00089', 'BZ-00189');
        UPDATE people SET email_opt_in = 2 WHERE member_code = 'BZ-00090';
        UPDATE people SET given = CAST(x'c0af' AS TEXT) WHERE member_code = 'BZ-00091';
        UPDATE orders SET total_cents = 'free' WHERE order_no IN (50, 350);
        UPDATE orders SET rating = 9 WHERE order_no IN (60, 160, 260);
        UPDATE baskets SET total_cents = 'lots' WHERE basket_no IN (20, 120);
        UPDATE baskets SET total_cents = NULL WHERE basket_no = 21;
        UPDATE baskets SET left_at = 'yesterday' WHERE basket_no = 22;
        UPDATE basket_lines SET price_cents = -1 WHERE basket_no IN (23, 123) AND line_no = 1;
        UPDATE tier_changes SET new_tier = 'emperor' WHERE change_no IN (5, 15);
        """
    )


def bazaar_events(database: sqlite3.Connection) -> None:
    tiers = ["explorer", "trader", "merchant"]
    for basket in range(1, 241):
        # Now and then of somebody who never joined, or who left.
        stranger = draw("basket stranger", basket, 16)
        code = (None, "BZ-99999")[stranger] if stranger < 2 else f"BZ-{1 + draw('basket member', basket, 450):05}"
        prices = [300 + draw(f"basket price {line}", basket, 4_000) for line in range(draw("basket lines", basket, 7))]
        left = NOW - 60 - draw("basket left", basket, 14 * DAY)
        database.execute("INSERT INTO baskets VALUES (?, ?, ?, ?)", (basket, code, left, sum(prices)))
        lines = [(basket, line + 1, chosen(f"basket item {line}", basket, BAZAAR_WISHES), price) for line, price in enumerate(prices)]
        database.executemany("INSERT INTO basket_lines VALUES (?, ?, ?, ?)", lines)
    for change in range(1, 61):
        code = f"BZ-{1 + draw('change member', change, 450):05}"
        (now,) = database.execute("SELECT tier FROM people WHERE member_code = ?", (code,)).fetchone()
        new = now if draw("change holds", change, 5) else tiers[draw("change new", change, 3)]
        at = NOW - 60 - draw("change time", change, 30 * DAY)
        row = (change, code, at, tiers[draw("change old", change, 3)], new)
        database.execute("INSERT INTO tier_changes VALUES (?, ?, ?, ?, ?)", row)


def write(path: pathlib.Path, schema: str, fill) -> None:
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    database = sqlite3.connect(part, isolation_level=None)
    database.execute("PRAGMA page_size = 4096")
    database.execute("PRAGMA journal_mode = DELETE")
    database.execute("PRAGMA synchronous = OFF")
    database.executescript(schema)
    database.execute("BEGIN")
    fill(database)  # its executescript commits
    database.close()
    os.replace(part, path)
    print(f"wrote {path}")


def main() -> None:
    default = pathlib.Path(__file__).resolve().parent / "tenants"
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    for tenant in ("fjordmat", "bazaar"):
        (folder / tenant).mkdir(parents=True, exist_ok=True)
    write(folder / "fjordmat" / "audience.sqlite", FJORDMAT_SCHEMA, fjordmat)
    write(folder / "bazaar" / "audience.sqlite", BAZAAR_SCHEMA, bazaar)


if __name__ == "__main__":
    main()
