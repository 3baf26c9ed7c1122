"""Prints the first messages of a file of JSON lines as a person would read them.

    show_messages.py FILE [COUNT]
"""

import json
import sys


def show(message: dict) -> None:
    print(f"── {message['channel']} to {message['to']} (household {message['member']}, {message['campaign']}) ".ljust(100, "─"))
    for part in ("title", "subject", "preheader", "link"):
        if part in message:
            print(f"{part + ':':<11}{message[part]}")
    if "text" in message:
        print()
        print("\n".join(f"  {line}".rstrip() for line in message["text"].rstrip("\n").split("\n")))
    print()


def main() -> None:
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    count = int(sys.argv[2]) if len(sys.argv) == 3 else 3
    with open(sys.argv[1], encoding="utf-8") as file:
        messages = [json.loads(line) for line in file]
    # One of each channel before a second of any.
    seen = {}
    ranked = []
    for position, message in enumerate(messages):
        turn = seen.setdefault(message["channel"], 0)
        seen[message["channel"]] = turn + 1
        ranked.append((turn, position, message))
    for _, _, message in sorted(ranked, key=lambda item: item[:2])[:count]:
        show(message)


if __name__ == "__main__":
    main()
