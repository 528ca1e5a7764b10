"""Writes `docs/checks.md` from the checks of the auditor: `python -m tools.checks_page [--check]`."""

from __future__ import annotations

from itertools import groupby

from ecomkit.audit.check import Check
from ecomkit.audit.checks import BUILT_IN, law
from tools.pages import DOCS, run, table

PAGE = DOCS / "checks.md"
LEAD = """# Checks of the auditor

Generated from the code by `python -m tools.checks_page`.

`ecomkit audit URL` drives a shop in a real browser and judges what it saw. A failure that is a *blocker* or *major* makes it leave
with exit code 1. `--only SPD` runs the checks whose id starts so. Plugins add checks through the entry point group
`ecomkit.checks`.
"""


def _rows(checks: tuple[Check, ...]) -> list[tuple[str, ...]]:
    return [
        (f"`{check.id}`", f"**{check.title}** ({', '.join(check.rows)})", check.method, check.threshold, check.severity.value, check.remedy)
        for check in checks
    ]  # fmt: skip


def written() -> str:
    """The page."""
    lines = [LEAD]
    for family, checks in groupby((*BUILT_IN, *law.CHECKS), key=lambda check: check.id.partition("-")[0]):
        head = (
            "check",
            "what a shop should do",
            "how it is measured",
            "when it passes",
            "a failure is",
            "how to mend it",
        )
        lines += [f"## {family}", "", *table(head, _rows(tuple(checks)))]
    return "\n".join(lines)


if __name__ == "__main__":
    run(PAGE, written)
