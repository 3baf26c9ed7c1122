"""A workspace whose audience holds hostile values wherever data can stand, and whose campaigns put them wherever a template can."""

import contextlib
import dataclasses
import pathlib
import sqlite3
import string

TENANT = """
tenant shop {
  name      "Shop"
  timezone  "Europe/Oslo"
  currency  EUR
  languages en_US
  audience  "audience.sqlite"
  link_base "https://go.shop.example"
  channel email { sender "Shop <hello@mail.shop.example>", address "1 Main Street, Oslo" }
  channel sms   { sender "SHOP" }
  channel push  { app "com.shop.example" }
}
"""

VALUES = """
    note    text(3000)
    nick    text(40, name)?         invalid is missing
    short   text(40, gsm)?          invalid is missing
    contact email?                  invalid is missing
    page    url on "shop.example"?  invalid is missing
"""

AUDIENCE = string.Template("""
audience member from members key id {
  $values
  count   int(0 to 9)
  inbox   email
  mobile  phone
  device  text(20)
  labels  set of text(3000) up to 3 from labels(member_id, label)
  thing   thing                   from thing_id

  many items up to 3 from items(member_id) key id {
    note  text(3000)
    thing thing                   from thing_id
  }

  event dropped from drops(member_id) key id {
    $values
    count  int(0 to 9)
    thing  thing                  from thing_id
    labels set of text(3000) up to 3 from drop_labels(drop_id, label)
    many lines up to 3 from drop_lines(drop_id) key id {
      note  text(3000)
      thing thing                 from thing_id
    }
  }

  reach email at inbox  where yes
  reach sms   at mobile where yes
  reach push  at device where yes
}

catalog thing up to 10_000 from things key id {
  $values
}
""").substitute(values=VALUES.strip())

MAIL = string.Template('''
campaign mail_$name {
  audience where yes
  $begins
  experiment opening salt "mail-$name" {
    variant plain 50% { line "Plain {$note} line" }
    variant warm  50% { line "Plain {$note} line" }
  }
  email {
    subject   "Re: {$note}"
    preheader "{$note} {opening.line} {for l in $labels}({l}){else}none{end}"
    body """
      # Heading {$note} end

      Text {$note} and **strong {$note} end** and *emphasis {$note} end* and `code {$note} end`, {opening.line}.

      - item {$note} end
      - another

      | A {$note} | B |
      | --- | --- |
      | cell {$note} end | b |

      [link {$note} end](https://shop.example/p/{$note}/x?q={$note}&r=1#{$note})

      ![alt {$note} end](https://shop.example/i/{$note}.png "title {$note} end")

      > Quote {$note} end

      {if $note is not "x"}
      Block {$note} end
      {else}
      Never
      {end}

      Before {if $count >= 1}inline {$note} end{else}{$note}{end} behind.

      {for i in $rows by $field}
      - row {i.$field} end
      {else}
      No rows
      {end}

      | Rows |
      | --- |
      {for i in $rows by $field}
      | {i.$field} |
      {else}
      | none |
      {end}

      In a line: {for l in $labels}[{l}](https://shop.example/l?l={l}) {else}none{end}

      {plural $count one "One {$note} of {n}" other "{n} of {$note}"} at the end, {$note fits 3000 otherwise "none"}.
      """
  }
}
''')

PUSH = string.Template("""
campaign push_$name {
  audience where yes
  $begins
  push {
    title "Title {$note} end"
    text  "{$note} {for i in $rows by $field}({i.$field}){else}none{end} {plural $count one "{$note}" other "{n} {$note}"}"
    link  "https://shop.example/p/{$note}?q={$note}"
  }
}
""")

SMS = string.Template("""
campaign sms_$name {
  audience where yes
  $begins
  sms { text "Hi {$note}, {for l in $labels}{l}{else}none{end}: {plural $count one "{$note}" other "{n} {$note}"} {$note}" }
}
""")

TYPED = string.Template('''
campaign typed_$name {
  audience where yes
  $begins
  email {
    subject "Hello {$nick otherwise "you"}"
    body """
      {if $nick is known}Nick **{$nick}** end{else}No nick{end}

      {if $short is known}Short {$short} end{else}No short{end}

      {if $contact is known}Contact {$contact} end{else}No contact{end}

      {if $page is known}[Page {$page} end]({$page}){else}No page{end}

      {if $page is known}[Way](https://shop.example/to/{$page}?to={$page}){else}No way{end}
      """
  }
}
''')

# Of members who have a page, one that a push leads to and an SMS shows.
PAGES = string.Template("""
campaign pages_$name {
  audience where $page is known
  $begins
  push { title "Look", text "At {$page} end", link "{$page}" }
}
campaign sites_$name {
  audience where $page is known
  $begins
  sms { text "At {$page} end" }
}
""")


@dataclasses.dataclass
class Origin:
    """Where the values of a campaign come from, as its templates read them."""

    name: str
    # What stands before the name of a value.
    owner: str
    rows: str
    # A value of these rows.
    field: str
    labels: str
    count: str
    is_event: bool = False

    def source(self) -> str:
        begins = "trigger dropped after 2 hours" if self.is_event else "schedule every day at 10:00"
        names = {name: f"{self.owner}{name}" for name in ("note", "nick", "short", "contact", "page")}
        names |= {"name": self.name, "begins": begins, "rows": self.rows, "field": self.field, "labels": self.labels,
                  "count": self.count}
        return "".join(template.substitute(names) for template in (MAIL, PUSH, SMS, TYPED, PAGES))


ORIGINS = [
    Origin("member", "", "items", "note", "labels", "count"),
    Origin("item", "thing.", "items", "thing.note", "labels", "count"),
    Origin("event", "event.", "event.lines", "note", "event.labels", "event.count", is_event=True),
    Origin("event_item", "event.thing.", "event.lines", "thing.note", "event.labels", "event.count", is_event=True),
]

SCHEMA = """
CREATE TABLE members (
  id INTEGER PRIMARY KEY, note TEXT, nick TEXT, short TEXT, contact TEXT, page TEXT, count INTEGER, thing_id INTEGER, inbox TEXT,
  mobile TEXT, device TEXT);
CREATE TABLE items (id INTEGER PRIMARY KEY, member_id INTEGER, note TEXT, thing_id INTEGER);
CREATE TABLE labels (member_id INTEGER, label TEXT);
CREATE TABLE things (id INTEGER PRIMARY KEY, note TEXT, nick TEXT, short TEXT, contact TEXT, page TEXT);
CREATE TABLE drops (
  id INTEGER PRIMARY KEY, note TEXT, nick TEXT, short TEXT, contact TEXT, page TEXT, count INTEGER, thing_id INTEGER,
  member_id INTEGER, time INTEGER);
CREATE TABLE drop_lines (id INTEGER PRIMARY KEY, drop_id INTEGER, note TEXT, thing_id INTEGER);
CREATE TABLE drop_labels (drop_id INTEGER, label TEXT);
"""

# 2 March 2027, 8 o'clock in UTC.
EVENT_TIME = 1_803_974_400


def write(folder: pathlib.Path, audience: str, campaigns: dict[str, str]) -> pathlib.Path:
    """A workspace of one tenant; its audience's database is the path that is returned."""
    tenant = folder / "tenants" / "shop"
    (tenant / "campaigns").mkdir(parents=True)
    (folder / "workspace.campaign").write_text('workspace hostile { tenants "tenants/*" }\n')
    (tenant / "tenant.campaign").write_text(TENANT)
    (tenant / "audience.campaign").write_text(audience)
    for name, source in campaigns.items():
        (tenant / "campaigns" / f"{name}.campaign").write_text(source)
    return tenant / "audience.sqlite"


def make(folder: pathlib.Path, values: list[bytes]) -> pathlib.Path:
    """Member N, event N and item N have the value N - 1 everywhere."""
    path = write(folder, AUDIENCE, {origin.name: origin.source() for origin in ORIGINS})
    text = "CAST(? AS TEXT)"
    five = ", ".join([text] * 5)
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.executescript(SCHEMA)
        for key, value in enumerate(values, 1):
            own = (key, *[value] * 5)
            database.execute(f"INSERT INTO members VALUES (?, {five}, ?, ?, ?, '+4712345678', 'device')",
                             (*own, key % 3, key, f"m{key}@mail.example"))
            database.execute(f"INSERT INTO things VALUES (?, {five})", own)
            # Members whose own values are harmless, so that only what the event brings can be at fault.
            database.execute(f"INSERT INTO drops VALUES (?, {five}, ?, ?, ?, ?)", (*own, key % 3, key, 1 + key % 3, EVENT_TIME))
            for _ in range(2):
                database.execute(f"INSERT INTO items (member_id, note, thing_id) VALUES (?, {text}, ?)", (key, value, key))
                database.execute(f"INSERT INTO drop_lines (drop_id, note, thing_id) VALUES (?, {text}, ?)", (key, value, key))
            database.execute(f"INSERT INTO labels VALUES (?, {text})", (key, value))
            database.execute(f"INSERT INTO drop_labels VALUES (?, {text})", (key, value))
        database.commit()
    return folder
