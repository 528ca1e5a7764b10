"""One thing that keeps a shop from starting, told so that a person can mend it."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Iterable
from dataclasses import dataclass

from ecomkit.speech import say

__all__ = ["Problem", "close_match", "did_you_mean", "place_of_class"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What was found, where, and how to mend it.

    `code` is stable and meant for machines (`hook.unknown`, `settings.invalid`); `str()` is one line for people.
    `message` carries no full stop at its end, `suggestion` is a sentence of its own; both are in the language of the process.
    """

    code: str
    message: str
    plugin: str | None = None
    file: str | None = None
    line: int | None = None
    suggestion: str | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        who = say("plugin '%(plugin)s'", plugin=self.plugin) if self.plugin else ""
        where = f"({place})" if who and self.file else place if self.file else ""
        start = " ".join(part for part in (who, where) if part)
        text = f"{start}: {self.message}." if start else f"{self.message}."
        return " ".join(f"{text} {self.suggestion or ''}".split())


def close_match(word: str, known: Iterable[str], *, likeness: float = 0.6) -> str | None:
    """The known word that a person most likely meant, or None. `likeness` is between 0 (anything) and 1 (the same)."""
    return next(iter(difflib.get_close_matches(word, sorted(known), n=1, cutoff=likeness)), None)


def did_you_mean(meant: str) -> str:
    """What is suggested where a word is most likely misspelt."""
    return say("Did you mean '%(meant)s'?", meant=meant)


def place_of_class(cls: type) -> tuple[str | None, int | None]:
    """File and line of a class, as far as its source can be found. Reads the source: for problems only."""
    try:
        return inspect.getfile(cls), inspect.getsourcelines(cls)[1]
    except (OSError, TypeError):
        return None, None
