"""The benchmark's campaign in Python: sqlite3 and MiniJinja, whose engine is in Rust, templates compiled once.

    with_minijinja.py AUDIENCE OUTPUT

The filters are the ones in Python that jinja.py has too: the engine calls back for them.
"""

import sys

import message
import minijinja


def main():
    path, output = sys.argv[1:]
    environment = minijinja.Environment(
        templates={"subject": message.SUBJECT, "html": message.HTML, "text": message.TEXT},
        filters=message.FILTERS,
        auto_escape_callback=lambda name: name == "html",
        keep_trailing_newline=True,
        debug=False,
    )
    render = environment.render_template

    def html(values):
        # MiniJinja writes an apostrophe in hexadecimal and escapes slashes too, campc does neither. What looks like one of
        # these in data has its ampersand escaped, so that no replacement hits it.
        return render("html", **values).replace("&#x27;", "&#39;").replace("&#x2f;", "/")

    message.write(path, output, lambda values: render("subject", **values), html, lambda values: render("text", **values))


if __name__ == "__main__":
    main()
