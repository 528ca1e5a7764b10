"""Looking into a page: runs the scripts of `scripts/` and gives their answers as values."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeVar, overload

from pydantic import TypeAdapter

from ecomkit.audit.facts import Facts
from ecomkit.audit.lexicon import markers
from ecomkit.audit.money import LOOSE_AMOUNT
from ecomkit.audit.score import Candidate

if TYPE_CHECKING:
    from playwright.sync_api import ElementHandle as Handle
    from playwright.sync_api import JSHandle, Page

__all__ = [
    "ANY",
    "FIELDS",
    "LINKS",
    "Found",
    "boxes",
    "candidates",
    "covering",
    "elements",
    "facts",
    "focused",
    "script",
    "tab_stops",
    "watch_tabs",
]

ANY = "button, a[href], input[type=submit], input[type=image], input[type=button], [role=button], summary"
LINKS = "a[href]"
FIELDS = (
    "input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image]):not([type=reset]), select, textarea, "
    "form [role=combobox]:not(input):not(select), form button[aria-haspopup=listbox]"
)
_ATTEMPTS = 4
_CANDIDATES = TypeAdapter(list[Candidate])
T = TypeVar("T")


@cache
def script(name: str) -> str:
    """The text of one script file."""
    return resources.files("ecomkit.audit").joinpath("scripts", name).read_text(encoding="utf-8")


def facts(page: Page) -> Facts:
    """All that the page shows now. The browser's answer is checked for its shape."""
    return Facts.model_validate_json(_told(page, "facts.js"))


class Found(Sequence["Handle"]):
    """Elements that a script found. The browser is asked for a handle only when that element is wanted."""

    def __init__(self, handle: JSHandle, pick: str, count: int) -> None:
        self._handle = handle
        self._pick = pick
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Handle: ...

    @overload
    def __getitem__(self, index: slice) -> list[Handle]: ...

    def __getitem__(self, index: int | slice) -> Handle | list[Handle]:
        """The element of that place. Raises IndexError where there is none."""
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(self._count))]
        element = self._handle.evaluate_handle(self._pick, range(self._count)[index]).as_element()
        if element is None:
            raise IndexError(index)
        return element


def candidates(page: Page, selector: str = ANY) -> tuple[Found, list[Candidate]]:
    """The visible links and buttons: a handle to press and a description to judge, in the same order."""
    handle = _patiently(page, lambda: page.evaluate_handle(_asking("candidates.js", selector=selector)))
    described = _CANDIDATES.validate_json(handle.evaluate(_described()))
    return Found(handle, "(found, n) => found[0][n]", len(described)), described


def elements(page: Page, selector: str, limit: int = 200) -> Found:
    """What matches, shadow roots included, in the order in which `facts` lists it."""
    handle = page.evaluate_handle(_asking("elements.js", selector=selector, limit=limit))
    return Found(handle, "(found, n) => found[n]", int(handle.evaluate("(found) => found.length")))


def boxes(page: Page) -> dict[str, tuple[float, float, float, float]]:
    """Where the page's visible elements lie on the whole page, by the first 300 characters of their HTML."""
    found: dict[str, tuple[float, float, float, float]] = _value(page, "boxes.js")
    return found


def covering(page: Page) -> list[str]:
    """Text and HTML of what lies over more than half of the screen; empty for nothing."""
    found: list[str] = _value(page, "covered.js")
    return found


def focused(page: Page) -> dict[str, Any] | None:
    """The element that has the focus, and whether that shows; None where it is the page itself."""
    found: dict[str, Any] | None = _value(page, "focus.js")
    return found


def watch_tabs(page: Page) -> None:
    """From now on the page notes after each key what has the focus, as `focused` tells it."""
    page.evaluate(_asking("tabbed.js", first="const stop = () => {" + script("focus.js") + "};"))


def tab_stops(page: Page) -> list[dict[str, Any] | None]:
    """What the page noted since it was asked last."""
    found: list[dict[str, Any] | None] = page.evaluate("() => window.__ecomkitTabs?.stops.splice(0) || []")
    return found


def _told(page: Page, name: str) -> str:
    """What a script answers, as one text: of anything else the browser's driver looks at every value by itself."""
    answer: str = _patiently(page, lambda: page.evaluate(_telling(name)))
    return answer


def _value(page: Page, name: str) -> Any:
    """What a script answers, as a plain value."""
    return json.loads(_told(page, name))


@cache
def _telling(name: str) -> str:
    """A script of `scripts/` that answers with a text."""
    return "() => {" + script("plain.js") + "return plain((" + _asking(name) + ")());}"


@cache
def _described() -> str:
    return "(found) => {" + script("plain.js") + "return plain(found[1]);}"


@cache
def _asking(name: str, first: str = "", **words: str | int) -> str:
    """A script of `scripts/` with all that it uses. The same text each time, which the browser need not parse anew."""
    known = {"money": LOOSE_AMOUNT, "markers": markers(), "fields": FIELDS, "total": r"\btotal\b", **words}
    return "() => {const arg = " + json.dumps(known) + ";" + script("dom.js") + first + script(name) + "}"


def _patiently(page: Page, ask: Callable[[], T]) -> T:
    """Ask a page; one that moves on meanwhile destroys its context, so it is asked again."""
    from playwright.sync_api import Error

    for attempt in range(_ATTEMPTS):
        try:
            return ask()
        except Error as error:
            if attempt == _ATTEMPTS - 1 or "context" not in str(error).lower():
                raise
            page.wait_for_timeout(250)
    raise AssertionError("unreachable")
