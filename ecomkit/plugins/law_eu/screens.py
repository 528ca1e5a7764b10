"""The screen of the back office: statements of withdrawal, what is open first."""

from __future__ import annotations

from collections.abc import Sequence

from ecomkit.plugins.law_eu.api import STAFF, CloseWithdrawal, Statements, StatementState
from ecomkit.plugins.law_eu.speech import Speech
from ecomkit.sdk import Context, Screen, Text, text, text_in

__all__ = ["screen"]

_STATES = {
    StatementState.STATED: text("Stated"), StatementState.ACKNOWLEDGED: text("Acknowledged"),
    StatementState.SETTLED: text_in("withdrawal", "Settled"), StatementState.REFUSED: text("No right to it"),
}  # fmt: skip


def screen() -> Screen:
    """Withdrawals. The refund itself is made on the order's page; here it is noted that all is done."""
    return Screen(
        key="withdrawals", title=text("Withdrawals"), permission=STAFF, rows=_rows, commands=(CloseWithdrawal,)
    )


def _rows(ctx: Context) -> tuple[Sequence[Text], Sequence[Sequence[str]]]:
    speech = Speech(ctx)
    header = (
        text("Statement"), text("Order"), text("Order's page"), text("Stated"), text("Goods"), text("To give back"),
        text("By"), text("State"), text("Note"),
    )  # fmt: skip
    rows = [
        (
            one.key, one.number, f"/admin/orders/{one.order}", speech.moment(one.stated_at),
            ", ".join(f"{quantity} × {line}" for line, quantity in one.lines), speech.money(one.amount),
            speech.day(one.refund_by.date()), speech.say(_STATES[one.state]), one.note,
        )
        for one in ctx.ask(Statements())
    ]  # fmt: skip
    return header, rows
