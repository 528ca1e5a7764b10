"""Pages that everybody sees: the list by deadline, and one tender."""

from __future__ import annotations

from ecomkit.domain import ActorKind
from ecomkit.plugins.b2g.api import AGENCY, BID, OPEN, PUBLISH, TenderByNumber, Tenders
from ecomkit.plugins.b2g.shown import (
    TENDERS,
    crumbs,
    days_left,
    lot_table,
    office_path,
    state_tag,
    tender_path,
    timeline,
    when,
)
from ecomkit.plugins.b2g.values import Tender, TenderState
from ecomkit.sdk import Page, PageRequest, pages, text, text_in

__all__ = ["tender_list", "tender_page"]


def tender_list(request: PageRequest) -> Page:
    """Tenders that take bids, the one that ends first on top; those that are over behind a tab."""
    past = request.query.get("view") == "past"
    found = request.ask(Tenders(view="past" if past else "open"))
    heading = request.say(text("Tenders"))
    columns = tuple(
        pages.Column(request.say(words))
        for words in (text("Tender"), text("Agency"), text("Bids until"), text("State"))
    )
    table = pages.Table(
        caption=heading, columns=columns, rows=tuple(_row(request, one) for one in found), caption_hidden=True, stacked=True,
        empty=pages.Empty(
            request.say(text("No tender is open now") if not past else text("No tender has ended yet")),
            request.say(text("Tenders appear here when an agency publishes them.")),
        ),
    )  # fmt: skip
    tabs = (
        pages.Link(request.say(text("Open now")), TENDERS, current=not past),
        pages.Link(request.say(text_in("tenders", "Ended")), f"{TENDERS}?view=past", current=past),
    )
    lead = request.say(text("Deadlines are in the time zone of the shop: %(zone)s.", zone=request.ctx.shop.timezone))
    model = pages.TablePage(heading=heading, lead=lead, table=table, tabs=tabs)
    return Page(template=model.template, model=model, title=heading)


def _row(request: PageRequest, tender: Tender) -> pages.Row:
    left = days_left(request, tender.deadline) if tender.takes_bids(request.ctx.now) else ""
    return pages.Row((
        pages.Cell(text=tender.title, href=tender_path(tender.number), note=tender.number),
        pages.Cell(text=tender.agency_name),
        pages.Cell(text=when(request, tender.deadline), note=left),
        pages.Cell(tag=state_tag(request, tender)),
    ))  # fmt: skip


def tender_page(request: PageRequest) -> Page:
    """One tender: key facts, the lot, how bids are kept, what happened when."""
    tender = request.ask(TenderByNumber(number=request.path["number"]))
    ways = _ways(request, tender)
    sections = [
        *((pages.Section(links=ways),) if ways else ()),
        pages.Section(title=request.say(text("Key facts")), summary=_facts(request, tender)),
        pages.Section(title=request.say(text("Lot")), table=lot_table(request, tender.lines)),
        pages.Section(title=request.say(text("How bids are kept and compared")), paragraphs=_rules(request)),
    ]
    aside = (pages.Section(title=request.say(text("Timeline")), timeline=timeline(request, tender)),)
    model = pages.DetailPage(
        heading=tender.title, lead=tender.summary, tags=(state_tag(request, tender),), crumbs=crumbs(request), sections=tuple(sections),
        aside=aside,
    )  # fmt: skip
    return Page(template=model.template, model=model, title=f"{tender.number} · {tender.title}")


def _facts(request: PageRequest, tender: Tender) -> tuple[pages.SummaryRow, ...]:
    left = (days_left(request, tender.deadline),) if tender.takes_bids(request.ctx.now) else ()
    rows = [
        pages.SummaryRow(label=request.say(text("Agency")), lines=(tender.agency_name,)),
        pages.SummaryRow(label=request.say(text("Number")), lines=(tender.number,)),
        pages.SummaryRow(label=request.say(text("Bids until")), lines=(when(request, tender.deadline), *left)),
        pages.SummaryRow(
            label=request.say(text("Currency of bids")),
            lines=(f"{tender.currency}, {request.say(text('without tax'))}",),
        ),
    ]
    if tender.postcode:
        rows.append(pages.SummaryRow(label=request.say(text("Delivered to")), lines=(tender.postcode,)))
    if tender.state is TenderState.CANCELLED:
        rows.append(pages.SummaryRow(label=request.say(text("Why it was cancelled")), lines=(tender.reason,)))
    if tender.winner and tender.winner_total is not None:
        rows.append(
            pages.SummaryRow(
                label=request.say(text("Awarded to")), lines=(tender.winner, request.money(tender.winner_total))
            )
        )
    return tuple(rows)


def _rules(request: PageRequest) -> tuple[str, ...]:
    return (
        request.say(text(
            "A bid is sealed the moment it arrives. Until two openers of the agency open all bids together, after the deadline, nobody"
            " can read it, and neither suppliers nor the number of bids are shown to anybody."
        )),
        request.say(text(
            "The lowest total wins: quantity times price, added up over all lines. Of equal totals the bid that arrived first is ahead."
        )),
        request.say(text("A second bid takes the place of the first. A bid can be withdrawn until the deadline.")),
    )  # fmt: skip


def _ways(request: PageRequest, tender: Tender) -> tuple[pages.Link, ...]:
    """On from here, by who is looking."""
    actor, buyer = request.ctx.actor, request.ctx.buyer
    links = []
    if tender.takes_bids(request.ctx.now) and BID in actor.permissions:
        links.append(pages.Link(request.say(text("Submit a bid")), tender_path(tender.number, "/bid"), main=True))
    elif tender.takes_bids(request.ctx.now) and actor.kind is ActorKind.GUEST:
        links.append(
            pages.Link(
                request.say(text("Sign in to submit a bid")),
                f"/account/sign-in?next={tender_path(tender.number)}",
                main=True,
            )
        )
    if buyer is not None and buyer.capacity == AGENCY and buyer.party == tender.agency:
        if tender.state is TenderState.DRAFT and PUBLISH in actor.permissions:
            links.append(pages.Link(request.say(text("Publish")), office_path(tender.number, "publish")))
        if tender.state in (TenderState.PUBLISHED, TenderState.CLOSED) and {OPEN, PUBLISH} & actor.permissions:
            links.append(pages.Link(request.say(text("Opening")), office_path(tender.number, "opening")))
        if tender.state in (TenderState.OPENED, TenderState.AWARDED):
            links.append(pages.Link(request.say(text("Ranking")), office_path(tender.number, "ranking")))
    return tuple(links)
