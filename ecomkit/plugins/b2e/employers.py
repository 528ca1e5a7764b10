"""Employers: opening an account, and what their people may spend."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from ecomkit.domain import AddMembership, AddOrganisation, Money, PersonByLogin
from ecomkit.plugins.b2e import tables
from ecomkit.plugins.b2e.amounts import amount_of
from ecomkit.plugins.b2e.api import (
    EMPLOYEE,
    AddEmployee,
    AllowanceSet,
    Employer,
    EmployerOpened,
    Employers,
    OpenEmployer,
    SetAllowance,
    SetBudget,
)
from ecomkit.plugins.b2e.people import employer_row, known_employer
from ecomkit.plugins.b2e.wallets import employer_account
from ecomkit.sdk import Context, Refuse, WriteContext, text

__all__ = ["add_employee", "all_employers", "open_employer", "set_allowance", "set_budget"]

_ALL = select(tables.employer).order_by(tables.employer.c.name, tables.employer.c.id).limit(500)
_COUNTS = (
    select(tables.employee.c.employer, func.count().label("n"))
    .where(tables.employee.c.active)
    .group_by(tables.employee.c.employer)
)
_EMPLOYER = update(tables.employer).where(tables.employer.c.id == bindparam("of"))
_EMPLOYEE = update(tables.employee).where(
    tables.employee.c.employer == bindparam("of"), tables.employee.c.person == bindparam("who")
)


def open_employer(ctx: WriteContext, command: OpenEmployer) -> str:
    """Write the organisation, the agreement and the account that allowances come from."""
    if command.employer and employer_row(ctx, command.employer) is not None:
        return command.employer
    key = ctx.run(AddOrganisation(name=command.name, country=command.country, key=command.employer))
    allowance = amount_of(command.allowance, ctx.currency, "allowance").amount
    payroll = amount_of(command.payroll, ctx.currency, "payroll").amount
    budget = amount_of(command.budget, ctx.currency, "budget").amount if command.budget else None
    ctx.db.write(
        insert(tables.employer), id=key, name=command.name, timezone=command.timezone, currency=ctx.currency, allowance=allowance,
        payroll=payroll, budget=budget, spent=0, opened_at=ctx.now,
    )  # fmt: skip
    floor = None if budget is None else -budget
    ctx.ledger.open(employer_account(key), currency=ctx.currency, owner=ctx.shop.party, floor=floor)
    ctx.emit(EmployerOpened(employer=key))
    return key


def add_employee(ctx: WriteContext, command: AddEmployee) -> str:
    """Add somebody with an account by their address."""
    employer = known_employer(ctx, command.employer)
    person = ctx.ask(PersonByLogin(email=command.email))
    if person is None:
        words = text("Nobody has an account with this address. Let them register first.")
        raise Refuse.because("unknown_person", words, rule="b2e", field="email")
    ctx.run(AddMembership(person=person, organisation=employer.id, capacity=EMPLOYEE, role=command.role))
    return person


def set_allowance(ctx: WriteContext, command: SetAllowance) -> None:
    """Change what is granted from the next month on, what may be deducted from pay, and whether somebody may spend."""
    employer = known_employer(ctx, command.employer)
    given = {"allowance": command.allowance, "payroll": command.payroll}
    amounts = {name: amount_of(one, employer.currency, name) for name, one in given.items() if one}
    values: dict[str, Any] = {name: money.amount for name, money in amounts.items()}
    if command.person:
        if not ctx.db.write(_EMPLOYEE.values(active=command.active, **values), of=employer.id, who=command.person):
            words = text("This person is no employee there. Add them to the employer first.")
            raise Refuse.because("not_employed", words, rule="b2e", field="person")
    elif not command.active:
        words = text("Say which employee may not spend any more.")
        raise Refuse.because("person", words, rule="b2e", field="person")
    elif values:
        ctx.db.write(_EMPLOYER.values(**values), of=employer.id)
    ctx.emit(
        AllowanceSet(
            employer=employer.id, person=command.person, allowance=amounts.get("allowance"), payroll=amounts.get("payroll"),
            active=command.active,
        )
    )  # fmt: skip


def set_budget(ctx: WriteContext, command: SetBudget) -> None:
    """Move the floor of the employer's account."""
    employer = known_employer(ctx, command.employer)
    budget = amount_of(command.budget, employer.currency, "budget")
    if budget.amount < employer.spent:
        spent = Money(amount=employer.spent, currency=employer.currency)
        words = text("Its people were granted %(spent)s already.", spent=spent)
        raise Refuse.because("budget_spent", words, rule="b2e", field="budget")
    ctx.db.write(_EMPLOYER.values(budget=budget.amount), of=employer.id)
    ctx.ledger.limit(employer_account(employer.id), -budget.amount)


def all_employers(ctx: Context, _query: Employers) -> tuple[Employer, ...]:
    """All employers with what they agreed to and what it came to."""
    counts = {row.employer: row.n for row in ctx.db.all(_COUNTS)}

    def one(row: Any) -> Employer:
        def money(amount: int) -> Money:
            return Money(amount=amount, currency=row.currency)

        return Employer(
            id=row.id, name=row.name, timezone=row.timezone, allowance=money(row.allowance), payroll=money(row.payroll),
            budget=None if row.budget is None else money(row.budget), spent=money(row.spent), employees=counts.get(row.id, 0),
        )  # fmt: skip

    return tuple(one(row) for row in ctx.db.all(_ALL))
