"""Quoting: a basket becomes an offer, priced in phases, with the trace of who decided what."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from ecomkit.domain import (
    Adjustment,
    Buyer,
    Cart,
    CartItems,
    Checkout,
    Context,
    DeliveryWays,
    Destination,
    IssuedLine,
    IssueQuote,
    Item,
    Money,
    Parcel,
    PaymentPlan,
    Policy,
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
    adjust_shipping,
    new_id,
    text,
    total,
    totals_of,
)
from ecomkit.errors import NotFound, PluginError
from ecomkit.hooks import Lookup, Operation
from ecomkit.kernel import NoOwner
from ecomkit.services.catalogue import items_of, names_of
from ecomkit.services.checkouts import checkout_for
from ecomkit.services.core import Core
from ecomkit.services.pricing import Priced, base_prices, price_items
from ecomkit.services.rows import rows_of
from ecomkit.storage import carts, catalogue, orders, topics

__all__ = [
    "CartOffer",
    "Priced",
    "lookups",
    "offer_cart",
    "operations",
    "price_items",
    "shipping_options",
]

_SHIPPING = "shipping"
_LINE_TEXT = 500
_LOG = logging.getLogger("ecomkit.quoting")


def shipping_options(
    core: Core, ctx: Context, parcel: Parcel
) -> tuple[list[tuple[str, ShippingOption]], tuple[str, ...]]:
    """Ways to deliver, with who offers them; and the plugins that did not answer, for staff to look at (E1.6).

    Raises `Refuse` where a plugin did not answer and nobody else has a way: it may be there when asked again.
    """
    options: list[tuple[str, ShippingOption]] = []
    silent: list[str] = []
    for answer in core.hooks.shipping(ctx, parcel):
        if answer.failed:
            _LOG.warning(
                "plugin %r did not answer %s (%s): %s", answer.plugin, answer.hook, answer.where, answer.failed
            )
            silent.append(answer.plugin)
        for option in answer.values:
            if option.price.currency != ctx.currency:
                raise PluginError(answer.plugin, answer.hook, answer.where, f"gave a price in {option.price.currency}")
            options.append((answer.plugin, option))
    if silent and not options:
        words = text("We cannot work out delivery at this moment. Please try again in a few minutes.")
        raise Refuse.because("carriers_silent", words, rule="shipping")
    return options, tuple(silent)


@dataclass(frozen=True, slots=True)
class CartOffer:
    """What a cart comes to, and the ways in which it can travel; the quote's shipping is one of them."""

    quote: Quote
    ways: tuple[ShippingOption, ...]


def offer_cart(core: Core, ctx: Context, cart: Cart, checkout: Checkout, *, to_keep: bool = False) -> CartOffer:
    """Price a cart for this buyer, with all ways to deliver it. Raises `Refuse` where it cannot be sold there.

    A quote `to_keep` says from which versions it was priced, so that it can be told later whether it still holds; one that
    is only shown does not.
    """
    if ctx.buyer is None:
        raise Refuse.because("no_buyer", text("No rule of this shop lets anybody buy."), rule="capacities")
    if not cart.lines:
        raise Refuse.because("empty", text("The cart is empty."), rule="cart")
    items = items_of(ctx, cart.lines)
    priced = price_items(core, ctx, items, cart=cart)
    destination = checkout.destination or Destination(country=ctx.country)
    names = names_of(ctx, [item.sku for item in items])
    inputs = topics.versions(rows_of(ctx), priced.topics) if to_keep else ()
    parcel = _parcel(ctx, priced, destination)
    shipping: ShippingOption | None = None
    step: tuple[TraceStep, ...] = ()
    ways: tuple[ShippingOption, ...] = ()
    silent: tuple[str, ...] = ()
    if parcel.pieces:
        rows_of(ctx).rest(if_needed=core.hooks.shipping_waits())  # carriers are asked over the network
        options, silent = shipping_options(core, ctx, parcel)
        shipping, step, ways = _chosen_shipping(options, checkout.shipping, priced.adjustments)
    drafts = [
        _Draft(
            key=i.key, sku=i.sku, product=i.product, text=names[i.sku][:_LINE_TEXT], quantity=i.quantity, price=i.price,
            goods=priced.goods[i.key], tax_class=i.tax_class, ships=i.ships,
        )
        for i in priced.items
    ]  # fmt: skip
    terms = _Terms(
        buyer=ctx.buyer, seller=ctx.shop.party, source="cart", destination=destination, shipping=shipping,
        contact=checkout.contact, cart=cart.id, plan=checkout.plan, trace=(*priced.trace, *step), review=silent, inputs=inputs,
    )  # fmt: skip
    end = ctx.now + timedelta(minutes=core.rules.quote_minutes)
    quote = _finish(core, ctx, drafts, terms, min(end, priced.valid_until) if priced.valid_until else end)
    return CartOffer(quote, ways)


def _parcel(ctx: Context, priced: Priced, destination: Destination) -> Parcel:
    """What of it is sent; no pieces, where nothing is."""
    sent = [item for item in priced.items if item.ships]
    return Parcel(
        destination=destination, weight_g=sum(item.weight_g * item.quantity for item in sent),
        goods=total((priced.goods[item.key] for item in sent), ctx.currency), pieces=sum(item.quantity for item in sent),
    )  # fmt: skip


def _chosen_shipping(
    options: list[tuple[str, ShippingOption]], wanted: str | None, adjustments: Sequence[tuple[str, Adjustment]]
) -> tuple[ShippingOption, tuple[TraceStep, ...], tuple[ShippingOption, ...]]:
    """The way that was chosen, or the cheapest, with why it costs what it does; and all ways at their prices."""
    if not options:
        raise Refuse.because(
            "not_delivered", text("We do not deliver there. Choose another country."), rule="shipping", field="country"
        )
    cost = [adjust_shipping(way.price, way.key, adjustments) for _, way in options]
    ways = tuple(w.model_copy(update={"price": price}) for (_, w), (price, _) in zip(options, cost, strict=True))
    delivered = [at for at, way in enumerate(ways) if not way.collected] or list(range(len(ways)))
    best = next(
        (at for at, way in enumerate(ways) if way.key == wanted),
        min(delivered, key=lambda at: (ways[at].price.amount, options[at][1].price.amount)),
    )
    plugin, option = options[best]
    step = TraceStep(
        phase="shipping", plugin=plugin, rule=option.key, subject="order", reason=option.label, effect=str(option.price)
    )
    return ways[best], (step, *cost[best][1]), ways


def _cart_items(core: Core, ctx: Context, query: CartItems) -> tuple[Item, ...]:
    cart = carts.cart_by(rows_of(ctx), query.cart)
    return base_prices(core, ctx, items_of(ctx, cart.lines)).items if cart is not None else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A line that has its price and not yet its taxes."""

    key: str
    sku: str | None
    product: str | None
    text: str
    quantity: int
    price: UnitPrice
    goods: Money
    tax_class: str
    unit: str = "piece"
    ships: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """What a quote says beside its lines; each field means what it means on `Quote`."""

    buyer: Buyer
    seller: str
    source: str
    destination: Destination
    trace: tuple[TraceStep, ...]
    shipping: ShippingOption | None = None
    contact: str | None = None
    cart: str | None = None
    plan: PaymentPlan | None = None
    review: tuple[str, ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()


def _finish(core: Core, ctx: Context, drafts: list[_Draft], terms: _Terms, until: datetime) -> Quote:
    """Tax the lines and shipping (phase four) and add everything up."""
    shipping = None if terms.shipping is None else _shipping_draft(terms.shipping)
    taxes, steps = _taxes_of(core, ctx, [*drafts, shipping] if shipping else drafts, terms)
    lines = tuple(_line(draft, taxes) for draft in drafts)
    totals = totals_of(lines, _line(shipping, taxes) if shipping else None, taxes, ctx.currency)
    return Quote(
        id=new_id(), buyer=terms.buyer, seller=terms.seller, source=terms.source, currency=ctx.currency, lines=lines,
        shipping=terms.shipping, destination=terms.destination, contact=terms.contact, cart=terms.cart, taxes=taxes,
        totals=totals, plan=terms.plan, trace=(*terms.trace, *steps), review=terms.review, inputs=terms.inputs,
        made_at=ctx.now, valid_until=until,
    )  # fmt: skip


def _shipping_draft(shipping: ShippingOption) -> _Draft:
    """Shipping as a line of its own: it is taxed like one."""
    return _Draft(
        key=_SHIPPING, sku=None, product=None, text=str(shipping.label), quantity=1,
        price=UnitPrice(money=shipping.price, includes_tax=shipping.includes_tax), goods=shipping.price,
        tax_class=shipping.tax_class,
    )  # fmt: skip


def _taxes_of(
    core: Core, ctx: Context, drafts: Sequence[_Draft], terms: _Terms
) -> tuple[tuple[TaxLine, ...], tuple[TraceStep, ...]]:
    """What is collected is taxed where the shop is; all else, and what is not sent, where the customer is."""
    lines = {
        d.key: TaxableLine(key=d.key, amount=d.goods, tax_class=d.tax_class, contained=d.price.includes_tax) for d in drafts
    }  # fmt: skip
    if terms.shipping is None or not terms.shipping.collected:
        return _taxes(core, ctx, terms.destination, tuple(lines.values()))
    taxes, steps = _taxes(
        core, ctx, Destination(country=ctx.shop.country), tuple(lines[d.key] for d in drafts if d.ships)
    )
    unsent = tuple(lines[d.key] for d in drafts if not d.ships)
    if unsent:
        more, why = _taxes(core, ctx, terms.destination, unsent)
        return (*taxes, *more), (*steps, *why)
    return taxes, steps


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


def _line(draft: _Draft, taxes: tuple[TaxLine, ...]) -> QuoteLine:
    """A line with those of the taxes that are its own."""
    currency = draft.goods.currency
    own = [tax for tax in taxes if tax.key == draft.key]
    charged = total((tax.amount for tax in own if not tax.withheld), currency)
    net = draft.goods - total((tax.amount for tax in own if tax.contained), currency)
    return QuoteLine(
        key=draft.key, sku=draft.sku, product=draft.product, text=draft.text, unit=draft.unit, quantity=draft.quantity,
        unit_price=draft.price, goods=draft.goods, net=net, tax=charged, gross=net + charged, ships=draft.ships,
    )  # fmt: skip


def _prepare_quote(core: Core, ctx: Context, command: RequestQuote) -> Quote:
    cart = carts.cart_by(rows_of(ctx), command.cart)
    if cart is None:
        raise Refuse.because("empty", text("The cart is empty."), rule="cart")
    return offer_cart(core, ctx, cart, checkout_for(ctx, command.cart), to_keep=True).quote


def _keep(ctx: WriteContext, _command: RequestQuote, quote: Quote) -> Quote:
    orders.insert_quote(rows_of(ctx), quote)
    return quote


def _prepare_issue(core: Core, ctx: Context, command: IssueQuote) -> Quote:
    """Price described lines at their fixed prices, with the taxes of the destination."""
    unsent = _unsent(ctx, command)
    drafts = [_issued(i, line, ships=line.sku not in unsent) for i, line in enumerate(command.lines, 1)]
    currencies = {draft.goods.currency for draft in drafts}
    if len(currencies) != 1 or not currencies <= {ctx.currency, *ctx.shop.currencies}:
        raise Refuse.because("currency", text("All lines of a quote are in one currency of the shop."), rule="quote")
    ctx = ctx.trading_in(currencies.pop())
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
    terms = _Terms(
        buyer=command.buyer, seller=command.seller, source=command.source, destination=command.destination, trace=steps
    )
    return _finish(core, ctx, drafts, terms, command.valid_until)


def _unsent(ctx: Context, command: IssueQuote) -> frozenset[str]:
    """The SKUs of it that are not sent."""
    found = catalogue.variants(rows_of(ctx), [line.sku for line in command.lines if line.sku is not None])
    return frozenset(sku for sku, row in found.items() if not row.ships)


def _issued(position: int, line: IssuedLine, *, ships: bool) -> _Draft:
    return _Draft(
        key=f"l{position}", sku=line.sku, product=None, text=line.text, quantity=line.quantity, price=line.unit_price,
        goods=line.unit_price.times(line.quantity), tax_class=line.tax_class, unit=line.unit,
        ships=ships,
    )  # fmt: skip


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


def lookups(core: Core) -> tuple[Lookup[Any], ...]:
    """Queries about quotes."""
    anyone = Policy(permission="delivery.see", who=frozenset({Who.ANYONE}))
    cart = Policy(permission="carts.see", who=frozenset({Who.BUYER}), owned="cart")
    own = Policy(permission="staff.orders", who=frozenset({Who.BUYER, Who.PERMITTED, Who.SYSTEM}), owned="quote")
    return (
        Lookup(query=QuoteById, policy=own, answer=_quote_by_id),
        Lookup(query=DeliveryWays, policy=anyone, answer=lambda _ctx, _query: core.hooks.delivery_ways()),
        Lookup(query=CartItems, policy=cart, answer=partial(_cart_items, core)),
    )
