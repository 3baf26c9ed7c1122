#!/usr/bin/env python3
"""Shows e-mails in a real browser and measures them: on a phone and a desktop, by day and by night.

    browser_test.py CAMPC VENV [SCREENSHOTS]

Makes the messages of every campaign of the samples, and of a workspace whose mails hold what breaks layouts: words without an
end, wide tables, large images, deep lists, in both directions of writing, in the layout that is built in and the samples' own.
Of each campaign those are shown that stand at an edge. Nothing is loaded from the network. VENV is where Playwright stands; it
drives Debian's Chromium. With SCREENSHOTS, pictures of the first mail of each campaign are put there.
"""

import json
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import typing
import unicodedata

import environment

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
SAMPLES = REPOSITORY / "samples"
CHROMIUM = "/usr/bin/chromium"
NOW = {"journey": "2018-01-02T10:00", "fjordmat": "2027-03-02T10:00", "bazaar": "2027-03-02T10:00"}
WIDTHS = (320, 600)
SCHEMES = ("light", "dark")
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="600">'
    '<rect width="1600" height="600" fill="#7aa"/></svg>'
)

BODY = '''\
      # A headline that says rather more than a headline should, for {name}

      Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft, and
      https://shop.stress.example/a/very/long/path/that/nobody/would/ever/type/but/somebody/has/pasted/into/their/mail.

      **[Have a look at everything that came in this week](https://shop.stress.example/all)**

      ![A crate of oranges on a wooden table](https://img.stress.example/oranges.svg)

      ## What there is

      | What | How many | What it costs | Where it stands |
      | :--- | ---: | ---: | :--- |
      | Oranges, by the crate | 1,234,567 | $1,234,567.89 | In the very first aisle |
      | Zusammengehörigkeitsgefühl | 2 | $3.00 | Everywhere |

      > Somebody said that [these are the best](https://shop.stress.example/best) that they ever had.

      1. first
         - then
           - deeper
             - {name}
      2. second

      Run `curl_https_shop_stress_example_with_a_long_name_and_no_break_in_it_at_all` or:

      ```
      a line of code that is longer than any telephone is wide, and that goes on and on
      ```

      ---

      ### The end

      Yours, *the* **stress** test.
'''

TENANT = '''\
tenant {name} {{
  name        "Stress & Söhne"
  timezone    "UTC"
  currency    USD
  languages   {language}
  audience    "audience.sqlite"
  link_base   "https://go.stress.example"

  channel email {{
    sender  "Stress <hello@mail.stress.example>"
    address "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzstraße 1, 12345 Llanfairpwllgwyngyll"
  }}
}}
{brand}
audience member from members key id {{
  name    text(80)
  address email
  reach email at address where yes
}}
campaign stress {{
  audience where yes
  schedule every day at 10:00
  email {{
    subject   "{{name}}"
    preheader "What nobody reads"
    body """
{body}      """
  }}
}}
'''

MEMBERS = [
    (1, "Ada"),
    (2, "W" * 80),
    (3, "ليلى بنت عبد الرحمن آل مكتوم"),
    (4, "👩‍👩‍👧‍👦🏳️‍🌈👋🏽 Żółć 永和九年歲在癸丑暮春之初會于會稽山陰之蘭亭修禊事也"),
]


def say(text: str) -> None:
    print(f"browser: {text}", flush=True)


def stress_workspace(folder: pathlib.Path) -> None:
    shutil.copytree(SAMPLES / "library", folder / "library")
    (folder / "workspace.campaign").write_text('workspace stress {\n  library "library"\n  tenants "tenants/*"\n}\n')
    own = "brand {\n  layout standard { accent #0A6B4A, paper #FFFFFF }\n}"
    for name, language, brand in [
        ("plain", "en_US", ""),
        ("plain_rtl", "ar_EG", ""),
        ("own", "en_US", own),
        ("own_rtl", "he_IL", own),
    ]:
        tenant = folder / "tenants" / name
        tenant.mkdir(parents=True)
        text = TENANT.format(name=name, language=language, brand=brand, body=BODY)
        (tenant / "all.campaign").write_text(text, encoding="utf-8")
        with sqlite3.connect(tenant / "audience.sqlite") as database:
            database.execute("CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL) STRICT")
            database.executemany("INSERT INTO members VALUES (?, ?, 'ada@post.example')", MEMBERS)


class Campaign(typing.NamedTuple):
    tenant: str
    name: str
    answers_event: bool
    later_steps: list[str]


def campaigns(workspace: pathlib.Path):
    """The campaigns as their files name them."""
    for tenant in sorted((workspace / "tenants").iterdir()):
        for file in sorted(tenant.rglob("*.campaign")):
            parts = re.split(r"^campaign (\w+)", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
            for name, text in zip(parts[1::2], parts[2::2]):
                steps = re.findall(r"^  then (\w+)", text, re.MULTILINE)
                yield Campaign(tenant.name, name, bool(re.search(r"^  trigger ", text, re.MULTILINE)), steps)


def mails(campc: pathlib.Path, workspace: pathlib.Path, campaign: Campaign, scratch: pathlib.Path) -> dict[str, list[dict]]:
    """The mails of each step: later ones are of those who got the first."""
    first = scratch / "first.jsonl"
    now = [] if campaign.answers_event else ["--now", NOW.get(campaign.tenant, "2027-03-02T10:00")]
    run(campc, workspace, campaign, *now, "--out", first)
    found = {campaign.name: read(first)}
    for step in campaign.later_steps:
        later = scratch / "later.jsonl"
        run(campc, workspace, campaign, "--step", step, "--history", first, "--out", later)
        found[f"{campaign.name} {step}"] = read(later)
    return found


def run(campc: pathlib.Path, workspace: pathlib.Path, campaign: Campaign, *arguments) -> None:
    command = [campc, "run", workspace, "--tenant", campaign.tenant, "--campaign", campaign.name, *arguments]
    done = subprocess.run([str(part) for part in command], text=True, capture_output=True)
    if done.returncode:
        sys.exit(f"browser: {campaign.name} of {campaign.tenant} did not run:\n{done.stdout}{done.stderr}")


def read(path: pathlib.Path) -> list[dict]:
    with open(path, encoding="utf-8") as file:
        return [message for message in map(json.loads, file) if message["channel"] == "email"]


def by_language(messages: list[dict]) -> list[list[dict]]:
    groups: dict[str, list[dict]] = {}
    for message in messages:
        groups.setdefault(message["language"], []).append(message)
    return list(groups.values())


def at_an_edge(messages: list[dict]) -> list[dict]:
    """The first, the longest, and those with the longest word, letters from right to left, an emoji."""
    def longest_word(message: dict) -> int:
        return max(map(len, message["text"].split()), default=0)

    def has(categories: set[str], message: dict) -> bool:
        return any(unicodedata.bidirectional(c) in categories for c in message["text"])

    edges = [messages[0], max(messages, key=lambda m: len(m["html"])), max(messages, key=longest_word)]
    edges += [m for m in messages if has({"R", "AL"}, m)][:1]
    edges += [m for m in messages if any(ord(c) > 0x1F000 for c in m["text"])][:1]
    return list({m["html"]: m for m in edges}.values())


def show(browser, messages: dict[str, list[dict]], screenshots: pathlib.Path | None) -> list[str]:
    measure = (HERE / "measure_mail.js").read_text(encoding="utf-8")
    problems = []
    for width in WIDTHS:
        for scheme in SCHEMES:
            context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
            context.route(
                "**/*",
                lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml")
                if route.request.resource_type == "image" else route.abort())
            page = context.new_page()
            for campaign, own in messages.items():
                for index, message in enumerate(own):
                    page.set_content(message["html"], wait_until="load")
                    found = dict.fromkeys(page.evaluate(measure))
                    where = f"{campaign} to member {message['member']} at {width} px, {scheme}"
                    problems += [f"{where}: {problem}" for problem in found]
                    if screenshots and index == 0:
                        name = f"{campaign.replace(' ', '-')}-{width}-{scheme}.png"
                        page.screenshot(path=screenshots / name, full_page=True)
            context.close()
    return problems


def main() -> None:
    environment.enter(pathlib.Path(sys.argv[2]))
    from playwright.sync_api import sync_playwright

    campc = pathlib.Path(sys.argv[1]).resolve()
    screenshots = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
    if screenshots:
        screenshots.mkdir(parents=True, exist_ok=True)
    messages = {}
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        stress = scratch / "stress"
        stress.mkdir()
        stress_workspace(stress)
        for workspace in (SAMPLES, stress):
            for campaign in campaigns(workspace):
                for step, found in mails(campc, workspace, campaign, scratch).items():
                    shown = found if workspace == stress else [m for own in by_language(found) for m in at_an_edge(own)]
                    if shown:
                        messages[f"{campaign.tenant} {step}"] = shown
    count = sum(map(len, messages.values()))
    if count < 40:
        sys.exit(f"browser: {count} mails are too few to say anything")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        problems = show(browser, messages, screenshots)
        browser.close()
    if problems:
        sys.exit("\n".join(f"browser: {problem}" for problem in problems[:50]))
    say(f"{count} mails of {len(messages)} steps are right at {WIDTHS[0]} and {WIDTHS[1]} px, by day and by night")


if __name__ == "__main__":
    main()
