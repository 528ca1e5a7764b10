"""Placing: a quote becomes an order in one short transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from ecomkit.domain import (
    MAX_LINES,
    ActorKind,
    Context,
    Customers,
    FulfilmentState,
    Order,
    OrderById,
    OrderByToken,
    OrderPlaced,
    Orders,
    OrderState,
    OrderSummary,
    PaymentState,
    PayOrder,
    PlaceOrder,
    Policy,
    Quote,
    Refuse,
    Who,
    WriteContext,
    new_id,
    new_token,
    text,
    text_count,
)
from ecomkit.errors import NotFound
from ecomkit.hooks import Lookup, Operation
from ecomkit.services.checkouts import checkout_for
from ecomkit.services.core import Core
from ecomkit.services.rows import rows_of
from ecomkit.services.steps import missing
from ecomkit.storage import carts, catalogue, orders, stock, topics
from ecomkit.storage.database import Rows
from ecomkit.storage.holding import held_row, is_waiting_for

__all__ = ["lookups", "operations"]


def _place(core: Core, ctx: WriteContext, command: PlaceOrder) -> str:
    quote = _valid_quote(core, ctx, command)
    if orders.placed_from(rows_of(ctx), quote.id):
        raise Refuse.because("placed", text("This quote has been placed before. Ask for a new one."), rule="quote")
    key = new_id()
    _reserve(ctx, quote, key)
    number = f"{core.rules.order_prefix}-{1000 + ctx.next_in('order')}"
    orders.insert_order(rows_of(ctx), _values(core, ctx, command, quote, key, number), quote)
    ctx.emit(
        OrderPlaced(order=key, number=number, buyer=quote.buyer, seller=quote.seller, payable=quote.totals.payable)
    )
    paying = replace(ctx, proofs=ctx.proofs | {f"order/{key}"})
    paying.run(PayOrder(order=key, plan=command.plan, key=command.key))
    if quote.cart is not None:
        carts.clear(rows_of(ctx), quote.cart)
    return key


def _valid_quote(core: Core, ctx: WriteContext, command: PlaceOrder) -> Quote:
    rows = rows_of(ctx)
    quote = orders.quote_by(rows, command.quote)
    if quote is None:
        raise Refuse.because("not_found", text("There is no such quote."), rule="quote")
    capacity = core.capacities.get(quote.buyer.capacity)
    if capacity is None or not capacity.buys:
        raise Refuse.because("no_buyer", text("No rule of this shop lets you buy."), rule="capacities")
    if quote.valid_until < ctx.now:
        raise Refuse.because("quote_expired", text("These prices have expired. Look at the new ones."), rule="quote")
    fixed = _was_held(ctx, quote)
    if not fixed and quote.inputs != topics.versions(rows, [topic for topic, _ in quote.inputs]):
        raise Refuse.because(
            "quote_changed", text("Prices have changed meanwhile. Look at the new ones."), rule="quote"
        )
    if quote.cart is not None and not fixed:
        _same_cart(rows, quote)
        incomplete = missing(core, ctx, checkout_for(ctx, quote.cart))
        if incomplete:
            raise Refuse(*incomplete)
    return quote


def _currency(ctx: Context, command: PlaceOrder) -> str | None:
    quote = orders.quote_by(rows_of(ctx), command.quote)
    return quote.currency if quote is not None else None


def _was_held(ctx: Context, quote: Quote) -> bool:
    """Whether the approval is for this very quote: its prices are fixed and its stock is set aside."""
    row = held_row(rows_of(ctx), ctx.grant.held) if ctx.grant is not None else None
    return row is not None and row.subject == quote.id


def _same_cart(rows: Rows, quote: Quote) -> None:
    """What was quoted is what lies in the cart: another tab may have changed it."""
    cart = carts.cart_by(rows, quote.cart or "")
    lying = {line.sku: line.quantity for line in cart.lines} if cart else {}
    if lying != {line.sku: line.quantity for line in quote.lines}:
        raise Refuse.because("cart_changed", text("The cart has changed meanwhile. Look at it again."), rule="quote")


def _reserve(ctx: WriteContext, quote: Quote, order: str) -> None:
    """Take stock, or take over what the held command had set aside."""
    if ctx.grant is not None and _was_held(ctx, quote):
        stock.take_over(rows_of(ctx), f"held/{ctx.grant.held}", f"order/{order}")
        return
    _reserve_for(ctx, quote, f"order/{order}")


def _reserve_for(ctx: WriteContext, quote: Quote, owner: str) -> None:
    short = stock.reserve(rows_of(ctx), owner, quote.quantities)
    if short is not None:
        name = next(line.text for line in quote.lines if line.sku == short)
        level = stock.levels(rows_of(ctx), [short]).get(short)
        free = level.on_hand - level.reserved if level else 0
        words = (
            text_count(
                "There is only %(number)s of %(name)s left.",
                "There are only %(number)s of %(name)s left.",
                free,
                name=name,
            )
            if free > 0
            else text("%(name)s has just sold out.", name=name)
        )
        raise Refuse.because("sold_out", words, rule="stock", field=short)


def _values(
    core: Core, ctx: WriteContext, command: PlaceOrder, quote: Quote, key: str, number: str
) -> dict[str, object]:
    return {
        "id": key, "number": number, "token": new_token(), "quote": quote.id, "party": quote.buyer.party,
        "capacity": quote.buyer.capacity, "placed_by": ctx.actor.key, "channel": ctx.channel.value, "locale": ctx.locale,
        "seller": quote.seller,
        "state": OrderState.PLACED.value, "payment": PaymentState.PENDING.value, "fulfilment": FulfilmentState.TO_PREPARE.value,
        "currency": quote.currency, "payable": quote.totals.payable.amount, "contact": quote.contact,
        "promise": quote.promise.isoformat() if quote.promise else None, "placed_at": ctx.now, "confirmed_at": None,
        "expires_at": ctx.now + timedelta(minutes=core.rules.payment_minutes), "tracking": "", "reference": command.reference,
        "hold": ctx.grant.held if ctx.grant else "",
    }  # fmt: skip


def _hold(core: Core, ctx: WriteContext, command: PlaceOrder, held: str, deadline: datetime) -> str:
    """Fix the quote's prices until the deadline and set its stock aside."""
    quote = _valid_quote(core, ctx, command)
    if is_waiting_for(rows_of(ctx), quote.id):
        words = text("You have asked for this already: it waits for approval.")
        raise Refuse.because("waits", words, rule="approvals")
    _reserve_for(ctx, quote, f"held/{held}")
    orders.keep_quote_until(rows_of(ctx), quote.id, deadline)
    if quote.cart is not None:
        carts.clear(rows_of(ctx), quote.cart)
    return quote.id


def _let_go(ctx: WriteContext, command: PlaceOrder, held: str) -> None:
    """Free the stock, let go of the prices, and put the goods back into the cart they came from."""
    rows = rows_of(ctx)
    stock.release(rows, f"held/{held}")
    quote = orders.give_quote_back(rows, command.quote, ctx.now)
    cart = carts.cart_by(rows, quote.cart) if quote is not None and quote.cart is not None else None
    if quote is None or cart is None:
        return
    lying = {line.sku for line in cart.lines}  # what was put there since is the customer's later word
    sold = catalogue.variants(rows, list(quote.quantities))
    back = [(sku, n) for sku, n in quote.quantities.items() if sku in sold and sku not in lying]
    for sku, quantity in back[: MAX_LINES - len(lying)]:
        carts.put(rows, cart.id, sku, quantity, there=False)


def _found(order: Order | None) -> Order:
    if order is None:
        raise NotFound("There is no such order.")
    return order


def _orders(core: Core, ctx: Context, query: Orders) -> tuple[OrderSummary, ...]:
    everything = "staff.orders" in ctx.actor.permissions or ctx.actor.kind is ActorKind.SYSTEM
    buyer = None if everything else ctx.buyer
    if buyer is None and not everything:
        return ()
    placed_by = ctx.actor.key if buyer is not None and buyer.capacity in core.personal else None
    return orders.orders_of(
        rows_of(ctx),
        buyer,
        placed_by=placed_by,
        view=query.view,
        after=query.after,
        limit=query.limit,
        words=query.words,
    )


def operations(core: Core) -> tuple[Operation[Any], ...]:
    """The command that places orders."""
    own = Policy(permission="orders.place", who=frozenset({Who.BUYER}), owned="quote")
    return (
        Operation(
            command=PlaceOrder, policy=own, apply=partial(_place, core), emits=(OrderPlaced,), hold=partial(_hold, core),
            let_go=_let_go, currency=_currency,
        ),
    )  # fmt: skip


def lookups(core: Core) -> tuple[Lookup[Any], ...]:
    """Queries about orders."""
    own = Policy(permission="staff.orders", who=frozenset({Who.BUYER, Who.PERMITTED, Who.SYSTEM}), owned="order")
    anyone = Policy(permission="orders.see", who=frozenset({Who.ANYONE}))
    staff = Policy(permission="staff.orders", who=frozenset({Who.PERMITTED, Who.SYSTEM}))
    return (
        Lookup(query=OrderById, policy=own, answer=lambda ctx, q: _found(orders.order_by(rows_of(ctx), key=q.order))),
        Lookup(
            query=OrderByToken,
            policy=anyone,
            answer=lambda ctx, q: _found(orders.order_by(rows_of(ctx), token=q.token)),
        ),
        Lookup(query=Orders, policy=anyone, answer=partial(_orders, core)),
        Lookup(query=Customers, policy=staff, answer=lambda ctx, q: orders.customers_of(rows_of(ctx), q.orders)),
    )
