"""The plugin: letters when an order is received, waits for money, and leaves (E4.1)."""

from __future__ import annotations

from ecomkit.domain import (
    ContactById,
    Order,
    OrderById,
    OrderConfirmed,
    OrderDispatched,
    PaymentStarted,
    PaymentState,
)
from ecomkit.errors import NotFound
from ecomkit.plugins.order_mails.letters import dispatched, received, waiting
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


_LETTERS = {"waiting": waiting, "received": received, "dispatched": dispatched}


def _send(ctx: JobContext, order: Order, kind: str) -> None:
    if order.quote.contact is None:
        return
    try:
        contact, address = ctx.ask(ContactById(contact=order.quote.contact))
    except NotFound:
        return  # erased meanwhile: nobody is left to write to
    model = _LETTERS[kind](ctx, order, contact, address)
    ctx.send(
        Letter(
            key=f"{order.id}/{kind}",
            to=contact.email,
            subject=model.subject,
            template=f"order_mails/{kind}",
            model=model,
            locale=model.language,
        )
    )
