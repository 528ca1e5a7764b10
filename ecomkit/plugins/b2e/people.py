"""Who is an employee of whom, as of now."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, select, update

from ecomkit.domain import ActorKind, AddMembership, Buyer, Money
from ecomkit.plugins.b2e import tables
from ecomkit.plugins.b2e.api import EMPLOYEE
from ecomkit.plugins.b2e.months import month_of
from ecomkit.sdk import Context, Refuse, WriteContext, text

__all__ = ["Worker", "employer_row", "known_employer", "note_membership", "worker_for", "worker_of"]

_EMPLOYER = select(tables.employer).where(tables.employer.c.id == bindparam("id"))
_EMPLOYEE = select(tables.employee).where(
    tables.employee.c.employer == bindparam("of"), tables.employee.c.person == bindparam("who")
)
_AGAIN = (
    update(tables.employee)
    .where(tables.employee.c.employer == bindparam("of"), tables.employee.c.person == bindparam("who"))
    .values(active=True)
)


class Worker:
    """An employee of an employer at one moment: what they may spend, and in which month that is."""

    __slots__ = ("active", "allowance", "currency", "employer", "month", "name", "payroll", "person", "timezone")

    def __init__(self, ctx: Context, person: str, at: Any, own: Any) -> None:
        self.employer: str = at.id
        self.name: str = at.name
        self.person = person
        self.timezone: str = at.timezone
        self.currency: str = at.currency
        self.month = month_of(ctx.now, at.timezone)
        self.active = own is not None and bool(own.active)
        self.allowance = self._money(at.allowance if own is None or own.allowance is None else own.allowance)
        self.payroll = self._money(at.payroll if own is None or own.payroll is None else own.payroll)

    def _money(self, amount: int) -> Money:
        return Money(amount=amount, currency=self.currency)


def employer_row(ctx: Context, employer: str) -> Any:
    """The bare row of an employer, or None."""
    return ctx.db.first(_EMPLOYER, id=employer)


def known_employer(ctx: Context, employer: str) -> Any:
    """The bare row of an employer. Raises `Refuse`."""
    row = employer_row(ctx, employer)
    if row is None:
        words = text("There is no employer with this key. Open its account first.")
        raise Refuse.because("unknown_employer", words, rule="b2e", field="employer")
    return row


def worker_for(ctx: Context, employer: str, person: str) -> Worker | None:
    """Somebody as an employee; None where the employer has no account. Who never joined is not active."""
    at = employer_row(ctx, employer)
    return None if at is None else Worker(ctx, person, at, ctx.db.first(_EMPLOYEE, of=employer, who=person))


def worker_of(ctx: Context) -> Worker | None:
    """Who acts, as an employee; None in any other hat, and where amounts are in another currency than theirs."""
    buyer: Buyer | None = ctx.buyer
    if buyer is None or buyer.capacity != EMPLOYEE or ctx.actor.kind is not ActorKind.PERSON:
        return None
    found = worker_for(ctx, buyer.party, ctx.actor.key)
    return found if found is not None and found.currency == ctx.currency else None


def note_membership(ctx: WriteContext, command: AddMembership) -> None:
    """Whoever joins an employer as an employee may spend from then on."""
    if command.capacity != EMPLOYEE:
        return
    if not ctx.db.write(_AGAIN, of=command.organisation, who=command.person):
        ctx.db.write(
            insert(tables.employee), employer=command.organisation, person=command.person, allowance=None, payroll=None,
            active=True, joined_at=ctx.now,
        )  # fmt: skip
