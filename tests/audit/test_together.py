"""Things that are done together take turns where they wait; what fails or is interrupted is told when all have come to an end."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from ecomkit.audit.browser import Opened
from ecomkit.audit.together import _Lanes, together

pytestmark = pytest.mark.browser

LONG_MS = 60_000


def _job(
    browser: Opened, notes: list[str], name: str, steps: int = 3, wait_ms: int = 40, *, beside: bool = False
) -> Callable[[], None]:
    """A visitor who notes each step, and leaves in good order whatever happens; with `beside` not before somebody else has come."""

    def done() -> None:
        with browser[1].new_context() as context:
            page = context.new_page()
            try:
                notes.append(f"{name} here")
                for step in range(steps):
                    page.wait_for_timeout(wait_ms)
                    notes.append(f"{name}{step}")
                _wait(page, lambda: not beside or len({note[0] for note in notes}) > 1)
            finally:
                page.evaluate("1 + 1")
                notes.append(f"{name} left")

    return done


def _raises(error: BaseException, browser: Opened, notes: list[str], names: str = "a") -> Callable[[], None]:
    """A visitor who breaks off when these others are there."""

    def done() -> None:
        with browser[1].new_context() as context:
            _wait(context.new_page(), lambda: {f"{name} here" for name in names} <= set(notes))
            raise error

    return done


def _wait(page: Page, until: Callable[[], bool]) -> None:
    """Wait until something is so, though not for ever."""
    for _ in range(400):
        if until():
            return
        page.wait_for_timeout(50)


@pytest.fixture(autouse=True)
def running_loop(browser: Opened) -> None:
    """The driver's loop is known once the browser was asked something."""
    browser[1].new_context().close()


def test_two_take_turns(browser: Opened) -> None:
    notes: list[str] = []
    together([_job(browser, notes, name, 5, beside=True) for name in "ab"], 2)
    assert notes.index("b here") < notes.index("a left")
    assert notes.index("a here") < notes.index("b left")
    assert [note for note in notes if note.startswith("a")] == ["a here", "a0", "a1", "a2", "a3", "a4", "a left"]


def test_no_more_are_begun_than_there_are_lanes(browser: Opened) -> None:
    notes: list[str] = []
    together([_job(browser, notes, name, beside=True) for name in "abcd"], 2)
    first_end = next(place for place, note in enumerate(notes) if note.endswith("left"))
    assert len({note[0] for note in notes[:first_end]}) == 2
    assert {note for note in notes if note.endswith("left")} == {"a left", "b left", "c left", "d left"}


def test_with_one_lane_each_waits_for_the_one_before(browser: Opened) -> None:
    notes: list[str] = []
    together([_job(browser, notes, "a"), _job(browser, notes, "b")], 1)
    assert notes == ["a here", "a0", "a1", "a2", "a left", "b here", "b0", "b1", "b2", "b left"]


@pytest.mark.parametrize("place", [0, 1])
def test_an_error_of_one_is_raised_when_the_other_is_done(browser: Opened, place: int) -> None:
    notes: list[str] = []
    jobs = [_job(browser, notes, "a", 8, 100)]
    jobs.insert(place, _raises(ValueError("broken"), browser, notes))
    with pytest.raises(ValueError, match="broken"):
        together(jobs, 2)
    assert notes[-2:] == ["a7", "a left"]


@pytest.mark.parametrize("place", [0, 1])
def test_an_interruption_ends_all_in_good_order(browser: Opened, place: int) -> None:
    notes: list[str] = []
    jobs = [_job(browser, notes, "a", 2, LONG_MS), _job(browser, notes, "never")]
    jobs.insert(place, _raises(KeyboardInterrupt(), browser, notes))
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        together(jobs, 2)
    assert notes == ["a here", "a left"]
    assert time.monotonic() - began < LONG_MS / 2000
    assert browser[1].contexts == []


def test_an_interruption_reaches_what_is_done_together_inside_too(browser: Opened) -> None:
    notes: list[str] = []

    def inside() -> None:
        together([_job(browser, notes, "a", 1, LONG_MS), _job(browser, notes, "b", 1, LONG_MS)], 2)

    with pytest.raises(KeyboardInterrupt):
        together([inside, _raises(KeyboardInterrupt(), browser, notes, "ab")], 2)
    assert sorted(notes) == ["a here", "a left", "b here", "b left"]
    assert browser[1].contexts == []


def test_a_lane_that_ends_after_nobody_waits_for_it_any_more_breaks_nothing(browser: Opened) -> None:
    done: list[str] = []
    lanes = _Lanes([lambda: done.append("a")])
    lanes._lane()
    browser[1].new_context().close()
    assert done == ["a"]
