"""Requests that wait for approval: who decides on each, and the decision where it is the shop's to make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ecomkit.domain import (
    Approver,
    Approvers,
    DecideApproval,
    Done,
    HeldById,
    HeldCommand,
    HeldCommands,
    HeldState,
    OrderById,
    Quote,
    QuoteById,
    Refused,
    text,
)
from ecomkit.errors import NotFound
from ecomkit.hooks import Field, Form, Option, Page, Redirect
from ecomkit.hooks.pages.generic import Cell, Column, DetailPage, Row, Section, Table
from ecomkit.hooks.pages.parts import Empty, Link, Notice, Pager, SummaryRow, Tone
from ecomkit.services.core import STAFF
from ecomkit.services.holding import may_decide
from ecomkit.storage import profiles
from ecomkit.web.admin.words import timeline, title_of
from ecomkit.web.cookies import Flash
from ecomkit.web.models.admin import AdminScreen
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.held import held_tag
from ecomkit.web.storefront.lines import lines_of, totals_of

__all__ = ["decide", "show_approval", "show_approvals"]

_LIST: Final = "/admin/approvals"
_LONGEST: Final = 200
_PAGE: Final = 25


def show_approvals(request: WebRequest) -> Page:
    """Requests, newest first, with who decides on them: our own customers' approvers, or we."""
    _ = request.gettext
    view = request.query.get("view", "waiting")
    view = view if view in ("ours", "all") else "waiting"
    state = None if view == "all" else HeldState.WAITING
    after = request.query.get("after", "")[:64] or None
    shown = request.ask(HeldCommands(view="ours" if view == "ours" else "mine", state=state, after=after, limit=_PAGE))
    names = _names(request, shown)
    tabs = tuple(
        Link(label, f"{_LIST}?view={key}", key == view)
        for key, label in (("waiting", _("Waiting")), ("ours", _("For us to decide")), ("all", _("All")))
    )
    columns = (
        Column(_("Request")), Column(_("Asked for by")), Column(_("Why it waits")), Column(_("Who decides")),
        Column(_("Amount"), numeric=True), Column(_("Until")), *((Column(_("State")),) if view == "all" else ()),
    )  # fmt: skip
    empty = Empty(
        _("Nothing waits for approval"),
        _("A request appears here when a rule lets it through only once somebody agrees."),
    )
    table = Table(
        caption=_("Approvals"), columns=columns, rows=tuple(_row(request, one, names, len(columns)) for one in shown), caption_hidden=True,
        stacked=True, empty=empty,
    )  # fmt: skip
    here, last = f"{_LIST}?view={view}", shown[-1].id if len(shown) == _PAGE else ""
    pager = Pager(previous=here if after else "", following=f"{here}&after={last}" if last else "", keyed=True)
    model = AdminScreen(heading=_("Approvals"), table=table, tabs=tabs, pager=pager if after or last else None)
    return Page(template=model.template, model=model, title=model.heading)


def _is_ours(request: WebRequest, one: HeldCommand) -> bool:
    """Whether it is put to the shop itself."""
    us = (request.ctx.shop.party, STAFF)
    return all((need.approver_party, need.approver_capacity) == us for need in one.needs)


def _names(request: WebRequest, found: Sequence[HeldCommand]) -> Mapping[str, str]:
    """What everybody in the list is called, in one query."""
    keys = {key for one in found for key in (one.asked_by, one.buyer.party, one.decided_by) if key}
    return profiles.names_of(request.rows, keys | {need.approver_party for one in found for need in one.needs})


def _row(request: WebRequest, one: HeldCommand, names: Mapping[str, str], width: int) -> Row:
    organisation = names.get(one.buyer.party, "") if one.buyer.party != one.asked_by else ""
    cells = (
        Cell(text=one.number, href=f"{_LIST}/{one.id}", note=title_of(request, one.command)),
        Cell(text=names.get(one.asked_by, ""), note=organisation), Cell(text=_reasons(request, one)),
        Cell(text=_who_decides(request, one, names), note=_yours(request, one)),
        Cell(text=request.money(one.payable) if one.payable else "–"), Cell(text=request.formats.moment(one.deadline)),
        Cell(tag=held_tag(request, one.state), note=one.reason),
    )  # fmt: skip
    return Row(cells[:width], marked=may_decide(request.ctx, one) and one.state is HeldState.WAITING)


def _reasons(request: WebRequest, one: HeldCommand) -> str:
    return " ".join(request.say(need.text) for need in one.needs)


def _who_decides(request: WebRequest, one: HeldCommand, names: Mapping[str, str]) -> str:
    if _is_ours(request, one):
        return request.gettext("We do")
    parties = dict.fromkeys(names.get(need.approver_party, need.approver_party) for need in one.needs)
    return request.gettext("Whoever approves for %(party)s", party=", ".join(parties))


def _yours(request: WebRequest, one: HeldCommand) -> str:
    waits = one.state is HeldState.WAITING
    return request.gettext("You may decide") if waits and may_decide(request.ctx, one) else ""


def show_approval(request: WebRequest) -> Page:
    """One request: what is asked for, why it waits, who decides, and what became of it."""
    return _page(request, request.ask(HeldById(held=request.path["held"][:64])))


def _page(
    request: WebRequest, held: HeldCommand, form: Form | None = None, *, notices: tuple[Notice, ...] = ()
) -> Page:
    _ = request.gettext
    names = _names(request, [held])
    refused = bool(form or notices)
    waits = held.state is HeldState.WAITING
    decision = (_decision(request, held, form),) if waits else ()
    history = Section(title=_("Timeline"), timeline=timeline(request, "held", held.id))
    model = DetailPage(
        heading=_("Request %(number)s", number=held.number), lead=_reasons(request, held), tags=(held_tag(request, held.state),),
        crumbs=(Link(_("Approvals"), _LIST),), notices=notices, sections=(*decision, *_content(request, held), history),
        aside=(Section(title=_("The request"), summary=_facts(request, held, names)),),
    )  # fmt: skip
    return Page(template="admin/detail.html", model=model, title=model.heading, status=422 if refused else 200)


def _decision(request: WebRequest, held: HeldCommand, form: Form | None) -> Section:
    _ = request.gettext
    if may_decide(request.ctx, held):
        words = _("A grant runs the request at once: stock, limits and credit are checked as of now.")
        return Section(title=_("Your decision"), paragraphs=(words,), form=form or _form(request, held))
    people = request.ask(Approvers(held=held.id))
    if held.asked_by == request.ctx.actor.key:
        said = _("You asked for this yourself, so somebody else decides.")
    elif _is_ours(request, held):
        said = _("Your role does not allow you to decide on this. These people may:")
    else:
        said = _("Only they can decide; nobody in the shop does it in their place. Remind them if it is urgent:")
    none = _("Nobody may decide at present. Give somebody there the role of an approver, or it expires.")
    return Section(title=_("Who decides"), paragraphs=(said if people else none,), summary=tuple(map(_reach, people)))


def _reach(one: Approver) -> SummaryRow:
    return SummaryRow(one.name, links=(Link(one.email, f"mailto:{one.email}"),))


def _form(request: WebRequest, held: HeldCommand, errors: Mapping[str, str] | None = None) -> Form:
    _ = request.gettext
    errors = errors or {}
    chosen, typed = request.form.get("decision", ""), request.form.get("reason", "")[: _LONGEST * 2]
    ways = (("grant", _("Approve")), ("refuse", _("Refuse")))
    options = tuple(Option(value, label, chosen=value == chosen) for value, label in ways)
    fields = (
        Field("decision", _("What do you decide?"), "radio", options=options, error=errors.get("decision", "")),
        Field(
            "reason", _("In your words"), "textarea", typed, hint=_("Shown to who asked. Needed where you refuse"),
            error=errors.get("reason", ""), required=False, maxlength=_LONGEST, rows=2,
        ),
    )  # fmt: skip
    return Form(f"{_LIST}/{held.id}", fields, _("Decide"), mark_required=False)


def _content(request: WebRequest, held: HeldCommand) -> tuple[Section, ...]:
    """The lines and totals of what is asked for, where it is about a quote."""
    quote = _quote(request, held)
    if quote is None:
        return ()
    _ = request.gettext
    columns = (Column(_("Article")), Column(_("Total"), numeric=True))
    rows = tuple(
        Row((Cell(text=line.name, href=line.href, note=f"{line.quantity} × {line.each}"), Cell(text=line.total)))
        for line in lines_of(request, quote)
    )
    table = Table(caption=_("What is asked for"), columns=columns, rows=rows, caption_hidden=True)
    return (Section(title=_("What is asked for"), table=table, totals=totals_of(request, quote)),)


def _quote(request: WebRequest, held: HeldCommand) -> Quote | None:
    if held.subject is None:
        return None
    try:
        return request.ask(QuoteById(quote=held.subject))
    except NotFound:
        return None


def _facts(request: WebRequest, held: HeldCommand, names: Mapping[str, str]) -> tuple[SummaryRow, ...]:
    _ = request.gettext
    capacity = request.site.core.capacities.get(held.buyer.capacity)
    as_what = request.say(capacity.label) if capacity else held.buyer.capacity
    organisation = names.get(held.buyer.party, "") if held.buyer.party != held.asked_by else ""
    asked = tuple(line for line in (names.get(held.asked_by, ""), organisation, as_what) if line)
    rows = [
        SummaryRow(_("What"), (title_of(request, held.command),)), SummaryRow(_("Asked for by"), asked),
        SummaryRow(_("Asked on"), (request.formats.moment(held.held_at),)),
        SummaryRow(_("Who decides"), (_who_decides(request, held, names),)),
    ]  # fmt: skip
    until = [request.formats.moment(held.deadline)]
    if held.state is HeldState.WAITING and held.subject:
        until.append(_("Until then its prices hold and its goods are set aside; after it they are free again."))
    rows.append(SummaryRow(_("Until"), tuple(until)))
    if held.decided_by and held.state in (HeldState.GRANTED, HeldState.REFUSED):
        said = tuple(line for line in (names.get(held.decided_by, ""), held.reason) if line)
        rows.append(SummaryRow(_("Decided by"), said))
    return (*rows, *_result(request, held))


def _result(request: WebRequest, held: HeldCommand) -> tuple[SummaryRow, ...]:
    if not held.result or held.command != "place_order":
        return ()
    try:
        order = request.ask(OrderById(order=held.result))
    except NotFound:
        return ()
    return (SummaryRow(request.gettext("Order"), links=(Link(order.number, f"/admin/orders/{order.id}"),)),)


def decide(request: WebRequest) -> Page | Redirect:
    """Grant or refuse, in words."""
    held = request.ask(HeldById(held=request.path["held"][:64]))
    choice, reason = request.form.get("decision", ""), " ".join(request.form.get("reason", "").split())
    errors = _wrong(request, choice, reason)
    if errors:
        return _page(request, held, _form(request, held, errors))
    granted = choice == "grant"
    outcome = request.run(DecideApproval(held=held.id, decision="grant" if granted else "refuse", reason=reason))
    if isinstance(outcome, Done):
        request.flash = Flash(text=text("Approved.") if outcome.result else text("Refused."))
        return Redirect(to=f"{_LIST}/{held.id}")
    words = " ".join(request.say(one.text) for one in outcome.refusals) if isinstance(outcome, Refused) else ""
    now = request.ask(HeldById(held=held.id))
    return _page(request, now, notices=(Notice(words, Tone.WARN),))


def _wrong(request: WebRequest, choice: str, reason: str) -> dict[str, str]:
    _ = request.gettext
    errors = {}
    if choice not in ("grant", "refuse"):
        errors["decision"] = _("Choose whether you approve or refuse.")
    if choice == "refuse" and len(reason) < 3:
        errors["reason"] = _("Write why you refuse, so that who asked understands: three letters or more.")
    if len(reason) > _LONGEST:
        errors["reason"] = _("Write 200 letters at most.")
    return errors
