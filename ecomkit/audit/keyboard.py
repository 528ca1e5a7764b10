"""Walking through a page with the Tab key alone, as people without a mouse do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ecomkit.audit import look
from ecomkit.audit.evidence import FocusStop, KeyboardWalk

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["walk_by_keyboard"]

_MOST, _AT_ONCE = 40, 8
_STUCK = 4
_LEAVE = "() => { document.activeElement?.blur(); getSelection()?.removeAllRanges(); scrollTo(0, 0); }"
_TOP = """() => {
  window.__ecomkitTabs?.over.abort();
  const own = document.body.getAttribute('tabindex');
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.blur();
  own === null ? document.body.removeAttribute('tabindex') : document.body.setAttribute('tabindex', own);
  scrollTo(0, 0);
}"""
"""Tab goes on from where the focus was last, even where it was taken away; so the page's body has it for a moment."""


class _Unseen(Exception):
    """A key reached somebody else than the page: a frame in it, or a script that keeps keys to itself."""


def walk_by_keyboard(page: Page, name: str) -> KeyboardWalk | None:
    """Press Tab until the page is through, or 40 times. A trap is an element that stays focused four times in a row."""
    from playwright.sync_api import Error

    try:
        try:
            stops, trap = _walked(_noted(page))
        except _Unseen:
            stops, trap = _walked(_asked(page))
        page.evaluate("() => { window.__ecomkitTabs?.over.abort(); document.activeElement?.blur(); scrollTo(0, 0); }")
    except Error:
        return None
    return KeyboardWalk(page=name, url=page.url, stops=stops, trap=trap)


def _walked(focused: Iterator[dict[str, Any] | None]) -> tuple[tuple[FocusStop, ...], str]:
    """The stops until they come again, and the element that does not let go."""
    stops: dict[int, FocusStop] = {}
    last, equal = -1, 0
    for found in focused:
        if found is None:
            break
        stop = FocusStop.model_validate(found)
        equal = equal + 1 if stop.number == last else 1
        last = stop.number
        if equal >= _STUCK:
            return tuple(stops.values()), stop.html
        if stop.number in stops and equal == 1:
            break
        stops.setdefault(stop.number, stop)
    return tuple(stops.values()), ""


def _noted(page: Page) -> Iterator[dict[str, Any] | None]:
    """Press Tab several times, then ask the page what it noted. Raises _Unseen where it did not notice each."""
    page.evaluate(_LEAVE)
    look.watch_tabs(page)
    for _ in range(_MOST // _AT_ONCE):
        for _ in range(_AT_ONCE):
            page.keyboard.press("Tab")
        found = look.tab_stops(page)
        if len(found) != _AT_ONCE:
            raise _Unseen
        yield from found


def _asked(page: Page) -> Iterator[dict[str, Any] | None]:
    """Press Tab and ask each time."""
    page.evaluate(_TOP)
    for _ in range(_MOST):
        page.keyboard.press("Tab")
        yield look.focused(page)
