"""What an audit of the laboratory was asked and what it found, and how that is kept from one run of the cross to the next."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from e2e.audit_lab.plan import expected
from e2e.audit_lab.variants import VARIANTS

__all__ = ["Case", "Outcome", "keep", "kept"]


class Case(NamedTuple):
    """One audit: a variant, and the defects that are in it; none for a clean one. `turn`: how many times this is its turn."""

    variant: str
    group: str
    defects: tuple[str, ...]
    turn: int = 1


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

    @property
    def exact(self) -> bool:
        """Whether what was injected was found and nothing else."""
        return self.failed == self.wanted and not self.crash


def keep(file: Path, one: Outcome) -> None:
    """Add an outcome to a file, as one line of JSON. Several processes may write to the same file."""
    found = {name: sorted(getattr(one, name)) for name in ("failed", "silent", "unsure")}
    line = {**one.case._asdict(), **found, "crash": one.crash, "seconds": round(one.seconds, 1)}
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(line, ensure_ascii=False) + "\n")


def kept(file: Path) -> dict[Case, Outcome]:
    """The outcomes of a file; of several of one case the last one."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return {one.case: one for one in map(_outcome, lines)}


def _outcome(line: str) -> Outcome:
    told = json.loads(line)
    case = Case(told["variant"], told["group"], tuple(told["defects"]), told["turn"])
    return Outcome(case, *_sets(told[name] for name in ("failed", "silent", "unsure")), told["crash"], told["seconds"])


def _sets(listed: Iterable[list[str]]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    failed, silent, unsure = map(frozenset, listed)
    return failed, silent, unsure
