"""Stems: what is left of a word when accents, plurals and endings of gender are taken away, so that its forms meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

__all__ = ["STOPS", "stem"]

_VOWELS = frozenset("aeiouy")
_IRREGULAR = {
    "men": "man", "women": "woman", "children": "child", "feet": "foot", "knives": "knif", "shelves": "shelf",
    "scarves": "scarf", "leaves": "leaf",
}  # fmt: skip
STOPS: Mapping[str, frozenset[str]] = {
    "en": frozenset({"a", "an", "and", "the", "for", "with", "of", "in", "on", "to", "by", "or", "from"}),
    "es": frozenset({
        "de", "del", "la", "las", "el", "los", "un", "una", "unos", "unas", "y", "e", "o", "con", "para", "en", "por", "al", "a",
    }),
}  # fmt: skip
"""Words that a search does without, by language."""


def _english(word: str) -> str:
    """Plurals, -ing and -ed, doubled letters and a silent e."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4:
        return word
    word = _singular(word)
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= 3 and _VOWELS & set(rest) and not word.endswith("eed"):
            word = rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in "ls" else rest
            break
    if word.endswith("y") and len(word) > 4:
        return word[:-1] + "i"
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _spanish(word: str) -> str:
    """Plurals and the last vowel, which says the gender."""
    if len(word) < 4:
        return word
    if len(word) == 4:
        return word[:-1] if word[-1] in "aeos" else word
    if word.endswith("ces"):
        return word[:-3] + "z"
    if word.endswith("ises"):
        return word[:-3]
    if word.endswith(("eses", "as", "os", "es", "is")):
        return word[:-2]
    return word[:-1] if word[-1] in "aeo" else word


_STEMMERS: Mapping[str, Callable[[str], str]] = {"en": _english, "es": _spanish}


@lru_cache(maxsize=20_000)
def stem(language: str, word: str) -> str:
    """The stem of a folded word. Numbers, codes, and words of a language that is not known here, stay as they are."""
    stemmer = _STEMMERS.get(language[:2])
    return stemmer(word) if stemmer is not None and word.isalpha() else word
