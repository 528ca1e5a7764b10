"""Costs of the same question put to several shops, in turn: a machine whose speed moves is as slow for one as for the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

__all__ = ["costs"]

_TIMES = 15


def costs(
    works: Sequence[Callable[[], object]],
    rounds: int,
    times: int = _TIMES,
    clock: Callable[[], float] = time.process_time,
) -> list[float]:
    """Milliseconds of CPU that each takes, the best of a few times: what else the machine does is not in it."""
    best = [float("inf")] * len(works)
    for _ in range(times):
        best = [min(known, _once(work, rounds, clock)) for known, work in zip(best, works, strict=True)]
    return best


def _once(work: Callable[[], object], rounds: int, clock: Callable[[], float]) -> float:
    before = clock()
    for _ in range(rounds):
        work()
    return (clock() - before) / rounds * 1000
