"""Pages: what is on a card, the card of a cart, and issuing one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from babel.dates import format_date
from pydantic import Field

from ecomkit.domain import Done, Refused
from ecomkit.plugins.gift_cards import api
from ecomkit.plugins.gift_cards.cards import card_in
from ecomkit.plugins.gift_cards.selling import sold_cards
from ecomkit.sdk import (
    Block,
    Context,
    Form,
    Page,
    PageRequest,
    Redirect,
    Reply,
    Sealed,
    ShownPage,
    Text,
    Value,
    form_for,
    pages,
    read_form,
    text,
)

__all__ = ["CARD_PAGE", "ISSUE_PAGE", "blocks_for", "issue", "remove", "show", "show_issue", "take"]

CARD_PAGE = "/gift-card"
ISSUE_PAGE = "/admin/gift-cards/new"


class CardForm(Value):
    """What is asked of who has a card."""

    code: Annotated[
        str,
        Field(
            min_length=1, max_length=60, title="Code of the card", description="For example 7KQM-2RTW-9XBD-4HNP",
            json_schema_extra={
                "error": "Enter the code as it stands on the card", "autocomplete": "off", "width": "medium",
            },
        ),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CartCard:
    """Whether the cart has a card. What is on it is said at the checkout, where it pays."""

    there: bool
    page: str = CARD_PAGE
    remove: str = f"{CARD_PAGE}/remove"


def blocks_for(ctx: Context, page: ShownPage) -> Sequence[Block]:
    """In the cart: its card or a way to enter one. On an order's page: the cards that it brought."""
    if page.name == "cart":
        model = CartCard(there=card_in(ctx) is not None)
        return [Block(slot="cart.totals", template="gift_cards/cart.html", model=model)]
    if page.name == "checkout" and card_in(ctx) is None:
        return [Block(slot="checkout.before_pay", template="gift_cards/checkout.html", model=CartCard(there=False))]
    sold = sold_cards(ctx, page.subject) if page.name == "order" and page.subject else None
    if sold is None or not sold.cards:
        return []
    return [Block(slot="order.details", template="gift_cards/order.html", model=sold)]


def show(request: PageRequest) -> Reply:
    """Ask for a code."""
    return _page(request, form_for(CardForm, action=CARD_PAGE, submit_label="See what is on it", words=_said(request)))


def _page(request: PageRequest, form: Form, found: api.CardAnswer | None = None) -> Page:
    say = _said(request)
    sections = (_found(request, found),) if found is not None and found.free is not None else ()
    use = (("op", "use", say("Use it for my cart")),)
    model = pages.FormPage(
        heading=say("Gift card"), lead=say("See what is left on a card, or let it pay for what is in your cart."),
        form=replace(form, buttons=use, mark_required=False), sections=sections,
    )  # fmt: skip
    return Page(template=model.template, model=model, title=say("Gift card"), status=422 if form.refused else 200)


def _found(request: PageRequest, found: api.CardAnswer) -> pages.Section:
    say, locale = _said(request), request.ctx.locale.replace("-", "_")
    rows = [pages.SummaryRow(label=say("Left on the card"), lines=(request.money(found.free),))]
    if found.expires_at is not None:
        last = found.expires_at.astimezone(ZoneInfo(request.ctx.shop.timezone)) - timedelta(seconds=1)
        rows.append(pages.SummaryRow(label=say("To be spent until"), lines=(format_date(last, "long", locale=locale),)))
    return pages.Section(title=say("Your card"), summary=tuple(rows))


def take(request: PageRequest) -> Reply:
    """Look at a card, or put it into the cart."""
    words = _said(request)
    given = read_form(CardForm, request.form, action=CARD_PAGE, submit_label="See what is on it", words=words)
    if isinstance(given, Form):
        return _page(request, given)
    look = request.form.get("op") != "use"
    command = api.EnterGiftCard(
        cart=request.own_cart(), code=Sealed(secret=given.code), client=request.client[:64], look=look
    )
    outcome = request.run(command)
    answer = outcome.result if isinstance(outcome, Done) else None
    if answer is not None and answer.code == "entered":
        return Redirect(to="/cart", notice=answer.text)
    said = answer.text if answer is not None else text("This shop takes no orders now.")
    errors = {} if answer is not None and answer.code == "found" else {"code": request.say(said)}
    values: dict[str, object] = {"code": given.code}
    again = form_for(CardForm, values, errors, action=CARD_PAGE, submit_label="See what is on it", words=words)
    return _page(request, again, answer)


def remove(request: PageRequest) -> Reply:
    """Take the card out of the cart."""
    request.run(api.RemoveGiftCard(cart=request.own_cart()))
    return Redirect(to="/cart", notice=text("The card is out of your cart."))


def show_issue(request: PageRequest) -> Reply:
    """The page on which staff issue a card."""
    return _issue_page(
        request, form_for(api.IssueGiftCard, action=ISSUE_PAGE, submit_label="Issue the card", words=_said(request))
    )


def _issue_page(request: PageRequest, form: Form) -> Page:
    say = _said(request)
    lead = say("The code is shown once: the shop keeps nothing that it could be read from.")
    model = pages.FormPage(heading=say("Issue a gift card"), lead=lead, form=form)
    return Page(
        template=model.template, model=model, title=say("Issue a gift card"), status=422 if form.refused else 200
    )


def issue(request: PageRequest) -> Reply:
    """Issue a card and show its code, this once."""
    say = _said(request)
    given = read_form(api.IssueGiftCard, request.form, action=ISSUE_PAGE, submit_label="Issue the card", words=say)
    if isinstance(given, Form):
        return _issue_page(request, given)
    outcome = request.run(given)
    if not isinstance(outcome, Done):
        words = outcome.text if isinstance(outcome, Refused) else text("It waits for approval.")
        field = outcome.refusals[0].field if isinstance(outcome, Refused) else None
        errors, values = {field or "": request.say(words)}, given.model_dump()
        return _issue_page(
            request, form_for(type(given), values, errors, action=ISSUE_PAGE, submit_label="Issue the card", words=say)
        )
    row = pages.SummaryRow(label=say("Code"), lines=(outcome.result.secret,))
    note = say("Write it down or hand it over now. It cannot be shown again.")
    model = pages.DetailPage(
        heading=say("The card is issued"), lead=note,
        sections=(pages.Section(summary=(row,), links=(pages.Link(say("Gift cards"), "/admin/x/gift-cards"),)),),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=say("The card is issued"))


def _said(request: PageRequest) -> Callable[[str], str]:
    """Plain words of a form or page in the visitor's language."""
    return lambda words: request.say(Text(msgid=words))
