"""The plugin: what employees are to the shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from ecomkit.domain import (
    AddMembership,
    Capacity,
    Item,
    PaymentMethod,
    PriceOffer,
    Role,
)
from ecomkit.plugins.b2e import api, employers, office, pages, payroll, people, prices, queries, wallets
from ecomkit.plugins.b2e.books import inspect_books
from ecomkit.plugins.b2e.demo import plant
from ecomkit.plugins.b2e.screens import STAFF, screens
from ecomkit.plugins.b2e.tables import TABLES
from ecomkit.sdk import (
    Block,
    Context,
    Event,
    Inspection,
    Job,
    Link,
    Lookup,
    Operation,
    Plugin,
    Policy,
    Route,
    Screen,
    Seed,
    ShownPage,
    Table,
    Who,
    WriteContext,
    hookimpl,
    text,
)

__all__ = ["B2E"]

_EMPLOYEE = Policy(permission=api.SPEND, who=frozenset({Who.PERMITTED}))
_OFFICE = Policy(permission=api.BOOK, who=frozenset({Who.PERMITTED}))
_STAFF = Policy(permission=STAFF, who=frozenset({Who.PERMITTED, Who.SYSTEM}))
_MONEY = Policy(permission="staff.payments", who=frozenset({Who.PERMITTED}))
_SYSTEM = Policy(permission="b2e.open", who=frozenset({Who.SYSTEM}))


class B2E(Plugin):
    """People of an employer buy with a monthly allowance, from their pay, and at prices of their own (C10)."""

    name = "b2e"
    hook_api = 1
    kind = "model"
    title = "Employees (B2E)"

    @hookimpl
    def register_capacities(self) -> Sequence[Capacity]:
        """An employee buys for themselves: colleagues do not see each other's orders."""
        spends = frozenset({api.SPEND})
        return [
            Capacity(key=api.EMPLOYEE, label=text("As an employee"), permissions=spends, audience="b2e", personal=True)
        ]

    @hookimpl
    def register_roles(self) -> Sequence[Role]:
        """Staff buy; the payroll office buys too, and sees what is to be deducted."""
        sees = frozenset({api.BOOK, "members.see"})
        return [
            Role(key=api.STAFF, capacity=api.EMPLOYEE, label=text("Employee")),
            Role(key=api.HR, capacity=api.EMPLOYEE, label=text("Payroll office"), permissions=sees),
        ]

    @hookimpl
    def register_tables(self) -> Sequence[Table]:
        """The plugin's own tables."""
        return TABLES

    @hookimpl
    def register_events(self) -> Sequence[type[Event]]:
        """What happens to employers and wallets."""
        return [api.EmployerOpened, api.AllowanceSet, api.AllowanceGranted, api.WalletClosed, api.PayrollSettled]

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        """What staff agree with employers, and what happens before each payment and at each month's end."""
        granted, closed, paid = (api.AllowanceGranted,), (api.WalletClosed,), (api.PayrollSettled,)
        return [
            Operation(
                command=api.OpenEmployer, policy=_STAFF, apply=employers.open_employer, emits=(api.EmployerOpened,)
            ),
            Operation(command=api.AddEmployee, policy=_STAFF, apply=employers.add_employee),
            Operation(
                command=api.SetAllowance, policy=_STAFF, apply=employers.set_allowance, emits=(api.AllowanceSet,)
            ),
            Operation(command=api.SetBudget, policy=_STAFF, apply=employers.set_budget),
            Operation(command=api.GrantAllowance, policy=_STAFF, apply=wallets.grant_allowance, emits=granted),
            Operation(command=api.SetEmployeePrice, policy=_STAFF, apply=prices.set_price),
            Operation(command=api.SettlePayroll, policy=_MONEY, apply=payroll.settle_payroll, emits=paid),
            Operation(command=api.OpenWallet, policy=_SYSTEM, apply=wallets.open_wallet, emits=granted),
            Operation(command=api.OpenPayroll, policy=_SYSTEM, apply=payroll.open_payroll),
            Operation(command=api.CloseWallet, policy=_SYSTEM, apply=wallets.close_wallet, emits=closed),
        ]

    @hookimpl
    def register_queries(self) -> Sequence[Lookup[Any]]:
        """One's own wallet; the payroll for its office; all of it for staff."""
        return [
            Lookup(query=api.MyWallet, policy=_EMPLOYEE, answer=queries.my_wallet),
            Lookup(query=api.MyDeductions, policy=_OFFICE, answer=payroll.my_deductions),
            Lookup(query=api.Deductions, policy=_STAFF, answer=payroll.deductions),
            Lookup(query=api.Employers, policy=_STAFF, answer=employers.all_employers),
            Lookup(query=api.EmployerPrices, policy=_STAFF, answer=prices.all_prices),
        ]

    @hookimpl
    def register_jobs(self) -> Sequence[Job]:
        """Every hour, since months begin at another hour in each time zone."""
        title = text("Begin and end the months of allowances")
        return [Job(name="allowances", work=wallets.allowances, every=timedelta(hours=1), title=title)]

    @hookimpl
    def register_payment_methods(self) -> Sequence[PaymentMethod]:
        """The allowance, and the pay."""
        return [wallets.wallet_method(), payroll.payroll_method()]

    @hookimpl
    def contribute_prices(self, ctx: Context, items: tuple[Item, ...]) -> Sequence[PriceOffer]:
        """Prices that the employer agreed for its people."""
        return prices.prices_of(ctx, items)

    @hookimpl
    def record_add_membership(self, ctx: WriteContext, command: AddMembership) -> None:
        """Who joins may spend."""
        people.note_membership(ctx, command)

    @hookimpl
    def record_pay_order(self, ctx: WriteContext, events: Sequence[Event]) -> None:
        """Whose payments were begun, and promises that were given at once."""
        payroll.note_payments(ctx, events)

    @hookimpl
    def record_report_payment(self, ctx: WriteContext, events: Sequence[Event]) -> None:
        """Promises that became due when the rest was paid by card."""
        payroll.note_payments(ctx, events)

    @hookimpl
    def record_mark_paid(self, ctx: WriteContext, events: Sequence[Event]) -> None:
        """The same when the rest came by transfer."""
        payroll.note_payments(ctx, events)

    @hookimpl
    def record_finish_refund(self, ctx: WriteContext, events: Sequence[Event]) -> None:
        """What came back is not deducted."""
        payroll.note_payments(ctx, events)

    @hookimpl
    def register_routes(self) -> Sequence[Route]:
        """Wallet and payroll."""
        staff = Policy(permission=STAFF, who=frozenset({Who.PERMITTED}))
        return [
            Route(path=pages.WALLET_PAGE, view=pages.wallet_page, policy=_EMPLOYEE, name="b2e.wallet"),
            Route(path=office.OFFICE, view=office.office_page, policy=_OFFICE, name="b2e.payroll"),
            Route(path=office.OFFICE_FILE, view=office.office_file, policy=_OFFICE, name="b2e.payroll.csv"),
            Route(path=office.STAFF_FILE, view=office.staff_file, policy=staff, name="b2e.admin.payroll.csv"),
        ]

    @hookimpl
    def contribute_navigation(self, ctx: Context) -> Sequence[Link]:
        """Ways to them, for who wears the hat."""
        if people.worker_of(ctx) is None:
            return []
        links = [Link(label=text("Your allowance"), path=pages.WALLET_PAGE)]
        if api.BOOK in ctx.actor.permissions:
            links.append(Link(label=text("Payroll"), path=office.OFFICE))
        return links

    @hookimpl
    def contribute_blocks(self, ctx: Context, page: ShownPage) -> Sequence[Block]:
        """Whose shop it is, and what is left to spend."""
        return pages.blocks_for(ctx, page)

    @hookimpl
    def register_screens(self) -> Sequence[Screen]:
        """Employers, prices, payroll."""
        return screens()

    @hookimpl
    def register_inspections(self) -> Sequence[Callable[[Context], Iterator[Inspection]]]:
        """Grants and deductions against the ledger."""
        return [inspect_books]

    @hookimpl
    def register_seeds(self) -> Sequence[Seed]:
        """An employer with people, allowance and prices."""
        return [Seed(title="an employer", plant=plant)]
