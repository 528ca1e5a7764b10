"""Filming pages that move, and counting flashes as WCAG 2.3.1 does: pairs of opposing changes of luminance in a large enough area."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ecomkit.audit.evidence import PageEvidence, Stage
from ecomkit.audit.trials import Flashing
from ecomkit.audit.trying.bench import SIZE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from ecomkit.audit.trying.bench import Bench

__all__ = ["CELL_PX", "Frame", "film_pages", "flashes"]

CELL_PX = 40
"""The side of a cell of the grid, in CSS pixels."""
_SHRUNK, _TALLEST = 4, 3600
_CHANGE, _DARK = 0.10, 0.80
_SECONDS, _PAGES = 2.0, 3
_STEPS_MS = (41, 59)
_HOLD = """(passed) => {
  const held = window.__ecomkitHeld ||= new Map();
  document.getAnimations().forEach((a) => {
    if (!held.has(a)) { a.pause(); held.set(a, [Number(a.currentTime) || 0, passed]); }
    const [from, since] = held.get(a);
    a.currentTime = from + passed - since;
  });
  document.querySelectorAll('svg').forEach((s) => { if (!s.ownerSVGElement) { s.pauseAnimations(); s.setCurrentTime(passed / 1000); } });
}"""
"""Put every animation where it would be after so many milliseconds."""

Frame = tuple[float, Sequence[float]]
"""When a picture was shown, in seconds, and the relative luminance (0 to 1) of each cell of the page, row by row."""


def film_pages(bench: Bench) -> tuple[Flashing, ...]:
    """Film up to three pages on which something moves, by what the journey or another trial saw. Empty where nothing does."""
    for stage in (Stage.HOME, Stage.PRODUCT):
        _watch(bench, bench.address(stage))
    moving = {page.url: page for page in bench.evidence.pages if _moves(page) or page.url in bench.restless}
    return tuple(_filmed(bench, page) for page in list(moving.values())[:_PAGES])


def _watch(bench: Bench, url: str) -> None:
    """Look for scripts that go on changing the page, unless another trial has done so."""
    if url and url not in bench.watched:
        with bench.driver(bench.state) as (driver, _):
            driver.open(url)
            bench.note_motion(driver.page, url)


def _moves(page: PageEvidence) -> bool:
    return bool(page.facts.animations or page.animated or page.facts.noisy)


def _filmed(bench: Bench, page: PageEvidence) -> Flashing:
    """What flashes on a page: by its own clock, and where a file plays (which no clock holds) in passing time too."""
    with bench.driver(bench.state) as (driver, _):
        driver.page.clock.install()
        driver.open(page.url)
        frames = _step(driver.page)
    most, area = flashes(frames)
    if page.animated or page.facts.noisy:
        with bench.driver(bench.state) as (driver, _):
            driver.open(page.url)
            played = _film(driver.page)
        most, area = max((most, area), flashes(played))
        frames = max(frames, played, key=len)
    return Flashing(page=page.name, url=page.url, seconds=_SECONDS, frames=len(frames), most=most, area=round(area))


def _unfold(page: Page) -> int:
    """Make the window as high as the page, so that all of it is shown. Gives its height."""
    height = max(SIZE["height"], min(int(page.evaluate("document.documentElement.scrollHeight")), _TALLEST))
    page.set_viewport_size({"width": SIZE["width"], "height": height})
    return height


def _step(page: Page) -> list[Frame]:
    """Pictures of the whole page, its clock moved on by hand between them: a busy machine changes nothing about what they show.

    The steps are uneven, so that nothing flashes in time with them.
    """
    clip = {"x": 0, "y": 0, "width": SIZE["width"], "height": _unfold(page), "scale": 1 / _SHRUNK}
    session, frames, passed = page.context.new_cdp_session(page), list[Frame](), 0
    page.clock.pause_at(int(page.evaluate("Date.now()")) + _STEPS_MS[0])
    while passed < _SECONDS * 1000:
        step = _STEPS_MS[len(frames) % len(_STEPS_MS)]
        passed += step
        page.clock.run_for(step)
        page.evaluate(_HOLD, passed)
        asked = {"format": "jpeg", "quality": 50, "optimizeForSpeed": True, "clip": clip}
        picture = session.send("Page.captureScreenshot", asked)["data"]
        frames.append((passed / 1000, _luminance(base64.b64decode(picture))))
    return frames


def _film(page: Page) -> list[Frame]:
    """Pictures of the whole page in passing time; the browser makes one whenever something changes."""
    _unfold(page)
    session, shown = page.context.new_cdp_session(page), list[tuple[float, str]]()

    def take(event: dict[str, Any]) -> None:
        shown.append((float(event["metadata"]["timestamp"]), event["data"]))
        session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    session.on("Page.screencastFrame", take)
    small = {"maxWidth": SIZE["width"] // _SHRUNK, "maxHeight": _TALLEST // _SHRUNK}
    session.send("Page.startScreencast", {"format": "jpeg", "quality": 50, **small})
    page.wait_for_timeout(_SECONDS * 1000)
    session.send("Page.stopScreencast")
    return [(at, _luminance(base64.b64decode(picture))) for at, picture in shown]


def _luminance(picture: bytes) -> list[float]:
    """The relative luminance of each cell of a picture."""
    from PIL import Image

    whole = Image.open(BytesIO(picture)).convert("L")
    cells = (max(1, round(side * _SHRUNK / CELL_PX)) for side in whole.size)
    small = whole.resize((next(cells), next(cells)), Image.Resampling.BOX)
    return [_linear(value / 255) for value in small.tobytes()]


def _linear(value: float) -> float:
    linear: float = value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
    return linear


def flashes(frames: Sequence[Frame]) -> tuple[int, float]:
    """The most flashes that one second holds, and the area in square pixels of all cells that flash more than three times."""
    if not frames:
        return 0, 0.0
    counts = [
        _worst_second(_changes([(at, cells[n]) for at, cells in frames]))
        for n in range(min(len(cells) for _, cells in frames))
    ]
    return max(counts), sum(count > 3 for count in counts) * CELL_PX**2


def _changes(values: Sequence[tuple[float, float]]) -> list[float]:
    """When the luminance of a cell turned by a tenth or more, the darker side being dark enough to matter."""
    turned, rising = list[float](), 0
    extreme = values[0][1]
    for at, value in values[1:]:
        if rising * (value - extreme) > 0:
            extreme = value
        elif abs(value - extreme) >= _CHANGE and min(value, extreme) < _DARK:
            turned.append(at)
            rising, extreme = (1 if value > extreme else -1), value
    return turned


def _worst_second(turned: Sequence[float]) -> int:
    """A flash is a pair of turns; the most pairs within any second."""
    return max((sum(start <= at < start + 1 for at in turned[n:]) // 2 for n, start in enumerate(turned)), default=0)
