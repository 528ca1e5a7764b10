"""Paying: the way to a provider and back."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from ecomkit.domain import (
    Actor,
    ActorKind,
    Command,
    Money,
    Order,
    OrderByToken,
    OrderState,
    Payment,
    PaymentMethod,
    PaymentReport,
    PaymentState,
    ProviderAnswer,
    ProviderStart,
    ReportPayment,
    StartPayment,
    text,
)
from ecomkit.errors import NotFound
from ecomkit.hooks import Redirect
from ecomkit.web.replies import Onward
from ecomkit.web.request import WebRequest

__all__ = ["back_from_provider", "begin_payment", "order_by_token", "start_payment", "to_pay"]

_LOG = logging.getLogger("ecomkit.web")


def order_by_token(request: WebRequest) -> Order:
    """The order that the address's token opens; whoever holds the token may see and pay it. Raises `NotFound`."""
    order = request.ask(OrderByToken(token=request.path["token"][:64]))
    proofs = {f"order/{order.id}", f"quote/{order.quote.id}", *(f"payment/{payment.id}" for payment in order.payments)}
    if order.quote.contact is not None:
        proofs.add(f"contact/{order.quote.contact}")
    request.prove(*proofs)
    request.subject = order.id
    request.trade_in(order.quote.currency)
    return order


def to_pay(request: WebRequest, order: Order) -> Payment | None:
    """The payment that waits for its provider, if the order still does."""
    if order.state is not OrderState.PLACED or order.confirmed_at is not None:
        return None
    waiting = (payment for payment in order.payments if payment.state is PaymentState.PENDING)
    return next((payment for payment in waiting if _provided(request, payment.method) is not None), None)


def _provided(request: WebRequest, key: str) -> PaymentMethod | None:
    method = request.site.core.methods.get(key)
    return method if method is not None and method.provider is not None else None


def begin_payment(request: WebRequest, order: Order) -> Redirect | Onward:
    """Send the customer to the provider, where one takes the payment; else to the order's page."""
    payment = to_pay(request, order)
    if payment is None:
        return Redirect(to=f"/orders/{order.token}")
    method = _provided(request, payment.method)
    assert method is not None
    assert method.provider is not None
    page = request.address(f"/orders/{order.token}")
    start = partial(
        method.provider.start, payment, description=f"{request.ctx.shop.name} {order.number}", back=f"{page}/back/{payment.id}",
        cancelled=f"{page}/back/{payment.id}", webhook=f"{request.ctx.shop.url}/webhooks/{method.key}",
    )  # fmt: skip
    return Onward(start, partial(_started, order=order, payment=payment))


def _started(request: WebRequest, started: ProviderStart | Exception, *, order: Order, payment: Payment) -> Redirect:
    if isinstance(started, Exception):
        _LOG.warning("payment %s could not be started: %s", payment.id, started)
        words = text("The payment page cannot be reached just now. Your order is kept: try again, or pay another way.")
        return Redirect(to=f"/orders/{order.token}", notice=words)
    _as_provider(request, payment, StartPayment(payment=payment.id, reference=started.reference))
    return Redirect(to=started.url)


def _as_provider(request: WebRequest, payment: Payment, command: Command[Any]) -> None:
    """Write down what the provider answered, as the provider: a customer has no say in it."""
    actor = Actor(kind=ActorKind.PROVIDER, key=request.site.core.method_owners[payment.method])
    request.rest()
    request.site.shop.run(request.site.shop.context(channel=request.ctx.channel, actor=actor), command)
    request.refresh()


def start_payment(request: WebRequest) -> Redirect | Onward:
    """Go on to the provider from the order's page or from a mail."""
    order = order_by_token(request)
    payment = to_pay(request, order)
    if payment is None or payment.id != request.path["payment"]:
        return Redirect(to=f"/orders/{order.token}")
    return begin_payment(request, order)


def back_from_provider(request: WebRequest) -> Redirect | Onward:
    """The customer comes back. What the address says counts for nothing: the provider is asked, as a webhook may be late."""
    order = order_by_token(request)
    payment = next((one for one in order.payments if one.id == request.path["payment"]), None)
    if payment is None:
        raise NotFound("There is no such payment.")
    method = _provided(request, payment.method)
    page = Redirect(to=f"/orders/{order.token}")
    if method is None or method.provider is None or payment.state is not PaymentState.PENDING:
        return page
    return Onward(partial(method.provider.ask, payment), partial(_told, order=order, payment=payment))


def _told(
    request: WebRequest, said: tuple[ProviderAnswer, Money] | Exception, *, order: Order, payment: Payment
) -> Redirect:
    if not isinstance(said, Exception) and said[0] in (ProviderAnswer.SUCCEEDED, ProviderAnswer.FAILED):
        answer, money = said
        report = PaymentReport(
            notice=f"asked/{payment.id}/{answer.value}", payment=payment.id, reference=payment.reference or "", answer=answer,
            money=money,
        )  # fmt: skip
        _as_provider(request, payment, ReportPayment(report=report))
    return Redirect(to=f"/orders/{order.token}")
