"""Hostile keys and addresses: of members, of events, and of how members are reached."""

import contextlib
import pathlib
import sqlite3
import unicodedata

import hostile_workspace

AUDIENCE = """
audience member from members key id {
  inbox   email?  invalid is missing
  mobile  phone?  invalid is missing
  device  text(3000)? invalid is missing

  event dropped from drops(member_id) key id { total int(0 to 9) }

  reach email at inbox  where yes
  reach sms   at mobile where yes
  reach push  at device where yes
}
"""

OFFER = 'offer { percent_off 10%, code unique "P-", valid 7 days }'

CAMPAIGNS = {
    "mail": f'''
campaign mail {{
  audience where yes
  schedule every day at 10:00
  {OFFER}
  email {{ subject "Code {{offer.code}}", body "[Use {{offer.code}}](https://shop.example/c/{{offer.code}}?c={{offer.code}})" }}
}}
''',
    "push": f'''
campaign push {{
  audience where yes
  schedule every day at 10:00
  {OFFER}
  push {{ title "Hello", text "Code {{offer.code}}", link "https://shop.example/c/{{offer.code}}" }}
}}
''',
    "sms": '''
campaign sms {
  audience where yes
  schedule every day at 10:00
  sms { text "Hello. STOP to end" }
}
''',
    "dropped": '''
campaign dropped {
  audience where yes
  trigger dropped after 2 hours
  email { subject "Hello", body "You left {event.total}" }
}
''',
}

ADDRESSES = [
    "a@b.example", "a.b+c@d.example", "a!#$%&'*+-/=?^_`{|}~b@x.example", "o'neil@x.example", "a@b.example, c@d.example",
    "a@b.example\r\nBcc: evil@evil.example", "a@b.example\nBcc: evil@evil.example", "<a@b.example>", "Ann <a@b.example>",
    "a@b.example>", "\"a b\"@c.example", "\"a\\\"\"@c.example", "a@[127.0.0.1]", "(c)a@b.example", "a@b.example (c)", "a;b@c.example",
    "a:b@c.example;", "a@b@c.example", "a b@c.example", "\u00e9@b.example", "a@\u00e9.example", "=?utf-8?q?x?=@b.example",
    "a@b.example\x00", "a@b.example ", " a@b.example", "+4712345678", "+47 12 34 56 78", "+4712345678;ext=1", "+4712345678\n",
    "+4712345678,+4787654321", "004712345678", "+0712345678", "tel:+4712345678", "+\u0664\u0667\u0661\u0662\u0663\u0664\u0665\u0666",
]


def make(folder: pathlib.Path, keys: list[bytes], addresses: list[bytes]) -> pathlib.Path:
    """Members whose keys are hostile and whose addresses are harmless, and an event with each such key; then members whose
    addresses are hostile."""
    path = hostile_workspace.write(folder, AUDIENCE, CAMPAIGNS)
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.executescript("""
            CREATE TABLE members (id TEXT NOT NULL UNIQUE, inbox TEXT, mobile TEXT, device TEXT);
            CREATE TABLE drops (id TEXT NOT NULL UNIQUE, member_id TEXT, time INTEGER, total INTEGER);
            """)
        for key in keys:
            database.execute("INSERT INTO members VALUES (CAST(? AS TEXT), 'a@b.example', '+4712345678', 'device')", (key,))
            database.execute("INSERT INTO drops VALUES (CAST(? AS TEXT), CAST(? AS TEXT), ?, 7)",
                             (key, keys[0], hostile_workspace.EVENT_TIME))
        for number, address in enumerate(addresses):
            database.execute("INSERT INTO members VALUES (?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT))",
                             (f"address-{number}", address, address, address))
        database.commit()
    return folder


def is_key(key: bytes) -> bool:
    """Whether the language says that members and events may have such a key."""
    try:
        text = key.decode("utf-8")
    except UnicodeDecodeError:
        return False
    turning = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    return 1 <= len(key) <= 200 and not any(c in turning or unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in text)
