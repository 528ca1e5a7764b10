"""What a timed load fetched, as the network tells it: counts, bytes, and when each file came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ecomkit.audit.evidence import Fetch

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession

__all__ = ["Traffic"]

_MOST_FETCHES = 120


class Traffic:
    """Requests and bytes of one page. Times are the browser's monotonic seconds."""

    def __init__(self, session: CDPSession, host: str) -> None:
        self.host = host
        self.urls: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        self.open: set[str] = set()
        self._kinds: dict[str, str] = {}
        self._sent: dict[str, float] = {}
        self._answered: dict[str, float] = {}
        self._ended: dict[str, float] = {}
        self.began: float | None = None
        self.began_wall = 0.0
        session.on("Network.requestWillBeSent", self._on_sent)
        session.on("Network.responseReceived", self._on_answered)
        session.on("Network.loadingFinished", self._on_finished)
        session.on("Network.loadingFailed", self._on_failed)

    @property
    def third_party(self) -> int:
        """How many requests went to another host."""
        return sum(urlsplit(url).hostname != self.host for url in self.urls.values() if url.startswith("http"))

    def largest(self) -> tuple[str, ...]:
        """The five heaviest files in words."""
        ranked = sorted(self.sizes.items(), key=lambda pair: -pair[1])[:5]
        return tuple(f"{size / 1000:.0f} kB {self.urls.get(key, '')}" for key, size in ranked)

    def fetches(self) -> tuple[Fetch, ...]:
        """The files in the order in which they were asked for, 120 at most."""
        first = sorted(self._sent, key=self._sent.__getitem__)[:_MOST_FETCHES]
        return tuple(self._fetch(key) for key in first)

    def _fetch(self, key: str) -> Fetch:
        start = self._since(self._sent[key])
        end = self._since(self._ended.get(key, self._sent[key]))
        answered = self._since(self._answered.get(key, self._ended.get(key, self._sent[key])))
        return Fetch(
            url=self.urls[key][:300],
            kind=self._kinds[key],
            start=start,
            answered=max(start, min(answered, end) if end > start else answered),
            end=max(start, end),
            bytes=self.sizes.get(key, 0),
        )

    def _since(self, moment: float) -> float:
        return round((moment - (self.began or moment)) * 1000)

    def _on_sent(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("data:"):
            return
        key = event["requestId"]
        if self.began is None:
            self.began, self.began_wall = event["timestamp"], event["wallTime"]
        self.urls[key] = event["request"]["url"]
        self._kinds[key] = str(event.get("type", "Other")).lower()
        self._sent.setdefault(key, event["timestamp"])
        self.open.add(key)

    def _on_answered(self, event: dict[str, Any]) -> None:
        timing = event["response"].get("timing") or {}
        at = event["timestamp"]
        if timing.get("receiveHeadersStart", -1) > 0:
            at = timing["requestTime"] + timing["receiveHeadersStart"] / 1000
        self._answered[event["requestId"]] = at

    def _on_finished(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = int(event["encodedDataLength"])
        self._ended[event["requestId"]] = event["timestamp"]
        self.open.discard(event["requestId"])

    def _on_failed(self, event: dict[str, Any]) -> None:
        self._ended[event["requestId"]] = event["timestamp"]
        self.open.discard(event["requestId"])
