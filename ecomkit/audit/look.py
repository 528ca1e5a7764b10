"""Looking into a page: runs the scripts of `scripts/` and gives their answers as values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeVar, overload

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
T = TypeVar("T")


@cache
def script(name: str) -> str:
    """The text of one script file."""
    return resources.files("ecomkit.audit").joinpath("scripts", name).read_text(encoding="utf-8")


def facts(page: Page) -> Facts:
    """All that the page shows now. The browser's answer is checked for its shape."""
    return Facts.model_validate(_value(page, "facts.js"))


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
    handle = _handle(page, "candidates.js", {"selector": selector})
    described = handle.evaluate("(found) => found[1]")
    return Found(handle, "(found, n) => found[0][n]", len(described)), [Candidate.model_validate(d) for d in described]


def elements(page: Page, selector: str, limit: int = 200) -> Found:
    """What matches, shadow roots included, in the order in which `facts` lists it."""
    body = "(arg) => {" + script("dom.js") + "return all(arg.selector).slice(0, arg.limit);}"
    handle = page.evaluate_handle(body, _argument({"selector": selector, "limit": limit}))
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
    body = (
        "(arg) => {" + script("dom.js") + "const stop = () => {" + script("focus.js") + "};" + script("tabbed.js") + "}"
    )
    page.evaluate(body, _argument({}))


def tab_stops(page: Page) -> list[dict[str, Any] | None]:
    """What the page noted since it was asked last."""
    found: list[dict[str, Any] | None] = page.evaluate("() => window.__ecomkitTabs?.stops.splice(0) || []")
    return found


def _argument(extra: dict[str, Any]) -> dict[str, Any]:
    return {"money": LOOSE_AMOUNT, "markers": markers(), "fields": FIELDS, "total": r"\btotal\b", **extra}


def _value(page: Page, name: str) -> Any:
    """What a script answers, as a plain value."""
    return _patiently(page, lambda: page.evaluate(_body(name), _argument({})))


def _handle(page: Page, name: str, extra: dict[str, Any]) -> JSHandle:
    """What a script answers, elements included."""
    return _patiently(page, lambda: page.evaluate_handle(_body(name), _argument(extra)))


@cache
def _body(name: str) -> str:
    return "(arg) => {" + script("dom.js") + script(name) + "}"


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
