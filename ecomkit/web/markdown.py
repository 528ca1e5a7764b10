"""A small, safe part of Markdown for the shop's own pages: headings, paragraphs, lists, links, emphasis."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from markupsafe import Markup, escape

__all__ = ["to_html", "title_of"]

_LINK = re.compile(r"\[([^\]\n]{1,300})\]\(([^)\s]{1,500})\)")
_STRONG = re.compile(r"\*\*([^*\n]{1,500})\*\*")
_EMPHASIS = re.compile(r"(?<![*\w])\*([^*\n]{1,500})\*(?!\w)")
_ITEM = re.compile(r"\s*(?:[-*]|\d{1,3}\.)\s+(.*)")
_GOES_TO = re.compile(r"(https?://|mailto:|tel:|/(?!/)|#)")


def title_of(text: str) -> str:
    """The first heading, or nothing."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return first.lstrip("#").strip() if first.startswith("#") else ""


def to_html(text: str, here: Callable[[str], str] = str) -> Markup:
    """The page without its first heading, which is the page's title. No HTML passes: all of it is escaped.

    `here` says where the shop's own pages are in the language of the text.
    """
    lines = text.splitlines()
    if title_of(text):
        lines = lines[next(i for i, line in enumerate(lines) if line.strip()) + 1 :]
    return Markup("\n").join(_blocks(lines, here))


def _blocks(lines: list[str], here: Callable[[str], str]) -> Iterator[Markup]:
    block: list[str] = []
    for line in [*lines, ""]:
        heading = re.match(r"(#{2,4})\s+(.*)", line)
        if heading or not line.strip():
            if block:
                yield _block(block, here)
                block = []
            if heading:
                level = len(heading[1])
                yield Markup("<h%d>%s</h%d>") % (level, _inline(heading[2], here), level)
        else:
            block.append(line)


def _block(lines: list[str], here: Callable[[str], str]) -> Markup:
    items = [_ITEM.fullmatch(line) for line in lines]
    if items[0] is None:
        return Markup("<p>%s</p>") % _inline(" ".join(line.strip() for line in lines), here)
    kind = "ol" if lines[0].strip()[0].isdigit() else "ul"
    texts: list[str] = []
    for line, item in zip(lines, items, strict=True):
        if item is not None:
            texts.append(item[1])
        else:
            texts[-1] += " " + line.strip()
    inner = Markup("").join(Markup("<li>%s</li>") % _inline(one, here) for one in texts)
    return Markup(f"<{kind}>%s</{kind}>") % inner


def _inline(text: str, here: Callable[[str], str]) -> Markup:
    found = Markup("")
    last = 0
    for link in _LINK.finditer(text):
        found += _emphasised(text[last : link.start()])
        known = _GOES_TO.match(link[2]) is not None
        found += Markup('<a href="%s">%s</a>') % (here(link[2]), link[1]) if known else escape(link[1])
        last = link.end()
    return found + _emphasised(text[last:])


def _emphasised(text: str) -> Markup:
    safe = str(escape(text))
    safe = _STRONG.sub(r"<strong>\1</strong>", safe)
    return Markup(_EMPHASIS.sub(r"<em>\1</em>", safe))
