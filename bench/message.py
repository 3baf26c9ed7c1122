"""What the benchmark's programs in Python share: the query, the templates, the filters, the digests, the JSON line.

The digests come from PyNaCl (libsodium's SipHash), so that Python is not made to do them by hand.
"""

import datetime
import json
import sqlite3
import zoneinfo

import nacl.bindings

ZONE = zoneinfo.ZoneInfo("America/Chicago")
NOW = datetime.datetime(2027, 3, 2, 9, 30, tzinfo=ZONE)
BEFORE = int((NOW - datetime.timedelta(days=60)).timestamp())
RUN = "2027-03-02T15:30:00Z"
KEY = bytes(16)
TAIL = b"bench\0comeback\0" + RUN.encode() + b"\0comeback\0email\0"
FALLBACK_NAME = "friend"
LABELS = {"bronze": "Bronze", "silver": "Silver", "gold": "Gold"}
MONTHS = "January February March April May June July August September October November December".split()
SYMBOLS = "0123456789abcdefghjkmnpqrstvwxyz"

SELECTED = f"last_order_at < {BEFORE} AND spend_cents >= 5000 AND email_opt_in = 1 ORDER BY member_id"
COLUMNS = "member_id, first_name, email, spend_cents, tier, city, points, last_order_at"

SUBJECT = "{{ first_name }}, we have missed you"

HTML = """\
<!doctype html>
<html lang="en-US">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>Bench Market</title>
<style>:root{color-scheme:light dark}\
body{margin:0;background:#f3f3f1;color:#1d1d1f;font:16px/1.5 -apple-system,Segoe UI,Roboto,Arial,sans-serif;overflow-wrap:anywhere}\
main,footer{max-width:552px;margin:0 auto;padding:24px}main{background:#fff}footer{font-size:14px;color:#5a5a5e}\
main>:first-child{margin-top:0}h1{font-size:26px;line-height:1.25}ul,ol{padding-inline-start:24px}\
img{max-width:100%;height:auto}pre{white-space:pre-wrap}hr,th,td{border:0 solid #8886;border-bottom-width:1px}\
table{width:100%;border-collapse:collapse}th,td{padding:8px 4px;vertical-align:top}th:not([align]){text-align:start}\
td[align=right]{white-space:nowrap}a{color:#0b57d0}\
strong>a{display:inline-block;padding:10px 20px;border-radius:6px;background:#0b57d0;color:#fff;text-decoration:none}\
footer a{color:inherit}@media(max-width:480px){main,footer{padding:20px 16px}table{font-size:14px}}\
@media(prefers-color-scheme:dark){body{background:#121212;color:#ececec}main{background:#1e1e20}\
footer{color:#a9a9ad}a{color:#8ab4f8}strong>a{background:#8ab4f8;color:#10131a}}</style>
</head>
<body>
<div style="display:none;mso-hide:all">Twenty percent off your next basket</div>
<main>
<h1>We have missed you</h1>
<p>Dear {{ first_name }}, your last order was on <strong>{{ last_order|long_date }}</strong>, and a lot has come in since.</p>
<ul>
<li>{{ points|grouped }} points wait on your card</li>
<li>you are a {{ tier|label }} member in {{ city }}</li>
<li>{{ spend|dollars }} spent so far</li>
</ul>
<p>Twenty percent off your next basket, in store and online, until the end of the month.</p>
<p><a href="https://shop.bench.example/visit">Plan your visit</a>, or just come by: we open at eight.</p>
</main>
<footer><p>12 Main St, Springfield, IL 62701<br>\
<a href="https://go.bench.example/u/{{ unsubscribe }}">Unsubscribe</a></p></footer>
</body>
</html>
"""

TEXT = """\
We have missed you

Dear {{ first_name }}, your last order was on {{ last_order|long_date }}, and a lot has come in since.

- {{ points|grouped }} points wait on your card
- you are a {{ tier|label }} member in {{ city }}
- {{ spend|dollars }} spent so far

Twenty percent off your next basket, in store and online, until the end of the month.

Plan your visit (https://shop.bench.example/visit), or just come by: we open at eight.

--
12 Main St, Springfield, IL 62701
Unsubscribe: https://go.bench.example/u/{{ unsubscribe }}
"""


def long_date(seconds):
    day = datetime.datetime.fromtimestamp(seconds, ZONE)
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


FILTERS = {
    "long_date": long_date,
    "grouped": lambda number: f"{number:,}",
    "dollars": lambda cents: f"${cents // 100:,}.{cents % 100:02}",
    "label": LABELS.__getitem__,
}


def token(purpose, member):
    number = int.from_bytes(nacl.bindings.crypto_shorthash_siphashx24(purpose + TAIL + member, KEY), "big")
    return "".join([SYMBOLS[number >> shift & 31] for shift in range(125, -1, -5)])


def unsubscribe_token(member):
    return token(b"unsubscribe\0", member.encode())


def message_token(member):
    return token(b"message\0", member.encode())


encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def line(member, email, subject, html, text, message):
    """The JSON line, without its end, of these parts of a message."""
    return encode(
        {
            "tenant": "bench",
            "campaign": "comeback",
            "run": RUN,
            "step": "comeback",
            "member": member,
            "channel": "email",
            "language": "en_US",
            "variants": {},
            "to": email,
            "subject": subject,
            "preheader": "Twenty percent off your next basket",
            "html": html,
            "text": text,
            "message_id": f"<{message}@mail.bench.example>",
        }
    )


def write(path, output, subject, html, text):
    """Writes a line for each selected member of the audience; `subject`, `html` and `text` make a part from its values."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    with open(output, "w", encoding="utf-8", newline="\n", buffering=1 << 20) as file:
        rows = database.execute(f"SELECT {COLUMNS} FROM members WHERE {SELECTED}")
        for member, first_name, email, spend, tier, city, points, last_order in rows:
            key = str(member)
            values = {
                "first_name": first_name if first_name and not first_name.isspace() else FALLBACK_NAME,
                "spend": spend,
                "tier": tier,
                "city": city,
                "points": points,
                "last_order": last_order,
                "unsubscribe": unsubscribe_token(key),
            }
            parts = subject(values), html(values), text(values)
            file.write(line(key, email, *parts, message_token(key)) + "\n")
