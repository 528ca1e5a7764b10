"""The approval inbox: what waits for somebody with the right to agree, and their decision."""

from __future__ import annotations

from ecomkit.domain import DecideApproval, Done, HeldCommand, HeldCommands, HeldState, QuoteById, Refused
from ecomkit.plugins.b2b.companies import members_of
from ecomkit.plugins.b2b.models import Crumb, InboxModel, Problem, RequestCard
from ecomkit.plugins.b2b.pages import COMPANY, INBOX, day, state_words
from ecomkit.sdk import Page, PageRequest, Redirect, text

__all__ = ["inbox_page"]


def inbox_page(request: PageRequest) -> Page | Redirect:
    """What waits, or what became of a decision."""
    return _decide(request) if request.form else _inbox(request)


def _decide(request: PageRequest) -> Page | Redirect:
    """Approve or refuse; who refuses says why. What the rules say against it is shown, and the request goes on waiting."""
    held, decision = request.form.get("held", ""), request.form.get("decision", "")
    reason = request.form.get("reason", "").strip()[:200]
    if decision not in ("grant", "refuse"):
        return _inbox(request, held=held, reason=reason, error=request.say(text("Choose approve or refuse.")))
    if decision == "refuse" and not reason:
        return _inbox(request, held=held, error=request.say(text("Say why, so that the buyer knows what to change.")))
    outcome = request.run(
        DecideApproval(held=held, decision="grant" if decision == "grant" else "refuse", reason=reason)
    )
    if isinstance(outcome, Refused):
        return _inbox(request, held=held, reason=reason, error=request.say(outcome.text))
    granted = isinstance(outcome, Done) and outcome.result
    told = (
        text("Refused: the buyer is told.")
        if decision == "refuse"
        else text("Refused: the buyer no longer acts for you.")
    )
    notice = text("Approved: the order is placed.") if granted else told
    return Redirect(to=INBOX, notice=notice)


def _inbox(request: PageRequest, *, held: str = "", reason: str = "", error: str = "") -> Page:
    names = _names(request)
    every = request.ask(HeldCommands(view="to_decide", state=None))
    cards = tuple(
        _card(request, one, names, reason if one.id == held else "", error if one.id == held else "")
        for one in every
        if one.state is HeldState.WAITING
    )
    anchors = {card.held: card.anchor for card in cards}
    heading = request.say(text("Approvals"))
    model = InboxModel(
        heading=heading, action=INBOX, waiting=cards,
        lead=request.say(text("%(count)s waiting", count=len(cards))) if cards else request.say(text("Nothing is waiting for you.")),
        decided=tuple(_decided(request, one, names) for one in every if one.state is not HeldState.WAITING)[:10],
        crumbs=(Crumb(request.say(text("Your company")), COMPANY), Crumb(heading, INBOX, current=True)),
        problems=(Problem(anchors.get(held, ""), error),) if error else (),
    )  # fmt: skip
    return Page(template="b2b/inbox.html", model=model, title=heading, status=422 if error else 200)


def _names(request: PageRequest) -> dict[str, str]:
    buyer = request.ctx.buyer
    return {one.person: one.name for one in members_of(request.ctx, buyer.party)} if buyer else {}


def _card(request: PageRequest, held: HeldCommand, names: dict[str, str], reason: str, error: str) -> RequestCard:
    quote = request.ask(QuoteById(quote=held.subject)) if held.subject else None
    lines = tuple((line.text, str(line.quantity), request.money(line.gross)) for line in quote.lines) if quote else ()
    return RequestCard(
        held=held.id, number=held.number, amount=request.money(held.payable) if held.payable else "",
        asked_by=_name(request, names, held.asked_by), asked_at=day(request, held.held_at), deadline=day(request, held.deadline),
        why=tuple(request.say(need.text) for need in held.needs), lines=lines, reason=reason, error=error,
    )  # fmt: skip


def _decided(request: PageRequest, held: HeldCommand, names: dict[str, str]) -> tuple[str, str, str, str]:
    said = [_name(request, names, held.decided_by)] if held.decided_by in names else []
    amount = request.money(held.payable) if held.payable else ""
    return (
        held.number,
        amount,
        state_words(request, held.state),
        " · ".join([*said, *([held.reason] if held.reason else [])]),
    )


def _name(request: PageRequest, names: dict[str, str], person: str | None) -> str:
    return names.get(person or "") or request.say(text("Somebody who left"))
