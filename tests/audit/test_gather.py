"""Each journey has a time of its own: one that runs out of it leaves the others theirs."""

from __future__ import annotations

import pytest

from e2e.audit_lab.server import serve
from ecomkit.audit import beside
from ecomkit.audit.browser import Opened
from ecomkit.audit.check import Status
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
def test_links_are_followed_in_the_language_that_the_recipe_tells(browser: Opened) -> None:
    with serve("plain-es", ["dead-link"]) as lab:
        recipe = Recipe(locale="es-ES")
        report = run_audit(lab.url, Options(only=("FND-12",), recipe=recipe, confirm=False), opened=browser)
    assert [one.status for one in report.checks] == [Status.FAIL]
