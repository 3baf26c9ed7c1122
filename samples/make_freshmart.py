"""Makes the audience.sqlite of the tenant freshmart: a generated grocer with events, a catalog, coupons and recommendations.

Nobody in it exists; names, addresses and numbers are those of make_tenants.py, whose rules hold here too: every value is a
function of the member's number, and a few are wrong on purpose.

    python3 samples/make_freshmart.py [folder]
"""

import pathlib
import sqlite3
import sys

from make_tenants import DAY, NOW, PLAIN_NAMES, address, chosen, day, draw, mobile, name, token, write

MEMBERS = 600

SCHEMA = """
CREATE TABLE customers (
  customer_id          INTEGER PRIMARY KEY,
  email                TEXT,
  mobile               TEXT,
  push_token           TEXT,
  first_name           TEXT,
  tz                   TEXT,
  language             TEXT NOT NULL,
  tier                 TEXT NOT NULL,
  age                  TEXT,
  lifetime_spend_cents INTEGER NOT NULL,
  joined_at            INTEGER NOT NULL,
  last_order_at        INTEGER,
  predicted_coffee_on  TEXT,
  email_opt_in         INTEGER NOT NULL,
  sms_flag             TEXT NOT NULL,
  push_opt_in          INTEGER NOT NULL
);
CREATE TABLE customer_favorites (
  customer_id INTEGER NOT NULL REFERENCES customers,
  category    TEXT NOT NULL,
  PRIMARY KEY (customer_id, category)
) WITHOUT ROWID;
CREATE TABLE orders (
  order_id    INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers,
  placed_at   INTEGER NOT NULL,
  total_cents INTEGER NOT NULL,
  store       TEXT NOT NULL
);
CREATE INDEX orders_customer ON orders (customer_id, placed_at);
CREATE TABLE products (
  sku         TEXT PRIMARY KEY NOT NULL,
  name        TEXT NOT NULL,
  price_cents INTEGER NOT NULL,
  page        TEXT NOT NULL,
  image       TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE recommendations (
  customer_id INTEGER NOT NULL REFERENCES customers,
  rank        INTEGER NOT NULL,
  sku         TEXT NOT NULL,
  PRIMARY KEY (customer_id, rank)
) WITHOUT ROWID;
CREATE TABLE coupons (
  code        TEXT PRIMARY KEY NOT NULL,
  customer_id INTEGER NOT NULL REFERENCES customers,
  ends        TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX coupons_customer ON coupons (customer_id, ends);
CREATE TABLE basket_events (
  event_id    INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL,
  time        INTEGER NOT NULL,
  total_cents INTEGER NOT NULL
);
CREATE TABLE basket_lines (
  event_id INTEGER NOT NULL REFERENCES basket_events,
  line_no  INTEGER NOT NULL,
  sku      TEXT NOT NULL,
  PRIMARY KEY (event_id, line_no)
) WITHOUT ROWID;
CREATE TABLE tier_events (
  event_id    INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL,
  time        INTEGER NOT NULL,
  old         TEXT NOT NULL,
  new         TEXT NOT NULL
);
"""

PRODUCTS = [
    ("coffee-dark", "Dark roast coffee, 1 lb", 1_199),
    ("coffee-decaf", "Decaf “Quiet Night”", 1_299),
    ("milk-whole", "Whole milk, 1 gal", 429),
    ("oat-drink", "Oat drink, barista", 379),
    ("sourdough", "Sourdough loaf", 649),
    ("bagels", "Bagels <everything>, 6", 549),
    ("apples", "Honeycrisp apples, 3 lb", 699),
    ("greens", "Mixed greens & herbs", 449),
    ("salsa", "Salsa verde, ¡picante!", 399),
    ("tortillas", "Corn tortillas, 30", 329),
    ("queso", "Queso fresco", 579),
    ("salmon", "Salmon fillet, 12 oz", 1_399),
    ("bowl", "Harvest Bowl", 899),
    ("kimchi", "Kimchi 김치", 749),
    ("dates", "Medjool dates تمر", 999),
    ("ice-cream", "Ice cream: crème brûlée", 629),
]
CATEGORIES = ["Bakery", "Produce", "Dairy", "Coffee & tea", "Seafood", "Frozen", "Panadería", "World foods"]
STORES = ["downtown", "lakeside", "outlet", "airport"]
TIERS = ["bronze", "silver", "gold"]
ZONES = ["America/Chicago"] * 5 + ["America/New_York", "America/Denver", "America/Phoenix", "America/Los_Angeles", "Pacific/Honolulu", None, "US/Nowhere"]


def customer(member: int) -> tuple:
    is_new = draw("freshmart new", member, 10) == 0
    count = draw("freshmart orders", member, 3 if is_new else 24)
    first = 2 * DAY if is_new else 200 * DAY
    # A third of them have not been seen for two months.
    gap = 60 * DAY if draw("freshmart lapsed", member, 3) == 0 and not is_new else 0
    placed = sorted(NOW - gap - 1_800 - draw(f"freshmart order {n}", member, first) for n in range(count))
    totals = [1_200 + draw(f"freshmart total {n}", member, 14_000) for n in range(count)]
    joined = NOW - draw("freshmart joined", member, 2 * DAY) if is_new else NOW - 210 * DAY - draw("freshmart joined", member, 900 * DAY)
    spoken = draw("freshmart language", member, 10)
    given = name("freshmart", member) if spoken < 8 else chosen("freshmart nombre", member, PLAIN_NAMES)
    row = (
        member, address("freshmart", member), mobile("freshmart", member), token("freshmart", member), given,
        chosen("freshmart zone", member, ZONES), "es" if spoken >= 7 else "en", chosen("freshmart tier", member, TIERS[:1] * 3 + TIERS),
        chosen("freshmart age", member, ["19-24", "25-34", "35+", "35+", None]), sum(totals), joined, placed[-1] if placed else None,
        day(draw("freshmart coffee", member, 21) - 2) if draw("freshmart drinks coffee", member, 2) else None,
        int(draw("freshmart email consent", member, 100) < 85), "Y" if draw("freshmart sms consent", member, 100) < 60 else "N",
        int(draw("freshmart push consent", member, 100) < 55),
    )  # fmt: skip
    return row, list(zip(placed, totals))


def rows_of(database: sqlite3.Connection, member: int, first_order: int, orders: list) -> None:
    database.executemany(
        "INSERT INTO orders VALUES (?, ?, ?, ?, ?)",
        [
            (first_order + n, member, at, total, chosen(f"freshmart store {n}", member, STORES[:2] * 4 + STORES))
            for n, (at, total) in enumerate(orders)
        ],
    )
    likes = sorted({chosen(f"freshmart like {n}", member, CATEGORIES) for n in range(draw("freshmart likes", member, 5))})
    database.executemany("INSERT INTO customer_favorites VALUES (?, ?)", [(member, like) for like in likes])
    first = draw("freshmart first pick", member, len(PRODUCTS))
    picks = [PRODUCTS[(first + 3 * n) % len(PRODUCTS)][0] for n in range(draw("freshmart picks", member, 9))]
    database.executemany("INSERT INTO recommendations VALUES (?, ?, ?)", [(member, n + 1, sku) for n, sku in enumerate(picks)])
    codes = [
        (f"FM{member:05}{n}", member, day(draw(f"freshmart coupon {n}", member, 30) - 2))
        for n in range(draw("freshmart coupons", member, 4))
    ]
    database.executemany("INSERT INTO coupons VALUES (?, ?, ?)", codes)


def events(database: sqlite3.Connection) -> None:
    for event in range(1, 121):
        member = 1 + draw("freshmart basket", event, MEMBERS)
        first = draw("freshmart basket item", event, len(PRODUCTS))
        lines = [PRODUCTS[(first + 5 * n) % len(PRODUCTS)] for n in range(draw("freshmart basket lines", event, 7))]
        at = NOW - draw("freshmart basket time", event, 3 * DAY)
        database.execute("INSERT INTO basket_events VALUES (?, ?, ?, ?)", (event, member, at, sum(line[2] for line in lines)))
        database.executemany("INSERT INTO basket_lines VALUES (?, ?, ?)", [(event, n + 1, line[0]) for n, line in enumerate(lines)])
    for event in range(1, 61):
        member = 1 + draw("freshmart tier event", event, MEMBERS)
        old, new = draw("freshmart old tier", event, 3), draw("freshmart new tier", event, 3)
        at = NOW - draw("freshmart tier time", event, 3 * DAY)
        database.execute("INSERT INTO tier_events VALUES (?, ?, ?, ?, ?)", (event, member, at, TIERS[old], TIERS[new]))
        if draw("freshmart tier written", event, 5):
            database.execute("UPDATE customers SET tier = ? WHERE customer_id = ?", (TIERS[new], member))


def freshmart(database: sqlite3.Connection) -> None:
    database.executemany(
        "INSERT INTO products VALUES (?, ?, ?, ?, ?)",
        [
            (sku, shown, cents, f"https://shop.freshmart.example/p/{sku}", f"https://img.freshmart.example/{sku}.jpg")
            for sku, shown, cents in PRODUCTS
        ],
    )
    order = 1
    for member in range(1, MEMBERS + 1):
        row, orders = customer(member)
        database.execute("INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        rows_of(database, member, order, orders)
        order += len(orders)
    events(database)
    database.executescript(
        """
        -- Wrong on purpose.
        UPDATE customers SET tier = 'platinum' WHERE customer_id IN (80, 180, 280);
        UPDATE customers SET lifetime_spend_cents = 'plenty' WHERE customer_id IN (81, 181);
        UPDATE customers SET predicted_coffee_on = '2027-13-01' WHERE customer_id IN (82, 182);
        UPDATE customers SET last_order_at = 'yesterday' WHERE customer_id = 83;
        UPDATE customers SET sms_flag = 'maybe' WHERE customer_id = 84;
        UPDATE orders SET total_cents = -1 WHERE order_id IN (40, 140);
        UPDATE recommendations SET sku = 'gone' WHERE customer_id IN (85, 185) AND rank = 1;
        UPDATE basket_events SET customer_id = 99999 WHERE event_id = 7;
        UPDATE basket_events SET total_cents = 'lots' WHERE event_id = 8;
        UPDATE basket_lines SET sku = 'gone' WHERE event_id = 9 AND line_no = 1;
        """
    )


def main() -> None:
    default = pathlib.Path(__file__).resolve().parent / "tenants"
    folder = (pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default) / "freshmart"
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "audience.sqlite", SCHEMA, freshmart)


if __name__ == "__main__":
    main()
