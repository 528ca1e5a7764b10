"""The cross of the laboratory says much early, is kept from run to run, and counts what was found and what was not."""

from __future__ import annotations

from pathlib import Path

from e2e.audit_lab.cross import cases, figures
from e2e.audit_lab.defects import DEFECTS
from e2e.audit_lab.outcomes import Case, Outcome, keep, kept
from e2e.audit_lab.plan import GROUPS, TIMED, expected, shows
from e2e.audit_lab.variants import VARIANTS

CLEAN = Case("plain-es", "clean", ())
ILL = Case("plain-es", "dead button", ("dead-add", "no-alt"))
SLOW = Case("plain-es", "long-tasks", ("long-tasks",))


def _outcome(case: Case, *failed: str, crash: str = "") -> Outcome:
    return Outcome(case, frozenset(failed), frozenset(), frozenset(), crash, 1.0)


def _wanted(case: Case) -> frozenset[str]:
    return expected(VARIANTS[case.variant], case.defects)


def test_every_variant_meets_every_group_that_shows_in_it_once() -> None:
    groups = {name: listed.split() for name, listed in GROUPS.items()} | {name: [name] for name in TIMED}
    pairs = {(case.variant, case.group) for case in cases(timed=True) if case.defects}
    assert pairs == {
        (name, group)
        for name, variant in VARIANTS.items()
        for group, defects in groups.items()
        if any(shows(variant, defect) for defect in defects)
    }
    assert len(cases(timed=True)) == len(pairs) + len(VARIANTS)


def test_a_run_that_is_broken_off_has_seen_all_clean_variants_and_then_other_groups_in_other_variants() -> None:
    listed = cases(repeat=5)
    assert {case.variant for case in listed[: len(VARIANTS)]} == set(VARIANTS)
    assert {case.group for case in listed[: len(VARIANTS)]} == {"clean"}
    round_one = listed[len(VARIANTS) : [case.turn for case in listed].index(2)]
    assert len({case.group for case in round_one}) == len(round_one) >= len(GROUPS) - 2
    assert len({case.variant for case in round_one}) == len(round_one)
    assert sum(case.group == "clean" for case in listed) == 5 * len(VARIANTS)


def test_outcomes_are_kept_and_the_last_one_of_a_case_counts(tmp_path: Path) -> None:
    file = tmp_path / "lab.jsonl"
    assert kept(file) == {}
    first, second = _outcome(ILL, "CHK-01"), _outcome(ILL, *_wanted(ILL))
    for one in (first, _outcome(CLEAN, crash="stuck"), second):
        keep(file, one)
    assert kept(file) == {ILL: second, CLEAN: _outcome(CLEAN, crash="stuck")}


def test_misses_timing_and_steadiness_are_counted_apart() -> None:
    again = CLEAN._replace(turn=2)
    found = figures([_outcome(CLEAN), _outcome(again, "FND-01"), _outcome(ILL, "CHK-01"), _outcome(SLOW, "SPD-04")])
    assert (found.audits, found.clean, found.turns, found.steady) == (4, 2, 0, 0)
    assert (found.pages, found.timing) == ((1, 2), (1, 1))
    assert (found.exact, found.collateral, found.false_positives, found.crashes) == (1, 0, 1, 0)
    assert found.missed == (f"{DEFECTS['no-alt']} no-alt in plain-es",)
    assert found.beside == ("FND-01 in plain-es, clean",)


def test_an_audit_that_crashed_found_nothing() -> None:
    found = figures([_outcome(ILL, *_wanted(ILL), crash="TimeoutError: stuck")])
    assert (found.pages, found.exact, found.crashes) == ((0, 2), 0, 1)
