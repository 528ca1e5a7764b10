"""Asking: a search as groups of alternatives, and how each engine writes them down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ecomkit.storage.search.stems import stem
from ecomkit.storage.search.synonyms import Synonyms
from ecomkit.storage.search.tokens import code, cut, is_stop

__all__ = [
    "Asked",
    "Choice",
    "Group",
    "Where",
    "all_for_fts5",
    "corrected",
    "for_fts5",
    "for_tsquery",
    "groups_of",
    "joined",
    "whole_code",
]

Where = Literal["name code", "code", ""]
"""The columns that a word is looked for in: "" are all."""

Asked = tuple[str, str]
"""A query of the engine, and patterns with commas between, all of which must fit an entry besides."""

_MOST_WORDS = 8
_SYNONYM = 0.8
_BEGINNING = 0.6


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to say it: all of its stems, or beginnings of words. `worth` is what a hit counts of a plain one."""

    stems: tuple[str, ...]
    beginning: bool = False
    worth: float = 1.0


@dataclass(frozen=True, slots=True)
class Group:
    """One word that was asked for, as it was typed, and the ways to say it."""

    said: str
    choices: tuple[Choice, ...]


def groups_of(language: str, words: str, synonyms: Synonyms, *, unfinished: bool = True) -> tuple[Group, ...]:
    """What was asked for. The last word may be unfinished; words that a search does without are left out."""
    typed = list(dict.fromkeys(cut(words)))[:_MOST_WORDS]
    kept = [word for word in typed if not is_stop(language, word)] or typed
    groups: list[Group] = []
    while kept:
        length, others = _synonyms(language, kept, synonyms)
        said, kept = kept[:length], kept[length:]
        same = tuple(Choice(other, worth=_SYNONYM) for other in others)
        own = _choices(language, said)
        if unfinished and not kept and len(said) == 1 and len(said[0]) > 1:
            own = (*own, Choice((said[0],), beginning=True, worth=_BEGINNING))
        groups.append(Group(" ".join(said), (*own, *same)))
    return tuple(groups)


def _synonyms(language: str, kept: Sequence[str], synonyms: Synonyms) -> tuple[int, tuple[tuple[str, ...], ...]]:
    """How many of the first words are one thing, and what else says it."""
    for length in range(min(3, len(kept)), 0, -1):
        others = synonyms.of(language, _stems(language, kept[:length]))
        if others:
            return length, others
    return 1, ()


def _stems(language: str, words: Iterable[str]) -> tuple[str, ...]:
    return tuple(stem(language, part) for word in words for part in word.split("-"))


def _choices(language: str, said: Sequence[str]) -> tuple[Choice, ...]:
    found = [_stems(language, said)]
    for word in said:
        if "-" in word:
            found += [(stem(language, word.replace("-", "")),), (code(word),)]
    return tuple(Choice(stems) for stems in dict.fromkeys(found))


def corrected(language: str, group: Group, word: str) -> Group:
    """The group with a word that was probably meant."""
    return replace(group, said=word, choices=(Choice(_stems(language, cut(word))),))


def joined(language: str, one: Group, following: Group) -> Group:
    """Two words taken for one that was written apart."""
    word = (one.said + following.said).replace(" ", "")
    return Group(word, (Choice((stem(language, word),)),))


def whole_code(words: str) -> Group:
    """All that was typed, taken for a SKU: looked for where the codes are."""
    return Group(words, (Choice((words,)),))


def for_fts5(group: Group, where: Where = "") -> tuple[Asked, ...]:
    """SQLite's way to ask."""
    asked = " OR ".join(_fts5(choice) for choice in group.choices)
    return ((f"{{{where}}} : ({asked})" if where else asked, ""),)


def all_for_fts5(groups: Iterable[Group], where: Where, whole: str) -> str:
    """SQLite's way to ask for all of the words; or for a SKU, where that is all that was typed."""
    asked = " AND ".join(f"({query})" for one in groups for query, _ in for_fts5(one, where))
    return f"({asked}) OR ({for_fts5(whole_code(whole), 'code')[0][0]})" if whole else asked


def _fts5(choice: Choice) -> str:
    """What stands for a word is looked for where it says what a product is; a description has too many words for that."""
    end = "*" if choice.beginning else ""
    asked = "(" + " AND ".join(f'"{one}"{end}' for one in choice.stems) + ")"
    return asked if choice.worth == 1 else f"({{name kind code}} : {asked})"


def for_tsquery(group: Group, where: Where = "") -> tuple[Asked, ...]:
    """PostgreSQL's way to ask: its columns are those of the expression that is asked, and of the patterns."""
    if where == "name code":
        return ((_either(group.choices), ""),)
    plain = [choice for choice in group.choices if choice.worth == 1 and not where]
    others = [choice for choice in group.choices if choice not in plain]
    return (*(((_either(plain), ""),) if plain else ()), *((_either([one]), _patterns(one)) for one in others))


def _either(choices: Iterable[Choice]) -> str:
    return " | ".join(_tsquery(choice) for choice in choices)


def _tsquery(choice: Choice) -> str:
    end = ":*" if choice.beginning else ""
    return "(" + " & ".join(f"'{one}'{end}" for one in choice.stems) + ")"


def _patterns(choice: Choice) -> str:
    end = "%" if choice.beginning else " %"
    return ",".join(f"% {one}{end}" for one in choice.stems)
