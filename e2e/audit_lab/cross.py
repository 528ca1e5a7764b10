"""The full cross of variants and defects, unattended: `python -m e2e.audit_lab.cross [--sample N] [--out figures.json]`.

Prints for each check how often it found its defect (recall), and for all audits exact hits, collateral, false positives and crashes.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from e2e.audit_lab.defects import DEFECTS
from e2e.audit_lab.plan import GROUPS, NOT_SPEED, SILENT, TIMED, expected, recipe_of, shows
from e2e.audit_lab.server import serve
from e2e.audit_lab.variants import VARIANTS
from ecomkit.audit.browser import Opened, open_browser
from ecomkit.audit.check import Status
from ecomkit.audit.options import Options
from ecomkit.audit.run import run_audit

__all__ = ["Case", "Figures", "Outcome", "cases", "figures", "run_case"]


class Case(NamedTuple):
    """One audit: a variant, and the defects that are in it; none for a clean one."""

    variant: str
    group: str
    defects: tuple[str, ...]


class Outcome(NamedTuple):
    """What an audit of a case found. `crash`: why there is no report, else empty."""

    case: Case
    failed: frozenset[str]
    silent: frozenset[str]
    unsure: frozenset[str]
    crash: str
    seconds: float

    @property
    def wanted(self) -> frozenset[str]:
        """The checks that had to fail."""
        return expected(VARIANTS[self.case.variant], self.case.defects)

    @property
    def beside(self) -> frozenset[str]:
        """The checks that failed and had no reason to."""
        return self.failed - self.wanted


class Figures(NamedTuple):
    """The sum of many audits. `recall`: found and injected by check; `beside` and `unsure`: how often each check was wrong."""

    audits: int
    clean: int
    recall: dict[str, tuple[int, int]]
    exact: int
    collateral: int
    false_positives: int
    crashes: int
    missed: tuple[str, ...]
    beside: tuple[str, ...]


def cases(*, timed: bool = False) -> tuple[Case, ...]:
    """Every variant clean, and with every group of defects that shows in it."""
    groups = {name: tuple(listed.split()) for name, listed in GROUPS.items()}
    if timed:
        groups |= {name: (name,) for name in TIMED}
    found = []
    for name, variant in VARIANTS.items():
        found.append(Case(name, "clean", ()))
        for group, defects in groups.items():
            shown = tuple(defect for defect in defects if shows(variant, defect))
            if shown:
                found.append(Case(name, group, shown))
    return tuple(found)


def run_case(case: Case, opened: Opened) -> Outcome:
    """Serve the shop and audit it once. Whatever goes wrong is a crash, and a miss."""
    begun, only = time.monotonic(), ("SPD",) if case.group in TIMED else NOT_SPEED
    failed: set[str] = set()
    silent: set[str] = set()
    unsure: set[str] = set()
    crash = ""
    try:
        with serve(case.variant, case.defects) as lab:
            options = Options(only=only, runs=1, confirm=False, recipe=recipe_of(lab))
            report = run_audit(lab.url, options, opened=opened)
        failed = {one.id for one in report.checks if one.status is Status.FAIL}
        silent = {one.id for one in report.checks if one.status is Status.NOT_TESTED} - set(SILENT)
        unsure = {one.id for one in report.checks if one.status is Status.REVIEW}
        crash = f"contacted {lab.contacts[0]}" if lab.contacts else ""
    except Exception as error:  # noqa: BLE001 - a crash is what is counted here
        crash = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
    return Outcome(case, frozenset(failed), frozenset(silent), frozenset(unsure), crash, time.monotonic() - begun)


def figures(outcomes: Iterable[Outcome]) -> Figures:
    """Sum audits up. A crash counts as a miss of everything that was wanted."""
    every = tuple(outcomes)
    recall: dict[str, tuple[int, int]] = {}
    missed, beside = [], []
    for one in every:
        for defect in one.case.defects:
            for check in expected(VARIANTS[one.case.variant], (defect,)) & {DEFECTS[defect]}:
                found, injected = recall.get(check, (0, 0))
                hit = check in one.failed
                recall[check] = (found + hit, injected + 1)
                if not hit:
                    missed.append(f"{check} {defect} in {one.case.variant}" + (f" ({one.crash})" if one.crash else ""))
        beside += [f"{check} in {one.case.variant}, {one.case.group}" for check in sorted(one.beside)]
    ill = [one for one in every if one.case.defects]
    clean = [one for one in every if not one.case.defects]
    return Figures(
        audits=len(every),
        clean=len(clean),
        recall=dict(sorted(recall.items())),
        exact=sum(one.failed == one.wanted and not one.crash for one in ill),
        collateral=sum(len(one.beside) for one in ill),
        false_positives=sum(len(one.failed) for one in clean),
        crashes=sum(bool(one.crash) for one in every),
        missed=tuple(missed),
        beside=tuple(beside),
    )


def _written(found: Figures) -> Iterator[str]:
    """The figures as lines for people."""
    hits, injected = (sum(pair[n] for pair in found.recall.values()) for n in (0, 1))
    yield f"audits: {found.audits} ({found.clean} of clean shops)"
    yield f"recall: {hits} of {injected} ({100 * hits / max(1, injected):.1f} %)"
    yield f"exact: {found.exact} of {found.audits - found.clean} audits found what was injected and nothing else"
    yield f"collateral: {found.collateral}, false positives on clean shops: {found.false_positives}, crashes: {found.crashes}"
    for check, (hit, there) in found.recall.items():
        yield f"  {check}  {hit}/{there}"
    yield from (f"  missed {line}" for line in found.missed)
    yield from (f"  beside {line}" for line in found.beside)


def main() -> int:
    """Run the cross, or a random sample of it. Exit 1 where a defect was missed, or something was found that is not there."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sample", type=int, default=0, help="only so many audits, by chance")
    asked.add_argument("--seed", type=int, default=None, help="the chance's seed, printed where it is not given")
    asked.add_argument("--variant", action="append", default=[], help="only this variant; may be repeated")
    asked.add_argument("--group", action="append", default=[], help="only this group of defects, or clean")
    asked.add_argument("--timed", action="store_true", help="also the defects that only throttled loads show (slow)")
    asked.add_argument("--minutes", type=float, default=0, help="begin no audit after so many minutes")
    asked.add_argument("--out", type=Path, help="keep the figures here, as JSON")
    given = asked.parse_args()
    chosen = [
        case
        for case in cases(timed=given.timed)
        if (not given.variant or case.variant in given.variant) and (not given.group or case.group in given.group)
    ]
    if given.sample:
        seed = given.seed if given.seed is not None else random.SystemRandom().randrange(10_000)
        print(f"seed: {seed}")
        chosen = random.Random(seed).sample(chosen, min(given.sample, len(chosen)))
    outcomes = []
    end = time.monotonic() + 60 * given.minutes if given.minutes else float("inf")
    with open_browser() as opened:
        for number, case in enumerate(chosen, 1):
            if time.monotonic() > end:
                break
            outcomes.append(run_case(case, opened))
            _tell(number, len(chosen), outcomes[-1])
    found = figures(outcomes)
    print("\n".join(_written(found)))
    if given.out:
        given.out.write_text(json.dumps(found._asdict(), indent=2, ensure_ascii=False), encoding="utf-8")
    return 1 if found.missed or found.beside or found.crashes else 0


def _tell(number: int, of: int, one: Outcome) -> None:
    wrong = sorted(one.wanted - one.failed), sorted(one.beside)
    told = (
        "exact" if one.failed == one.wanted and not one.crash else f"missed {wrong[0]}, beside {wrong[1]} {one.crash}"
    )
    silent = f", silent {sorted(one.silent)}" if not one.case.defects and one.silent else ""
    unsure = f", unsure {sorted(one.unsure)}" if one.unsure else ""
    print(
        f"{number}/{of} {one.case.variant}, {one.case.group}: {told}{silent}{unsure} ({one.seconds:.0f} s)", flush=True
    )


if __name__ == "__main__":
    sys.exit(main())
