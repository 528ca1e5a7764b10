"""Delivery promises as shops write them: a date, a range of dates or a number of days, in Spanish and English."""

from __future__ import annotations

import re

from ecomkit.audit.lexicon import fold, matches
from ecomkit.audit.values import Value

__all__ = ["Promise", "find_promise"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "enero ene january jan",
            "febrero feb february",
            "marzo mar march",
            "abril abr april apr",
            "mayo may",
            "junio jun june",
            "julio jul july",
            "agosto ago august aug",
            "septiembre setiembre sep sept september",
            "octubre oct october",
            "noviembre nov november",
            "diciembre dic december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_MONTH = rf"(?P<month>{_NAMES})\b"
_TO = r"\s*(?:-|–|—|to|a|y|and|al|/)\s*(?:el )?"
_DAY_FIRST = re.compile(r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: de)?[ .\-]" + _MONTH)
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?! (?:de )?(?:{_NAMES})\b)")
"""Not "mar 24 de nov", where mar is the Tuesday."""
_NUMERIC = re.compile(
    r"\b(?:(?P<year>20\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d)|(?P<d2>\d{1,2})[/.](?P<m2>\d{1,2})[/.](?:20)?\d\d)\b"
)
_LEADING_DAY = re.compile(r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?" + _TO + r"$")
_DAYS = re.compile(
    rf"\b(?P<low>\d{{1,3}})(?:{_TO}(?P<high>\d{{1,3}}))? ?(?:working |business |week ?|calendar )?"
    r"(?P<unit>dias?|days?|h|horas?|hours?|semanas?|weeks?)\b"
)
_SOON = re.compile(
    r"\b(?:at once|immediately|instantly|(?:the )?(?:next|same) (?:working |business )?day|tomorrow|al instante|de inmediato"
    r"|inmediatamente|al dia siguiente|el mismo dia)\b"
)
_BY_RETURNS = re.compile(r"devol|return|desist|withdr|reembols|refund|garant|warrant|respon|answer|reply|cambi")
_UNITS = {"d": 1.0, "h": 1 / 24, "s": 7.0, "w": 7.0}
_EVENT = re.compile(
    r"\b(event\w*|evento\w*|festival\w*|concert\w*|concierto\w*|gig|gira|funcion|doors open|admission|take[sn]? place|tendra lugar"
    r"|se celebra|exhibition|exposicion|workshop|taller|conference|congreso|match day|begins|starts|empieza|comienza|valid"
    r" (for|on|from|until)|expires?|caduca|sale ends|offer ends|oferta (valida|hasta)|ticket date)\b"
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÁÉÍÓÚÑ¿¡])")
_LABEL_WORDS = 6
_FEW_WORDS = 4
_REACH = 90


class Promise(Value):
    """When goods are said to arrive. `days_wide` is the width of the range, 0 for one day."""

    text: str
    days_wide: float


def find_promise(text: str) -> Promise | None:
    """The first date or range that is said of a delivery; None where there is none.

    A word of delivery stands in the same sentence, or in a short label above a line that holds little but the date.
    The day of a festival, of a return or of an answer is none.
    """
    lines = [" ".join(raw.split()) for raw in text.splitlines() if raw.strip()]
    told = [[fold(sentence) for sentence in _SENTENCE.split(line)] for line in lines]
    events = {match.group(0) for line in told for said in line if _EVENT.search(said) for match, _ in _dates(said)}
    for line, above in zip(told, [[""], *told], strict=False):
        label = above[0] if len(above) == 1 and len(above[0].split()) <= _LABEL_WORDS else ""
        if found := next((one for said in line if (one := _promised(said, label, events))), None):
            return found
    return None


def _promised(sentence: str, above: str, events: set[str]) -> Promise | None:
    for match, wide in sorted((*_relative(sentence), *_dates(sentence)), key=lambda found: found[0].start()):
        around = sentence[max(0, match.start() - _REACH) : match.end() + _REACH // 2]
        close = sentence[max(0, match.start() - 40) : match.end() + 40]
        beside = around.replace(match.group(0), "")
        if match.group(0) in events or _EVENT.search(around) or _BY_RETURNS.search(close):
            continue
        label = above if len(re.findall(r"[^\W\d_]{3,}", beside)) <= _FEW_WORDS and not _EVENT.search(above) else ""
        if matches("delivery", beside) or (matches("delivery", label) and not _BY_RETURNS.search(label)):
            return Promise(text=f"{label} {around}".strip(), days_wide=wide)
    return None


def _relative(text: str) -> list[tuple[re.Match[str], float]]:
    found = []
    for match in _DAYS.finditer(text):
        low, high = float(match["low"]), float(match["high"] or match["low"])
        found.append((match, abs(high - low) * _UNITS[match["unit"][0]]))
    return [*found, *((match, 0.0) for match in _SOON.finditer(text))]


def _dates(text: str) -> list[tuple[re.Match[str], float]]:
    days: list[tuple[re.Match[str], int]] = []
    found = []
    for pattern in (_DAY_FIRST, _MONTH_FIRST):
        for match in pattern.finditer(text):
            day = _MONTHS[match["month"]] * 30 + int(match["day"])
            lead = _LEADING_DAY.search(text[max(0, match.start() - 8) : match.start()])
            if lead:
                found.append((match, float(abs(int(match["day"]) - int(lead["day"])))))
            days.append((match, day))
    for match in _NUMERIC.finditer(text):
        month, day_of = int(match["m1"] or match["m2"]), int(match["d1"] or match["d2"])
        days.append((match, month * 30 + day_of))
    days.sort(key=lambda pair: pair[0].start())
    for (first, day), following in zip(days, [*days[1:], None], strict=False):
        joined = following is not None and following[0].start() - first.end() <= 12
        width = (following[1] - day) % 360 if joined and following else 0
        found.append((first, float(width)))
    return found
