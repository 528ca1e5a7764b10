"""Each journey has a time of its own: one that runs out of it leaves the others theirs."""

from __future__ import annotations

import time
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from e2e.audit_lab.server import serve
from ecomkit.audit import beside, probes
from ecomkit.audit.browser import Opened
from ecomkit.audit.check import Status
from ecomkit.audit.driver import Pace
from ecomkit.audit.evidence import Outcome
from ecomkit.audit.options import Options
from ecomkit.audit.recipe import Recipe
from ecomkit.audit.run import run_audit


@pytest.mark.browser
def test_a_journey_that_runs_out_of_time_takes_none_of_the_others(
    browser: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "_BESIDE_S", -1.0)
    with serve("plain-es") as lab:
        report = run_audit(lab.url, Options(only=("CHK-08", "FND-02", "AFT-01")), opened=browser)
    status = {one.id: one.status for one in report.checks}
    assert report.journeys[0].outcome is Outcome.REACHED
    assert status["CHK-08"] is Status.PASS
    assert status["FND-02"] is not Status.PASS
    assert Status.FAIL not in status.values(), "what was not reached in time is no fault"


@pytest.mark.browser
def test_a_strangers_shop_is_asked_once_a_second_and_for_no_page_twice_to_follow_links(
    browser: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[float] = []
    asked: list[str] = []
    wait, status = Pace.wait, probes._status

    def waited(pace: Pace) -> None:
        wait(pace)
        began.append(time.monotonic())

    def noted(client: object, walk: object, url: str) -> tuple[int, str]:
        asked.append(urlsplit(url).path)
        return status(client, walk, url)  # type: ignore[arg-type]

    monkeypatch.setattr(Pace, "wait", waited)
    monkeypatch.setattr(probes, "_status", noted)
    with serve("plain-es") as lab:
        options = Options(only=("FND-12", "SPD-06", "AFT-01"), owned=False, confirm=False)
        report = run_audit(lab.url, options, opened=browser)
        pages = {urlsplit(page.url).path for page in report.pages}
    assert all(later - sooner >= 0.99 for sooner, later in pairwise(began))
    assert asked[-1] == "/ecomkit-audit-no-such-page"
    assert not {"/returns", "/contact", "/privacy", *pages} & set(asked)
    assert [one.status for one in report.checks if one.id == "FND-12"] == [Status.PASS]


@pytest.mark.browser
def test_links_are_followed_in_the_language_that_the_recipe_tells(browser: Opened) -> None:
    with serve("plain-es", ["dead-link"]) as lab:
        recipe = Recipe(locale="es-ES")
        report = run_audit(lab.url, Options(only=("FND-12",), recipe=recipe, confirm=False), opened=browser)
    assert [one.status for one in report.checks] == [Status.FAIL]
