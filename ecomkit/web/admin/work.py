"""Approvals, unclear payments and jobs: what waits for somebody to look."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from ecomkit.domain import HeldCommands
from ecomkit.domain.work import DropJob, RetryJob
from ecomkit.hooks import Page, Redirect
from ecomkit.hooks.pages.generic import Cell, Column, Row, Table
from ecomkit.hooks.pages.parts import Action, Empty, Link, Tag, Tone
from ecomkit.storage import profiles
from ecomkit.storage.tables import discrepancy, job
from ecomkit.web.admin.outcomes import run_and_return
from ecomkit.web.models.admin import AdminScreen
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.held import held_tag

__all__ = ["act_on_job", "show_approvals", "show_jobs", "show_unclear"]

_MOST = 100
_JOBS = select(job).order_by(job.c.run_at.desc(), job.c.id).limit(_MOST)
_UNCLEAR = select(discrepancy).order_by(discrepancy.c.id.desc()).limit(_MOST)
_TONES = {"parked": Tone.BAD, "done": Tone.OK, "running": Tone.INFO}


def _screen(heading: str, columns: tuple[str, ...], rows: tuple[Row, ...], empty: str, **more: Any) -> Page:
    heads = tuple(Column(label) for label in columns)
    table = Table(caption=heading, columns=heads, rows=rows, caption_hidden=True, stacked=True, empty=Empty(empty))
    model = AdminScreen(heading=heading, table=table, **more)
    return Page(template=model.template, model=model, title=heading)


def show_approvals(request: WebRequest) -> Page:
    """Requests that wait, newest first. Who decides on them is named by a rule, and signs in as that."""
    _ = request.gettext
    everything = request.query.get("view") == "all"
    found = request.ask(HeldCommands(state=None)) if everything else request.ask(HeldCommands())
    tabs = (
        Link(_("Waiting"), "/admin/approvals", not everything),
        Link(_("All"), "/admin/approvals?view=all", everything),
    )
    rows = tuple(
        Row(
            (
                Cell(text=one.number, note=one.command),
                Cell(text=profiles.organisation_name(request.rows, one.asked_by) or ""),
                Cell(text=" ".join(request.say(need.text) for need in one.needs)),
                Cell(text=request.money(one.payable) if one.payable else "–"),
                Cell(text=request.formats.moment(one.deadline)),
                Cell(tag=held_tag(request, one.state), note=one.reason),
            )
        )
        for one in found
    )
    columns = (_("Number"), _("Asked for by"), _("Why it waits"), _("Amount"), _("Until"), _("State"))
    return _screen(_("Approvals"), columns, rows, _("Nothing waits for approval"), tabs=tabs)


def show_unclear(request: WebRequest) -> Page:
    """Where a provider's word and our books do not agree."""
    _ = request.gettext
    rows = tuple(
        Row(
            (
                Cell(text=request.formats.moment(one.at)),
                Cell(text=one.kind),
                Cell(text=one.subject),
                Cell(text=one.message),
            )
        )
        for one in request.rows.all(_UNCLEAR)
    )
    columns = (_("When"), _("Kind"), _("About"), _("What does not agree"))
    return _screen(_("Unclear payments"), columns, rows, _("Everything agrees"))


def show_jobs(request: WebRequest) -> Page:
    """Work that was given up, and lately done."""
    _ = request.gettext
    view = request.query.get("view", "parked")
    statement = _JOBS.where(job.c.state == "parked") if view == "parked" else _JOBS
    tabs = (
        Link(_("Parked"), "/admin/jobs", view == "parked"),
        Link(_("All"), "/admin/jobs?view=all", view != "parked"),
    )
    rows = tuple(_job(request, one) for one in request.rows.all(statement))
    columns = (_("Job"), _("Due"), _("Tries"), _("State"), _("What happened"), "")
    return _screen(_("Jobs"), columns, rows, _("No job was given up"), tabs=tabs)


def _job(request: WebRequest, one: Any) -> Row:
    actions: tuple[Action, ...] = ()
    if one.state == "parked" and RetryJob in request.site.core.operations:
        actions = (
            Action(request.gettext("Try again"), "/admin/jobs", (("job", one.id), ("op", "retry"))),
            Action(request.gettext("Drop"), "/admin/jobs", (("job", one.id), ("op", "drop"))),
        )
    return Row(
        (
            Cell(text=f"{one.plugin}/{one.name}"), Cell(text=request.formats.moment(one.run_at)), Cell(text=str(one.attempts)),
            Cell(tag=Tag(one.state, _TONES.get(one.state, Tone.PLAIN))), Cell(text=one.error[:300]), Cell(actions=actions),
        )
    )  # fmt: skip


def act_on_job(request: WebRequest) -> Redirect:
    """Try a job again, or drop it."""
    key = request.form.get("job", "")[:64]
    command = DropJob(job=key) if request.form.get("op") == "drop" else RetryJob(job=key)
    return run_and_return(request, command, "/admin/jobs")
