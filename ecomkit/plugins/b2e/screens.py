"""Screens of the back office: employers with their allowances, prices for employees, and the payroll that is due."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from babel.numbers import format_percent
from sqlalchemy import select

from ecomkit.domain import Money, ProductsBySku, article_names
from ecomkit.plugins.b2e import tables
from ecomkit.plugins.b2e.api import (
    AddEmployee,
    Deductions,
    EmployerPrices,
    Employers,
    GrantAllowance,
    OpenEmployer,
    SetAllowance,
    SetBudget,
    SetEmployeePrice,
    SettlePayroll,
)
from ecomkit.plugins.b2e.office import STAFF_FILE
from ecomkit.sdk import Context, Screen, ScreenCell, Text, text

__all__ = ["STAFF", "screens"]

STAFF = "staff.employers"
Shown = tuple[Sequence[Text], Sequence[Sequence[ScreenCell]]]
_DUE = (
    select(tables.deduction.c.employer, tables.deduction.c.month)
    .distinct()
    .order_by(tables.deduction.c.month.desc())
    .limit(60)
)


def screens() -> Sequence[Screen]:
    """Employers, prices, payroll."""
    opening = (OpenEmployer, AddEmployee, SetAllowance, GrantAllowance, SetBudget)
    return (
        Screen(key="employers", title=text("Employers"), permission=STAFF, rows=_employers, commands=opening),
        Screen(
            key="employee-prices", title=text("Prices for employees"), permission=STAFF, rows=_prices, commands=(SetEmployeePrice,)
        ),
        Screen(key="payroll", title=text("Payroll due"), permission=STAFF, rows=_payroll, commands=(SettlePayroll,)),
    )  # fmt: skip


def _employers(ctx: Context) -> Shown:
    header = (
        text("Employer"), text("Key"), text("Time zone"), text("Allowance a month"), text("From pay at most"), text("Spent"),
        text("Budget"), text("Employees"),
    )  # fmt: skip
    rows = [
        (
            one.name, one.id, one.timezone, one.allowance, one.payroll, one.spent, one.budget, one.employees,
        )
        for one in ctx.ask(Employers())
    ]  # fmt: skip
    return header, rows


def _prices(ctx: Context) -> Shown:
    header = (text("Employer"), text("Article"), text("SKU"), text("Price"))
    agreed = ctx.ask(EmployerPrices())
    names = article_names(ctx.ask(ProductsBySku(skus=tuple(one.sku for one in agreed))))
    called = {one.id: one.name for one in ctx.ask(Employers())}
    rows = [
        (called.get(one.employer, one.employer), names.get(one.sku), one.sku, _price(ctx, one.percent, one.price))
        for one in agreed
    ]
    return header, rows


def _price(ctx: Context, percent: int | None, price: Money | None) -> ScreenCell:
    if percent is None:
        return price
    share = Decimal(percent).scaleb(-4)
    return f"−{format_percent(share, locale=ctx.locale.replace('-', '_'), decimal_quantization=False)}"


def _payroll(ctx: Context) -> Shown:
    header = (
        text("Employer"), text("Month"), text("Employee"), text("Bought"), text("Given back"), text("To deduct"), text("Settled"),
        text("File of the month"),
    )  # fmt: skip
    rows = []
    for due in ctx.db.all(_DUE):
        for one in ctx.ask(Deductions(employer=due.employer, month=due.month)):
            address = f"{STAFF_FILE}?employer={due.employer}&month={due.month}"
            amounts = (one.deducted, one.given_back, one.due)
            rows.append(
                (
                    due.employer,
                    due.month,
                    one.name or one.person,
                    *amounts,
                    text("yes") if one.settled else text("no"),
                    address,
                )
            )
    return header, rows
