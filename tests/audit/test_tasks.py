"""Long tasks count by what the page worked at them, so that a busy machine makes no page slow."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from playwright.sync_api import Page

from ecomkit.audit.browser import Opened
from ecomkit.audit.tasks import Spell, TaskTime

pytestmark = pytest.mark.browser

_WORK = "<script>setTimeout(() => { for (let i = 0, x = 0; i < 1e8; i++) x += Math.sqrt(i); document.title = 'Done'; }, 20);</script>"


def _worked(page: Page) -> float:
    tasks = TaskTime(page)
    page.goto(f"data:text/html,{_WORK}")
    page.wait_for_function("document.title === 'Done'")
    page.wait_for_timeout(300)
    ((_, duration),) = tasks.worked([[0, 1000]])
    return duration


def test_a_starved_page_has_worked_less_than_the_clock_says(browser: Opened) -> None:
    busy = [sys.executable, "-c", "while True: pass"]
    others = [subprocess.Popen(busy) for _ in range(8 * (os.cpu_count() or 1))]
    try:
        with browser[1].new_page() as page:
            starved = _worked(page)
    finally:
        for other in others:
            other.kill()
            other.wait()
    assert 0 < starved < 950


def test_a_spell_tells_apart_work_and_waiting() -> None:
    assert (Spell(400, 100).share, Spell(400, 100).waited) == (0.25, 300)
    assert (Spell(100, 101).share, Spell(100, 101).waited) == (1, 0)
    assert (Spell(0, 0).share, Spell(0, 0).waited) == (1, 0)


def test_each_spell_begins_where_the_last_one_was_told(browser: Opened) -> None:
    with browser[1].new_page() as page:
        tasks = TaskTime(page)
        page.goto(f"data:text/html,{_WORK}")
        page.wait_for_function("document.title === 'Done'")
        page.wait_for_timeout(300)
        first, second = tasks.spell(), tasks.spell()
    assert first.worked > second.worked


def test_a_page_without_tasks_has_worked_at_none(browser: Opened) -> None:
    with browser[1].new_page() as page:
        assert TaskTime(page).worked([]) == []
