"""Quotes, orders, payments and refunds on tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, Update, bindparam, case, delete, insert, or_, select, update
from sqlalchemy.engine import Row

from ecomkit.domain import (
    Buyer,
    Channel,
    FulfilmentState,
    Money,
    Order,
    OrderCustomer,
    OrderState,
    OrderSummary,
    Payment,
    PaymentState,
    Quote,
    states_before,
)
from ecomkit.storage.database import Rows
from ecomkit.storage.tables import contact, held, notice, order, order_line, party, payment, profile, quote, refund

__all__ = [
    "ORDER", "QUOTE", "add_refunded", "confirm_order", "customers_of", "due_orders", "finish_refund", "forget_quotes", "give_quote_back",
    "insert_order", "insert_payment", "insert_quote", "insert_refund", "keep_quote_until", "late_orders", "move_order",
    "move_payment", "order_by", "order_row", "orders_of", "payment_row", "payment_with_key", "payments_of", "placed_from",
    "quote_by", "quote_by_key", "refund_row", "refund_with_key", "unanswered", "unfinished_refunds",
]  # fmt: skip

QUOTE = select(quote.c.party, quote.c.capacity, quote.c.cart.label("maker"), quote.c.body, quote.c.valid_until).where(
    quote.c.id == bindparam("id")
)
"""A quote's row by `id`, with whose it is."""
_QUOTE_BY_KEY = select(quote.c.id).where(quote.c.source_key == bindparam("source_key"))
_WITH_QUOTE = select(order, order.c.placed_by.label("maker"), quote.c.body, quote.c.valid_until).join(
    quote, quote.c.id == order.c.quote
)
ORDER = _WITH_QUOTE.where(order.c.id == bindparam("id"))
"""An order's row by `id`, with whose it is and its quote."""
_BY_TOKEN = _WITH_QUOTE.where(order.c.token == bindparam("token"))
_BY_NUMBER = _WITH_QUOTE.where(order.c.number == bindparam("number"))
_PAYMENT = select(payment).where(payment.c.id == bindparam("id"))
_PAYMENTS = select(payment).where(payment.c.order == bindparam("order")).order_by(payment.c.created_at, payment.c.id)
_NEW_QUOTE, _NEW_ORDER, _NEW_ORDER_LINE = insert(quote), insert(order), insert(order_line)
_NEW_PAYMENT, _NEW_REFUND = insert(payment), insert(refund)
_PLACED = select(order.c.id).where(order.c.quote == bindparam("quote"))
_BEGUN = select(payment.c.id).where(payment.c.key == bindparam("key"))
_CONFIRM = (
    update(order)
    .where(order.c.id == bindparam("of"), order.c.confirmed_at.is_(None))
    .values(confirmed_at=bindparam("at"), promise=bindparam("by"))
)
_LATE = select(order.c.id).where(
    order.c.promise < bindparam("today"), order.c.fulfilment == "to_prepare", order.c.state == "placed",
    order.c.confirmed_at.is_not(None),
).limit(100)  # fmt: skip
_DUE = select(order.c.id).where(order.c.expires_at < bindparam("now"), order.c.state == "placed").limit(100)


def insert_quote(rows: Rows, one: Quote, *, source_key: str | None = None) -> None:
    """Keep a quote."""
    rows.write(
        _NEW_QUOTE, id=one.id, party=one.buyer.party, capacity=one.buyer.capacity, cart=one.cart, source_key=source_key,
        valid_until=one.valid_until, body=one.model_dump_json(),
    )  # fmt: skip


def quote_by(rows: Rows, key: str) -> Quote | None:
    """A quote, with its end as it stands now."""
    row = rows.first(QUOTE, id=key)
    return _quote(row) if row is not None else None


def _quote(row: Row[Any]) -> Quote:
    kept = _read(row.body)
    return (
        kept
        if kept.valid_until == row.valid_until
        else kept.model_copy(update={"valid_until": row.valid_until, "inputs": ()})
    )


@lru_cache(maxsize=128)
def _read(body: str) -> Quote:
    """A quote's body never changes, and is read several times on the way to an order."""
    return Quote.model_validate_json(body)


def quote_by_key(rows: Rows, source_key: str) -> Quote | None:
    """The quote that was issued with a key."""
    found = rows.scalar(_QUOTE_BY_KEY, source_key=source_key)
    return quote_by(rows, found) if found else None


def keep_quote_until(rows: Rows, key: str, end: datetime) -> None:
    """Let a quote last longer; its prices are fixed from now on."""
    rows.write(update(quote).where(quote.c.id == key), valid_until=end)


def give_quote_back(rows: Rows, key: str, now: datetime) -> Quote | None:
    """Its prices are fixed no longer: a cart's quote ends before `now`, an issued one when it was issued to; None for none."""
    row = rows.first(QUOTE, id=key)
    if row is None:
        return None
    kept = _read(row.body)
    end = kept.valid_until if kept.cart is None else min(kept.valid_until, now - timedelta(seconds=1))
    keep_quote_until(rows, key, end)
    return kept


def placed_from(rows: Rows, key: str) -> bool:
    """Whether an order was made from a quote. The table says the same to two who try at once."""
    return rows.first(_PLACED, quote=key) is not None


def forget_quotes(rows: Rows, before: datetime) -> int:
    """Delete quotes of carts that ended long ago and that nothing came of."""
    old = delete(quote).where(quote.c.valid_until < before, quote.c.source_key.is_(None))
    ordered = select(order.c.id).where(order.c.quote == quote.c.id).exists()
    waited = select(held.c.id).where(held.c.subject == quote.c.id).exists()
    return rows.write(old.where(~ordered, ~waited))


def insert_order(rows: Rows, values: dict[str, object], one: Quote) -> None:
    """Write an order with its lines."""
    rows.write(_NEW_ORDER, **values)
    rows.write_many(
        _NEW_ORDER_LINE,
        [
            {
                "order": values["id"], "position": i, "sku": line.sku, "text": line.text[:500], "unit": line.unit,
                "quantity": line.quantity, "net": line.net.amount, "tax": line.tax.amount, "gross": line.gross.amount,
            }
            for i, line in enumerate(one.lines, 1)
        ],
    )  # fmt: skip


def order_row(
    rows: Rows, *, key: str | None = None, token: str | None = None, number: str | None = None
) -> Row[Any] | None:
    """The row of an order by key, token or number; found in one way, it is known by its key."""
    if key is not None:
        return rows.first(ORDER, id=key)
    if row := rows.first(_BY_TOKEN, token=token) if token is not None else rows.first(_BY_NUMBER, number=number):
        rows.know(ORDER, row, id=row.id)
    return row


def order_by(
    rows: Rows, *, key: str | None = None, token: str | None = None, number: str | None = None
) -> Order | None:
    """A whole order."""
    row = order_row(rows, key=key, token=token, number=number)
    if row is None:
        return None
    return Order(
        id=row.id, number=row.number, token=row.token, quote=_quote(row), buyer=Buyer(party=row.party, capacity=row.capacity),
        placed_by=row.placed_by, channel=Channel(row.channel), state=OrderState(row.state), payment=PaymentState(row.payment),
        fulfilment=FulfilmentState(row.fulfilment), payments=payments_of(rows, row.id), placed_at=row.placed_at,
        confirmed_at=row.confirmed_at, expires_at=row.expires_at, promise=date.fromisoformat(row.promise) if row.promise else None,
        tracking=row.tracking or None, reference=row.reference, locale=row.locale,
    )  # fmt: skip


def _payment(row: Row[Any]) -> Payment:
    return Payment(
        id=row.id, order=row.order, method=row.method, money=Money(amount=row.amount, currency=row.currency),
        state=PaymentState(row.state), refunded=Money(amount=row.refunded, currency=row.currency), reference=row.reference,
    )  # fmt: skip


def payments_of(rows: Rows, key: str) -> tuple[Payment, ...]:
    """An order's payments, in the order in which they were begun."""
    return tuple(_payment(row) for row in rows.all(_PAYMENTS, order=key))


def payment_row(rows: Rows, key: str) -> Payment | None:
    """One payment."""
    row = rows.first(_PAYMENT, id=key)
    return _payment(row) if row else None


def insert_payment(rows: Rows, one: Payment, *, key: str, now: datetime) -> None:
    """Write a payment."""
    rows.write(
        _NEW_PAYMENT, id=one.id, order=one.order, method=one.method, amount=one.money.amount, currency=one.money.currency,
        state=one.state.value, refunded=0, reference=one.reference, key=key, created_at=now,
    )  # fmt: skip


def move_payment(rows: Rows, key: str, *, before: tuple[str, ...], **values: object) -> bool:
    """Change a payment if it is still in one of the states; gives whether it was.

    Raises `ValueError` for a step that the state tables do not know.
    """
    after = values.get("state")
    moves = (("state", states_before(PaymentState(str(after)))),) if after is not None else ()
    return _move(rows, payment, (("state", before),), moves, key, values)


def add_refunded(rows: Rows, key: str, amount: int, *, late: bool) -> bool:
    """Book a refund on a payment, guarded: never more than was paid. What came too late leaves the payment's state as it is."""
    after = payment.c.refunded + amount
    guarded = update(payment).where(payment.c.id == key, after <= payment.c.amount)
    if late:
        return bool(rows.write(guarded.values(refunded=after)))
    partly, whole = PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED
    state = case((after == payment.c.amount, whole.value), else_=partly.value)
    taken = payment.c.state.in_(states_before(partly))
    return bool(rows.write(guarded.where(taken).values(refunded=after, state=state)))


def move_order(rows: Rows, key: str, *, where: Mapping[str, tuple[str, ...]], **values: object) -> bool:
    """Change an order if its states are still among those named; gives whether they were.

    Raises `ValueError` for a step that the state tables do not know.
    """
    moves = {name: kind(str(values[name])) for name, kind in _STATES.items() if name in values}
    known = tuple((name, states_before(after, whole=True)) for name, after in moves.items())
    return _move(rows, order, tuple(where.items()), known, key, values)


_STATES: Mapping[str, type[OrderState | PaymentState | FulfilmentState]] = {
    "state": OrderState, "payment": PaymentState, "fulfilment": FulfilmentState,
}  # fmt: skip


_States = tuple[tuple[str, tuple[str, ...]], ...]


def _move(rows: Rows, table: Table, asked: _States, known: _States, key: str, values: dict[str, object]) -> bool:
    """Change a row if its states are among those asked for, by a step that the state tables know."""
    if rows.write(_guarded(table, asked, known), of=key, **values):
        return True
    row = rows.first(_standing(table, asked), of=key) if known else None
    if row is not None:  # nobody else took it first: it is a step that nobody may take
        after = ", ".join(str(values[name]) for name, _ in known)
        raise ValueError(
            f"the state tables know no step from {', '.join(row)} to {after}: mend the table or the service"
        )
    return False


@lru_cache(maxsize=256)
def _guarded(table: Table, asked: _States, known: _States) -> Update:
    return update(table).where(*_conditions(table, (*asked, *known)))


@lru_cache(maxsize=256)
def _standing(table: Table, asked: _States) -> Select[Any]:
    states = [table.c[name] for name in _STATES if name in table.c]
    return select(*states).where(*_conditions(table, asked))


def _conditions(table: Table, asked: _States) -> list[ColumnElement[bool]]:
    """Comparisons instead of IN, whose list of values would be written into the statement again at each call."""
    among = (or_(*(table.c[name] == state for state in states)) for name, states in asked)
    return [table.c.id == bindparam("of"), *among]


def confirm_order(rows: Rows, key: str, now: datetime, promise: date | None) -> bool:
    """Note that all is settled, and by when it arrives; true exactly once (I3)."""
    return bool(rows.write(_CONFIRM, of=key, at=now, by=promise.isoformat() if promise else None))


def payment_with_key(rows: Rows, key: str) -> bool:
    """Whether a payment was begun with this key."""
    return rows.first(_BEGUN, key=key) is not None


def refund_with_key(rows: Rows, key: str) -> bool:
    """Whether a refund was begun with this key."""
    return rows.first(select(refund.c.id).where(refund.c.key == key)) is not None


def unanswered(rows: Rows, methods: Collection[str], *, before: datetime, late: datetime) -> tuple[Payment, ...]:
    """Payments by some methods that somebody outside may have taken without telling: those that wait since before a moment, and
    those begun since another one that were let go here while no word had come from there. The youngest come first.
    """
    told = select(notice.c.id).where(notice.c.payment == payment.c.id).exists()
    dead = payment.c.state.in_(("failed", "expired")) & (payment.c.created_at > late) & ~told
    waits = (payment.c.state == "pending") | dead
    statement = select(payment).where(payment.c.method.in_(methods), payment.c.created_at < before, waits)
    return tuple(_payment(row) for row in rows.all(statement.order_by(payment.c.created_at.desc()).limit(1000)))


def insert_refund(rows: Rows, values: dict[str, object]) -> None:
    """Write a refund to one payment."""
    rows.write(_NEW_REFUND, **values)


def refund_row(rows: Rows, key: str) -> Row[Any] | None:
    """One refund."""
    return rows.first(select(refund).where(refund.c.id == key))


def finish_refund(rows: Rows, key: str, state: str) -> bool:
    """Note how a refund ended; true once."""
    return bool(rows.write(update(refund).where(refund.c.id == key, refund.c.state == "pending"), state=state))


def unfinished_refunds(rows: Rows, key: str) -> int:
    """What of a payment is on its way back, in minor units."""
    found = rows.all(select(refund.c.amount).where(refund.c.payment == key, refund.c.state == "pending"))
    return sum(row.amount for row in found)


def due_orders(rows: Rows, now: datetime) -> tuple[str, ...]:
    """Unpaid orders whose time is over."""
    return tuple(row.id for row in rows.all(_DUE, now=now))


def late_orders(rows: Rows, today: date) -> tuple[str, ...]:
    """Orders that were promised for a day before today and did not leave."""
    return tuple(row.id for row in rows.all(_LATE, today=today.isoformat()))


_VIEWS = {
    "all": None,
    "to_prepare": (order.c.state == "placed")
    & (order.c.fulfilment.in_(("to_prepare", "late")))
    & (order.c.confirmed_at.is_not(None)),
    "unpaid": (order.c.state == "placed") & (order.c.payment == "pending"),
    "dispatched": order.c.fulfilment == "dispatched",
    "cancelled": order.c.state == "cancelled",
}


def orders_of(
    rows: Rows,
    buyer: Buyer | None,
    *,
    view: str,
    after: str | None,
    limit: int,
    placed_by: str | None = None,
    words: str = "",
) -> tuple[OrderSummary, ...]:
    """Orders of a buyer (None: everybody's), or what one person placed for them; newest first, paged by key."""
    chosen = select(order).order_by(order.c.id.desc()).limit(limit)
    if buyer is not None:
        chosen = chosen.where(order.c.party == buyer.party, order.c.capacity == buyer.capacity)
    if placed_by is not None:
        chosen = chosen.where(order.c.placed_by == placed_by)
    condition = _VIEWS.get(view)
    if condition is not None:
        chosen = chosen.where(condition)
    if after:
        chosen = chosen.where(order.c.id < after)
    if words.strip():
        chosen = _with_words(chosen, words.strip())
    return tuple(_summary(row) for row in rows.all(chosen))


_SEARCHED = (order.c.number, contact.c.name, contact.c.email, profile.c.name, profile.c.email)


def _with_words(chosen: Select[Any], words: str) -> Select[Any]:
    joined = chosen.outerjoin(contact, contact.c.id == order.c.contact).outerjoin(
        profile, profile.c.party == order.c.party
    )
    return joined.where(or_(*(column.icontains(words, autoescape=True) for column in _SEARCHED)))


def _summary(row: Row[Any]) -> OrderSummary:
    return OrderSummary(
        id=row.id, number=row.number, token=row.token, placed_at=row.placed_at, state=OrderState(row.state),
        payment=PaymentState(row.payment), fulfilment=FulfilmentState(row.fulfilment),
        payable=Money(amount=row.payable, currency=row.currency), promise=date.fromisoformat(row.promise) if row.promise else None,
        contact=row.contact,
    )  # fmt: skip


_CUSTOMERS = select(
    order.c.id, party.c.kind, profile.c.name.label("party_name"), profile.c.email.label("party_email"), contact.c.name, contact.c.email
).select_from(
    order.outerjoin(party, party.c.id == order.c.party)
    .outerjoin(profile, profile.c.party == order.c.party)
    .outerjoin(contact, contact.c.id == order.c.contact)
)  # fmt: skip


def customers_of(rows: Rows, keys: Sequence[str]) -> tuple[OrderCustomer, ...]:
    """Who each of some orders is for, in one query: the organisation where there is one, and whom it goes to."""
    return tuple(
        OrderCustomer(
            order=row.id, organisation=(row.party_name or "") if row.kind == "organisation" else "",
            name=row.name or (row.party_name if row.kind == "person" else "") or "",
            email=row.email or (row.party_email if row.kind == "person" else "") or "",
        )
        for row in rows.all(_CUSTOMERS.where(order.c.id.in_(keys)))
    )  # fmt: skip
