"""Staff pages that the generic screen does not cover. Lists are `TablePage` values with an admin frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecomkit.hooks.forms import Form, Problem
from ecomkit.hooks.pages.generic import Section, TablePage
from ecomkit.hooks.pages.parts import (
    Action,
    Entry,
    Link,
    Notice,
    Reason,
    StatusStep,
    SummaryRow,
    Tag,
    Task,
    Tone,
    Total,
)
from ecomkit.web.models.checkout import CartLine

__all__ = ["AdminOrder", "AdminScreen", "AdminSignIn", "AdminStart", "Figure", "Work"]


@dataclass(frozen=True, slots=True)
class Work:
    """Work to do today: a count that links to the filtered list."""

    count: int
    label: str
    href: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its comparison in words ("12% more than last Sunday")."""

    label: str
    value: str
    comparison: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminStart:
    """The first staff page: work to do, then figures, then the launch checklist until it is done."""

    template: ClassVar[str] = "admin/start.html"

    heading: str
    work: tuple[Work, ...] = ()
    figures: tuple[Figure, ...] = ()
    tasks: tuple[Task, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminScreen(TablePage):
    """A staff list: orders, products and stock, approvals, jobs, and whatever a plugin declares as a screen."""

    template: ClassVar[str] = "admin/screen.html"

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The error summary of the forms in its sections and in the cells of its table."""
        forms = [section.form for section in self.sections]
        forms += [cell.form for row in self.table.rows for cell in row.cells]
        return tuple(problem for form in forms if form for problem in form.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminOrder:
    """One order for staff. `next_step` is the only accent; `trace` is "why this price" in full, of the whole order."""

    template: ClassVar[str] = "admin/order.html"

    number: str
    heading: str
    tags: tuple[Tag, ...]
    lines: tuple[CartLine, ...]
    totals: tuple[Total, ...]
    steps: tuple[StatusStep, ...] = ()
    promise: str = ""
    next_step: Action | None = None
    actions: tuple[Action, ...] = ()
    forms: tuple[Form, ...] = ()
    customer: tuple[SummaryRow, ...] = ()
    payments: tuple[SummaryRow, ...] = ()
    trace: tuple[Reason, ...] = ()
    timeline: tuple[Entry, ...] = ()
    sections: tuple[Section, ...] = ()
    crumbs: tuple[Link, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The error summary of the forms on the page."""
        forms = (*self.forms, *(section.form for section in self.sections))
        return tuple(problem for form in forms if form for problem in form.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminSignIn:
    """Staff sign-in; accounts are made on the command line."""

    template: ClassVar[str] = "admin/sign_in.html"

    heading: str
    form: Form
    notices: tuple[Notice, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The lines of the error summary above the heading."""
        return self.form.problems
