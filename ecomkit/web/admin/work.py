"""Jobs: work that was given up and waits for somebody to look, and what was lately done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, and_, false, not_, or_, select

from ecomkit.domain.work import DropJob, RetryJob
from ecomkit.hooks import Page, Redirect
from ecomkit.hooks.pages.generic import Cell, Column, Row, Table
from ecomkit.hooks.pages.parts import Action, Empty, Link, Pager
from ecomkit.storage.tables import job
from ecomkit.web.admin.outcomes import run_and_return
from ecomkit.web.admin.words import job_tag, job_words
from ecomkit.web.models.admin import AdminScreen
from ecomkit.web.request import WebRequest

__all__ = ["act_on_job", "show_jobs"]

_PAGE: Final = 50
_ERROR: Final = 300
_OFTEN: Final = timedelta(hours=1)
_JOBS = select(job).order_by(job.c.run_at.desc(), job.c.id).limit(_PAGE)


def show_jobs(request: WebRequest) -> Page:
    """Work that was given up, that waits, or all of it."""
    _ = request.gettext
    view = request.query.get("view", "parked")
    view = view if view in ("parked", "waiting") else "all"
    statement = _JOBS.where(_worth_telling(request) if view == "all" else job.c.state == view)
    after = _place(request.query.get("after", ""))
    if after is not None:
        due, key = after
        statement = statement.where(or_(job.c.run_at < due, and_(job.c.run_at == due, job.c.id > key)))
    found = request.rows.all(statement)
    tabs = tuple(
        Link(label, f"/admin/jobs?view={key}", key == view)
        for key, label in (("parked", _("Given up")), ("waiting", _("Waiting")), ("all", _("All")))
    )
    rows = tuple(_job(request, one) for one in found)
    columns = (
        Column(_("Job")),
        Column(_("State")),
        Column(_("Due")),
        Column(_("What happened")),
        Column(_("What to do")),
    )
    empty = Empty(
        _("No job was given up"), _("One that fails again and again is put here, to be tried again or dropped.")
    )
    table = Table(
        caption=_("Jobs"), columns=columns, rows=rows, caption_hidden=True, stacked=True,
        empty=empty if view == "parked" else Empty(_("There are none")),
    )  # fmt: skip
    lead = _("What repeats every few minutes and went well is left out.") if view == "all" else ""
    pager = _pager(f"/admin/jobs?view={view}", found, begun=after is not None)
    model = AdminScreen(heading=_("Jobs"), table=table, tabs=tabs, lead=lead, pager=pager)
    return Page(template=model.template, model=model, title=model.heading)


def _place(written: str) -> tuple[datetime, str] | None:
    """The job after which a page begins, as `_pager` wrote it: when it was due, and its key."""
    due, _, key = written[:120].partition("/")
    try:
        moment = datetime.fromisoformat(due)
    except ValueError:
        return None
    return (moment, key) if moment.tzinfo is not None else None


def _pager(here: str, found: Sequence[Any], *, begun: bool) -> Pager | None:
    if len(found) < _PAGE:
        return Pager(previous=here, keyed=True) if begun else None
    last = urlencode({"after": f"{found[-1].run_at.isoformat()}/{found[-1].id}"})
    return Pager(previous=here if begun else "", following=f"{here}&{last}", keyed=True)


def _worth_telling(request: WebRequest) -> ColumnElement[bool]:
    """All but what runs every few minutes and went well: nobody would find anything else among it."""
    jobs = request.site.core.jobs.items()
    periodic = [
        and_(job.c.plugin == plugin, job.c.name == name)
        for (plugin, name), one in jobs
        if one.every is not None and one.every < _OFTEN
    ]
    return not_(and_(job.c.state == "done", or_(false(), *periodic)))


def _job(request: WebRequest, one: Any) -> Row:
    tries = request.ngettext("%(n)s try", "%(n)s tries", one.attempts)
    cells = (
        Cell(text=job_words(request, one.plugin, one.name), note=f"{one.plugin}/{one.name}"), Cell(tag=job_tag(request, one.state)),
        Cell(text=request.formats.moment(one.run_at), note=tries), Cell(text=_shortened(one.error)), Cell(actions=_actions(request, one)),
    )  # fmt: skip
    return Row(cells)


def _shortened(error: str) -> str:
    return error if len(error) <= _ERROR else f"{error[:_ERROR]}…"


def _actions(request: WebRequest, one: Any) -> tuple[Action, ...]:
    if one.state != "parked" or RetryJob not in request.site.core.operations:
        return ()
    return (
        Action(request.gettext("Try again"), "/admin/jobs", (("job", one.id), ("op", "retry"))),
        Action(request.gettext("Drop"), "/admin/jobs", (("job", one.id), ("op", "drop"))),
    )


def act_on_job(request: WebRequest) -> Redirect:
    """Try a job again, or drop it."""
    key = request.form.get("job", "")[:64]
    command = DropJob(job=key) if request.form.get("op") == "drop" else RetryJob(job=key)
    return run_and_return(request, command, "/admin/jobs")
