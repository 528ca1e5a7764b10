"""Statistics of timed loads: what one load's entries add up to, and how many loads it takes to believe a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import median, quantiles

from ecomkit.audit.budget import limit_of
from ecomkit.audit.evidence import Load, Spread

__all__ = ["FEWEST", "LIMITS", "MOST", "blocking_time", "layout_shift", "limits_of", "settled_load"]

FEWEST, MOST = 3, 7
"""How many loads a median is made of: three at least, seven at most."""

LIMITS: Mapping[str, tuple[str, float]] = {
    "lcp": ("lcp_ms", 4000),
    "ttfb": ("ttfb_ms", 1800),
    "tbt": ("tbt_ms", 600),
    "cls": ("cls", 0.1),
}
"""The numbers that the checks judge: their names in a budget, and the usual limits."""

_FIGURES = ("lcp", "load", "ttfb", "tbt", "cls")
_WIDE = 0.25
_OUTVOTED = 0.25


def blocking_time(tasks: Sequence[Sequence[float]]) -> float:
    """Total blocking time in milliseconds: of each [start, duration], what exceeds 50 ms."""
    return sum(max(0.0, duration - 50) for _, duration in tasks)


def layout_shift(shifts: Sequence[Sequence[float]]) -> float:
    """Cumulative layout shift of [start in ms, value]: the worst session window (gaps under 1 s, at most 5 s long)."""
    worst = current = 0.0
    begun = last = float("-inf")
    for start, value in shifts:
        if start - last > 1000 or start - begun > 5000:
            current, begun = 0.0, start
        current, last = current + value, start
        worst = max(worst, current)
    return worst


def limits_of(budget: Mapping[str, float], page: str) -> dict[str, float]:
    """What each judged number of that page may be at most: the owner's budget, else the usual limit."""
    return {name: limit_of(budget, page, key, usual) for name, (key, usual) in LIMITS.items()}


def settled_load(
    once: Callable[[], Load],
    limits: Mapping[str, float],
    *,
    runs: int | None,
    least: int,
    time_left: Callable[[], bool],
) -> Load:
    """Load a page until the median can be believed, and give that median.

    `runs` fixes the number. Else `least` loads; one alone is believed only if it keeps all limits, and from the third
    on, seven at most, as long as the runs disagree about a limit or lie far apart. No further one where time is up.
    """
    made = [once() for _ in range(runs or least)]
    while runs is None and time_left() and len(made) < MOST and _asks_for_more(made, limits):
        made.append(once())
    return _median(made)


def _asks_for_more(made: Sequence[Load], limits: Mapping[str, float]) -> bool:
    over = [sum(getattr(load, name) > limit for load in made) for name, limit in limits.items()]
    if len(made) < FEWEST:
        return len(made) > 1 or any(over) or made[0].timed_out
    fewer = max(min(count, len(made) - count) for count in over)
    return fewer > _OUTVOTED * len(made) or _far_apart([load.lcp for load in made])


def _far_apart(values: Sequence[float]) -> bool:
    """Whether the middle half of the values is wider than a quarter of their median."""
    low, _, high = quantiles(values, n=4, method="inclusive")
    return high - low > _WIDE * median(values)


def _median(made: Sequence[Load]) -> Load:
    """The run in the middle by its largest paint, with the median of each number and how far the runs lie apart."""
    if len(made) == 1:
        return made[0]
    middle = sorted(made, key=lambda load: load.lcp)[len(made) // 2]
    spreads = {name: _spread([getattr(load, name) for load in made]) for name in _FIGURES}
    figures = {name: median(getattr(load, name) for load in made) for name in _FIGURES}
    width = spreads["lcp"].high - spreads["lcp"].low
    return middle.model_copy(
        update={**figures, "runs": len(made), "lcp_spread": width, "spreads": spreads, "timed_out": _mostly(made)}
    )


def _mostly(made: Sequence[Load]) -> bool:
    return sum(load.timed_out for load in made) * 2 > len(made)


def _spread(values: Sequence[float]) -> Spread:
    return Spread(low=min(values), high=max(values), p75=quantiles(values, n=4, method="inclusive")[2])
