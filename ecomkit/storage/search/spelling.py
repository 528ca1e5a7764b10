"""Spelling: which known word a misspelt one may be. Words are kept with all that is left of them without one letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import bindparam, insert, select

from ecomkit.storage.database import Rows
from ecomkit.storage.search.tables import near
from ecomkit.storage.search.tokens import folded, is_stop, surface

__all__ = ["apart", "learn", "meant_by"]

_SHORTEST = 4
_AT_ONCE = 200
_KNOWN = select(near.c.near, near.c.word).where(
    near.c.language == bindparam("language"), near.c.near.in_(bindparam("words", expanding=True))
)


def learn(rows: Rows, language: str, texts: Iterable[str]) -> None:
    """Keep words that are new."""
    said = {plain: word for plain, word in surface(texts).items() if not is_stop(language, plain)}
    words = sorted(said)
    for start in range(0, len(words), _AT_ONCE):
        part = words[start : start + _AT_ONCE]
        known = {folded(row.word) for row in rows.all(_KNOWN, language=language, words=part)}
        fresh: list[dict[str, object]] = [
            {"language": language, "near": left, "word": said[word]}
            for word in part
            if word not in known
            for left in (word, *_shortened(word))
        ]
        rows.write_many(insert(near), fresh)


def _shortened(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))} - {word}


def meant_by(rows: Rows, language: str, word: str) -> Iterator[str]:
    """Known words that are one mistake away from a folded one, the likeliest first."""
    if len(word) < _SHORTEST or not word.isalpha():
        return
    lefts = sorted({word, *_shortened(word)})
    found = {row.word for row in rows.all(_KNOWN, language=language, words=lefts)}
    close = [(apart(word, folded(one)), one[:1] != word[:1], abs(len(one) - len(word)), one) for one in found]
    yield from (one for distance, *_, one in sorted(close) if distance <= 1 and folded(one) != word)


def apart(a: str, b: str) -> int:
    """How many mistakes lie between two words, as far as it matters: 0, 1 (a letter too much, too few, wrong, or two swapped), or 2."""
    if a == b:
        return 0
    if abs(len(a) - len(b)) > 1:
        return 2
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) == len(b):
        swapped = a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :]
        return 1 if swapped or a[at + 1 :] == b[at + 1 :] else 2
    short, long = sorted((a, b), key=len)
    return 1 if short[at:] == long[at + 1 :] else 2
