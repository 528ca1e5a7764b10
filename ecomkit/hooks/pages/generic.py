"""Pages without a template of their own: a table, a form, a detail. For plugins and admin screens alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecomkit.hooks.forms import Form, Problem
from ecomkit.hooks.pages.parts import (
    Action,
    Empty,
    Entry,
    Link,
    Notice,
    Pager,
    Picture,
    StatusStep,
    SummaryRow,
    Tag,
    Task,
    Total,
)

__all__ = ["Cell", "Column", "DetailPage", "FormPage", "Row", "Section", "Table", "TablePage"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column heading. `numeric` cells stand right-aligned with tabular figures."""

    label: str
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: text, perhaps linked, with a second small line, a state, actions, or a short form in place."""

    text: str = ""
    href: str = ""
    note: str = ""
    tag: Tag | None = None
    actions: tuple[Action, ...] = ()
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row; its first cell is the row's heading. `marked` lifts it, for example the winning bid."""

    cells: tuple[Cell, ...]
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table. The caption is what a screen reader says first; `caption_hidden` when a heading says the same.

    `stacked` lets directory-like rows stack on a phone; tables of numbers scroll sideways instead, unless one `fits`: then
    names and words wrap so that all numbers stay in sight.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    caption_hidden: bool = False
    stacked: bool = False
    fits: bool = False
    empty: Empty | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a page with its own h2; every field is optional and shown in this order."""

    title: str = ""
    paragraphs: tuple[str, ...] = ()
    steps: tuple[StatusStep, ...] = ()
    tasks: tuple[Task, ...] = ()
    summary: tuple[SummaryRow, ...] = ()
    table: Table | None = None
    totals: tuple[Total, ...] = ()
    timeline: tuple[Entry, ...] = ()
    pictures: tuple[Picture, ...] = ()
    form: Form | None = None
    links: tuple[Link, ...] = ()
    actions: tuple[Action, ...] = ()
    folded: bool = False


def _problems(sections: tuple[Section, ...]) -> tuple[Problem, ...]:
    """What is to be mended in the forms of sections, and in those that stand in a table."""
    forms = [form for one in sections for form in (one.form, *_in_table(one.table)) if form is not None]
    return tuple(problem for form in forms for problem in form.problems)


def _in_table(table: Table | None) -> tuple[Form | None, ...]:
    return tuple(cell.form for row in table.rows for cell in row.cells) if table else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePage:
    """A page that is mostly one table: tabs, search, table, pager, actions (Polaris' index page)."""

    template: ClassVar[str] = "generic/table.html"

    heading: str
    table: Table
    lead: str = ""
    crumbs: tuple[Link, ...] = ()
    notices: tuple[Notice, ...] = ()
    tabs: tuple[Link, ...] = ()
    search: Form | None = None
    pager: Pager | None = None
    links: tuple[Link, ...] = ()
    actions: tuple[Action, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The error summary of the forms in its sections."""
        return _problems(self.sections)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """A page that asks one thing. `form.errors` fill the summary above the heading."""

    template: ClassVar[str] = "generic/form.html"

    heading: str
    form: Form
    lead: str = ""
    crumbs: tuple[Link, ...] = ()
    notices: tuple[Notice, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The lines of the error summary above the heading."""
        return self.form.problems


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailPage:
    """A page about one thing: state, sections on the left, `aside` sections on the right of a wide screen."""

    template: ClassVar[str] = "generic/detail.html"

    heading: str
    lead: str = ""
    tags: tuple[Tag, ...] = ()
    crumbs: tuple[Link, ...] = ()
    notices: tuple[Notice, ...] = ()
    actions: tuple[Action, ...] = ()
    sections: tuple[Section, ...] = ()
    aside: tuple[Section, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The error summary of the forms in its sections."""
        return _problems((*self.sections, *self.aside))
