"""Core's own jobs: what has to happen without anybody asking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import delete

from ecomkit.domain import (
    Command,
    DeliverOrder,
    DispatchOrder,
    ExpireHeld,
    ExpireOrder,
    FinishRefund,
    FulfilmentState,
    JobContext,
    NoteDelay,
    Payment,
    PaymentReport,
    ProviderAnswer,
    ReportPayment,
    first_id,
    text,
)
from ecomkit.hooks import Job
from ecomkit.jobs import Gone, queue
from ecomkit.services.core import Core
from ecomkit.services.fulfilling import local_day
from ecomkit.storage import carts, holding, orders, profiles
from ecomkit.storage.tables import idempotency

__all__ = ["jobs"]

T = TypeVar("T")
_ASK_AFTER = timedelta(seconds=20)
_ASK_LATE = timedelta(hours=3)
_SILENT = 3
_KEPT = timedelta(days=90)
_JOBS_KEPT = timedelta(days=30)


def _expire(core: Core, ctx: JobContext, _payload: dict[str, str]) -> None:
    """Let go what waited too long: unpaid orders, and requests that nobody decided on."""
    with core.database.read() as rows:
        due, held = orders.due_orders(rows, ctx.now), holding.due(rows, ctx.now)
    over: list[Command[None]] = [ExpireOrder(order=key) for key in due]
    over += [ExpireHeld(held=key) for key in held]
    _each(over, ctx.run)


def _note_delays(core: Core, ctx: JobContext, _payload: dict[str, str]) -> None:
    """Say of orders that should have left, and did not, that they are late."""
    with core.database.read() as rows:
        late = orders.late_orders(rows, local_day(ctx))
    _each([NoteDelay(order=key) for key in late], ctx.run)


def _each(things: Sequence[T], work: Callable[[T], object]) -> None:
    """Do all of it, whatever goes wrong with one; the first failure is raised at the end, so that somebody sees it."""
    failed: Exception | None = None
    for one in things:
        try:
            work(one)
        except Exception as error:  # noqa: BLE001 - one that always fails must not keep the others waiting
            failed = failed or error
    if failed is not None:
        raise failed


def _ask_providers(core: Core, ctx: JobContext, _payload: dict[str, str]) -> None:
    """Ask again for payments that no webhook came for: never charge again (I7)."""
    providers = {key: method.provider for key, method in core.methods.items() if method.provider is not None}
    with core.database.read() as rows:
        waiting = orders.unanswered(rows, providers, before=ctx.now - _ASK_AFTER, late=ctx.now - _ASK_LATE)
    silent: Counter[str] = Counter()

    def ask(one: Payment) -> None:
        if silent[one.method] >= _SILENT:
            return
        answer, money = providers[one.method].ask(one)
        silent[one.method] = silent[one.method] + 1 if answer is ProviderAnswer.UNKNOWN else 0
        if answer in (ProviderAnswer.SUCCEEDED, ProviderAnswer.FAILED):
            notice = f"asked/{one.id}/{answer.value}"
            report = PaymentReport(
                notice=notice, payment=one.id, reference=one.reference or "", answer=answer, money=money
            )
            ctx.run(ReportPayment(report=report))

    _each(waiting, ask)


def _refund(core: Core, ctx: JobContext, payload: dict[str, str]) -> None:
    """Give money back through the provider; the refund's key makes a repeat harmless."""
    with core.database.read() as rows:
        refund = orders.refund_row(rows, payload["refund"])
        paid = orders.payment_row(rows, refund.payment) if refund else None
    if refund is None or paid is None or refund.state != "pending":
        return
    method = core.methods.get(paid.method)
    if method is None or method.provider is None:
        raise Gone(f"payment method {paid.method!r} is gone: enable its plugin, or pay the refund back by hand")
    money = paid.money.model_copy(update={"amount": refund.amount})
    answer = method.provider.refund(paid, money, refund.id)
    if answer is not ProviderAnswer.SUCCEEDED:
        raise ConnectionError(f"the provider answered {answer.value} to refund {refund.id}")
    ctx.run(FinishRefund(refund=refund.id))


def _supply(core: Core, ctx: JobContext, payload: dict[str, str]) -> None:
    """Of an order that is settled, and of which nothing is sent, nobody has to do anything: it is there.

    A job of its own, so that a plugin that holds it back does not hold back the payment.
    """
    key = payload["order"]
    with core.database.read() as rows:
        row = orders.order_row(rows, key=key)
    state = row.fulfilment if row is not None and row.state == "placed" else ""
    if state in (FulfilmentState.TO_PREPARE, FulfilmentState.LATE):
        ctx.run(DispatchOrder(order=key))
    if state in (FulfilmentState.TO_PREPARE, FulfilmentState.LATE, FulfilmentState.DISPATCHED):
        ctx.run(DeliverOrder(order=key))


def _forget(core: Core, ctx: JobContext, _payload: dict[str, str]) -> None:
    """What nobody will ask for again goes, each kind in a short transaction of its own."""
    long_ago, write = ctx.now - _KEPT, core.database.write
    write(lambda rows: carts.forget_old(rows, long_ago))
    write(lambda rows: orders.forget_quotes(rows, long_ago))
    write(lambda rows: profiles.forget_contacts(rows, first_id(long_ago)))
    write(lambda rows: profiles.forget_sessions(rows, ctx.now))
    write(lambda rows: rows.write(delete(idempotency).where(idempotency.c.at < long_ago)))
    write(lambda rows: queue.forget(rows, ctx.now - _JOBS_KEPT, core.periods(ctx.now)))


def jobs(core: Core) -> tuple[Job, ...]:
    """Core's jobs with their periods."""
    return (
        Job(
            name="expire", work=partial(_expire, core), every=timedelta(seconds=30),
            title=text("Let go what nobody paid for or decided on"),
        ),
        Job(
            name="note_delays", work=partial(_note_delays, core), every=timedelta(hours=1),
            title=text("Say which orders are late"),
        ),
        Job(
            name="ask_providers", work=partial(_ask_providers, core), every=timedelta(seconds=20),
            title=text("Ask providers how payments stand"),
        ),
        Job(name="refund", work=partial(_refund, core), attempts=20, title=text("Give money back")),
        Job(name="supply", work=partial(_supply, core), title=text("Supply what is not sent")),
        Job(name="forget", work=partial(_forget, core), every=timedelta(days=1), title=text("Forget what is old")),
    )  # fmt: skip
