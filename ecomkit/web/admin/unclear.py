"""Unclear payments: where a provider's word and our books do not agree, and closing them with a note."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from pydantic import ValidationError

from ecomkit.domain import CloseDiscrepancy, Discrepancies, Discrepancy, Refused, Text, text
from ecomkit.hooks import Field, Form, Page, Redirect
from ecomkit.hooks.pages.generic import Cell, Column, Row, Table
from ecomkit.hooks.pages.parts import Empty, Link, Notice, Pager, Tone
from ecomkit.storage import profiles
from ecomkit.web.admin.words import state_words
from ecomkit.web.cookies import Flash
from ecomkit.web.models.admin import AdminScreen
from ecomkit.web.request import WebRequest

__all__ = ["close", "show_unclear"]

_HERE: Final = "/admin/unclear"
_PAGE: Final = 25
_CLOSES: Final = "staff.payments"
_KINDS: Final = {
    "amount": text("The amount differs"),
    "unknown_payment": text("Not a payment of ours"),
}
_NO_NOTE: Final = text("Write what you found out, in three letters or more and 200 at most.")


def show_unclear(request: WebRequest) -> Page:
    """Open ones, or those that were closed."""
    return _page(request)


def _page(request: WebRequest, refused: Form | None = None) -> Page:
    _ = request.gettext
    closed = request.query.get("view") == "closed" and refused is None
    found = request.ask(Discrepancies(closed=closed, after=request.query.get("after", "")[:64] or None, limit=_PAGE))
    names = profiles.names_of(request.rows, {one.closed_by for one in found if one.closed_by})
    rows = tuple(
        _closed(request, one, names.get(one.closed_by or "", "")) if closed else _open(request, one, refused)
        for one in found
    )
    last = (_("What was found out"), _("Closed")) if closed else (_("Close it"),)
    columns = tuple(Column(label) for label in (_("What does not agree"), _("Order"), _("Since"), *last))
    tabs = (Link(_("Open"), _HERE, not closed), Link(_("Closed"), f"{_HERE}?view=closed", closed))
    empty = (
        Empty(_("Nothing was closed yet"))
        if closed
        else Empty(_("Everything agrees"), _("What a provider reports and we cannot match appears here."))
    )
    following = (
        urlencode({"view": "closed" if closed else "open", "after": found[-1].id}) if len(found) == _PAGE else ""
    )
    model = AdminScreen(
        heading=_("Unclear payments"), tabs=tabs, lead="" if closed or not found else _(
            "Look each one up in the provider's account. Give back what is too much or ask for the rest, then close it with a note."
        ),
        table=Table(caption=_("Unclear payments"), columns=columns, rows=rows, caption_hidden=True, stacked=True, empty=empty),
        pager=Pager(following=f"{_HERE}?{following}") if following else None,
        notices=() if refused is None or any(one.id == refused.fields[0].value for one in found) else (_gone(request),),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=model.heading, status=422 if refused else 200)


def _gone(request: WebRequest) -> Notice:
    return Notice(request.gettext("It is no longer open here: look among those that are closed."), Tone.WARN)


def _facts(request: WebRequest, one: Discrepancy) -> tuple[Cell, ...]:
    kind: Text | None = _KINDS.get(one.kind)
    words = request.say(kind) if kind is not None else state_words(request, one.kind)
    order = (
        Cell(text=one.order_number, href=f"/admin/orders/{one.order}") if one.order else Cell(text="–", note=one.about)
    )
    return Cell(text=words, note=request.say(one.message)), order, Cell(text=request.formats.moment(one.at))


def _closed(request: WebRequest, one: Discrepancy, who: str) -> Row:
    when = request.formats.moment(one.closed_at) if one.closed_at else ""
    return Row((*_facts(request, one), Cell(text=one.note), Cell(text=when, note=who)))


def _open(request: WebRequest, one: Discrepancy, refused: Form | None) -> Row:
    if _CLOSES not in request.ctx.actor.permissions:
        return Row((*_facts(request, one), Cell(text=request.gettext("Whoever sees to payments"))))
    form = _form(request, one.id)
    again = refused is not None and refused.fields[0].value == one.id
    return Row((*_facts(request, one), Cell(form=refused if again else form)))


def _form(request: WebRequest, key: str, value: str = "", error: str = "") -> Form:
    _ = request.gettext
    hint = _("It stays in the log: no names or addresses")
    fields = (
        Field("discrepancy", "", "hidden", key),
        Field(f"note.{key}", _("What you found out and did"), value=value, error=error, hint=hint, maxlength=200),
    )
    return Form(_HERE, fields, _("Close"), main=False, mark_required=False)


def close(request: WebRequest) -> Page | Redirect:
    """Close one."""
    key = request.form.get("discrepancy", "")[:64]
    typed = request.form.get(f"note.{key}", "")
    try:
        outcome = request.run(CloseDiscrepancy(discrepancy=key, note=" ".join(typed.split())))
    except ValidationError:
        return _page(request, _form(request, key, typed[:500], request.say(_NO_NOTE)))
    if isinstance(outcome, Refused):
        request.flash = Flash(text=outcome.text, tone="bad")
    else:
        request.flash = Flash(text=text("The unclear payment is closed."))
    return Redirect(to=_HERE)
