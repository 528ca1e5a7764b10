"""Walking through a page with the Tab key alone, as people without a mouse do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecomkit.audit import look
from ecomkit.audit.evidence import FocusStop, KeyboardWalk

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["walk_by_keyboard"]

_MOST = 40
_STUCK = 4


def walk_by_keyboard(page: Page, name: str) -> KeyboardWalk | None:
    """Press Tab until the page is through, or 40 times. A trap is an element that stays focused four times in a row."""
    from playwright.sync_api import Error

    stops: dict[int, FocusStop] = {}
    last, equal, trap = -1, 0, ""
    try:
        page.evaluate("() => { document.activeElement?.blur(); getSelection()?.removeAllRanges(); scrollTo(0, 0); }")
        for _ in range(_MOST):
            page.keyboard.press("Tab")
            found = look.focused(page)
            if found is None:
                break
            stop = FocusStop.model_validate(found)
            equal = equal + 1 if stop.number == last else 1
            last = stop.number
            if equal >= _STUCK:
                trap = stop.html
                break
            if stop.number in stops and equal == 1:
                break
            stops.setdefault(stop.number, stop)
        page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }")
    except Error:
        return None
    return KeyboardWalk(page=name, url=page.url, stops=tuple(stops.values()), trap=trap)
