"""Letters of the pack: the confirmation of the contract (art. 8(7)) and the acknowledgement of a withdrawal (art. 11a)."""

from __future__ import annotations

from dataclasses import dataclass

from ecomkit.domain import ContactById, Order, Quote, address_in
from ecomkit.errors import NotFound
from ecomkit.plugins.law_eu.api import RightOfWithdrawal, Statement
from ecomkit.plugins.law_eu.consent import agreed_at, loses
from ecomkit.plugins.law_eu.settings import LawEUSettings
from ecomkit.plugins.law_eu.speech import Speech
from ecomkit.plugins.law_eu.telling import what_follows
from ecomkit.plugins.law_eu.texts import Information, information_of
from ecomkit.sdk import JobContext, Letter, text

__all__ = ["Acknowledgement", "Contract", "acknowledgement", "contract_letter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """The confirmation of the contract: what was bought, from whom, on which terms, with which rights."""

    name: str
    number: str
    placed: str
    lines: tuple[tuple[int, str, str], ...]
    sums: tuple[tuple[str, str, bool], ...]
    promise: str
    collected: bool
    address: tuple[str, ...]
    consent: str
    at_once: str
    link: str
    withdraw: str
    complaints: str
    information: Information


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """What a consumer stated, with the day and the time of it."""

    name: str
    number: str
    stated: str
    email: str
    lines: tuple[tuple[int, str], ...]
    follows: tuple[str, ...]
    link: str


def contract_letter(ctx: JobContext, order: Order, settings: LawEUSettings) -> Letter | None:
    """The letter that confirms a contract; None where who placed it was erased."""
    if order.quote.contact is None:
        return None
    try:
        contact, address = ctx.ask(ContactById(contact=order.quote.contact))
    except NotFound:
        return None
    speech = Speech(ctx, order.locale)
    shipping = order.quote.shipping
    collected = shipping is not None and shipping.collected
    place, agreed = (contact.name, *address.lines, speech.country(address.country)), agreed_at(ctx, order)
    subject = speech.say(text("Your contract: order %(number)s", number=order.number))
    model = Contract(
        name=contact.name, number=order.number,
        placed=speech.moment(order.placed_at),
        lines=tuple((line.quantity, line.text, speech.money(line.goods)) for line in order.quote.lines),
        sums=_sums(speech, order.quote),
        promise=speech.day(order.promise) if order.promise else "", collected=collected,
        address=() if collected or not order.quote.ships else tuple(part for part in place if part.strip()),
        consent=speech.exact(agreed) if agreed else "",
        at_once="; ".join(line.text for line in order.quote.lines if loses(settings, ctx, line)),
        link=_link(ctx, f"/orders/{order.token}", speech),
        withdraw=_link(ctx, "/withdraw", speech),
        complaints=ctx.shop.imprint.email or _link(ctx, "/contact", speech),
        information=information_of(ctx, settings),
    )  # fmt: skip
    return Letter(
        key=f"{order.id}/contract",
        to=contact.email,
        subject=subject,
        template="law_eu/contract",
        model=model,
        locale=speech.tag,
    )


def _sums(speech: Speech, quote: Quote) -> tuple[tuple[str, str, bool], ...]:
    """Below the lines: what adds up to what is paid. Tax that the prices contain is told, and not added."""
    totals, rows = quote.totals, []
    if quote.ships:
        rows.append((speech.say(text("Shipping")), speech.money(totals.shipping), False))
    if totals.tax:
        contained = all(tax.contained for tax in quote.taxes)
        label = text("Tax, included") if contained else text("Tax")
        rows.append((speech.say(label), speech.money(totals.tax), False))
    return (*rows, (speech.say(text("Total with all taxes and costs")), speech.money(totals.payable), True))


def acknowledgement(ctx: JobContext, order: Order, right: RightOfWithdrawal, made: Statement) -> Letter | None:
    """The letter that acknowledges a statement, with its content, day and time; None where who placed it was erased."""
    if order.quote.contact is None:
        return None
    try:
        contact, _ = ctx.ask(ContactById(contact=order.quote.contact))
    except NotFound:
        return None
    speech = Speech(ctx, order.locale)
    names = {line.key: line.text for line in right.lines}
    subject = speech.say(text("We have your withdrawal from order %(number)s", number=order.number))
    model = Acknowledgement(
        name=contact.name, number=order.number,
        stated=speech.exact(made.stated_at), email=contact.email,
        lines=tuple((quantity, names.get(line, line)) for line, quantity in made.lines),
        follows=what_follows(speech, order, made, ctx.shop.imprint.return_costs),
        link=_link(ctx, f"/withdraw/{order.token}", speech),
    )  # fmt: skip
    return Letter(
        key=f"{made.key}/acknowledged", to=contact.email, subject=subject, template="law_eu/acknowledged", model=model,
        locale=speech.tag,
    )  # fmt: skip


def _link(ctx: JobContext, path: str, speech: Speech) -> str:
    """A page of the shop in the reader's language."""
    return ctx.shop.url + address_in(ctx.shop.languages, path, speech.tag)
