"""Writing answers into files so that none can become code: each format's own quoting."""

from __future__ import annotations

import json

__all__ = ["markdown", "quoted", "quoted_list"]


def quoted(text: str) -> str:
    """A string that TOML, YAML, JSON and Python all read as the same text.

    Everything beyond printable ASCII that one of the four could take for something else is written as an escape; letters
    of other scripts stay readable.
    """
    return "".join(one if one.isprintable() and ord(one) < 0x10000 else _escaped(one) for one in json.dumps(text, ensure_ascii=False))


def _escaped(one: str) -> str:
    """Above U+FFFF JSON would need a surrogate pair, which TOML refuses; the eight-digit form is none of JSON's."""
    return f"\\u{ord(one):04x}" if ord(one) < 0x10000 else one


def quoted_list(words: tuple[str, ...]) -> str:
    """A list of such strings on one line, the same in TOML, YAML, JSON and Python."""
    return f"[{', '.join(quoted(one) for one in words)}]"


def markdown(text: str) -> str:
    """Plain words in Markdown: nothing in them is markup or HTML."""
    return "".join(f"\\{one}" if one in r"\`*_[]<>#|!&" else one for one in text)
