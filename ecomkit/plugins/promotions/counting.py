"""Counting uses: with the order that uses them, given back with the order that comes to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, insert, select, update

from ecomkit.domain import OrderPlaced, PaymentSettled, Quote, QuoteById, TraceStep
from ecomkit.plugins.promotions.reading import ACTIVE, person_of
from ecomkit.plugins.promotions.rules import read_promotion
from ecomkit.plugins.promotions.tables import coupon, each, rule, use
from ecomkit.sdk import Context, Event, Inspection, Refuse, WriteContext, text

__all__ = ["count_again", "count_uses", "give_uses_back", "inspect_uses", "used_in"]

COUNTED, GIVEN_BACK = "counted", "given_back"
_OF: BindParameter[str] = bindparam("of")
_MORE: BindParameter[int] = bindparam("more")
_RULE = select(rule).where(rule.c.id == _OF)
_USE_RULE = (
    update(rule)
    .where(rule.c.id == _OF, rule.c.state == ACTIVE, rule.c.most.is_(None) | (rule.c.uses < rule.c.most))
    .values(uses=rule.c.uses + 1)
)
_USE_COUPON = (
    update(coupon)
    .where(coupon.c.digest == _OF, coupon.c.ended.is_(False), coupon.c.most.is_(None) | (coupon.c.uses < coupon.c.most))
    .values(uses=coupon.c.uses + 1)
)
_EACH = (each.c.promotion == _OF, each.c.person == bindparam("who"))
_KNOWN = select(each).where(*_EACH)
_USE_EACH = update(each).where(*_EACH, each.c.uses < bindparam("most")).values(uses=each.c.uses + 1)
_MOVE_RULE = update(rule).where(rule.c.id == _OF).values(uses=rule.c.uses + _MORE)
_MOVE_COUPON = update(coupon).where(coupon.c.digest == _OF).values(uses=coupon.c.uses + _MORE)
_MOVE_EACH = update(each).where(*_EACH).values(uses=each.c.uses + _MORE)
_USES = select(use).where(use.c.order == _OF, use.c.state == bindparam("now_in"))
_MOVE_USE = (
    update(use)
    .where(
        use.c.order == _OF, use.c.promotion == bindparam("one"), use.c.coupon == bindparam("by"), use.c.state == bindparam("was")
    )
    .values(state=bindparam("then"))
)  # fmt: skip
_COUNTS: Select[Any] = select(use.c.promotion, func.count()).where(use.c.state == COUNTED).group_by(use.c.promotion)


def used_in(quote: Quote) -> list[tuple[str, str]]:
    """The promotions that lowered a quote, each with the coupon that it needed or ""."""
    codes = dict.fromkeys(step.rule for step in quote.trace if _lowered(step))
    return [(code.partition("/")[0], code.partition("/")[2]) for code in codes]


def _lowered(step: TraceStep) -> bool:
    ours = step.plugin == "promotions" and step.phase == "adjustment"
    return ours and step.chosen and step.amount is not None and bool(step.amount)


def count_uses(ctx: WriteContext, quote_key: str, events: Iterable[Event]) -> None:
    """Count what an order uses, guarded: who comes too late is refused, and asked again at the price without it."""
    order = next((event.order for event in events if isinstance(event, OrderPlaced)), None)
    if order is None:
        return
    quote = ctx.ask(QuoteById(quote=quote_key))
    person = person_of(ctx)
    used = used_in(quote)
    for promotion, by in used:
        _count(ctx, promotion, by, person)
        ctx.db.write(
            insert(use), order=order, promotion=promotion, coupon=by, person=person or "", state=COUNTED, at=ctx.now
        )
    if quote.cart is not None and any(by for _, by in used):
        ctx.keep_codes(quote.cart, [])


def _count(ctx: WriteContext, key: str, by: str, person: str | None) -> None:
    row = ctx.db.first(_RULE, of=key)
    taken = row is not None and ctx.db.write(_USE_RULE, of=key) and (not by or ctx.db.write(_USE_COUPON, of=by))
    if row is None or not taken:
        raise _too_late(row.name if row is not None else key)
    promotion = read_promotion(row.rule)
    if person is None or promotion.personal is None:
        return
    if ctx.db.first(_KNOWN, of=key, who=person) is None:
        ctx.db.write(insert(each), promotion=key, person=person, uses=0)
    if not ctx.db.write(_USE_EACH, of=key, who=person, most=promotion.personal):
        words = text("You have used “%(name)s” as often as it may be. Look at the new price.", name=row.name)
        raise Refuse.because("used_up", words, rule="promotions")


def _too_late(name: str) -> Refuse:
    words = text("“%(name)s” has just been used up. Look at the new price.", name=name)
    return Refuse.because("used_up", words, rule="promotions")


def give_uses_back(ctx: WriteContext, order: str) -> None:
    """An order comes to nothing: others may use what it used."""
    _move(ctx, order, COUNTED, GIVEN_BACK, -1)


def count_again(ctx: WriteContext, events: Iterable[Event]) -> None:
    """Money came late and the order goes on: its uses count again, even above the limit, as it was paid at that price."""
    for event in events:
        if isinstance(event, PaymentSettled):
            _move(ctx, event.order, GIVEN_BACK, COUNTED, 1)


def _move(ctx: WriteContext, order: str, was: str, then: str, more: int) -> None:
    rows: Sequence[Any] = ctx.db.all(_USES, of=order, now_in=was)
    for row in rows:
        if ctx.db.write(_MOVE_USE, of=order, one=row.promotion, by=row.coupon, was=was, then=then):
            ctx.db.write(_MOVE_RULE, of=row.promotion, more=more)
            ctx.db.write(_MOVE_COUPON, of=row.coupon, more=more)
            ctx.db.write(_MOVE_EACH, of=row.promotion, who=row.person, more=more)


def inspect_uses(ctx: Context) -> Iterator[Inspection]:
    """Each promotion counts as many uses as there are orders that use it."""
    counted = {row[0]: int(row[1]) for row in ctx.db.all(_COUNTS)}
    for row in ctx.db.all(select(rule.c.id, rule.c.uses).order_by(rule.c.id)):
        if row.uses != counted.get(row.id, 0):
            found = counted.get(row.id, 0)
            message = text(
                "uses that it counts: %(uses)s; orders that have it: %(orders)s", uses=row.uses, orders=found
            )
            yield Inspection(code="promotions.uses", subject=row.id, message=message)
