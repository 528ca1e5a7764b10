"""When people answer, as shops write it: opening hours, or a time after which an answer comes."""

from __future__ import annotations

import re

from ecomkit.audit.lexicon import fold, matches, patterns

__all__ = ["tells_answer_time"]

_AT = r"\d{1,2}(?:[:.h]\d{2})? ?(?:hrs?|hs?|horas|o'clock|a\.? ?m\.?|p\.? ?m\.?)?"
_CLOCK = re.compile(
    rf"\b(?:{_AT} ?(?:-|–|—|to|a|until|till|hasta|y|and) ?(?:las? )?{_AT}\b|24 ?/ ?7\b|24 ?h(?:ours|oras)?\b)"
)
_DATED = re.compile(r"^\W*(?:de )?(?:ene|feb|mar|abr|apr|may|jun|jul|ago|aug|sep|set|oct|nov|dic|dec|jan)")
_SPAN = re.compile(
    r"\b(?:\d{1,3}|one|two|un|una|dos) ?(?:(?:working|business|natural) )?(?:h|hs|hrs?|horas?|hours?|min|minut\w+|dias?|days?)\b"
)
_SAME_DAY = re.compile(
    r"\b(?:same|next|one|working|business) (?:working |business )?(?:day|hour)s?\b|\bmismo dia\b|\bdia (?:laborable|habil)\b|\bun dia\b"
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÁÉÍÓÚÑ¿¡])")
_REACH = 80


def tells_answer_time(line: str) -> bool:
    """Whether a line of a page tells when people answer.

    Hours count beside a word for opening or a weekday, and a span of time beside a word for answering: that a thermos
    keeps tea hot for 12 hours, or that a parcel comes on Monday between 9 and 18 h, says nothing of people.
    """
    return any(_open(sentence) or _answering(sentence) for sentence in map(fold, _SENTENCE.split(line)))


def _open(text: str) -> bool:
    named = matches("opening", text) or (matches("opening", text, "weak") and not matches("delivery", text))
    return named and any(not _DATED.search(text[found.end() :]) for found in _CLOCK.finditer(text))


def _answering(text: str) -> bool:
    spans = [found.span() for pattern in (_SPAN, _SAME_DAY) for found in pattern.finditer(text)]
    words = [found.span() for pattern in patterns("answering") for found in pattern.finditer(text)]
    return any(max(start, begin) - min(end, stop) <= _REACH for start, end in spans for begin, stop in words)
