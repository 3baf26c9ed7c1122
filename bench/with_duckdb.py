"""The benchmark's campaign in SQL: DuckDB makes the lines from a table of its own and writes them itself.

    with_duckdb.py load AUDIENCE DATABASE
    with_duckdb.py run DATABASE OUTPUT THREADS

Two things favor DuckDB: `load`, which isn't timed, computes both tokens of every member, for SQL has no SipHash; and of
control characters the SQL minds line breaks and tabs alone, for the audience has no others.
"""

import json
import os
import pathlib
import re
import sqlite3
import sys
import tempfile

import duckdb
import message

TYPES = {
    "member_id": "BIGINT",
    "first_name": "VARCHAR",
    "email": "VARCHAR",
    "email_opt_in": "BIGINT",
    "push_opt_in": "BIGINT",
    "spend_cents": "BIGINT",
    "tier": "VARCHAR",
    "city": "VARCHAR",
    "points": "BIGINT",
    "joined_at": "BIGINT",
    "last_order_at": "BIGINT",
    "language": "VARCHAR",
    "unsubscribe_token": "VARCHAR",
    "message_token": "VARCHAR",
}


def replaced(value, *pairs):
    for old, new in pairs:
        value = f"replace({value}, {quoted(old)}, {quoted(new)})"
    return value


def quoted(text):
    # Control characters by number: the statement stays readable.
    return f"chr({ord(text)})" if text in ("\n", "\r", "\t") else "'" + text.replace("'", "''") + "'"


def plain(value):
    return replaced(value, ("\\", "\\\\"), ('"', '\\"'), ("\n", " "), ("\r", " "), ("\t", "\\t"))


def html(value):
    # Without a quotation mark left, what remains for JSON is the same as in plain text.
    return plain(replaced(value, ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")))


def load(audience, database):
    part = pathlib.Path(database).with_suffix(".part")
    part.unlink(missing_ok=True)
    source = sqlite3.connect(f"file:{audience}?mode=ro", uri=True)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", dir=part.parent, encoding="utf-8") as file:
        for row in source.execute("SELECT * FROM members ORDER BY member_id"):
            key = str(row[0])
            values = [*row, message.unsubscribe_token(key), message.message_token(key)]
            file.write(json.dumps(dict(zip(TYPES, values, strict=True)), ensure_ascii=False) + "\n")
        file.flush()
        target = duckdb.connect(str(part))
        target.execute(
            "CREATE TABLE members AS SELECT * FROM "
            f"read_json(?, format = 'newline_delimited', columns = {TYPES}) ORDER BY member_id",
            [file.name],
        )
        target.close()
    os.replace(part, database)


def query():
    """Makes the lines: message.py's own, with an SQL expression for each of its values."""
    first_name = f"CASE WHEN trim(coalesce(first_name, '')) = '' THEN '{message.FALLBACK_NAME}' ELSE first_name END"
    labels = " ".join(f"WHEN '{value}' THEN '{label}'" for value, label in message.LABELS.items())
    expressions = {
        "member": "member_id",
        "email": plain("email"),
        "first_name": plain(first_name),
        "first_name|html": html(first_name),
        "city": plain("city"),
        "city|html": html("city"),
        "last_order|long_date": f"strftime(to_timestamp(last_order_at) AT TIME ZONE '{message.ZONE.key}', '%B %-d, %Y')",
        "points|grouped": "format('{:,}', points)",
        "tier|label": f"CASE tier {labels} END",
        "spend|dollars": "format('${:,}.{:02}', spend_cents // 100, spend_cents % 100)",
        "unsubscribe": "unsubscribe_token",
        "message": "message_token",
    }
    body = re.sub(r"\{\{ (first_name|city) \}\}", r"{{ \1|html }}", message.HTML)
    line = message.line("{{ member }}", "{{ email }}", message.SUBJECT, body, message.TEXT, "{{ message }}")
    pieces = re.split(r"\{\{ (.+?) \}\}", line)
    parts = [expressions[piece] if at % 2 else quoted(piece) for at, piece in enumerate(pieces)]
    return f"SELECT concat({', '.join(parts)}) FROM (SELECT * FROM members WHERE {message.SELECTED})"


def run(database, output, threads):
    # By default the allocator gives memory back after each batch, only to ask for it anew: nearly half of the time.
    options = {"threads": int(threads), "allocator_flush_threshold": "4GB"}
    connection = duckdb.connect(database, read_only=True, config=options)
    # With neither quotes nor escapes a single column of CSV is the text itself. Two threads are faster with small row groups.
    layout = "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', ROW_GROUP_SIZE 2048"
    connection.execute(f"COPY ({query()}) TO {quoted(output)} ({layout})")


def main():
    action, *arguments = sys.argv[1:]
    {"load": load, "run": run}[action](*arguments)


if __name__ == "__main__":
    main()
