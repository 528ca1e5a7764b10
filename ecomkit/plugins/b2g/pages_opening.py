"""The opening in two acts, the ranking with its formula, the award and the agency's order."""

from __future__ import annotations

from ecomkit.domain import Done, OrderById, PaymentPart, PaymentPlan, PlaceOrder, QuoteById, Refused
from ecomkit.plugins.b2g.api import (
    AWARD,
    INVOICE,
    OPEN,
    PUBLISH,
    AwardTender,
    EvaluationOf,
    OpeningOf,
    TurnKey,
)
from ecomkit.plugins.b2g.pages_office import cancel_section, own_tender
from ecomkit.plugins.b2g.shown import crumbs, lot_table, office_path, said, state_tag, tender_path, when
from ecomkit.plugins.b2g.values import Evaluation, Offer, Opening, TenderState
from ecomkit.sdk import Field, Form, Option, Page, PageRequest, Redirect, Sealed, pages, text

__all__ = ["award", "opening_page", "order", "ranking_page", "turn_key"]


def opening_page(request: PageRequest) -> Page:
    """Who has acted, and the box for one's own passphrase."""
    return _opening(request, "")


def _opening(request: PageRequest, error: str) -> Page:
    opening = request.ask(OpeningOf(number=request.path["number"]))
    tender = opening.tender
    heading = request.say(text("Opening of %(number)s", number=tender.number))
    sections = [
        pages.Section(title=request.say(text("The two acts")), steps=_steps(request, opening)),
        pages.Section(title=request.say(text("Openers")), summary=_openers(request, opening)),
    ]
    if tender.state in (TenderState.PUBLISHED, TenderState.CLOSED):
        if OPEN in request.ctx.actor.permissions:
            sections.insert(1, _act(request, opening, error))
        if PUBLISH in request.ctx.actor.permissions:
            sections.append(cancel_section(request, tender))
    else:
        sections.append(
            pages.Section(links=(pages.Link(request.say(text("Ranking")), office_path(tender.number, "ranking")),))
        )
    model = pages.DetailPage(
        heading=heading, lead=tender.title, tags=(state_tag(request, tender),), sections=tuple(sections),
        crumbs=crumbs(request, pages.Link(tender.number, tender_path(tender.number))),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=heading, status=422 if error else 200)


def _steps(request: PageRequest, opening: Opening) -> tuple[pages.StatusStep, ...]:
    tender, acted = opening.tender, any(one.acted_at for one in opening.openers)
    over = request.ctx.now >= opening.from_when
    done, current, later = pages.StepState.DONE, pages.StepState.CURRENT, pages.StepState.LATER
    opened = tender.opened_at is not None
    states = (
        done if over else current,
        done if acted else current if over else later,
        done if opened else current if acted else later,
    )
    words = (
        text("The deadline passes"),
        text("A first opener acts: the tender is closed"),
        text("A second opener acts: the bids are opened"),
    )
    details = (
        when(request, tender.deadline),
        *(when(request, one) if one else "" for one in (tender.closed_at, tender.opened_at)),
    )
    return tuple(
        pages.StatusStep(request.say(label), state, detail)
        for label, state, detail in zip(words, states, details, strict=True)
    )


def _openers(request: PageRequest, opening: Opening) -> tuple[pages.SummaryRow, ...]:
    waits = request.say(text("has not acted"))
    return tuple(
        pages.SummaryRow(
            label=one.name,
            lines=(
                request.say(text("acted on %(moment)s", moment=when(request, one.acted_at))) if one.acted_at else waits,
            ),
        )
        for one in opening.openers
    )


def _act(request: PageRequest, opening: Opening, error: str) -> pages.Section:
    title = request.say(text("Your act"))
    if request.ctx.now < opening.from_when:
        words = text(
            "Your passphrase is asked for here from %(moment)s on.",
            moment=when(request, opening.from_when, seconds=True),
        )
        return pages.Section(title=title, paragraphs=(request.say(words),))
    hint = text("The one you chose when the tender was published. Tries left: %(n)s", n=opening.tries_left)
    form = Form(
        action=office_path(opening.tender.number, "opening"), submit_label=request.say(text("Give my passphrase")),
        fields=(Field(name="passphrase", label=request.say(text("Your passphrase")), kind="password", hint=request.say(hint), error=error,
                      autocomplete="current-password", maxlength=200),),
    )  # fmt: skip
    words = text(
        "If two openers have acted and the tender is not open, one of the passphrases was mistyped: both may give theirs again."
    )
    own = next((one for one in opening.openers if one.person == request.ctx.actor.key), None)
    paragraphs = (request.say(words),) if own is not None and own.acted_at else ()
    return pages.Section(title=title, form=form, paragraphs=paragraphs)


def turn_key(request: PageRequest) -> Page | Redirect:
    """One opener's act."""
    tender = own_tender(request)
    outcome = request.run(TurnKey(tender=tender.id, passphrase=Sealed(secret=request.form.get("passphrase", "")[:200])))
    if isinstance(outcome, Refused):
        return _opening(request, said(request, outcome))
    if isinstance(outcome, Done) and outcome.result.state == "wrong":
        words = text(
            "That is not the passphrase you gave at the publication. Tries left: %(n)s", n=outcome.result.tries_left
        )
        return _opening(request, request.say(words))
    if isinstance(outcome, Done) and outcome.result.state == "opened":
        return Redirect(to=office_path(tender.number, "ranking"), notice=text("The bids are open."))
    waiting = text("Your act is noted and the tender is closed. A second opener opens the bids.")
    return Redirect(to=office_path(tender.number, "opening"), notice=waiting)


def ranking_page(request: PageRequest) -> Page:
    """The ranking, how it came about, and what can be done with it."""
    return _ranking(request, "")


def _ranking(request: PageRequest, error: str) -> Page:
    seen = request.ask(EvaluationOf(number=request.path["number"]))
    tender, heading = seen.tender, request.say(text("Ranking of %(number)s", number=seen.tender.number))
    sections = [
        pages.Section(table=_ranking_table(request, seen)),
        pages.Section(title=request.say(text("How it came about")), paragraphs=_formula(request, seen)),
        *(_offer_section(request, seen, one) for one in seen.offers if one.rank is not None),
    ]
    if tender.state is TenderState.OPENED and AWARD in request.ctx.actor.permissions:
        sections.insert(1, _award_section(request, seen, error))
    if seen.quote:
        sections.insert(1, _order_section(request, seen))
    model = pages.DetailPage(
        heading=heading, lead=tender.title, tags=(state_tag(request, tender),), sections=tuple(sections),
        crumbs=crumbs(request, pages.Link(tender.number, tender_path(tender.number))),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=heading, status=422 if error else 200)


def _ranking_table(request: PageRequest, seen: Evaluation) -> pages.Table:
    caption = request.say(text("Ranking"))
    columns = (
        pages.Column(request.say(text("Rank"))), pages.Column(request.say(text("Supplier"))),
        pages.Column(request.say(text("Total without tax")), numeric=True), pages.Column(request.say(text("Arrived"))),
        pages.Column(request.say(text("Bid"))),
    )  # fmt: skip
    rows = tuple(
        pages.Row((
            pages.Cell(text=str(one.rank) if one.rank else "–"),
            pages.Cell(text=one.supplier_name or request.say(text("Could not be read"))),
            pages.Cell(text=request.money(one.total) if one.rank else "–"),
            pages.Cell(text=when(request, one.arrived_at, seconds=True)),
            pages.Cell(text=one.number, note=f"SHA-256 {one.digest[:16]}…"),
        ), marked=one.rank == 1)
        for one in seen.offers
    )  # fmt: skip
    empty = pages.Empty(
        request.say(text("No bid was there to open")), request.say(text("The tender can be cancelled."))
    )
    return pages.Table(caption=caption, columns=columns, rows=rows, empty=empty)


def _formula(request: PageRequest, seen: Evaluation) -> tuple[str, ...]:
    said_first = request.say(
        text("Total = quantity × price a unit, added up over all lines, without tax. The lowest total is first.")
    )
    tie = text("Of equal totals the bid that arrived first is ahead.")
    if seen.tie_decided:
        tie = text("Of equal totals the bid that arrived first is ahead: this decided here.")
    if not seen.replaced and not seen.withdrawn:
        return said_first, request.say(tie)
    left = text(
        "%(replaced)s replaced and %(withdrawn)s withdrawn bids stay sealed.",
        replaced=seen.replaced,
        withdrawn=seen.withdrawn,
    )
    return said_first, request.say(tie), request.say(left)


def _offer_section(request: PageRequest, seen: Evaluation, one: Offer) -> pages.Section:
    title = request.say(text("%(rank)s. %(name)s, line by line", rank=one.rank or 0, name=one.supplier_name))
    return pages.Section(
        title=title, folded=True, table=lot_table(request, seen.tender.lines, one.prices, seen.tender.currency)
    )


def _award_section(request: PageRequest, seen: Evaluation, error: str) -> pages.Section:
    options = tuple(
        Option(one.envelope, f"{one.rank}. {one.supplier_name}", request.money(one.total), chosen=one.rank == 1)
        for one in seen.offers
        if one.rank is not None
    )
    if not options:
        return cancel_section(request, seen.tender)
    form = Form(
        action=office_path(seen.tender.number, "award"), submit_label=request.say(text("Award")),
        fields=(
            Field(name="envelope", label=request.say(text("Offer")), kind="radio", options=options),
            Field(
                name="reason", label=request.say(text("Reason, where it is not the first")), required=False, maxlength=300, error=error,
                value=request.form.get("reason", ""),
            ),
        ),
    )  # fmt: skip
    return pages.Section(title=request.say(text("Award")), form=form)


def _order_section(request: PageRequest, seen: Evaluation) -> pages.Section:
    title = request.say(text("Order"))
    if seen.order:
        placed = request.ask(OrderById(order=seen.order))
        return pages.Section(
            title=title,
            links=(pages.Link(request.say(text("Order %(number)s", number=placed.number)), f"/orders/{placed.token}"),),
        )
    quote = request.ask(QuoteById(quote=seen.quote))
    totals = (
        pages.Total(request.say(text("Without tax")), request.money(quote.totals.payable - quote.totals.tax)),
        pages.Total(request.say(text("Tax")), request.money(quote.totals.tax)),
        pages.Total(request.say(text("To pay by invoice")), request.money(quote.totals.payable), strong=True),
    )
    act = pages.Action(
        request.say(text("Order from %(name)s", name=seen.tender.winner)),
        office_path(seen.tender.number, "order"),
        main=True,
    )
    until = request.say(text("The prices hold until %(moment)s.", moment=when(request, quote.valid_until)))
    return pages.Section(title=title, totals=totals, actions=(act,), paragraphs=(until,))


def award(request: PageRequest) -> Page | Redirect:
    """Award to the chosen offer."""
    tender = own_tender(request)
    reason = " ".join(request.form.get("reason", "").split())[:300]
    outcome = request.run(AwardTender(tender=tender.id, envelope=request.form.get("envelope", "")[:64], reason=reason))
    if isinstance(outcome, Refused):
        return _ranking(request, said(request, outcome))
    return Redirect(
        to=office_path(tender.number, "ranking"), notice=text("The tender is awarded. The offer can be ordered.")
    )


def order(request: PageRequest) -> Redirect:
    """Order what was awarded, by invoice. Pressed twice it is one order."""
    seen = request.ask(EvaluationOf(number=request.path["number"]))
    plan = PaymentPlan(parts=(PaymentPart(method=INVOICE),))
    outcome = request.run(
        PlaceOrder(quote=seen.quote, plan=plan, key=f"b2g/{seen.tender.id}", reference=seen.tender.number)
    )
    if not isinstance(outcome, Done):
        words = outcome.text if isinstance(outcome, Refused) else text("The order waits for approval.")
        return Redirect(to=office_path(seen.tender.number, "ranking"), notice=words)
    token = request.ask(OrderById(order=outcome.result)).token
    return Redirect(to=f"/orders/{token}", notice=text("The order is placed with the supplier."))
