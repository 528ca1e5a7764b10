"""The right of withdrawal from one order: whether there is one, until when, and from which lines (art. 9 and 16)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from ecomkit.domain import FulfilmentState, Money, Order, OrderById, OrderState, ProductBySlug, share, total
from ecomkit.errors import NotFound
from ecomkit.plugins.law_eu.api import RightLine, RightOfWithdrawal, Standing, Statement, StatementState
from ecomkit.plugins.law_eu.period import last_day
from ecomkit.plugins.law_eu.settings import EEA, LawEUSettings
from ecomkit.plugins.law_eu.tables import contract, stated_line, statement
from ecomkit.sdk import Context, Text, text

__all__ = ["amount_of", "is_consumers", "right_of", "statements_of"]

_CONDITIONS: dict[str, Text] = {
    "made_to_measure": text("Made to your measure: there is no right of withdrawal."),
    "perishable": text("It spoils quickly: there is no right of withdrawal."),
    "sealed": text("Only while the seal is unbroken, for reasons of hygiene."),
    "digital": text("Only until you begin to use it, where you agreed to that."),
}
_OUTRIGHT = frozenset({"made_to_measure", "perishable"})


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
    known = ctx.db.first(select(contract).where(contract.c.order == order.id))
    delivered = known.delivered_at if known is not None else None
    if delivered is None and order.fulfilment is FulfilmentState.DELIVERED:
        delivered = datetime.combine(order.promise, time(12), UTC) if order.promise else order.placed_at
    return None if delivered is None else last_day(delivered, settings.withdrawal_days, ctx.shop.timezone)


def _lines(ctx: Context, order: Order, made: tuple[Statement, ...], settings: LawEUSettings) -> tuple[RightLine, ...]:
    gone: Counter[str] = Counter()
    for one in made:
        if one.state is not StatementState.REFUSED:
            gone.update(dict(one.lines))
    found = []
    for line in order.quote.lines:
        kind = _exclusion(ctx, line.product, settings)
        found.append(
            RightLine(
                key=line.key, text=line.text, ordered=line.quantity, left=line.quantity - gone[line.key],
                excluded=kind in _OUTRIGHT, condition=_CONDITIONS.get(kind),
            )
        )  # fmt: skip
    return tuple(found)


def _exclusion(ctx: Context, product: str | None, settings: LawEUSettings) -> str:
    if product is None or not settings.exclusions:
        return ""
    try:
        categories = ctx.ask(ProductBySlug(slug=product)).categories
    except NotFound:
        return ""  # not sold any more: in doubt the consumer has the right
    return next((settings.exclusions[one] for one in categories if one in settings.exclusions), "")


def statements_of(ctx: Context, order: str | None = None, limit: int = 100) -> tuple[Statement, ...]:
    """Statements of an order or of all, what is open first, the oldest of it first."""
    chosen = select(statement).order_by(
        statement.c.state.in_(("settled", "refused")), statement.c.stated_at, statement.c.key
    )
    rows = ctx.db.all((chosen.where(statement.c.order == order) if order is not None else chosen).limit(limit))
    lines: dict[str, list[tuple[str, int]]] = {row.key: [] for row in rows}
    if lines:
        for row in ctx.db.all(
            select(stated_line).where(stated_line.c.statement.in_(lines)).order_by(stated_line.c.line)
        ):
            lines[row.statement].append((row.line, row.quantity))
    return tuple(
        Statement(
            key=row.key, order=row.order, number=row.number, stated_at=row.stated_at, refund_by=row.refund_by,
            amount=Money(amount=row.amount, currency=row.currency), state=StatementState(row.state),
            acknowledged_at=row.acknowledged_at, note=row.note, lines=tuple(lines[row.key]),
        )
        for row in rows
    )  # fmt: skip


def amount_of(order: Order, made: tuple[Statement, ...], wanted: dict[str, int]) -> Money:
    """What has to be given back: shares of lines; with the last piece of all also what is left, delivery included (art. 13)."""
    stated: Counter[str] = Counter(wanted)
    before = [one for one in made if one.state is not StatementState.REFUSED]
    for one in before:
        stated.update(dict(one.lines))
    currency = order.quote.currency
    if all(stated[line.key] >= line.quantity for line in order.quote.lines):
        rest = order.quote.totals.payable - total((one.amount for one in before), currency)
        return max(rest, Money.zero(currency))
    parts = [share(line.gross, wanted[line.key], line.quantity) for line in order.quote.lines if line.key in wanted]
    return total(parts, currency)
