"""Tokens: a text cut into what is looked for. Numbers stay with their units, and joined words are found apart, too."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from ecomkit.storage.search.stems import STOPS, stem

__all__ = ["begins", "code", "cut", "folded", "index_tokens", "is_stop", "paired", "surface"]

_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:-[^\W_]+)*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_GLUED = re.compile(r"(\d+(?:\.\d+)?)([a-z]+)")
_UNITS = frozenset({
    "l", "ml", "cl", "dl", "g", "kg", "mg", "mm", "cm", "m", "km", "w", "kw", "v", "mah", "gb", "tb", "in", "inch", "oz", "lb", "pcs",
})  # fmt: skip
_LONGEST = 60


@lru_cache(maxsize=20_000)
def folded(words: str) -> str:
    """Lower case, without accents and apostrophes."""
    plain = words.casefold().replace("'", "").replace("’", "")
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def code(sku: str) -> str:
    """A SKU as one token."""
    return "-".join(re.findall(r"[^\W_]+(?:[.][^\W_]+)*", folded(sku)))[:_LONGEST]


def cut(words: str) -> Iterator[str]:
    """Words of a text, folded: `1,5 l` is `1.5l`, `t-shirt` stays together."""
    found = [part.replace(",", ".") for part in _WORD.findall(folded(words))]
    at = 0
    while at < len(found):
        here, following = found[at], found[at + 1] if at + 1 < len(found) else ""
        if _NUMBER.fullmatch(here) and following in _UNITS:
            here, at = here + following, at + 1
        yield here[:_LONGEST]
        at += 1


def begins(words: str, name: str) -> bool:
    """Whether each of the words begins one of the name."""
    parts = list(cut(name))
    typed = list(cut(words))
    return bool(typed) and all(any(part.startswith(one) for part in parts) for one in typed)


def is_stop(language: str, word: str) -> bool:
    """Whether a search can do without it."""
    return word in STOPS.get(language[:2], ())


def index_tokens(language: str, texts: Iterable[str]) -> str:
    """What an index keeps of texts: each stem once, in order, with spaces between."""
    kept: dict[str, None] = {}
    for text in texts:
        for word in cut(text):
            if not is_stop(language, word):
                kept.update(dict.fromkeys(_forms(language, word)))
    return " ".join(kept)


def _forms(language: str, word: str) -> Iterator[str]:
    parts = word.split("-")
    if len(parts) > 1:
        yield stem(language, "".join(parts))
        yield from (stem(language, part) for part in parts)
        return
    yield stem(language, word)
    if glued := _GLUED.fullmatch(word):
        yield glued[1]


def paired(name: str) -> str:
    """Words of a name joined with the next one: `lunch box` is also found as `lunchbox`."""
    words = [part for word in cut(name) if word.replace("-", "").isalpha() for part in word.split("-")]
    return " ".join(a + b for a, b in pairwise(words))


def surface(texts: Iterable[str]) -> dict[str, str]:
    """Words as people write them, by their folded form: what a misspelt one may have meant."""
    found = (word for text in texts for word in re.findall(r"[^\W\d_]{4,30}", text.casefold()))
    return {folded(word): word for word in found}
