"""The catalogue of checks: the built-in ones and those that plugins bring through the entry point group `ecomkit.checks`."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import entry_points

from ecomkit.audit.check import Check
from ecomkit.audit.checks import (
    access,
    after,
    answers,
    basket,
    checkout,
    comfort,
    distraction,
    files,
    find,
    forms,
    hands,
    honesty,
    later,
    register,
    results,
    security,
    senses,
    service,
    signed_in,
    speed,
    totals,
    trust,
)
from ecomkit.errors import UserError

__all__ = ["BUILT_IN", "GROUP", "catalogue", "chosen"]

GROUP = "ecomkit.checks"
_FAMILIES = ("SPD", "FND", "DST", "CHK", "REG", "AFT", "HUM", "TRU", "ACC")
_PARTS = (
    speed, answers, files, find, results, distraction, comfort, basket, totals, checkout, forms, register, after, service, trust,
    security, honesty, access, hands, later, senses, signed_in,
)  # fmt: skip
BUILT_IN: tuple[Check, ...] = tuple(
    sorted(
        (check for part in _PARTS for check in part.CHECKS),
        key=lambda check: (_FAMILIES.index(check.id.partition("-")[0]), check.id),
    )
)


def catalogue() -> tuple[Check, ...]:
    """Every check that is installed. Raises UserError where a plugin's entry point is none, or takes a taken id."""
    found = {check.id: check for check in BUILT_IN}
    for point in entry_points(group=GROUP):
        loaded = point.load()
        for check in loaded if isinstance(loaded, Iterable) and not isinstance(loaded, Check) else (loaded,):
            if not isinstance(check, Check):
                raise UserError(f"entry point {point.name!r} of {GROUP} ({point.value}) is no Check")
            if check.id in found:
                raise UserError(
                    f"entry point {point.name!r} of {GROUP} ({point.value}): the check id {check.id} is taken"
                )
            found[check.id] = check
    return tuple(found.values())


def chosen(only: Iterable[str], checks: Iterable[Check]) -> tuple[Check, ...]:
    """The checks with these ids, or whose id starts so (SPD); all for none. Raises UserError for an unknown id."""
    every = tuple(checks)
    wanted = [name.strip().upper() for name in only]
    for name in wanted:
        if not any(check.id == name or check.id.startswith(f"{name}-") for check in every):
            raise UserError(
                f"--only {name}: there is no such check; known are {', '.join(check.id for check in every)}"
            )
    return tuple(c for c in every if not wanted or any(c.id == name or c.id.startswith(f"{name}-") for name in wanted))
