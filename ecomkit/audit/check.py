"""What a check is. Public: plugins add their own checks through the entry point group `ecomkit.checks`.

A check is a declared value and a pure function over evidence that was gathered once:

    MY_CHECK = Check(id="EXT-01", title="...", rows=("E2.5",), method="...", threshold="...",
                     severity=Severity.MINOR, remedy="...", needs=frozenset({Need.HOME}), judge=my_function)

The entry point names a `Check` or a sequence of them.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from pydantic import Field

from ecomkit.audit.evidence import Evidence, Unreached
from ecomkit.audit.values import Value

__all__ = [
    "Check",
    "Evidence",
    "Exhibit",
    "Measure",
    "Need",
    "Severity",
    "Status",
    "Unreached",
    "Verdict",
    "failed",
    "passed",
    "review",
    "untested",
]


class Status(StrEnum):
    """What came of a check. `not-tested` is never counted as a pass.

    `flaky`: it failed, and passed when looked at again as a new visitor. It breaks no build, but it is told and counted.
    """

    PASS = "pass"
    FAIL = "fail"
    FLAKY = "flaky"
    REVIEW = "needs-review"
    NOT_TESTED = "not-tested"


class Severity(StrEnum):
    """How bad a failure is. Only major and blocker make the audit exit with 1."""

    BLOCKER = "blocker"
    MAJOR = "major"
    MINOR = "minor"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the worst, for sorting."""
        return list(Severity).index(self)


class Need(StrEnum):
    """Evidence that a check asks for. The journey goes as far as the furthest page that any chosen check needs."""

    HOME = "home"
    LIST = "list"
    PRODUCT = "product"
    CART = "cart"
    CHECKOUT = "checkout"
    SPEED = "speed"
    AXE = "axe"
    MOBILE = "mobile"
    SEARCH = "search"
    POLICIES = "policies"
    LINKS = "links"
    AGAIN = "again"
    TOUCH = "touch"
    FILM = "film"
    OLD_CART = "old cart"
    KEYBOARD = "keyboard"
    ACCOUNT = "account"
    FORMS = "forms"
    LETTERS = "letters"


class Exhibit(Value):
    """One piece of evidence: where it was seen, what it is, and the element or numbers behind it."""

    page: str = ""
    url: str = ""
    detail: str
    element: str = Field(default="", description="outerHTML, at most 300 characters")


class Measure(Value):
    """A number against its limit. `good` is the value worth aiming at; `least`: the limit is the least that passes.

    `low`, `high` and `p75` say how far several runs lie apart, where the number is a median.
    """

    name: str
    value: float
    limit: float
    unit: str = ""
    good: float | None = None
    least: bool = False
    runs: int = 1
    low: float | None = None
    high: float | None = None
    p75: float | None = None

    @property
    def passes(self) -> bool:
        """Whether the number keeps to its limit."""
        return self.value >= self.limit if self.least else self.value <= self.limit


class Verdict(Value):
    """What a check concluded. `severity` overrides the check's own where a failure is milder or worse than usual."""

    status: Status
    message: str
    evidence: tuple[Exhibit, ...] = ()
    severity: Severity | None = None
    measures: tuple[Measure, ...] = ()

    def measured(self, *measures: Measure) -> Verdict:
        """The same verdict with the numbers behind it."""
        return self.model_copy(update={"measures": measures})


class Check(Value):
    """One thing that a shop should do, how it is measured and how to mend it."""

    id: str = Field(pattern=r"^[A-Z]{2,5}-\d{2,3}$")
    title: str
    rows: tuple[str, ...] = Field(description="requirement rows or clauses that the check serves")
    method: str
    threshold: str
    severity: Severity
    remedy: str
    needs: frozenset[Need]
    judge: Callable[[Evidence], Verdict]


def passed(message: str, *evidence: Exhibit) -> Verdict:
    """The shop does it."""
    return Verdict(status=Status.PASS, message=message, evidence=evidence)


def failed(message: str, *evidence: Exhibit, severity: Severity | None = None) -> Verdict:
    """The shop does not do it, and the evidence shows it."""
    return Verdict(status=Status.FAIL, message=message, evidence=evidence, severity=severity)


def review(message: str, *evidence: Exhibit) -> Verdict:
    """A person should look: the evidence does not decide it."""
    return Verdict(status=Status.REVIEW, message=message, evidence=evidence)


def untested(reason: str) -> Verdict:
    """Nothing was learnt, and why."""
    return Verdict(status=Status.NOT_TESTED, message=reason)
