"""Filming a timed load: small pictures of the screen whenever it changes."""

from __future__ import annotations

import base64
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image

from ecomkit.audit.evidence import Frame

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession

__all__ = ["Film"]

_WIDEST, _TALLEST, _QUALITY = 390, 844, 45
_MOST_FRAMES = 150


@cache
def _empty() -> bytes:
    """A white screen."""
    out = BytesIO()
    Image.new("RGB", (_WIDEST, _TALLEST), "white").save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


class Film:
    """What the screen showed from now on. Each frame is acknowledged, or the browser sends no other."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        self._shots: list[tuple[float, str]] = []
        session.on("Page.screencastFrame", self._arrived)
        wanted = {"format": "jpeg", "quality": _QUALITY, "maxWidth": _WIDEST, "maxHeight": _TALLEST}
        session.send("Page.startScreencast", wanted)

    def frames(self, began_wall: float, until_ms: float) -> tuple[Frame, ...]:
        """The frames between the moment when the page was asked for (seconds since the epoch) and the end (ms after it).

        The first, at 0, is what stood there before: an empty page, whether or not the browser sent it.
        """
        timed = [(round((at - began_wall) * 1000), shot) for at, shot in self._shots]
        begun = [base64.b64decode(shot) for at, shot in timed if at <= 0][-1:] or [_empty()]
        later = [Frame(at=at, picture=base64.b64decode(shot)) for at, shot in timed if 0 < at <= until_ms]
        return (Frame(at=0, picture=begun[0]), *later) if later else ()

    def stop(self) -> None:
        """Take no more pictures."""
        self._session.send("Page.stopScreencast")

    def _arrived(self, event: dict[str, Any]) -> None:
        from playwright.sync_api import Error

        if len(self._shots) < _MOST_FRAMES:
            self._shots.append((float(event["metadata"].get("timestamp", 0)), str(event["data"])))
        try:
            self._session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})
        except Error:
            return
