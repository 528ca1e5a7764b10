"""How a page came up: a strip of what the screen showed, and a waterfall of what was fetched meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from ecomkit.audit.evidence import Device, Fetch, Frame, Load
from ecomkit.audit.writers.pictures import Picture, thumbnail

__all__ = ["Row", "Shot", "Timeline", "timeline"]

_STEPS_MS = (100, 250, 500, 1000, 2000, 4000)
_MOST_SHOTS = 9
_MOST_ROWS = 60
_KINDS = ("document", "stylesheet", "script", "image", "font")
_WIDTHS = {Device.PHONE: (140, 1.5), Device.DESKTOP: (220, 0.7)}


class Shot(NamedTuple):
    """The screen at a moment, ms since the page was asked for. `changed`: it is not as in the shot before."""

    at: float
    picture: Picture
    changed: bool
    mark: str


class Row(NamedTuple):
    """One file of the waterfall. `start`, `wait` and `take` are shares of 100 of the whole time, which began and ended in ms."""

    name: str
    url: str
    kind: str
    start: float
    wait: float
    take: float
    began: float
    ended: float
    bytes: int
    foreign: bool


class Timeline(NamedTuple):
    """The picture of one load. `paint` and `done` say where on a scale of 100 the main part and the last file came."""

    load: Load
    shots: tuple[Shot, ...]
    rows: tuple[Row, ...]
    more: int
    paint: float
    done: float


def timeline(load: Load) -> Timeline:
    """The strip and the waterfall of a load; empty where nothing was noted."""
    whole = max([load.load, load.lcp, *(fetch.end for fetch in load.fetches)], default=0) or 1
    return Timeline(
        load,
        _shots(load),
        tuple(_row(fetch, whole, urlsplit(load.url).hostname or "") for fetch in load.fetches[:_MOST_ROWS]),
        max(0, len(load.fetches) - _MOST_ROWS),
        round(100 * load.lcp / whole, 2),
        round(100 * load.load / whole, 2),
    )


def _shots(load: Load) -> tuple[Shot, ...]:
    if not load.frames:
        return ()
    end = max(load.lcp, load.load)
    step = next((step for step in _STEPS_MS if end / step <= _MOST_SHOTS - 1), _STEPS_MS[-1])
    ticks = [step * number for number in range(_MOST_SHOTS) if step * (number - 1) < end]
    width, tall = _WIDTHS[load.device]
    shots: list[Shot] = []
    last: Frame | None = None
    for tick in ticks:
        frame = _at(load.frames, tick)
        picture = thumbnail(frame.picture, f"{load.name} after {tick / 1000:g} s", width=width, tall=tall)
        if picture:
            shots.append(
                Shot(tick, picture, last is not None and frame.picture != last.picture, _mark(load, tick, step))
            )
        last = frame
    return tuple(shots)


def _at(frames: Sequence[Frame], moment: float) -> Frame:
    return next((frame for frame in reversed(frames) if frame.at <= moment), frames[0])


def _mark(load: Load, tick: float, step: float) -> str:
    """What happened in the step that ends here."""
    found = (("main part", load.lcp), ("all loaded", load.load))
    return ", ".join(name for name, at in found if tick - step < at <= tick)


def _row(fetch: Fetch, whole: float, host: str) -> Row:
    parts = urlsplit(fetch.url)
    name = parts.path.rstrip("/").rpartition("/")[2] or parts.hostname or fetch.url
    foreign = bool(parts.hostname) and parts.hostname != host
    wait, end = max(fetch.answered, fetch.start), max(fetch.end, fetch.answered, fetch.start)
    return Row(
        f"{parts.hostname}/{name}" if foreign else name if parts.path.strip("/") else "/",
        fetch.url,
        fetch.kind if fetch.kind in _KINDS else "other",
        round(100 * fetch.start / whole, 2),
        round(100 * (wait - fetch.start) / whole, 2),
        round(max(0.4, 100 * (end - wait) / whole), 2),
        fetch.start,
        end,
        fetch.bytes,
        foreign,
    )
