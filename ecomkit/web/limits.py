"""Limits: how often something may be tried in a while, counted in this process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

__all__ = ["Limiter"]

_MOST_KEYS = 20_000


class Limiter:
    """Counts failures by key in a sliding window. Sign-in asks it by login and address together."""

    def __init__(
        self, clock: Callable[[], datetime], *, most: int = 10, within: timedelta = timedelta(minutes=15)
    ) -> None:
        self._clock = clock
        self._most = most
        self._within = within
        self._failures: OrderedDict[str, list[datetime]] = OrderedDict()
        self._lock = Lock()

    def full(self, *keys: str) -> bool:
        """Whether one of the keys has been tried too often."""
        since = self._clock() - self._within
        with self._lock:
            return any(sum(at > since for at in self._failures.get(key, ())) >= self._most for key in keys)

    def failed(self, *keys: str) -> None:
        """Count a failure."""
        now = self._clock()
        with self._lock:
            for key in keys:
                recent = [at for at in self._failures.pop(key, ()) if at > now - self._within]
                self._failures[key] = [*recent, now][-self._most :]
            while len(self._failures) > _MOST_KEYS:
                self._failures.popitem(last=False)

    def forget(self, *keys: str) -> None:
        """It worked: start counting anew."""
        with self._lock:
            for key in keys:
                self._failures.pop(key, None)
