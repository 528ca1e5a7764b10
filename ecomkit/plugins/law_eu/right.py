"""The right of withdrawal from one order: whether there is one, until when, and from which lines (art. 9 and 16)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select

from ecomkit.domain import FulfilmentState, Money, Order, OrderById, OrderState, PaymentState, share, total
from ecomkit.errors import NotFound
from ecomkit.plugins.law_eu.api import RightLine, RightOfWithdrawal, Standing, Statement, StatementState
from ecomkit.plugins.law_eu.consent import agreed_at
from ecomkit.plugins.law_eu.exclusions import CONDITIONS, OUTRIGHT, SUPPLIED, exclusion_of
from ecomkit.plugins.law_eu.period import last_day
from ecomkit.plugins.law_eu.settings import EEA, LawEUSettings
from ecomkit.plugins.law_eu.tables import contract, stated_line, statement
from ecomkit.sdk import Context, Text, text

__all__ = [
    "OPEN", "amount_of", "has_left", "is_consumers", "is_paid", "number_open", "right_of", "statement_by", "statements_of", "withdrawn",
]  # fmt: skip

OPEN = ("stated", "acknowledged")
_RECEIVED = (PaymentState.PAID, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED)
_HERE = (FulfilmentState.TO_PREPARE, FulfilmentState.LATE)

_CONTRACT = select(contract).where(contract.c.order == bindparam("order"))
_OPEN_FIRST = (
    select(statement)
    .order_by(statement.c.state.in_(("settled", "refused")), statement.c.stated_at, statement.c.key)
    .limit(bindparam("limit"))
)
_OF_ORDER = _OPEN_FIRST.where(statement.c.order == bindparam("order"))
_BY_KEY = select(statement).where(statement.c.key == bindparam("key"))
_NUMBER_OPEN = select(func.count()).select_from(statement).where(statement.c.state.in_(OPEN))
_LINES = (
    select(stated_line)
    .where(stated_line.c.statement.in_(bindparam("statements", expanding=True)))
    .order_by(stated_line.c.line)
)


def is_consumers(order: Order, ctx: Context, settings: LawEUSettings) -> bool:
    """Whether a consumer bought, where the directive is law: the shop is there, or the goods go there."""
    there = ctx.shop.country in EEA or order.quote.destination.country in EEA
    return there and order.quote.buyer.capacity in settings.capacities


def right_of(ctx: Context, key: str, settings: LawEUSettings) -> RightOfWithdrawal:
    """The right as of now. Raises `NotFound` where there is no such order, or it is somebody else's."""
    order = ctx.ask(OrderById(order=key))
    made = statements_of(ctx, key)
    until = _until(ctx, order, settings)
    known = RightOfWithdrawal(
        order=order.id, number=order.number, standing=Standing.NONE, until=until, statements=made,
        lines=_lines(ctx, order, made, settings),
    )  # fmt: skip
    standing, why = _standing(ctx, order, known, settings)
    return known.model_copy(update={"standing": standing, "why": why})


def _standing(
    ctx: Context, order: Order, known: RightOfWithdrawal, settings: LawEUSettings
) -> tuple[Standing, Text | None]:
    if not is_consumers(order, ctx, settings):
        return Standing.NONE, text("This order was not placed by a consumer in the European Economic Area.")
    if order.state is OrderState.CANCELLED:
        return Standing.NONE, text("The order is cancelled: there is nothing to withdraw from.")
    if known.until is not None and _today(ctx) > known.until:
        return Standing.OVER, text("The period of withdrawal is over.")
    if any(line.left and not line.excluded for line in known.lines):
        return Standing.OPEN, None
    if known.statements:
        return Standing.USED, text("You have withdrawn from all of this order.")
    return Standing.NONE, text("From what was ordered there is no right of withdrawal.")


def _today(ctx: Context) -> date:
    return ctx.now.astimezone(ZoneInfo(ctx.shop.timezone)).date()


def _until(ctx: Context, order: Order, settings: LawEUSettings) -> date | None:
    """The last day, once the goods are there. Of an order older than this plugin only the promised day is known."""
    known = ctx.db.first(_CONTRACT, order=order.id)
    delivered = known.delivered_at if known is not None else None
    if delivered is None and order.fulfilment is FulfilmentState.DELIVERED:
        delivered = datetime.combine(order.promise, time(12), UTC) if order.promise else order.placed_at
    return None if delivered is None else last_day(delivered, settings.withdrawal_days, ctx.shop.timezone)


def _lines(ctx: Context, order: Order, made: tuple[Statement, ...], settings: LawEUSettings) -> tuple[RightLine, ...]:
    gone = withdrawn(made)
    supplied = order.confirmed_at is not None and agreed_at(ctx, order) is not None
    found = []
    for line in order.quote.lines:
        kind = exclusion_of(ctx, line.product, settings) or ("" if line.ships else "digital")
        over = supplied and not line.ships and kind == "digital"
        found.append(
            RightLine(
                key=line.key, text=line.text, ordered=line.quantity, left=line.quantity - gone[line.key],
                excluded=over or kind in OUTRIGHT, condition=SUPPLIED if over else CONDITIONS.get(kind),
            )
        )  # fmt: skip
    return tuple(found)


def has_left(order: Order) -> bool:
    """Whether the goods are no longer here."""
    return order.fulfilment not in _HERE


def is_paid(order: Order) -> bool:
    """Whether any money came; what was only promised, to be paid when it is collected, did not."""
    return any(one.state in _RECEIVED for one in order.payments)


def withdrawn(made: Iterable[Statement]) -> Counter[str]:
    """How many pieces of each line were withdrawn from, and not refused."""
    gone: Counter[str] = Counter()
    for one in made:
        if one.state is not StatementState.REFUSED:
            gone.update(dict(one.lines))
    return gone


def statement_by(ctx: Context, key: str) -> Statement:
    """One statement. Raises `NotFound`."""
    found = _read(ctx, ctx.db.all(_BY_KEY, key=key))
    if not found:
        raise NotFound("There is no such withdrawal.")
    return found[0]


def number_open(ctx: Context) -> int:
    """How many statements wait for staff."""
    return int(ctx.db.scalar(_NUMBER_OPEN))


def statements_of(ctx: Context, order: str | None = None, limit: int = 100) -> tuple[Statement, ...]:
    """Statements of an order or of all, what is open first, the oldest of it first."""
    return _read(
        ctx, ctx.db.all(_OPEN_FIRST, limit=limit) if order is None else ctx.db.all(_OF_ORDER, limit=limit, order=order)
    )


def _read(ctx: Context, rows: Sequence[Any]) -> tuple[Statement, ...]:
    lines: dict[str, list[tuple[str, int]]] = {row.key: [] for row in rows}
    for row in ctx.db.all(_LINES, statements=list(lines)) if lines else ():
        lines[row.statement].append((row.line, row.quantity))
    return tuple(
        Statement(
            key=row.key, order=row.order, number=row.number, stated_at=row.stated_at, refund_by=row.refund_by,
            amount=Money(amount=row.amount, currency=row.currency), state=StatementState(row.state),
            acknowledged_at=row.acknowledged_at, note=row.note, sent=row.sent, lines=tuple(lines[row.key]),
        )
        for row in rows
    )  # fmt: skip


def amount_of(order: Order, made: tuple[Statement, ...], wanted: dict[str, int]) -> Money:
    """What has to be given back: shares of lines; with the last piece of all also what is left, delivery included (art. 13)."""
    before = [one for one in made if one.state is not StatementState.REFUSED]
    stated = withdrawn(before) + Counter(wanted)
    currency = order.quote.currency
    if all(stated[line.key] >= line.quantity for line in order.quote.lines):
        rest = order.quote.totals.payable - total((one.amount for one in before), currency)
        return max(rest, Money.zero(currency))
    parts = [share(line.gross, wanted[line.key], line.quantity) for line in order.quote.lines if line.key in wanted]
    return total(parts, currency)
