"""The words by which the auditor knows a shop's parts: one data file, matched without case and accents."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources

__all__ = ["any_match", "fold", "leads_to", "markers", "matches", "patterns", "words_file"]


_REMEMBERED = 4096


@lru_cache(_REMEMBERED)
def fold(text: str) -> str:
    """Lower case, accents dropped, white space made single: both sides of every comparison go through here."""
    plain = (
        text
        if text.isascii()
        else "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    )
    return " ".join(plain.casefold().split())


def words_file(name: str) -> dict[str, object]:
    """The parsed TOML data file of that name in `words/`."""
    return tomllib.loads(resources.files("ecomkit.audit").joinpath("words", name).read_text(encoding="utf-8"))


@cache
def _lexicon() -> dict[str, dict[str, tuple[re.Pattern[str], ...]]]:
    found = words_file("lexicon.toml")
    return {
        topic: {kind: tuple(re.compile(pattern) for pattern in listed) for kind, listed in kinds.items()}
        for topic, kinds in found.items()
        if isinstance(kinds, dict)
    }


@cache
def markers() -> dict[str, list[str]]:
    """Selectors of well-known platforms by intent."""
    return {
        intent: [str(s) for s in listed]
        for intent, listed in words_file("markers.toml").items()
        if isinstance(listed, list)
    }


def patterns(topic: str, kind: str = "strong") -> tuple[re.Pattern[str], ...]:
    """The patterns of a topic; empty where the lexicon has none of that kind. Raises KeyError for an unknown topic."""
    return _lexicon()[topic].get(kind, ())


def matches(topic: str, text: str, kind: str = "strong") -> bool:
    """Whether the text holds a word of the topic."""
    folded = fold(text)
    return any(pattern.search(folded) for pattern in patterns(topic, kind))


def leads_to(topic: str, address: str, kind: str = "href") -> bool:
    """Whether an address, its host aside, is one of the topic's."""
    path = fold(re.sub(r"^\w+://[^/]+", "", address))
    return any(pattern.search(path) for pattern in patterns(topic, kind))


def any_match(topic: str, texts: Iterable[str], kind: str = "strong") -> bool:
    """Whether any of the texts holds a word of the topic."""
    return any(matches(topic, text, kind) for text in texts)
