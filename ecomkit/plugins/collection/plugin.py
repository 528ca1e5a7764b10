"""The plugin: a promise to pay on collection, only for orders that are collected."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ecomkit.domain import (
    ApprovalNeeded,
    OrderById,
    PaymentMethod,
    PaymentPlan,
    PayOrder,
    PlaceOrder,
    Quote,
    QuoteById,
    Refusal,
    Success,
)
from ecomkit.sdk import Context, Plugin, hookimpl, text

__all__ = ["Collection"]

METHOD = "collection"


class Collection(Plugin):
    """Paid at the counter. A promise does not expire."""

    name = "collection"
    hook_api = 1
    kind = "payment"
    title = "Payment on collection"

    @hookimpl
    def register_payment_methods(self) -> Sequence[PaymentMethod]:
        """One method: promised at once, paid when staff say so."""
        return [
            PaymentMethod(
                key=METHOD, label=text("Pay on collection"), success=Success.PROMISED, collected=True,
                note=text("Pay at the counter, by card or in cash. Only for orders that you collect."),
                instructions=text("Pay at the counter when you collect the order."),
            )
        ]  # fmt: skip

    @hookimpl
    def check_place_order(self, ctx: Context, command: PlaceOrder) -> Sequence[Refusal | ApprovalNeeded]:
        """Who has it delivered cannot pay at the counter."""
        return _check(command.plan, lambda: ctx.ask(QuoteById(quote=command.quote)))

    @hookimpl
    def check_pay_order(self, ctx: Context, command: PayOrder) -> Sequence[Refusal | ApprovalNeeded]:
        """Nor can who pays another way than they first meant to."""
        return _check(command.plan, lambda: ctx.ask(OrderById(order=command.order)).quote)


def _check(plan: PaymentPlan, quote: Callable[[], Quote]) -> Sequence[Refusal | ApprovalNeeded]:
    if all(part.method != METHOD for part in plan.parts):
        return []
    shipping = quote().shipping
    if shipping is not None and shipping.collected:
        return []
    words = text("Payment on collection is for orders that you collect. Choose collection, or another way to pay.")
    return [Refusal(code="not_collected", text=words, rule=METHOD, field="payment")]
