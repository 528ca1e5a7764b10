"""Commands of withdrawal: the statement, its acknowledgement, its end; and what is noted beside orders and deliveries."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import insert, select, update

from ecomkit.domain import CancelOrder, Order, OrderById
from ecomkit.plugins.law_eu.api import (
    STAFF,
    AgreeToSupply,
    CloseWithdrawal,
    NoteAcknowledgement,
    RightOfWithdrawal,
    Standing,
    Statements,
    WithdrawalAcknowledged,
    WithdrawalClosed,
    WithdrawalOf,
    WithdrawalStated,
    WithdrawFromContract,
)
from ecomkit.plugins.law_eu.consent import agree
from ecomkit.plugins.law_eu.right import OPEN, amount_of, has_left, is_paid, right_of, statements_of, withdrawn
from ecomkit.plugins.law_eu.settings import LawEUSettings
from ecomkit.plugins.law_eu.tables import contract, stated_line, statement
from ecomkit.sdk import Lookup, Operation, Policy, Refuse, Who, WriteContext, new_id, text

__all__ = ["lookups", "note_contract", "note_delivery", "operations"]

_REFUND_WITHIN = timedelta(days=14)


def _state(settings: LawEUSettings, ctx: WriteContext, command: WithdrawFromContract) -> str:
    right = right_of(ctx, command.order, settings)
    wanted = dict(command.lines)
    _refuse(right, wanted)
    order = ctx.ask(OrderById(order=command.order))
    amount = amount_of(order, right.statements, wanted)
    _count(ctx, right)
    key = new_id()
    ctx.db.write(
        insert(statement), key=key, order=right.order, number=right.number, stated_at=ctx.now, refund_by=ctx.now + _REFUND_WITHIN,
        amount=amount.amount, currency=amount.currency, state="stated", acknowledged_at=None, note="",
        sent=has_left(order),
    )  # fmt: skip
    for line, quantity in wanted.items():
        ctx.db.write(insert(stated_line), statement=key, line=line, quantity=quantity)
    ctx.emit(WithdrawalStated(withdrawal=key, order=right.order, amount=amount))
    gone = withdrawn(right.statements) + Counter(wanted)
    if not (is_paid(order) or has_left(order)) and all(gone[line.key] >= line.quantity for line in order.quote.lines):
        _end_unpaid(ctx, order)
    return key


def _end_unpaid(ctx: WriteContext, order: Order) -> None:
    """Of an order that nobody paid, and nothing is left, nobody asks for money, and staff have nothing to do."""
    still_open = update(statement).where(statement.c.order == order.id, statement.c.state.in_(OPEN))
    ctx.db.write(still_open.values(state="settled", amount=0))
    ctx.run(CancelOrder(order=order.id, reason="withdrawn"))


def _count(ctx: WriteContext, right: RightOfWithdrawal) -> None:
    """Of two statements at once about the same pieces, the second one finds that the first was faster."""
    if ctx.db.scalar(select(contract.c.order).where(contract.c.order == right.order)) is None:
        note_contract(ctx, right.order, right.number)
    seen = len(right.statements)
    counted = update(contract).where(contract.c.order == right.order, contract.c.statements == seen)
    if not ctx.db.write(counted.values(statements=seen + 1)):
        raise Refuse.because(
            "withdrawal_twice",
            text("Another statement about this order came just now. Look at it and try again."),
            rule="law_eu",
        )


def _refuse(right: RightOfWithdrawal, wanted: dict[str, int]) -> None:
    """Raise `Refuse` where there is no right to withdraw, or not from these lines."""
    if right.standing is not Standing.OPEN:
        why = right.why or text("There is no right of withdrawal.")
        raise Refuse.because(f"withdrawal_{right.standing.value}", why, rule="law_eu")
    lines = {line.key: line for line in right.lines}
    for key, quantity in wanted.items():
        line = lines.get(key)
        if line is None or quantity > line.left:
            raise Refuse.because(
                "withdrawal_lines",
                text("So many are not in the order, or you have withdrawn from them already."),
                rule="law_eu",
            )
        if line.excluded and line.condition is not None:
            raise Refuse.because("withdrawal_excluded", line.condition, rule="law_eu")


def _acknowledge(ctx: WriteContext, command: NoteAcknowledgement) -> None:
    row = ctx.db.first(select(statement).where(statement.c.key == command.statement))
    if row is None or row.state != "stated":
        return
    changed = update(statement).where(statement.c.key == command.statement, statement.c.state == "stated")
    ctx.db.write(changed.values(state="acknowledged", acknowledged_at=ctx.now))
    ctx.emit(WithdrawalAcknowledged(withdrawal=row.key, order=row.order))


def _close(ctx: WriteContext, command: CloseWithdrawal) -> None:
    row = ctx.db.first(select(statement).where(statement.c.key == command.statement, statement.c.state.in_(OPEN)))
    if row is None:
        raise Refuse.because(
            "unknown_withdrawal", text("No open withdrawal has this key."), rule="law_eu", field="statement"
        )
    ctx.db.write(update(statement).where(statement.c.key == row.key).values(state=command.result, note=command.note))
    ctx.emit(WithdrawalClosed(withdrawal=row.key, order=row.order, result=command.result))


def note_contract(ctx: WriteContext, order: str, number: str) -> None:
    """Keep that the order was placed: its period of withdrawal has no beginning yet."""
    ctx.db.write(insert(contract), order=order, number=number, delivered_at=None, statements=0)


def note_delivery(ctx: WriteContext, order: str) -> None:
    """Keep the moment of delivery: the period of withdrawal begins."""
    if not ctx.db.write(update(contract).where(contract.c.order == order).values(delivered_at=ctx.now)):
        number = ctx.ask(OrderById(order=order)).number
        ctx.db.write(insert(contract), order=order, number=number, delivered_at=ctx.now, statements=0)


def operations(settings: LawEUSettings) -> list[Operation[Any]]:
    """The commands with their policies: buyers state, the system notes, staff close."""
    return [
        Operation(
            command=WithdrawFromContract, apply=partial(_state, settings), emits=(WithdrawalStated,),
            policy=Policy(permission=STAFF, who=frozenset({Who.BUYER, Who.PERMITTED, Who.SYSTEM}), owned="order"),
        ),
        Operation(
            command=AgreeToSupply, apply=agree, draft=True,
            policy=Policy(permission="carts.change", who=frozenset({Who.BUYER}), owned="cart"),
        ),
        Operation(
            command=NoteAcknowledgement, apply=_acknowledge, emits=(WithdrawalAcknowledged,),
            policy=Policy(permission=STAFF, who=frozenset({Who.SYSTEM})),
        ),
        Operation(
            command=CloseWithdrawal, apply=_close, emits=(WithdrawalClosed,),
            policy=Policy(permission=STAFF, who=frozenset({Who.PERMITTED, Who.SYSTEM})),
        ),
    ]  # fmt: skip


def lookups(settings: LawEUSettings) -> list[Lookup[Any]]:
    """The queries."""
    own = Policy(permission=STAFF, who=frozenset({Who.BUYER, Who.PERMITTED, Who.SYSTEM}), owned="order")
    return [
        Lookup(query=WithdrawalOf, policy=own, answer=lambda ctx, query: right_of(ctx, query.order, settings)),
        Lookup(
            query=Statements, policy=Policy(permission=STAFF, who=frozenset({Who.PERMITTED, Who.SYSTEM})),
            answer=lambda ctx, query: statements_of(ctx, limit=query.limit),
        ),
    ]  # fmt: skip
