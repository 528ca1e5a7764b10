"""Going through a page by keyboard, and what is to be seen at each stop (WCAG 2.1.1, 2.4.3, 2.4.7, 2.4.11)."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from e2e.steps import words

__all__ = ["STOP", "follow", "next_stop", "send", "tab_to", "type_into", "walk"]

STOP = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const named = (one.getAttribute('aria-labelledby') || '').split(' ').map(id => document.getElementById(id)?.innerText || '');
  const label = one.labels && one.labels.length ? one.labels[0].innerText : '';
  const seen = ['radio', 'checkbox'].includes(one.type) ? one.closest('label') || one : one;
  const ring = [one, seen].map(each => getComputedStyle(each)).some(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2);
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const shown = top && (one.contains(top) || top.contains(one) || seen.contains(top));
  const name = one.getAttribute('aria-label') || named.join(' ').trim() || label || one.innerText || '';
  const inside = box.bottom > 0 && box.top < innerHeight;
  return { tag: one.tagName, name: name.replace(/\\s+/g, ' ').trim(), ring, inside, covered: !shown };
}"""
"""Where the keyboard is: what it is called, whether its ring is drawn, and whether it can be seen."""


def next_stop(page: Page) -> dict[str, Any]:
    """One step on. Whatever it comes to shows that it is there, is in sight, and has a name."""
    page.keyboard.press("Tab")
    stop: dict[str, Any] = page.evaluate(STOP)
    if stop["tag"] != "BODY":
        assert stop["name"], stop
        assert stop["ring"], f"no focus ring on {stop}"
        assert stop["inside"], f"out of sight: {stop}"
        assert not stop["covered"], f"under something else: {stop}"
    return stop


def tab_to(page: Page, name: str, *, most: int = 60) -> None:
    """Go on by Tab until what is called so has the focus."""
    passed = []
    for _ in range(most):
        stop = next_stop(page)
        if words(name).search(stop["name"]):
            return
        passed.append(stop["name"])
    raise AssertionError(f"{name!r} is not reached by Tab; passed {passed}")


def type_into(page: Page, label: str, said: str) -> None:
    """Go to a field by Tab, and fill it in."""
    tab_to(page, label)
    page.keyboard.type(said)


def send(page: Page) -> None:
    """Press Enter where the keyboard is, and wait for the page that comes."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def follow(page: Page, name: str) -> None:
    """Go to a link or a button by Tab, press it, and wait for the page that comes."""
    tab_to(page, name)
    send(page)


def walk(page: Page, *, most: int = 150) -> list[str]:
    """Go through a whole page; gives the names of its stops. The first leads past what all pages share, none comes twice."""
    names: list[str] = []
    page.evaluate("() => { window.passed = new Set(); }")
    for _ in range(most):
        stop = next_stop(page)
        if stop["tag"] == "BODY":
            assert words("skip to").search(names[0]), names
            return names
        fresh = page.evaluate("() => window.passed.size < window.passed.add(document.activeElement).size")
        assert fresh, f"{stop['name']!r} came twice: a trap"
        names.append(stop["name"])
    raise AssertionError(f"the page has no end: {names}")
