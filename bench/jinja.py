"""The benchmark's campaign in Python: sqlite3 and Jinja2, templates compiled once, one JSON line a message.

    jinja.py AUDIENCE OUTPUT
"""

import sys

import jinja2
import message


def template(source, autoescape):
    environment = jinja2.Environment(autoescape=autoescape, keep_trailing_newline=True)
    environment.filters.update(message.FILTERS)
    return environment.from_string(source).render


def main():
    path, output = sys.argv[1:]
    subject, html, text = template(message.SUBJECT, False), template(message.HTML, True), template(message.TEXT, False)
    # MarkupSafe writes a quotation mark as a number, campc by its name.
    message.write(path, output, subject, lambda values: html(values).replace("&#34;", "&quot;"), text)


if __name__ == "__main__":
    main()
