"""The walk by Tab sees each stop once and knows a trap, whoever notices the keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from ecomkit.audit.browser import Opened
from ecomkit.audit.keyboard import walk_by_keyboard

pytestmark = pytest.mark.browser

LINKS = "".join(f"<a href=#{n}>Way {n}</a> " for n in range(12))
BARE = "<style>#bare:focus { outline: none }</style><button id=bare>Bare</button><button>Ringed</button>"
TRAP = "<a href=#>In</a><button id=t>Trap</button><script>t.onkeydown = (e) => e.key === 'Tab' && e.preventDefault()</script>"
DEAF = "<script>addEventListener('keyup', (e) => e.stopImmediatePropagation(), true)</script>"
INNER = "<iframe srcdoc='<a href=#>One</a><a href=#>Two</a>'></iframe>"


@pytest.fixture
def page(browser: Opened) -> Iterator[Page]:
    """An empty page."""
    with browser[1].new_page() as page:
        yield page


def _names(page: Page, html: str) -> list[str]:
    page.set_content(html)
    walk = walk_by_keyboard(page, "home")
    assert walk is not None
    assert walk.trap == ""
    return [stop.name for stop in walk.stops]


@pytest.mark.parametrize("around", ["", DEAF])
def test_every_stop_is_seen_once_and_in_order(page: Page, around: str) -> None:
    assert _names(page, around + LINKS) == [f"Way {n}" for n in range(12)]


@pytest.mark.parametrize("around", ["", DEAF])
def test_a_focus_that_does_not_show_is_told_from_one_that_does(page: Page, around: str) -> None:
    page.set_content(around + BARE)
    walk = walk_by_keyboard(page, "home")
    assert walk is not None
    assert [(stop.name, stop.changed) for stop in walk.stops] == [("Bare", False), ("Ringed", True)]


@pytest.mark.parametrize("around", ["", DEAF])
def test_an_element_that_keeps_the_focus_is_a_trap(page: Page, around: str) -> None:
    page.set_content(around + TRAP)
    walk = walk_by_keyboard(page, "home")
    assert walk is not None
    assert 'id="t"' in walk.trap


def test_a_page_with_a_frame_is_walked_through_too(page: Page) -> None:
    assert _names(page, f"<a href=#>Before</a>{INNER}<a href=#>After</a>")[0] == "Before"


def test_keys_that_come_later_are_not_watched(page: Page) -> None:
    page.set_content("<input>" + LINKS)
    walk_by_keyboard(page, "home")
    page.locator("input").press_sequentially("abc")
    assert page.evaluate("() => window.__ecomkitTabs.stops.length") == 0
    assert page.evaluate("() => document.activeElement.value") == "abc"
