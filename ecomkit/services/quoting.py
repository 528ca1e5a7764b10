"""Quoting: a basket becomes an offer, priced in phases, with the trace of who decided what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from ecomkit.domain import (
    Adjustment,
    Cart,
    Checkout,
    Context,
    Destination,
    IssuedLine,
    IssueQuote,
    Item,
    Money,
    Parcel,
    Policy,
    PriceOffer,
    Quote,
    QuoteById,
    QuoteLine,
    Refuse,
    RequestQuote,
    ShippingOption,
    TaxableLine,
    TaxLine,
    TraceStep,
    UnitPrice,
    Who,
    WriteContext,
    choose_price,
    fold_adjustments,
    new_id,
    text,
    total,
    totals_of,
)
from ecomkit.errors import NotFound, PluginError
from ecomkit.hooks import Lookup, Operation
from ecomkit.kernel import Answer, NoOwner
from ecomkit.services.catalogue import items_of, line_text
from ecomkit.services.core import Core
from ecomkit.services.rows import rows_of
from ecomkit.storage import carts, orders, topics

__all__ = [
    "CartOffer",
    "Priced",
    "lookups",
    "offer_cart",
    "operations",
    "price_items",
    "quote_cart",
    "shipping_options",
]

T = TypeVar("T", PriceOffer, Adjustment)
_SHIPPING = "shipping"


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """Goods with their prices: items at their chosen price, amounts after adjustments, and why."""

    items: tuple[Item, ...]
    goods: dict[str, Money]
    trace: tuple[TraceStep, ...]
    topics: frozenset[str]
    valid_until: datetime | None


def _given(answers: Sequence[Answer[T]], hook: str, currency: str) -> list[tuple[str, T]]:
    """What plugins gave, with their names. A value in another currency fails the operation (closed)."""
    given: list[tuple[str, T]] = []
    for answer in answers:
        for value in answer.values:
            money = value.price.money if isinstance(value, PriceOffer) else value.amount
            if money.currency != currency:
                what = f"gave an amount in {money.currency}, asked was {currency}"
                raise PluginError(answer.plugin, hook, answer.where, what)
            if isinstance(value, PriceOffer) and money.amount < 0:
                raise PluginError(answer.plugin, hook, answer.where, f"gave a negative price for {value.sku}: {money}")
            given.append((answer.plugin, value))
    return given


def price_items(core: Core, ctx: Context, items: tuple[Item, ...]) -> Priced:
    """Base price, then adjustments (phases one and two)."""
    offers = _given(core.hooks.prices(ctx, items), "contribute_prices", ctx.currency)
    chosen: list[Item] = []
    trace: list[TraceStep] = []
    used = {topic for _, offer in offers for topic in offer.topics}
    ends = [offer.valid_until for _, offer in offers if offer.valid_until is not None]
    for item in items:
        best, steps = choose_price(item, [offered for offered in offers if offered[1].sku == item.sku])
        chosen.append(item if best is None else item.model_copy(update={"price": best[1].price}))
        trace += steps
    priced = tuple(chosen)
    adjustments = _given(core.hooks.adjustments(ctx, priced), "contribute_adjustments", ctx.currency)
    before = {item.key: item.price.times(item.quantity) for item in priced}
    goods, steps = fold_adjustments(before, adjustments)
    return Priced(
        items=priced, goods=goods, trace=(*trace, *steps), topics=frozenset(used | {f"product/{i.product}" for i in items}),
        valid_until=min(ends) if ends else None,
    )  # fmt: skip


def shipping_options(
    core: Core, ctx: Context, parcel: Parcel
) -> tuple[list[tuple[str, ShippingOption]], tuple[str, ...]]:
    """Ways to deliver, with who offers them; and for whom the answer has to be looked at, where a plugin's fallback says so.

    Raises `PluginError` where a plugin fails whose hook falls back to refusing and nobody else has an answer.
    """
    options: list[tuple[str, ShippingOption]] = []
    review: list[str] = []
    failed: PluginError | None = None
    for answer in core.hooks.shipping(ctx, parcel):
        if answer.failed:
            failed = PluginError(answer.plugin, answer.hook, answer.where, answer.failed)
            review.append(answer.plugin)
        for option in answer.values:
            if option.price.currency != ctx.currency:
                raise PluginError(answer.plugin, answer.hook, answer.where, f"gave a price in {option.price.currency}")
            options.append((answer.plugin, option))
    if not options and failed is not None:
        raise failed
    return options, tuple(review)


@dataclass(frozen=True, slots=True)
class CartOffer:
    """What a cart comes to, and the ways in which it can travel; the quote's shipping is one of them."""

    quote: Quote
    ways: tuple[ShippingOption, ...]


def quote_cart(core: Core, ctx: Context, cart: Cart, checkout: Checkout) -> Quote:
    """Price a cart for this buyer. Raises `Refuse` where it cannot be sold there."""
    return offer_cart(core, ctx, cart, checkout).quote


def offer_cart(core: Core, ctx: Context, cart: Cart, checkout: Checkout) -> CartOffer:
    """Price a cart for this buyer, with all ways to deliver it. Raises `Refuse` where it cannot be sold there."""
    if ctx.buyer is None:
        raise Refuse.because("no_buyer", text("No rule of this shop lets anybody buy."), rule="capacities")
    if not cart.lines:
        raise Refuse.because("empty", text("The cart is empty."), rule="cart")
    items = items_of(rows_of(ctx), cart.lines)
    priced = price_items(core, ctx, items)
    destination = checkout.destination or Destination(country=ctx.shop.country)
    goods = total(priced.goods.values(), ctx.currency)
    parcel = Parcel(
        destination=destination, weight_g=sum(i.weight_g * i.quantity for i in items), goods=goods, pieces=cart.pieces
    )
    names = line_text(rows_of(ctx), items)
    inputs = topics.versions(rows_of(ctx), priced.topics)
    rows_of(ctx).rest()  # carriers may be asked over the network
    options, review = shipping_options(core, ctx, parcel)
    shipping, step = _chosen_shipping(options, checkout.shipping)
    drafts = [
        _Draft(i.key, i.sku, i.product, names[i.sku], i.quantity, i.price, priced.goods[i.key], i.tax_class)
        for i in priced.items
    ]
    quote = _finish(
        core, ctx, drafts, buyer=ctx.buyer, seller=ctx.shop.party, source="cart", destination=destination, shipping=shipping,
        contact=checkout.contact, cart=cart.id, plan=checkout.plan, trace=(*priced.trace, *step), review=review,
        inputs=inputs, until=priced.valid_until,
    )  # fmt: skip
    return CartOffer(quote, tuple(way for _, way in options))


def _chosen_shipping(
    options: list[tuple[str, ShippingOption]], wanted: str | None
) -> tuple[ShippingOption, tuple[TraceStep, ...]]:
    if not options:
        raise Refuse.because(
            "not_delivered", text("We do not deliver there. Choose another country."), rule="shipping", field="country"
        )
    delivered = [offered for offered in options if not offered[1].collected] or options
    plugin, option = next(
        (offered for offered in options if offered[1].key == wanted),
        min(delivered, key=lambda offered: offered[1].price.amount),
    )
    step = TraceStep(
        phase="shipping", plugin=plugin, rule=option.key, subject="order", reason=option.label, effect=str(option.price)
    )
    return option, (step,)


@dataclass(frozen=True, slots=True)
class _Draft:
    key: str
    sku: str | None
    product: str | None
    text: str
    quantity: int
    price: UnitPrice
    goods: Money
    tax_class: str
    unit: str = "piece"


def _finish(core: Core, ctx: Context, drafts: list[_Draft], *, until: datetime | None, **given: Any) -> Quote:
    """Tax the lines and shipping (phase four) and add everything up."""
    shipping: ShippingOption | None = given["shipping"]
    taxable = [
        TaxableLine(key=d.key, amount=d.goods, tax_class=d.tax_class, contained=d.price.includes_tax) for d in drafts
    ]
    if shipping is not None:
        taxable.append(
            TaxableLine(
                key=_SHIPPING, amount=shipping.price, tax_class=shipping.tax_class, contained=shipping.includes_tax
            )
        )
    collected = shipping is not None and shipping.collected
    destination = Destination(country=ctx.shop.country) if collected else given["destination"]
    taxes, steps = _taxes(core, ctx, destination, tuple(taxable))
    lines = tuple(_line(draft, [tax for tax in taxes if tax.key == draft.key]) for draft in drafts)
    shipped = None
    if shipping is not None:
        price = UnitPrice(money=shipping.price, includes_tax=shipping.includes_tax)
        draft = _Draft(_SHIPPING, None, None, str(shipping.label), 1, price, shipping.price, shipping.tax_class)
        shipped = _line(draft, [tax for tax in taxes if tax.key == _SHIPPING])
    end = ctx.now + timedelta(minutes=core.rules.quote_minutes)
    return Quote(
        id=new_id(), currency=ctx.currency, lines=lines, taxes=taxes, totals=totals_of(lines, shipped, taxes, ctx.currency),
        made_at=ctx.now, valid_until=min(end, until) if until else end, **(given | {"trace": (*given["trace"], *steps)}),
    )  # fmt: skip


def _taxes(
    core: Core, ctx: Context, destination: Destination, lines: tuple[TaxableLine, ...]
) -> tuple[tuple[TaxLine, ...], tuple[TraceStep, ...]]:
    try:
        taxes = core.hooks.tax(ctx, destination, lines)
    except NoOwner as error:
        words = text("We do not sell to this country yet.")
        raise Refuse.because("not_served", words, rule="resolve_tax", field="country") from error
    owner = core.hooks.registry.owner("resolve_tax", destination.country)
    assert owner is not None
    keys = {line.key for line in lines}
    for tax in taxes:
        if tax.key not in keys or tax.amount.currency != ctx.currency or tax.amount.amount < 0:
            what = (
                f"gave a tax for line {tax.key!r} of {tax.amount}: it must name a line it was given, in {ctx.currency}"
            )
            raise PluginError(owner.plugin, "resolve_tax", owner.where, what)
    steps = tuple(
        TraceStep(
            phase="tax", plugin=owner.plugin, rule=tax.code, subject=tax.key, reason=tax.label, effect=str(tax.amount)
        )
        for tax in taxes
    )
    return taxes, steps


def _line(draft: _Draft, taxes: list[TaxLine]) -> QuoteLine:
    currency = draft.goods.currency
    charged = total((tax.amount for tax in taxes if not tax.withheld), currency)
    net = draft.goods - total((tax.amount for tax in taxes if tax.contained), currency)
    return QuoteLine(
        key=draft.key, sku=draft.sku, product=draft.product, text=draft.text, unit=draft.unit, quantity=draft.quantity,
        unit_price=draft.price, goods=draft.goods, net=net, tax=charged, gross=net + charged,
    )  # fmt: skip


def _prepare_quote(core: Core, ctx: Context, command: RequestQuote) -> Quote:
    cart = carts.cart_by(rows_of(ctx), command.cart)
    if cart is None:
        raise Refuse.because("empty", text("The cart is empty."), rule="cart")
    return quote_cart(core, ctx, cart, carts.checkout_of(rows_of(ctx), command.cart))


def _keep(ctx: WriteContext, _command: RequestQuote, quote: Quote) -> Quote:
    orders.insert_quote(rows_of(ctx), quote)
    return quote


def _prepare_issue(core: Core, ctx: Context, command: IssueQuote) -> Quote:
    """Price described lines at their fixed prices, with the taxes of the destination."""
    drafts = [_issued(i, line) for i, line in enumerate(command.lines, 1)]
    currencies = {draft.goods.currency for draft in drafts}
    if currencies != {ctx.currency}:
        raise Refuse.because("currency", text("All lines of a quote are in the shop's currency."), rule="quote")
    steps = tuple(
        TraceStep(
            phase="base",
            plugin="core",
            rule=command.source,
            subject=d.key,
            reason=text("Fixed price"),
            effect=str(d.price.money),
        )
        for d in drafts
    )
    quote = _finish(
        core, ctx, drafts, buyer=command.buyer, seller=command.seller, source=command.source, destination=command.destination,
        shipping=None, contact=None, cart=None, plan=None, trace=steps, until=None,
    )  # fmt: skip
    return quote.model_copy(update={"valid_until": command.valid_until})


def _issued(position: int, line: IssuedLine) -> _Draft:
    goods = line.unit_price.times(line.quantity)
    return _Draft(
        f"l{position}", line.sku, None, line.text, line.quantity, line.unit_price, goods, line.tax_class, line.unit
    )


def _issue(ctx: WriteContext, command: IssueQuote, quote: Quote) -> Quote:
    known = orders.quote_by_key(rows_of(ctx), command.key)
    if known is not None:
        if (known.buyer, known.seller, known.source) != (quote.buyer, quote.seller, quote.source):
            words = text("This request was sent before with other content.")
            raise Refuse.because("key_reused", words, rule="idempotency")
        return known
    orders.insert_quote(rows_of(ctx), quote, source_key=command.key)
    return quote


def _quote_by_id(ctx: Context, query: QuoteById) -> Quote:
    quote = orders.quote_by(rows_of(ctx), query.quote)
    if quote is None:
        raise NotFound("There is no such quote.")
    return quote


def operations(core: Core) -> tuple[Operation[Any], ...]:
    """Commands about quotes."""
    own = Policy(permission="quotes.request", who=frozenset({Who.BUYER}), owned="cart")
    issue = Policy(permission="staff.quotes", who=frozenset({Who.PERMITTED, Who.SYSTEM}))
    return (
        Operation(command=RequestQuote, policy=own, prepare=partial(_prepare_quote, core), apply=_keep, draft=True),
        Operation(command=IssueQuote, policy=issue, prepare=partial(_prepare_issue, core), apply=_issue),
    )


def lookups() -> tuple[Lookup[Any], ...]:
    """Queries about quotes."""
    own = Policy(permission="staff.orders", who=frozenset({Who.BUYER, Who.PERMITTED, Who.SYSTEM}), owned="quote")
    return (Lookup(query=QuoteById, policy=own, answer=_quote_by_id),)
