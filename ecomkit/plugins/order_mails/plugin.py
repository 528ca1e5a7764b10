"""The plugin: letters when an order is received, waits for money, leaves, is late, ends, and when money goes back (E4.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ecomkit.domain import (
    ContactById,
    FulfilmentState,
    Money,
    Order,
    OrderById,
    OrderCancelled,
    OrderConfirmed,
    OrderDispatched,
    OrderExpired,
    OrderIsLate,
    OrderRefunded,
    OrderState,
    PaymentReturned,
    PaymentStarted,
    PaymentState,
)
from ecomkit.errors import NotFound
from ecomkit.plugins.order_mails.letters import (
    OrderLetter,
    cancelled,
    dispatched,
    expired,
    late,
    received,
    refunded,
    returned,
    waiting,
)
from ecomkit.sdk import JobContext, Letter, Plugin, hookimpl

__all__ = ["OrderMails"]


class OrderMails(Plugin):
    """Tells whoever the order goes to. Each letter has a key of its own, so that a repeat can be told from a second one."""

    name = "order_mails"
    hook_api = 1
    title = "Order mails"

    @hookimpl(when=lambda _plugin, event: event.manual)
    def on_payment_started(self, ctx: JobContext, event: PaymentStarted) -> None:
        """Say how to pay, where the customer has to send the money without a provider leading them."""
        order = ctx.ask(OrderById(order=event.order))
        waits = any(one.id == event.payment and one.state is PaymentState.PENDING for one in order.payments)
        if waits and order.confirmed_at is None:
            _send(ctx, order, "waiting")

    @hookimpl
    def on_order_confirmed(self, ctx: JobContext, event: OrderConfirmed) -> None:
        """Confirm on a durable medium (Directive 2011/83/EU, art. 8(7))."""
        _send(ctx, ctx.ask(OrderById(order=event.order)), "received")

    @hookimpl
    def on_order_dispatched(self, ctx: JobContext, event: OrderDispatched) -> None:
        """Say that it left and when it arrives; where nothing is sent, there is nothing to say."""
        order = ctx.ask(OrderById(order=event.order))
        if order.quote.ships:
            _send(ctx, order, "dispatched")

    @hookimpl
    def on_order_is_late(self, ctx: JobContext, event: OrderIsLate) -> None:
        """Say so before somebody asks; where it has left meanwhile, another letter said that."""
        order = ctx.ask(OrderById(order=event.order))
        if order.fulfilment is FulfilmentState.LATE:
            _send(ctx, order, "late")

    @hookimpl
    def on_order_cancelled(self, ctx: JobContext, event: OrderCancelled) -> None:
        """Say that it is called off, and what goes back."""
        _send(ctx, ctx.ask(OrderById(order=event.order)), "cancelled")

    @hookimpl
    def on_order_expired(self, ctx: JobContext, event: OrderExpired) -> None:
        """Say that nothing is sent any more, and what goes back; money that came late may have brought it to life."""
        order = ctx.ask(OrderById(order=event.order))
        if order.state is OrderState.CANCELLED:
            _send(ctx, order, "expired")

    @hookimpl
    def on_order_refunded(self, ctx: JobContext, event: OrderRefunded) -> None:
        """Say what goes back; where the order has ended, the letter about that says it."""
        order = ctx.ask(OrderById(order=event.order))
        if order.state is not OrderState.CANCELLED:
            _send(ctx, order, "refunded", of=event.refund, money=event.money)

    @hookimpl
    def on_payment_returned(self, ctx: JobContext, event: PaymentReturned) -> None:
        """Say that money which came too late goes back."""
        _send(ctx, ctx.ask(OrderById(order=event.order)), "returned", of=event.refund, money=event.money)


_LETTERS: Mapping[str, Callable[..., OrderLetter]] = {
    one.__name__: one for one in (waiting, received, dispatched, late, cancelled, expired, refunded, returned)
}


def _send(ctx: JobContext, order: Order, kind: str, *, of: str = "", **given: Money) -> None:
    """Write a letter: one of a kind for an order, or for each thing `of` it."""
    if order.quote.contact is None:
        return
    try:
        contact, address = ctx.ask(ContactById(contact=order.quote.contact))
    except NotFound:
        return  # erased meanwhile: nobody is left to write to
    model = _LETTERS[kind](ctx, order, contact, address, **given)
    ctx.send(
        Letter(
            key="/".join(filter(None, (order.id, kind, of))),
            to=contact.email,
            subject=model.subject,
            template=f"order_mails/{kind}",
            model=model,
            locale=model.language,
        )
    )
