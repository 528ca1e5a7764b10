"""The page of a held request: who decides, until when, at which prices; and the decision itself."""

from __future__ import annotations

from ecomkit.domain import (
    DecideApproval,
    Done,
    HeldById,
    HeldCommand,
    HeldState,
    OrderById,
    Quote,
    QuoteById,
    Refused,
    text,
)
from ecomkit.errors import NotFound
from ecomkit.hooks import Field, Form, Page, Redirect
from ecomkit.hooks.pages.parts import Link, Notice, SummaryRow, Tag, Tone
from ecomkit.services.holding import may_decide
from ecomkit.storage import profiles
from ecomkit.web.models.order import HeldPage
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.lines import lines_of, totals_of

__all__ = ["decide", "held_tag", "show_held"]

_TAGS = {
    HeldState.WAITING: (text("Waiting for approval"), Tone.INFO), HeldState.GRANTED: (text("Approved"), Tone.OK),
    HeldState.REFUSED: (text("Refused"), Tone.BAD), HeldState.EXPIRED: (text("Expired"), Tone.WARN),
}  # fmt: skip


def held_tag(request: WebRequest, state: HeldState) -> Tag:
    """Where a held request stands."""
    words, tone = _TAGS[state]
    return Tag(request.say(words), tone)


def show_held(request: WebRequest) -> Page:
    """A held request, for who asked and for who may decide."""
    return _page(request, request.ask(HeldById(held=request.path["held"][:64])))


def _page(request: WebRequest, held: HeldCommand, *, notices: tuple[Notice, ...] = (), status: int = 200) -> Page:
    _ = request.gettext
    request.subject = held.id
    quote = _quote(request, held)
    asker = profiles.organisation_name(request.rows, held.asked_by) or ""
    reasons = " ".join(request.say(need.text) for need in held.needs)
    deciders = ", ".join(dict.fromkeys(_deciders(request, held)))
    model = HeldPage(
        number=held.number, heading=_("Request %(number)s", number=held.number), state=held_tag(request, held.state), reason=reasons,
        deciders=deciders, deadline=request.formats.moment(held.deadline), lines=lines_of(request, quote) if quote else (),
        totals=totals_of(request, quote) if quote else (), requester=asker, facts=_facts(request, held), decision=_decision(request, held),
        waits=held.state is HeldState.WAITING, notices=notices, crumbs=(Link(_("Account"), "/account"),),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=model.heading, status=status)


def _quote(request: WebRequest, held: HeldCommand) -> Quote | None:
    """What is asked for. Who may see the request may see its quote."""
    if held.subject is None:
        return None
    request.prove(f"quote/{held.subject}")
    try:
        return request.ask(QuoteById(quote=held.subject))
    except NotFound:
        return None


def _deciders(request: WebRequest, held: HeldCommand) -> list[str]:
    found = []
    for need in held.needs:
        us = request.ctx.shop.name if need.approver_party == request.ctx.shop.party else need.approver_party
        party = profiles.organisation_name(request.rows, need.approver_party) or us
        found.append(request.gettext("Whoever approves for %(party)s", party=party))
    return found


def _facts(request: WebRequest, held: HeldCommand) -> tuple[SummaryRow, ...]:
    _ = request.gettext
    rows = []
    if held.decided_by and held.state in (HeldState.GRANTED, HeldState.REFUSED):
        who = profiles.organisation_name(request.rows, held.decided_by) or ""
        rows.append(SummaryRow(_("Decided by"), tuple(line for line in (who, held.reason) if line)))
    if held.result and held.command == "place_order":
        try:
            order = request.ask(OrderById(order=held.result))
        except NotFound:
            return tuple(rows)
        rows.append(SummaryRow(_("Order"), links=(Link(order.number, f"/orders/{order.token}"),)))
    return tuple(rows)


def _decision(request: WebRequest, held: HeldCommand) -> Form | None:
    if held.state is not HeldState.WAITING or not may_decide(request.ctx, held):
        return None
    _ = request.gettext
    reason = Field("reason", _("Reason"), required=False, maxlength=200, hint=_("Shown to who asked"))
    buttons = (("decision", "refuse", _("Refuse")),)
    hidden = Field("decision", "", "hidden", "grant")
    return Form(f"/held/{held.id}", (hidden, reason), _("Approve"), title=_("Your decision"), buttons=buttons)


def decide(request: WebRequest) -> Page | Redirect:
    """Grant or refuse."""
    held = request.ask(HeldById(held=request.path["held"][:64]))
    granted = request.form.get("decision") == "grant"
    reason = " ".join(request.form.get("reason", "").split())[:200]
    outcome = request.run(DecideApproval(held=held.id, decision="grant" if granted else "refuse", reason=reason))
    if isinstance(outcome, Done):
        return Redirect(to=f"/held/{held.id}", notice=text("Approved.") if outcome.result else text("Refused."))
    words = request.say(outcome.text) if isinstance(outcome, Refused) else ""
    return _page(request, held, notices=(Notice(words, Tone.WARN),), status=422)
