"""Writing answers into files so that none can become code: each format's own quoting."""

from __future__ import annotations

import json

__all__ = ["markdown", "quoted", "quoted_list"]


def quoted(text: str) -> str:
    """A string that TOML, YAML, JSON and Python all read as the same text.

    Quotes, backslashes, line ends and whatever does not print are escapes; letters of all scripts stay readable. Beyond
    U+FFFF the four share no escape, so what does not print there is refused before (`questions`).
    """
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in json.dumps(text, ensure_ascii=False))


def quoted_list(words: tuple[str, ...]) -> str:
    """A list of such strings on one line, the same in TOML, YAML, JSON and Python."""
    return f"[{', '.join(quoted(one) for one in words)}]"


def markdown(text: str) -> str:
    """Plain words in Markdown: nothing in them is markup or HTML."""
    return "".join(f"\\{one}" if one in r"\`*_[]<>#|!&" else one for one in text)
