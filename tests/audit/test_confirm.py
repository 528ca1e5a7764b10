"""A fault is believed when a second visitor meets it; what he does not meet is flaky and breaks nothing."""

from __future__ import annotations

import pytest

from e2e.audit_lab.server import serve
from ecomkit.audit.browser import Opened
from ecomkit.audit.check import Check, Exhibit, Need, Severity, Status, failed, passed, untested
from ecomkit.audit.confirm import confirmed, doubted, needs_again
from ecomkit.audit.evidence import Evidence, JourneyEvidence, Outcome, Stage
from ecomkit.audit.options import Options
from ecomkit.audit.run import run_audit
from tests.audit.samples import a_page, a_result, evidence


def _check(name: str, *needs: Need) -> Check:
    plain = {"title": "t", "rows": ("E1.2",), "method": "m", "threshold": "t", "remedy": "r"}
    return Check.model_validate(
        plain | {"id": name, "severity": Severity.MAJOR, "needs": frozenset(needs), "judge": lambda _: passed("fine")}
    )


HOME, AXE = _check("AAA-01", Need.HOME), _check("AAA-02", Need.HOME, Need.AXE)
FIRST = evidence(a_page(Stage.HOME), a_page(Stage.LIST))


def _second(*stages: Stage, outcome: Outcome = Outcome.REACHED) -> Evidence:
    journey = JourneyEvidence(id="guest", name="guest", outcome=outcome)
    return evidence(*(a_page(stage) for stage in stages), journey=journey)


def test_only_fresh_faults_of_pages_are_looked_at_again() -> None:
    timed = _check("AAA-03", Need.SPEED)
    results = (
        a_result("AAA-01", Status.FAIL), a_result("AAA-02", Status.FAIL, waived="later"), a_result("AAA-03", Status.FAIL),
        a_result("AAA-04", Status.REVIEW), a_result("AAA-05", Status.FAIL, known=True),
    )  # fmt: skip
    checks = (HOME, AXE, timed, _check("AAA-04", Need.HOME), _check("AAA-05", Need.HOME))
    assert doubted(checks, results) == (HOME,)


def test_the_second_look_goes_as_far_as_the_faults_and_gathers_no_more_than_it_must() -> None:
    seen = evidence(*(a_page(stage) for stage in Stage))
    on_home, on_list, at_the_end, nowhere = (
        a_result("AAA-01", Status.FAIL, evidence=tuple(Exhibit(page=page, detail="d") for page in pages))
        for pages in (["home"], ["home", "list"], ["payment"], [])
    )
    assert needs_again([HOME], [on_home], seen) == {Need.HOME}
    assert needs_again([HOME], [nowhere], seen) == {Need.HOME}
    assert needs_again([HOME], [on_list], seen) == {Need.HOME, Need.LIST}
    assert needs_again([HOME], [at_the_end], seen) == {Need.HOME, Need.CHECKOUT}
    assert needs_again([AXE], [a_result("AAA-02", Status.FAIL, evidence=())], seen) == {Need.HOME, Need.AXE}


def test_what_fails_again_is_confirmed_and_what_passes_is_flaky() -> None:
    results = (a_result("AAA-01", Status.FAIL), a_result("AAA-02", Status.FAIL), a_result("AAA-03", Status.PASS))
    verdicts = {"AAA-01": failed("again"), "AAA-02": passed("well now")}
    second = _second(Stage.HOME, Stage.LIST)
    one, two, three = confirmed(results, (HOME, AXE), (FIRST, second), lambda check, _: verdicts[check.id])
    assert (one.status, one.confirmed, one.message) == (Status.FAIL, True, results[0].message)
    assert (two.status, two.grave) == (Status.FLAKY, False)
    assert "what AAA-02 found" in two.message
    assert "well now" in two.message
    assert three == results[2]


@pytest.mark.parametrize("second", [_second(Stage.HOME), _second(Stage.HOME, Stage.LIST, outcome=Outcome.BLOCKED)])
def test_a_second_look_that_saw_less_excuses_nothing(second: Evidence) -> None:
    on_list = a_result("AAA-01", Status.FAIL, evidence=(Exhibit(page="list", detail="d"),))
    (result,) = confirmed([on_list], [HOME], (FIRST, second), lambda *_: passed("well"))
    assert (result.status, result.confirmed) == (Status.FAIL, False)


def test_a_second_look_without_an_answer_changes_nothing() -> None:
    second = _second(Stage.HOME, Stage.LIST)
    (result,) = confirmed([a_result("AAA-01", Status.FAIL)], [HOME], (FIRST, second), lambda *_: untested("away"))
    assert (result.status, result.confirmed) == (Status.FAIL, False)


@pytest.mark.browser
@pytest.mark.parametrize(("mended", "status"), [(True, Status.FLAKY), (False, Status.FAIL)])
def test_headers_that_only_the_first_visitor_misses_are_flaky(browser: Opened, *, mended: bool, status: Status) -> None:
    with serve("plain-es", ["no-headers"]) as lab:

        def heard(doing: str) -> None:
            if mended and doing.startswith("looking again"):
                lab.defects = frozenset()

        report = run_audit(lab.url, Options(only=("TRU-05",)), heard, opened=browser)
    (result,) = report.checks
    assert (result.status, result.confirmed) == (status, not mended)
    assert report.coverage.tested == 1


@pytest.mark.browser
def test_without_confirming_a_fault_is_told_after_one_look(browser: Opened) -> None:
    with serve("plain-es", ["no-headers"]) as lab:
        report = run_audit(lab.url, Options(only=("TRU-05",), confirm=False), opened=browser)
    assert [(one.status, one.confirmed) for one in report.checks] == [(Status.FAIL, False)]
