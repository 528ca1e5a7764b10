"""A supplier's pages: fill in, check, sign and seal; receipts; withdraw."""

from __future__ import annotations

from dataclasses import replace

from ecomkit.domain import Done, Hats, Money, Refused, parse_amount
from ecomkit.errors import NotFound
from ecomkit.plugins.b2g.api import BidByNumber, OwnBids, SubmitBid, TenderByNumber, WithdrawBid
from ecomkit.plugins.b2g.opening import total_of
from ecomkit.plugins.b2g.shown import BIDS, crumbs, envelope_tag, lot_table, said, tender_path, when
from ecomkit.plugins.b2g.values import BidReceipt, Tender, TenderState
from ecomkit.sdk import Field, Form, Page, PageRequest, Redirect, Sealed, new_token, pages, text

__all__ = ["bid_page", "my_bids", "receipt_page", "take_bid", "withdraw"]

_LARGEST = 10**12 - 1


def _tender(request: PageRequest) -> Tender:
    tender = request.ask(TenderByNumber(number=request.path["number"]))
    if tender.state is TenderState.DRAFT:
        raise NotFound("There is no such tender.")
    return tender


def bid_page(request: PageRequest) -> Page:
    """One price a line."""
    return _form_page(request, _tender(request), _fields(request, _tender(request), {}))


def _fields(request: PageRequest, tender: Tender, errors: dict[str, str]) -> tuple[Field, ...]:
    return tuple(
        Field(
            name=f"price{position}", label=f"{position}. {line.text}", inputmode="decimal", width="short", hint=request.say(text(
                "Price for one %(unit)s in %(currency)s, without tax. Quantity: %(quantity)s", unit=line.unit, currency=tender.currency,
                quantity=line.quantity,
            )),
            value=request.form.get(f"price{position}", "")[:40], error=errors.get(f"price{position}", ""), autocomplete="off", maxlength=20,
        )
        for position, line in enumerate(tender.lines, 1)
    )  # fmt: skip


def _form_page(
    request: PageRequest, tender: Tender, fields: tuple[Field, ...], notices: tuple[pages.Notice, ...] = ()
) -> Page:
    heading = request.say(text("Your bid: %(title)s", title=tender.title))
    form = Form(
        action=tender_path(tender.number, "/bid"), fields=(*fields, Field(name="step", label="", kind="hidden", value="check")),
        submit_label=request.say(text("Check the bid")),
    )  # fmt: skip
    lead = request.say(
        text(
            "Bids until %(moment)s. Nothing is kept before you seal the bid on the next page.",
            moment=when(request, tender.deadline),
        )
    )
    if not tender.takes_bids(request.ctx.now):
        notices = (*notices, pages.Notice(_late(request, tender), pages.Tone.WARN))
    back = crumbs(request, pages.Link(tender.number, tender_path(tender.number)))
    model = pages.FormPage(heading=heading, lead=lead, form=form, notices=notices, crumbs=back)
    return Page(template=model.template, model=model, title=heading, status=422 if form.refused or notices else 200)


def _late(request: PageRequest, tender: Tender) -> str:
    return request.say(
        text(
            "The deadline was %(deadline)s. Our clock says %(now)s: no bid is taken any more.",
            deadline=when(request, tender.deadline), now=when(request, request.ctx.now, seconds=True),
        )
    )  # fmt: skip


def take_bid(request: PageRequest) -> Page | Redirect:
    """Check what was typed; then sign and seal. What was typed lives in the form alone until it is sealed."""
    tender = _tender(request)
    prices, errors = _read(request, tender)
    if errors:
        return _form_page(request, tender, _fields(request, tender, errors))
    if request.form.get("step") != "seal":
        return _check_page(request, tender, prices)
    if request.form.get("signed") is None:
        return _check_page(request, tender, prices, error=request.say(text("Tick the box to sign the bid.")))
    bid = Sealed(secret=",".join(str(price) for price in prices))
    slip = request.form.get("slip", "")
    outcome = request.run(SubmitBid(tender=tender.id, bid=bid, slip=slip if 16 <= len(slip) <= 80 else new_token()))
    if isinstance(outcome, Done):
        return Redirect(
            to=f"{BIDS}/{outcome.result.number}", notice=text("Your bid is sealed and counts. This is your receipt.")
        )
    words = said(request, outcome) if isinstance(outcome, Refused) else ""
    return _form_page(request, tender, _fields(request, tender, {}), (pages.Notice(words, pages.Tone.BAD),))


def _read(request: PageRequest, tender: Tender) -> tuple[tuple[int, ...], dict[str, str]]:
    prices, errors = [], {}
    for position, line in enumerate(tender.lines, 1):
        name = f"price{position}"
        try:
            price = parse_amount(request.form.get(name, "").strip().replace(",", "."), tender.currency).amount
        except ValueError:
            price = 0
        if not 0 < price <= _LARGEST or price * line.quantity > _LARGEST * 100:
            errors[name] = request.say(
                text("Write the price of line %(n)s with digits and a point, for example 12.50", n=position)
            )
        prices.append(price)
    return tuple(prices), errors


def _check_page(request: PageRequest, tender: Tender, prices: tuple[int, ...], error: str = "") -> Page:
    heading = request.say(text("Check, sign and seal"))
    total = Money(amount=total_of(tender.lines, prices), currency=tender.currency)
    who = next((hat.label for hat in request.ask(Hats()) if hat.buyer == request.ctx.buyer), "")
    sign = text("I sign this bid for %(name)s and may do so.", name=who)
    slip = request.form.get("slip") or new_token()
    hidden = tuple(replace(one, kind="hidden") for one in _fields(request, tender, {}))
    form = Form(
        action=tender_path(tender.number, "/bid"), submit_label=request.say(text("Seal and submit the bid")),
        fields=(
            *hidden, Field(name="step", label="", kind="hidden", value="seal"), Field(name="slip", label="", kind="hidden", value=slip),
            Field(name="signed", label=request.say(sign), kind="checkbox", error=error),
        ),
    )  # fmt: skip
    section = pages.Section(
        title=request.say(text("What you offer")), table=lot_table(request, tender.lines, prices, tender.currency),
        totals=(pages.Total(request.say(text("Total without tax")), request.money(total), strong=True),),
    )  # fmt: skip
    model = pages.DetailPage(
        heading=heading, lead=request.say(text("From here on nobody reads this bid before the opening, not even you.")),
        crumbs=crumbs(request, pages.Link(tender.number, tender_path(tender.number))), sections=(section, pages.Section(form=form)),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=heading, status=422 if error else 200)


def my_bids(request: PageRequest) -> Page:
    """The supplier's own bids."""
    heading = request.say(text("My bids"))
    columns = (
        pages.Column(request.say(text("Bid"))), pages.Column(request.say(text("Tender"))), pages.Column(request.say(text("Arrived"))),
        pages.Column(request.say(text("State"))), pages.Column(request.say(text("Rank")), numeric=True),
        pages.Column(request.say(text("Total")), numeric=True),
    )  # fmt: skip
    rows = tuple(
        pages.Row((
            pages.Cell(text=one.number, href=f"{BIDS}/{one.number}"),
            pages.Cell(text=one.tender_title, href=tender_path(one.tender_number)),
            pages.Cell(text=when(request, one.arrived_at, seconds=True)),
            pages.Cell(tag=envelope_tag(request, one)),
            pages.Cell(text=str(one.rank) if one.rank else "–"),
            pages.Cell(text=request.money(one.total) if one.total else "–"),
        ))
        for one in request.ask(OwnBids())
    )  # fmt: skip
    empty = pages.Empty(
        request.say(text("You have no bids")), request.say(text("Choose a tender to bid in.")),
        links=(pages.Link(request.say(text("Tenders")), "/tenders"),),
    )  # fmt: skip
    model = pages.TablePage(
        heading=heading,
        table=pages.Table(caption=heading, columns=columns, rows=rows, caption_hidden=True, stacked=True, empty=empty),
    )
    return Page(template=model.template, model=model, title=heading)


def receipt_page(request: PageRequest) -> Page:
    """The receipt: number, digest and time, and what can still be done."""
    receipt = request.ask(BidByNumber(number=request.path["number"]))
    heading = request.say(text("Receipt %(number)s", number=receipt.number))
    back = pages.Link(request.say(text("My bids")), BIDS)
    sections = [pages.Section(summary=_receipt_rows(request, receipt), links=_changes(request, receipt))]
    if receipt.open_for_change:
        take_back = pages.Action(request.say(text("Withdraw the bid")), f"{BIDS}/{receipt.number}/withdraw")
        sections.append(pages.Section(title=request.say(text("Withdraw")), actions=(take_back,), paragraphs=(
            request.say(text("A withdrawn bid stays sealed for good and does not count.")),
        )))  # fmt: skip
    model = pages.DetailPage(
        heading=heading,
        tags=(envelope_tag(request, receipt),),
        crumbs=crumbs(request, back),
        sections=tuple(sections),
    )
    return Page(template=model.template, model=model, title=heading)


def _receipt_rows(request: PageRequest, receipt: BidReceipt) -> tuple[pages.SummaryRow, ...]:
    rows = [
        pages.SummaryRow(label=request.say(text("Tender")), lines=(receipt.tender_title, receipt.tender_number)),
        pages.SummaryRow(label=request.say(text("Bid number")), lines=(receipt.number,)),
        pages.SummaryRow(label=request.say(text("Arrived")), lines=(when(request, receipt.arrived_at, seconds=True),)),
        pages.SummaryRow(label=request.say(text("SHA-256 of the sealed bid")), lines=(receipt.digest,)),
    ]
    if receipt.rank is not None and receipt.total is not None:
        words = request.say(text("Rank %(n)s with %(total)s", n=receipt.rank, total=receipt.total))
        rows.append(pages.SummaryRow(label=request.say(text("Result")), lines=(words,)))
    return tuple(rows)


def _changes(request: PageRequest, receipt: BidReceipt) -> tuple[pages.Link, ...]:
    if not receipt.open_for_change:
        return ()
    return (pages.Link(request.say(text("Send another bid in its place")), tender_path(receipt.tender_number, "/bid")),)


def withdraw(request: PageRequest) -> Redirect:
    """Take the bid back."""
    number = request.path["number"]
    outcome = request.run(WithdrawBid(number=number))
    if isinstance(outcome, Refused):
        return Redirect(to=f"{BIDS}/{number}", notice=outcome.text)
    return Redirect(to=BIDS, notice=text("The bid is withdrawn. It stays sealed and does not count."))
