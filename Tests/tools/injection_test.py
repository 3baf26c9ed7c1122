#!/usr/bin/env python3
"""Puts hostile values into every place where a template can put data, and reads back what was made with independent parsers.

Usage: injection_test.py CAMPC VENV

The values are the public Big List of Naughty Strings (from PyPI, in VENV with the parsers) and a list of our own. Each is an
attribute, a field of a related row and a value of a set. JSON lines are read by Python's `json`, e-mail by Python's `email` with
its strict policy, HTML by html5lib. What is made of a value must be what is made of a harmless word, with the value in the
word's place: the same elements, attributes, headers and parts.
"""

import contextlib
import email
import email.policy
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import unicodedata
import urllib.parse

import environment
import hostile_values

HERE = pathlib.Path(__file__).resolve().parent

# A word that nothing else of the messages holds.
WORD = "Qwharmlesswq"

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

AUDIENCE = """
audience member from members key id {
  note    text(3000)
  nick    text(40, name)?         invalid is missing
  short   text(40, gsm)?          invalid is missing
  contact email?                  invalid is missing
  page    url on "shop.example"?  invalid is missing
  count   int(0 to 9)
  inbox   email
  mobile  phone
  device  text(20)
  labels  set of text(3000) up to 3 from labels(member_id, label)

  many items up to 3 from items(member_id) key id {
    note  text(3000)
  }

  reach email at inbox  where yes
  reach sms   at mobile where yes
  reach push  at device where yes
}
"""

MAIL = '''
campaign mail {
  audience where yes
  schedule every day at 10:00
  experiment opening salt "mail-opening" {
    variant plain 50% { line "Plain {note} line" }
    variant warm  50% { line "Plain {note} line" }
  }
  email {
    subject   "Re: {note}"
    preheader "{note} {opening.line} {for l in labels}({l}){else}none{end}"
    body """
      # Heading {note} end

      Text {note} and **strong {note} end** and *emphasis {note} end* and `code {note} end`, {opening.line}.

      - item {note} end
      - another

      | A {note} | B |
      | --- | --- |
      | cell {note} end | b |

      [link {note} end](https://shop.example/p/{note}/x?q={note}&r=1#{note})

      ![alt {note} end](https://shop.example/i/{note}.png "title {note} end")

      > Quote {note} end

      {if note is not "x"}
      Block {note} end
      {else}
      Never
      {end}

      Before {if count >= 1}inline {note} end{else}{note}{end} behind.

      {for i in items by note}
      - row {i.note} end
      {else}
      No rows
      {end}

      | Rows |
      | --- |
      {for i in items by note}
      | {i.note} |
      {else}
      | none |
      {end}

      In a line: {for l in labels}[{l}](https://shop.example/l?l={l}) {else}none{end}

      {plural count one "One {note} of {n}" other "{n} of {note}"} at the end, {note fits 3000 otherwise "none"}.
      """
  }
}
'''

PUSH = """
campaign push {
  audience where yes
  schedule every day at 10:00
  push {
    title "Title {note} end"
    text  "{note} {for i in items by note}({i.note}){else}none{end} {plural count one "{note}" other "{n} {note}"}"
    link  "https://shop.example/p/{note}?q={note}"
  }
}
"""

SMS = """
campaign sms {
  audience where yes
  schedule every day at 10:00
  sms { text "Hi {note}, {for l in labels}{l}{else}none{end}: {plural count one "{note}" other "{n} {note}"} {note}" }
}
"""

TYPED = '''
campaign typed {
  audience where yes
  schedule every day at 10:00
  email {
    subject "Hello {nick otherwise "you"}"
    body """
      {if nick is known}Nick **{nick}** end{else}No nick{end}

      {if short is known}Short {short} end{else}No short{end}

      {if contact is known}Contact {contact} end{else}No contact{end}

      {if page is known}[Page {page} end]({page}){else}No page{end}
      """
  }
}
'''

SCHEMA = """
CREATE TABLE members (
  id INTEGER PRIMARY KEY, note TEXT, nick TEXT, short TEXT, contact TEXT, page TEXT, count INTEGER, inbox TEXT, mobile TEXT,
  device TEXT);
CREATE TABLE items (id INTEGER PRIMARY KEY, member_id INTEGER, note TEXT);
CREATE TABLE labels (member_id INTEGER, label TEXT);
"""


def make_workspace(folder: pathlib.Path, values: list[bytes]) -> pathlib.Path:
    """Writes the workspace; member N has the value N - 1 everywhere."""
    tenant = folder / "tenants" / "shop"
    (tenant / "campaigns").mkdir(parents=True)
    (folder / "workspace.campaign").write_text('workspace hostile { tenants "tenants/*" }\n')
    (tenant / "tenant.campaign").write_text(TENANT)
    (tenant / "audience.campaign").write_text(AUDIENCE)
    for name, source in (("mail", MAIL), ("push", PUSH), ("sms", SMS), ("typed", TYPED)):
        (tenant / "campaigns" / f"{name}.campaign").write_text(source)
    with contextlib.closing(sqlite3.connect(tenant / "audience.sqlite")) as database:
        database.executescript(SCHEMA)
        text = "CAST(? AS TEXT)"
        for key, value in enumerate(values, 1):
            database.execute(
                f"INSERT INTO members VALUES (?, {', '.join([text] * 5)}, ?, ?, '+4712345678', 'device')",
                (key, value, value, value, value, value, key % 3, f"m{key}@mail.example"))
            for _ in range(2):
                database.execute(f"INSERT INTO items (member_id, note) VALUES (?, {text})", (key, value))
            database.execute(f"INSERT INTO labels VALUES (?, {text})", (key, value))
        database.commit()
    return folder


def run(campc: str, workspace: pathlib.Path, campaign: str, *more: str) -> bytes:
    command = [campc, "run", str(workspace), "--campaign", campaign, "--now", "2027-03-02T10:00", *more]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr.decode()}")
    return done.stdout


def messages(lines: bytes) -> dict[int, dict]:
    """Messages by member. A line is one JSON object in UTF-8, and ends where the line ends."""
    decoded = [json.loads(line) for line in lines.decode("utf-8").split("\n")[:-1]]
    return {int(message["member"]): message for message in decoded}


def without_token(text: str) -> str:
    """The text without the token of the member's own unsubscribe address."""
    return re.sub(r"https://go\.shop\.example/u/[0-9a-hjkmnp-tv-z]{26}\b", "https://go.shop.example/u/TOKEN", text)


def shown(value: str) -> str:
    """A value as messages show it: a run of tabs and line breaks is one space."""
    return re.sub("[\t\n\r\u2028\u2029]+", " ", value)


def filled(made: str, value: str) -> str:
    """What was made of the harmless word, with the value in its place: percent-encoded in addresses."""

    def fill(found: re.Match) -> str:
        if found[0] == WORD:
            return shown(value)
        return found[0].replace(WORD, urllib.parse.quote(shown(value), safe="-._~"))

    return re.sub(rf"https://[^\s)]*|{WORD}", fill, made)


def tree(html: str):
    """An HTML document as nested tuples of name, attributes, and texts and elements."""
    import html5lib

    def node(element) -> tuple:
        children = [element.text or ""]
        for child in element:
            children += [node(child), child.tail or ""]
        return (str(element.tag), tuple(sorted(element.attrib.items())), tuple(children))

    return node(html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False))


def filled_tree(made, value: str):
    if isinstance(made, str):
        return filled(made, value)
    name, attributes, children = made
    return (
        name,
        tuple((key, filled(text, value)) for key, text in attributes),
        tuple(filled_tree(child, value) for child in children),
    )


def is_refused(value: bytes) -> bool:
    """Whether the language says that the value is no text: then nobody gets a message with it."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return True
    if any(unicodedata.category(c) == "Cc" and c not in "\t\n\r" for c in text):
        return True
    hidden = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
    is_blank = all(
        c.isspace() or unicodedata.category(c) in ("Cf", "Zs") or c in hidden or 0xFE00 <= ord(c) <= 0xFE0F
        or 0xFFF0 <= ord(c) <= 0xFFF8 or 0xE0000 <= ord(c) <= 0xE0FFF
        for c in text)
    return is_blank or has_long_character(text)


def has_long_character(text: str) -> bool:
    """Whether marks are piled so high that a character takes more than 40 bytes."""
    return any(len(run.encode()) > 40 for run in re.findall(r".(?:[\u0300-\u036f\u0483-\u0489\u0e31-\u0e4e\ufe00-\ufe0f\u200d])*", text))


class Findings:
    def __init__(self) -> None:
        self.count = 0
        self.checks = 0

    def same(self, place: str, value: bytes, made, expected) -> None:
        self.checks += 1
        if made == expected:
            return
        self.count += 1
        if self.count <= 10:
            print(f"{place} of {value!r}:\n  made     {made!r}\n  expected {expected!r}")


def check_lines(findings: Findings, values: list[bytes], messages: dict[int, dict], parts: list[str]) -> None:
    """Everybody but those whose value is refused gets a message, with the harmless one's structure. Members come in threes, by
    the form of their plural; the first three have the harmless word."""
    harmless = {}
    for key, value in enumerate(values, 1):
        message = messages.get(key)
        findings.same("message made", value, message is not None, not is_refused(value))
        if message is None:
            continue
        kind = key % 3
        if key <= 3:
            harmless[kind] = message
        text = value.decode("utf-8")
        findings.same("keys", value, list(message), list(harmless[kind]))
        for part in parts:
            made, expected = without_token(message[part]), without_token(harmless[kind][part])
            if part == "html":
                findings.same(part, value, tree(made), filled_tree(tree(expected), text))
            else:
                findings.same(part, value, made, filled(expected, text))


def check_mail(findings: Findings, values: list[bytes], made: dict[int, dict], folder: pathlib.Path) -> None:
    """Each .eml says what the JSON line says, in just the headers and parts of every other."""
    names = ["From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version",
             "Content-Type"]
    findings.same("mails", b"", sorted(p.name for p in folder.iterdir()), sorted(f"{key}.eml" for key in made))
    for key, message in made.items():
        value = values[key - 1]
        data = (folder / f"{key}.eml").read_bytes()
        findings.same("bare line breaks", value, re.search(rb"(?<!\r)\n|\r(?!\n)", data), None)
        findings.same("long lines", value, [line for line in data.split(b"\r\n") if len(line) > 998], [])
        mail = email.message_from_bytes(data, policy=email.policy.strict)
        findings.same("headers", value, mail.keys(), names)
        findings.same("subject", value, str(mail["Subject"]), message["subject"])
        findings.same("recipient", value, str(mail["To"]), message["to"])
        kinds = [part.get_content_type() for part in mail.walk()]
        findings.same("parts", value, kinds, ["multipart/alternative", "text/plain", "text/html"])
        for part, name in zip(mail.iter_parts(), ("text", "html")):
            findings.same("headers of parts", value, part.keys(), ["Content-Type", "Content-Transfer-Encoding"])
            content = part.get_payload(decode=True).decode("utf-8").replace("\r\n", "\n")
            findings.same(f"{name} in mail", value, content, message[name])


def check_typed(findings: Findings, values: list[bytes], made: dict[int, dict]) -> None:
    """What a class or an address takes stands there as it is; anything else counts as missing."""
    links = 0
    for key, value in enumerate(values, 1):
        text = shown(value.decode("utf-8", "replace"))
        if key not in made:
            findings.same("message made", value, False, not is_refused(value))
            continue
        main = next(child for child in tree(made[key]["html"])[2][3][2] if child[0] == "main")
        paragraphs = [child for child in main[2] if child[0] == "p"]
        wanted = [
            (("p", (), ("Nick ", ("strong", (), (text,)), " end")), "No nick"),
            (("p", (), (f"Short {text} end",)), "No short"),
            (("p", (), (f"Contact {text} end",)), "No contact"),
            (("p", (), ("", ("a", (("href", text),), (f"Page {text} end",)), "")), "No page"),
        ]
        findings.same("paragraphs", value, len(paragraphs), len(wanted))
        for paragraph, (known, missing) in zip(paragraphs, wanted):
            none = ("p", (), (missing,))
            findings.same("typed", value, paragraph, none if paragraph == none else known)
        page = paragraphs[3][2][1] if len(paragraphs[3][2]) == 3 else None
        if page is not None:
            links += 1
            address = urllib.parse.urlsplit(dict(page[1])["href"])
            findings.same("host", value, (address.hostname, address.scheme in ("http", "https")), ("shop.example", True))
    findings.same("links to the declared host", b"", links >= 3, True)


def main() -> None:
    campc, venv = sys.argv[1:]
    campc, venv = str(pathlib.Path(campc).resolve()), str(pathlib.Path(venv).resolve())
    environment.enter(pathlib.Path(venv))
    values = [WORD.encode()] * 3 + hostile_values.all_values()
    findings = Findings()
    with tempfile.TemporaryDirectory() as folder:
        workspace = make_workspace(pathlib.Path(folder) / "work", values)
        mails = messages(run(campc, workspace, "mail"))
        check_lines(findings, values, mails, ["subject", "preheader", "html", "text"])
        run(campc, workspace, "mail", "--format", "eml", "--out", f"{folder}/mails")
        check_mail(findings, values, mails, pathlib.Path(folder) / "mails")
        check_lines(findings, values, messages(run(campc, workspace, "push")), ["title", "text", "link"])
        check_lines(findings, values, messages(run(campc, workspace, "sms")), ["text"])
        check_typed(findings, values, messages(run(campc, workspace, "typed")))
    if findings.count:
        sys.exit(f"injection: {findings.count} of {findings.checks} checks failed")
    print(f"injection: {len(values)} values, {len(mails)} mails, {findings.checks} checks")


if __name__ == "__main__":
    main()
