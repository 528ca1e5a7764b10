"""The full cross of variants and defects, unattended: `python -m e2e.audit_lab.cross [--timed] [--repeat 5] [--resume FILE]`.

Prints for each check how often it found its defect (recall), and for all audits exact hits, collateral, false positives and crashes.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from e2e.audit_lab.defects import DEFECTS
from e2e.audit_lab.outcomes import Case, Outcome, keep, kept
from e2e.audit_lab.plan import GROUPS, NOT_SPEED, SILENT, TIMED, expected, recipe_of, shows
from e2e.audit_lab.server import serve
from e2e.audit_lab.variants import VARIANTS
from ecomkit.audit.browser import Opened, open_browser
from ecomkit.audit.check import Status
from ecomkit.audit.options import Options
from ecomkit.audit.run import run_audit

__all__ = ["Case", "Figures", "Outcome", "cases", "figures", "run_case"]

_FRESH = 15
"""After so many audits, and after each crash, the browser is started anew."""


class Figures(NamedTuple):
    """The sum of many audits. `recall`: found and injected by check; `beside`: where a check failed without a reason.

    `pages` and `timing`: found and injected of the defects of pages and headers, and of those that only throttled loads
    show. `steady`: how many variants had no finding in any of their clean audits; `turns`: the fewest clean audits of one.
    """

    audits: int
    clean: int
    turns: int
    steady: int
    recall: dict[str, tuple[int, int]]
    pages: tuple[int, int]
    timing: tuple[int, int]
    exact: int
    collateral: int
    false_positives: int
    crashes: int
    missed: tuple[str, ...]
    beside: tuple[str, ...]


def cases(*, timed: bool = False, repeat: int = 1) -> tuple[Case, ...]:
    """Every variant clean (`repeat` times), and with every group of defects that shows in it.

    In such an order that a run that is broken off says much: all variants clean, then each group once, each time in another
    variant, then all clean again, and so on.
    """
    groups = {name: tuple(listed.split()) for name, listed in GROUPS.items()}
    if timed:
        groups |= {name: (name,) for name in TIMED}
    found = []
    for turn in range(max(repeat, len(VARIANTS))):
        if turn < repeat:
            found += [Case(name, "clean", (), turn + 1) for name in VARIANTS]
        found += _once_each(groups, turn) if turn < len(VARIANTS) else []
    return tuple(found)


def _once_each(groups: Mapping[str, Sequence[str]], turn: int) -> Iterator[Case]:
    """Each group in one variant, the next group in the next variant."""
    names = tuple(VARIANTS)
    for number, (group, defects) in enumerate(groups.items()):
        name = names[(number + turn) % len(names)]
        shown = tuple(defect for defect in defects if shows(VARIANTS[name], defect))
        if shown:
            yield Case(name, group, shown)


def run_case(case: Case, opened: Opened) -> Outcome:
    """Serve the shop and audit it once. Whatever goes wrong is a crash, and a miss."""
    begun, only = time.monotonic(), ("SPD",) if case.group in TIMED else NOT_SPEED
    failed: set[str] = set()
    silent: set[str] = set()
    unsure: set[str] = set()
    crash = ""
    try:
        with serve(case.variant, case.defects) as lab:
            options = Options(only=only, confirm=False, recipe=recipe_of(lab))
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
    hits = [hit for one in every for hit in _hits(one)]
    recall: dict[str, tuple[int, int]] = {}
    for check in sorted({check for _, _, check, _ in hits}):
        recall[check] = _share(found for _, _, named, found in hits if named == check)
    clean, ill = ([one for one in every if bool(one.case.defects) is sick] for sick in (False, True))
    turns = {name: [one for one in clean if one.case.variant == name] for name in VARIANTS}
    return Figures(
        audits=len(every),
        clean=len(clean),
        turns=min(map(len, turns.values())),
        steady=sum(bool(audits) and all(one.exact for one in audits) for audits in turns.values()),
        recall=recall,
        pages=_share(found for one, _, _, found in hits if one.case.group not in TIMED),
        timing=_share(found for one, _, _, found in hits if one.case.group in TIMED),
        exact=sum(one.exact for one in ill),
        collateral=sum(len(one.beside) for one in ill),
        false_positives=sum(len(one.failed) for one in clean),
        crashes=sum(bool(one.crash) for one in every),
        missed=tuple(_missed(one, defect, check) for one, defect, check, found in hits if not found),
        beside=tuple(
            f"{check} in {one.case.variant}, {one.case.group}" for one in every for check in sorted(one.beside)
        ),
    )


def _hits(one: Outcome) -> Iterator[tuple[Outcome, str, str, bool]]:
    """Each injected defect with the check that has to find it, and whether it did."""
    for defect in one.case.defects:
        for check in expected(VARIANTS[one.case.variant], (defect,)) & {DEFECTS[defect]}:
            yield one, defect, check, check in one.failed and not one.crash


def _share(found: Iterable[bool]) -> tuple[int, int]:
    every = tuple(found)
    return sum(every), len(every)


def _missed(one: Outcome, defect: str, check: str) -> str:
    return f"{check} {defect} in {one.case.variant}" + (f" ({one.crash})" if one.crash else "")


def _written(found: Figures) -> Iterator[str]:
    """The figures as lines for people."""
    yield f"audits: {found.audits} ({found.clean} of clean shops, each at least {found.turns} times)"
    for kind, (hits, injected) in (("pages and headers", found.pages), ("timing", found.timing)):
        yield f"recall on {kind}: {hits} of {injected} ({100 * hits / max(1, injected):.1f} %)"
    yield f"exact: {found.exact} of {found.audits - found.clean} audits found what was injected and nothing else"
    yield f"clean shops without a finding in any audit: {found.steady} of {len(VARIANTS)}"
    yield f"collateral: {found.collateral}, false positives on clean shops: {found.false_positives}, crashes: {found.crashes}"
    for check, (hit, there) in found.recall.items():
        yield f"  {check}  {hit}/{there}"
    yield from (f"  missed {line}" for line in found.missed)
    yield from (f"  beside {line}" for line in found.beside)


def main() -> int:
    """Run the cross, or a random sample of it. Exit 1 where a defect was missed, or something was found that is not there."""
    given = _asked().parse_args()
    chosen = _chosen(given)
    before = kept(given.resume) if given.resume else {}
    outcomes = {
        case: before[case] for case in chosen if case in before and not (given.again and not before[case].exact)
    }
    todo = [case for case in chosen if case not in outcomes]
    part, parts = map(int, given.shard.split("/"))
    for one in _run([case for n, case in enumerate(todo) if n % parts == part - 1], given.minutes):
        outcomes[one.case] = one
        if given.resume:
            keep(given.resume, one)
        _tell(len(outcomes), len(chosen), one)
    found = figures(outcomes.values())
    print("\n".join(_written(found)))
    if given.out:
        given.out.write_text(json.dumps(found._asdict(), indent=2, ensure_ascii=False), encoding="utf-8")
    return 1 if found.missed or found.beside or found.crashes else 0


def _asked() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sample", type=int, default=0, help="only so many audits, by chance")
    asked.add_argument("--seed", type=int, default=None, help="the chance's seed, printed where it is not given")
    asked.add_argument("--variant", action="append", default=[], help="only this variant; may be repeated")
    asked.add_argument("--group", action="append", default=[], help="only this group of defects, or clean")
    asked.add_argument("--timed", action="store_true", help="also the defects that only throttled loads show (slow)")
    asked.add_argument("--repeat", type=int, default=1, help="so many audits of each clean variant")
    asked.add_argument("--minutes", type=float, default=0, help="begin no audit after so many minutes")
    asked.add_argument("--resume", type=Path, help="keep each outcome in this file, and do only what is not in it yet")
    asked.add_argument("--again", action="store_true", help="with --resume: do again what was not exact")
    asked.add_argument("--shard", default="1/1", help="with --resume: only this part of what is to do, such as 1/2")
    asked.add_argument("--out", type=Path, help="keep the figures here, as JSON")
    return asked


def _chosen(given: argparse.Namespace) -> list[Case]:
    """The cases that are asked for."""
    chosen = [
        case
        for case in cases(timed=given.timed, repeat=given.repeat)
        if (not given.variant or case.variant in given.variant) and (not given.group or case.group in given.group)
    ]
    if not given.sample:
        return chosen
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(10_000)
    print(f"seed: {seed}")
    return random.Random(seed).sample(chosen, min(given.sample, len(chosen)))


def _run(todo: Sequence[Case], minutes: float) -> Iterator[Outcome]:
    """Audit one case after the other, in a browser that is renewed now and then, until the time is up."""
    end = time.monotonic() + 60 * minutes if minutes else float("inf")
    left = list(todo)
    while left and time.monotonic() < end:
        with open_browser() as opened:
            for _ in range(_FRESH):
                if not left or time.monotonic() > end:
                    return
                one = run_case(left.pop(0), opened)
                yield one
                if one.crash:
                    break


def _tell(number: int, of: int, one: Outcome) -> None:
    wrong = sorted(one.wanted - one.failed), sorted(one.beside)
    told = "exact" if one.exact else f"missed {wrong[0]}, beside {wrong[1]} {one.crash}"
    silent = f", silent {sorted(one.silent)}" if not one.case.defects and one.silent else ""
    unsure = f", unsure {sorted(one.unsure)}" if one.unsure else ""
    print(
        f"{number}/{of} {one.case.variant}, {one.case.group}: {told}{silent}{unsure} ({one.seconds:.0f} s)", flush=True
    )


if __name__ == "__main__":
    sys.exit(main())
