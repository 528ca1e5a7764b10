"""Rules of categories: what a collection holds, said in a line such as `new and price < 50`."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from ecomkit.domain.value import Value
from ecomkit.mistakes import Mistake

__all__ = ["Condition", "parse_rule"]

_WORD = re.compile(r'\s*("(?:[^"\\]|\\.)*"|<=|>=|[<>=]|[^\s"<>=]+)')
_PLAIN = ("new", "reduced", "in_stock")
_SIGNS = ("<", "<=", ">", ">=")


class Condition(Value):
    """One condition. `attribute` has a name and a value, `price` a sign and an amount in the shop's currency."""

    kind: Literal["new", "reduced", "in_stock", "price", "attribute"]
    name: str = ""
    value: str = ""
    sign: Literal["", "<", "<=", ">", ">="] = ""
    amount: Decimal = Decimal(0)


def parse_rule(text: str) -> tuple[Condition, ...]:
    """The conditions of a rule, all of which hold; none for an empty one.

    `new` is in the shop for 30 days at most, `reduced` costs less than in the 30 days before. Words with spaces stand in
    quotes. Raises `ValueError` with the letter where the mistake stands.
    """
    words = _words(text)
    found: list[Condition] = []
    while words:
        found.append(_condition(words, len(text) + 1))
        if words:
            place, word = words.pop(0)
            if word != "and" or not words:
                raise Mistake(
                    "letter %(place)s: '%(word)s' stands here; write new, reduced, in_stock, price < 50, or "
                    'attribute material = wool, joined by "and"',
                    place=place, word=word,
                )  # fmt: skip
    return tuple(found)


def _words(text: str) -> list[tuple[int, str]]:
    """Words with their places, counted from one."""
    found, at = [], 0
    while text[at:].strip():
        match = _WORD.match(text, at)
        if match is None:
            at = len(text) - len(text[at:].lstrip())
            raise Mistake("letter %(place)s: a quote is opened and not closed", place=at + 1)
        found.append((match.start(1) + 1, match[1]))
        at = match.end()
    return found


def _condition(words: list[tuple[int, str]], end: int) -> Condition:
    place, kind = words.pop(0)
    if kind in _PLAIN:
        return Condition.model_validate({"kind": kind})
    if kind == "price":
        sign = _next(words, end, "<", _SIGNS)
        where = words[0][0] if words else end
        amount = _next(words, end, "49.90")
        if not re.fullmatch(r"\d{1,9}(\.\d{1,4})?", amount):
            raise Mistake(
                "letter %(place)s: '%(word)s' is no amount; write one such as 49.90, without a currency", place=where, word=amount
            )  # fmt: skip
        return Condition.model_validate({"kind": kind, "sign": sign, "amount": amount})
    if kind == "attribute":
        name = _bare(_next(words, end, "material"))
        _next(words, end, "=", ("=",))
        return Condition(kind="attribute", name=name, value=_bare(_next(words, end, "wool")))
    raise Mistake(
        "letter %(place)s: '%(word)s' is no condition; write new, reduced, in_stock, price < 50, or attribute material = wool, "
        'joined by "and"',
        place=place, word=kind,
    )  # fmt: skip


def _next(words: list[tuple[int, str]], end: int, wanted: str, known: tuple[str, ...] = ()) -> str:
    if not words:
        raise Mistake("letter %(place)s: something such as %(wanted)s is missing", place=end, wanted=wanted)
    place, word = words.pop(0)
    if known and word not in known:
        raise Mistake(
            "letter %(place)s: '%(word)s' stands where something such as %(wanted)s is meant", place=place, word=word, wanted=wanted
        )  # fmt: skip
    return word


def _bare(word: str) -> str:
    return re.sub(r"\\(.)", r"\1", word[1:-1]) if word.startswith('"') else word
