#!/usr/bin/env python3
"""Puts hostile values into every place where a template can put data, and reads back what was made with independent parsers.

Usage: injection_test.py CAMPC VENV

The values are the public Big List of Naughty Strings (from PyPI, in VENV with the parsers) and a list of our own. Each is an
attribute, a field of a related row, of a catalog's item and of an event, a value of a set, a key and an address. JSON lines are
read by Python's `json`, e-mail by Python's `email` with its strict policy, HTML by html5lib. What is made of a value must be what
is made of a harmless word, with the value in the word's place: the same elements, attributes, headers and parts.
"""

import email
import email.policy
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata
import urllib.parse

import environment
import hostile_keys
import hostile_values
import hostile_workspace

# A word that nothing else of the messages holds.
WORD = "Qwharmlesswq"
NOW = "2027-03-02T10:00"
# About how many events are answered by themselves: each is a run of its own.
EVENTS_ALONE = 15
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post", "Content-Language",
           "MIME-Version", "Content-Type"]

def run(campc: str, workspace: pathlib.Path, campaign: str, *more: str) -> bytes:
    command = [campc, "run", str(workspace), "--campaign", campaign, *more]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr.decode()}")
    return done.stdout


def messages(lines: bytes, key: str = "member") -> dict[str, dict]:
    """Messages by the member or the event. A line is one JSON object in UTF-8, and ends where the line ends."""
    decoded = [json.loads(line) for line in lines.decode("utf-8").split("\n")[:-1]]
    return {message[key]: message for message in decoded}


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
    # What would turn the text around it.
    if re.search("[\u202a-\u202e\u2066-\u2069]", text):
        return True
    hidden = "\u2800\U0001d159\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
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


def check_lines(findings: Findings, values: list[bytes], messages: dict[str, dict], parts: list[str]) -> None:
    """Everybody but those whose value is refused gets a message, with the harmless one's structure. Members come in threes, by
    the form of their plural; the first three have the harmless word."""
    harmless = {}
    for key, value in enumerate(values, 1):
        message = messages.get(str(key))
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


def check_mail(findings: Findings, values: list[bytes], made: dict[str, dict], folder: pathlib.Path) -> None:
    """Each .eml says what the JSON line says, in just the headers and parts of every other."""
    findings.same("mails", b"", sorted(p.name for p in folder.iterdir()), sorted(f"{key}.eml" for key in made))
    for key, message in made.items():
        value = values[int(key) - 1]
        data = (folder / f"{key}.eml").read_bytes()
        findings.same("bare line breaks", value, re.search(rb"(?<!\r)\n|\r(?!\n)", data), None)
        findings.same("long lines", value, [line for line in data.split(b"\r\n") if len(line) > 998], [])
        mail = email.message_from_bytes(data, policy=email.policy.strict)
        findings.same("headers", value, mail.keys(), HEADERS)
        findings.same("subject", value, str(mail["Subject"]), message["subject"])
        findings.same("recipient", value, str(mail["To"]), message["to"])
        kinds = [part.get_content_type() for part in mail.walk()]
        findings.same("parts", value, kinds, ["multipart/alternative", "text/plain", "text/html"])
        for part, name in zip(mail.iter_parts(), ("text", "html")):
            findings.same("headers of parts", value, part.keys(), ["Content-Type", "Content-Transfer-Encoding"])
            content = part.get_payload(decode=True).decode("utf-8").replace("\r\n", "\n")
            findings.same(f"{name} in mail", value, content, message[name])


def check_typed(findings: Findings, values: list[bytes], made: dict[str, dict]) -> None:
    """What a class or an address takes stands there as it is; anything else counts as missing."""
    links = 0
    for key, value in enumerate(values, 1):
        text = shown(value.decode("utf-8", "replace"))
        quoted = urllib.parse.quote(text, safe="-._~")
        message = made.get(str(key))
        # All of these may be missing.
        findings.same("message made", value, message is not None, True)
        if message is None:
            continue
        main = next(child for child in tree(message["html"])[2][3][2] if child[0] == "main")
        paragraphs = [child for child in main[2] if child[0] == "p"]
        wanted = [
            (("p", (), ("Nick ", ("strong", (), (text,)), " end")), "No nick"),
            (("p", (), (f"Short {text} end",)), "No short"),
            (("p", (), (f"Contact {text} end",)), "No contact"),
            (("p", (), ("", ("a", (("href", text),), (f"Page {text} end",)), "")), "No page"),
            (("p", (), ("", ("a", (("href", f"https://shop.example/to/{quoted}?to={quoted}"),), ("Way",)), "")), "No way"),
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


def check_pages(findings: Findings, values: list[bytes], pushes: dict[str, dict], texts: dict[str, dict], mails: dict[str, dict]) -> None:
    """A page stands in a push and an SMS as it is, of just those who have one."""
    for key, value in enumerate(values, 1):
        mail = mails.get(str(key))
        has_page = mail is not None and ">No page<" not in mail["html"]
        for place, made, part in (("push", pushes, "text"), ("link", pushes, "link"), ("sms", texts, "text")):
            text = shown(value.decode("utf-8", "replace"))
            wanted = None if not has_page else text if part == "link" else f"At {text} end"
            findings.same(f"page in {place}", value, made.get(str(key), {}).get(part), wanted)


def check_single_events(findings: Findings, campc: str, workspace: pathlib.Path, values: list[bytes], lines: bytes) -> None:
    """An event that is answered by itself gives the line that the run over the table has for it."""
    expected = {json.loads(line)["event"]: line for line in lines.split(b"\n")[:-1]}
    for key in range(1, len(values) + 1, max(1, len(values) // EVENTS_ALONE)):
        alone = run(campc, workspace, "push_event", "--event", str(key)).split(b"\n")[:-1]
        findings.same("event alone", values[key - 1], alone, [expected[str(key)]] if str(key) in expected else [])


def normalized(value, code: str):
    """A message without what is each member's own."""
    if isinstance(value, dict):
        return {name: normalized(item, code) for name, item in value.items()}
    if not isinstance(value, str):
        return value
    value = without_token(value.replace(code, "CODE"))
    return re.sub(r"<[0-9a-hjkmnp-tv-z]{26}@mail\.shop\.example>", "<ID>", value)


def check_keys(findings: Findings, campc: str, folder: pathlib.Path, keys: list[bytes], addresses: list[bytes]) -> None:
    """Keys stand in JSON as they are, and nowhere else; addresses are those that their channel takes, and alone where they stand."""
    workspace = hostile_keys.make(folder / "keys", keys, addresses)
    wanted = [key.decode("utf-8") for key in keys if hostile_keys.is_key(key)]
    codes: set[str] = set()
    for campaign in ("mail", "push"):
        made = messages(run(campc, workspace, campaign, "--now", NOW))
        found = [key for key in made if not key.startswith("address-")]
        findings.same(f"keys by {campaign}", b"", sorted(found), sorted(wanted))
        first = None
        for key in found:
            code = re.search(r"P-[0-9A-HJKMNP-TV-Z]{12}(?![0-9A-Za-z])", made[key]["text"])
            findings.same("code", key.encode(), code is not None, True)
            if code is None:
                continue
            codes.add(code[0])
            plain = normalized({name: part for name, part in made[key].items() if name != "member"}, code[0])
            first = first or plain
            findings.same(f"{campaign} of a key", key.encode(), plain, first)
    # A code is the campaign's and the member's own.
    findings.same("codes", b"", len(codes), 2 * len(wanted))
    check_addresses(findings, campc, workspace, addresses)
    for campaign, count in (("mail", None), ("dropped", len(wanted))):
        target = folder / f"keys-{campaign}"
        run(campc, workspace, campaign, "--format", "eml", "--out", str(target), *([] if campaign == "dropped" else ["--now", NOW]))
        files = sorted(target.iterdir())
        for file in files:
            findings.same("file name", file.name.encode(), re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}\.eml|_[0-9a-z]{26}\.eml", file.name) is not None, True)
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.strict)
            findings.same("headers of a key", file.name.encode(), mail.keys(), HEADERS)
            findings.same("one recipient", file.name.encode(), [a.addr_spec for a in mail["To"].addresses], [str(mail["To"])])
        if count is not None:
            findings.same(f"mails of {campaign}", b"", len(files), count)


def check_addresses(findings: Findings, campc: str, workspace: pathlib.Path, addresses: list[bytes]) -> None:
    forms = {"mail": r"[!-~]+@[0-9a-zA-Z.-]+", "sms": r"\+[1-9][0-9]{6,14}", "push": None}
    for campaign, form in forms.items():
        made = messages(run(campc, workspace, campaign, "--now", NOW))
        for number, address in enumerate(addresses):
            message = made.get(f"address-{number}")
            if form is None:
                findings.same("device", address, message is not None, not is_refused(address))
            elif message is not None:
                findings.same(f"address by {campaign}", address, re.fullmatch(form, message["to"]) is not None, True)
            if message is not None:
                findings.same(f"to by {campaign}", address, message["to"], shown(address.decode("utf-8")))
        reached = sum(key.startswith("address-") for key in made)
        findings.same(f"some are reached by {campaign}", b"", reached > 0, True)


def check_origin(
    findings: Findings, campc: str, workspace: pathlib.Path, values: list[bytes], origin: hostile_workspace.Origin
) -> int:
    """Every campaign over one origin of values; how many mails it made."""

    def made(campaign: str) -> dict[str, dict]:
        return messages(run(campc, workspace, f"{campaign}_{origin.name}", *when), "event" if origin.is_event else "member")

    when = [] if origin.is_event else ["--now", NOW]
    mails = made("mail")
    check_lines(findings, values, mails, ["subject", "preheader", "html", "text"])
    folder = workspace / origin.name
    run(campc, workspace, f"mail_{origin.name}", "--format", "eml", "--out", str(folder), *when)
    check_mail(findings, values, mails, folder)
    check_lines(findings, values, made("push"), ["title", "text", "link"])
    check_lines(findings, values, made("sms"), ["text"])
    typed = made("typed")
    check_typed(findings, values, typed)
    check_pages(findings, values, made("pages"), made("sites"), typed)
    return len(mails)


def main() -> None:
    campc, venv = sys.argv[1:]
    campc, venv = str(pathlib.Path(campc).resolve()), str(pathlib.Path(venv).resolve())
    environment.enter(pathlib.Path(venv))
    values = [WORD.encode()] * 3 + hostile_values.all_values()
    findings = Findings()
    mails = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        workspace = hostile_workspace.make(folder / "work", values)
        for origin in hostile_workspace.ORIGINS:
            mails += check_origin(findings, campc, workspace, values, origin)
        check_single_events(findings, campc, workspace, values, run(campc, workspace, "push_event"))
        own = list(dict.fromkeys([WORD.encode(), *values]))
        check_keys(findings, campc, folder, own, [address.encode() for address in hostile_keys.ADDRESSES] + own)
    if findings.count:
        sys.exit(f"injection: {findings.count} of {findings.checks} checks failed")
    print(f"injection: {len(values)} values, {mails} mails, {findings.checks} checks")


if __name__ == "__main__":
    main()
