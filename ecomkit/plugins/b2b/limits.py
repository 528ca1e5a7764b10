"""Order limits: what a member may order alone, by order and within 24 hours, and who has to agree above it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam, func, insert, select, true, update

from ecomkit.domain import ApprovalNeeded, Buyer, Money, PlaceOrder, QuoteById, Refusal
from ecomkit.plugins.b2b import tables
from ecomkit.plugins.b2b.api import APPROVE, APPROVER, BUYER, PURCHASER, OrderLimitSet, Purchasing, SetOrderLimit
from ecomkit.plugins.b2b.companies import hat_of, known, members_of, written
from ecomkit.plugins.b2b.settings import B2BSettings
from ecomkit.sdk import Context, Refuse, WriteContext, text

__all__ = ["DAY_LIMIT", "ORDER_LIMIT", "check_limits", "purchasing_of", "set_order_limit"]

ORDER_LIMIT = "b2b.order_limit"
DAY_LIMIT = "b2b.day_limit"
_DAY = timedelta(hours=24)
_LIMITS = select(tables.order_limit).where(
    tables.order_limit.c.company == bindparam("company"),
    tables.order_limit.c.subject.in_(bindparam("subjects", expanding=True)),
)
_SAME = update(tables.order_limit).where(
    tables.order_limit.c.company == bindparam("of"), tables.order_limit.c.subject == bindparam("who")
)
_ORDERED = select(func.coalesce(func.sum(tables.purchase.c.payable), 0)).where(
    tables.purchase.c.company == bindparam("company"),
    tables.purchase.c.person == bindparam("person"),
    tables.purchase.c.placed_at > bindparam("since"),
    tables.purchase.c.counted == true(),
    tables.purchase.c.currency == bindparam("currency"),
)


def set_order_limit(ctx: WriteContext, command: SetOrderLimit) -> None:
    """Write the limits of a role or of a member."""
    company = known(ctx, command.company)
    if (command.role is None) == (command.person is None):
        raise Refuse.because("whose", text("Name a role or a person, one of them."), rule="b2b", field="role")
    if command.role is not None and command.role not in (BUYER, APPROVER):
        raise Refuse.because("unknown_role", text("A role is buyer or approver."), rule="b2b", field="role")
    subject = f"role/{command.role}" if command.role else f"person/{command.person}"
    limits = {
        name: written(given, ctx.shop.currency, name) if given is not None else None
        for name, given in (("per_order", command.per_order), ("per_day", command.per_day))
    }
    values = {name: money.amount if money else None for name, money in limits.items()}
    if not ctx.db.write(_SAME.values(**values), of=company.id, who=subject):
        ctx.db.write(
            insert(tables.order_limit), company=company.id, subject=subject, currency=company.currency, **values
        )
    ctx.emit(OrderLimitSet(company=company.id, limit_of=subject, **limits))


def purchasing_of(ctx: Context, settings: B2BSettings, buyer: Buyer, role: str | None) -> Purchasing:
    """What the actor may order alone: their own limits, else their role's, else the shop's."""
    subjects = (f"person/{ctx.actor.key}", f"role/{role or BUYER}")
    rows = {row.subject: row for row in ctx.db.all(_LIMITS, company=buyer.party, subjects=list(subjects))}
    own = next((rows[subject] for subject in subjects if subject in rows), None)
    ordered = ctx.db.scalar(
        _ORDERED, company=buyer.party, person=ctx.actor.key, since=ctx.now - _DAY, currency=ctx.currency
    )
    if own is None:
        order, day = _default(settings.order_limit, ctx.shop.currency), _default(settings.day_limit, ctx.shop.currency)
    else:
        order, day = _money(own.per_order, own.currency), _money(own.per_day, own.currency)
    order, day = _in(ctx.currency, order), _in(ctx.currency, day)
    return Purchasing(per_order=order, per_day=day, ordered=Money(amount=int(ordered), currency=ctx.currency))


def _in(currency: str, limit: Money | None) -> Money | None:
    """A limit in another currency lets nothing through alone: somebody agrees to each order."""
    return limit if limit is None or limit.currency == currency else Money.zero(currency)


def _default(given: str, currency: str) -> Money | None:
    return None if given == "none" else written(given, currency, "")


def _money(amount: int | None, currency: str) -> Money | None:
    return None if amount is None else Money(amount=amount, currency=currency)


def check_limits(
    ctx: Context, settings: B2BSettings, buyer: Buyer, command: PlaceOrder
) -> Sequence[Refusal | ApprovalNeeded]:
    """What stands against an order: no membership, or limits that somebody else has to agree to.

    Whoever agreed saw the whole order, so one approval answers both limits, also one that is reached only later.
    """
    hat = hat_of(ctx, buyer)
    if hat is None:
        return [Refusal(code="not_member", text=text("You no longer buy for this company."), rule="b2b.members")]
    if ctx.grant is not None and ctx.grant.codes & {ORDER_LIMIT, DAY_LIMIT}:
        return []
    payable = ctx.ask(QuoteById(quote=command.quote)).totals.payable
    needs = _needs(settings, buyer, payable, purchasing_of(ctx, settings, buyer, hat.role))
    members = members_of(ctx, buyer.party)
    alone = members and not any(one.role == APPROVER and one.person != ctx.actor.key for one in members)
    if needs and alone:
        words = text(
            "This order needs approval, and nobody else in your company may approve it. Ask us to add somebody."
        )
        return [Refusal(code="no_approver", text=words, rule=needs[0].code)]
    return needs


def _needs(settings: B2BSettings, buyer: Buyer, payable: Money, own: Purchasing) -> list[ApprovalNeeded]:
    found = []
    if own.per_order is not None and payable > own.per_order:
        words = text("%(payable)s is above the limit of %(limit)s an order.", payable=payable, limit=own.per_order)
        found.append((ORDER_LIMIT, words))
    if own.per_day is not None and own.ordered + payable > own.per_day:
        words = text(
            "This order brings the last 24 hours to %(sum)s; the limit is %(limit)s.", sum=own.ordered + payable,
            limit=own.per_day,
        )  # fmt: skip
        found.append((DAY_LIMIT, words))
    return [
        ApprovalNeeded(
            code=code, text=words, permission=APPROVE, approver_party=buyer.party, approver_capacity=PURCHASER,
            days=settings.approval_days, rule=code,
        )
        for code, words in found
    ]  # fmt: skip
