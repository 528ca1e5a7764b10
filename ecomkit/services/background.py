"""Core's own jobs: what has to happen without anybody asking."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import select

from ecomkit.domain import (
    ExpireHeld,
    ExpireOrder,
    FinishRefund,
    JobContext,
    PaymentReport,
    ProviderAnswer,
    Refused,
    ReportPayment,
)
from ecomkit.hooks import Job
from ecomkit.services.core import Core
from ecomkit.storage import carts, holding, orders
from ecomkit.storage.tables import payment

__all__ = ["jobs"]

_ASK_AFTER = timedelta(seconds=20)
_CART_DAYS = 90


def _expire(core: Core, ctx: JobContext, _payload: dict[str, str]) -> None:
    with core.database.read() as rows:
        due, held = orders.due_orders(rows, ctx.now), holding.due(rows, ctx.now)
    for key in due:
        ctx.run(ExpireOrder(order=key))
    for key in held:
        ctx.run(ExpireHeld(held=key))


def _ask_providers(core: Core, ctx: JobContext, _payload: dict[str, str]) -> None:
    """Ask again for payments that no webhook came for: never charge again (I7)."""
    statement = (
        select(payment).where(payment.c.state == "pending", payment.c.created_at < ctx.now - _ASK_AFTER).limit(50)
    )
    with core.database.read() as rows:
        waiting = [orders.payment_row(rows, row.id) for row in rows.all(statement)]
    for one in waiting:
        method = core.methods.get(one.method) if one else None
        if one is None or method is None or method.provider is None:
            continue
        answer, money = method.provider.ask(one)
        if answer in (ProviderAnswer.SUCCEEDED, ProviderAnswer.FAILED):
            report = PaymentReport(
                notice=f"asked/{one.id}/{answer.value}",
                payment=one.id,
                reference=one.reference or "",
                answer=answer,
                money=money,
            )
            ctx.run(ReportPayment(report=report))


def _refund(core: Core, ctx: JobContext, payload: dict[str, str]) -> None:
    """Give money back through the provider; the refund's key makes a repeat harmless."""
    with core.database.read() as rows:
        refund = orders.refund_row(rows, payload["refund"])
        paid = orders.payment_row(rows, refund.payment) if refund else None
    if refund is None or paid is None or refund.state != "pending":
        return
    method = core.methods.get(paid.method)
    if method is None or method.provider is None:
        raise LookupError(f"payment method {paid.method!r} is gone: enable its plugin, or pay the refund back by hand")
    money = paid.money.model_copy(update={"amount": refund.amount})
    answer = method.provider.refund(paid, money, refund.id)
    if answer is not ProviderAnswer.SUCCEEDED:
        raise ConnectionError(f"the provider answered {answer.value} to refund {refund.id}")
    outcome = ctx.run(FinishRefund(refund=refund.id))
    if isinstance(outcome, Refused):
        raise RuntimeError(str(outcome.text))


def _forget(core: Core, ctx: JobContext, _payload: dict[str, str]) -> None:
    core.database.write(lambda rows: carts.forget_old(rows, ctx.now - timedelta(days=_CART_DAYS)))


def jobs(core: Core) -> tuple[Job, ...]:
    """Core's jobs with their periods."""
    return (
        Job(name="expire", work=partial(_expire, core), every=timedelta(seconds=30)),
        Job(name="ask_providers", work=partial(_ask_providers, core), every=timedelta(seconds=20)),
        Job(name="refund", work=partial(_refund, core), attempts=20),
        Job(name="forget_carts", work=partial(_forget, core), every=timedelta(days=1)),
    )
