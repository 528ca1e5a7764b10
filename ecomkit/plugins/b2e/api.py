"""What other plugins may use of this one: commands, queries, events and values."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

from ecomkit.domain import EmailAddress, Money, Movement, Sku
from ecomkit.sdk import Command, Event, Mistake, Query, Value

__all__ = [
    "BOOK", "EMPLOYEE", "HR", "PAYROLL", "SPEND", "STAFF", "WALLET", "AddEmployee", "AllowanceGranted", "AllowanceSet", "CloseWallet",
    "Deduction", "Deductions",
    "Employer", "EmployerOpened", "EmployerPrice", "EmployerPrices", "Employers", "GrantAllowance",
    "MyDeductions", "MyWallet", "OpenEmployer", "OpenPayroll", "OpenWallet", "PayrollSettled",
    "SetAllowance", "SetBudget", "SetEmployeePrice",
    "SettlePayroll", "Wallet", "WalletClosed",
]  # fmt: skip

EMPLOYEE = "employee"
STAFF = "staff"
HR = "hr"
WALLET = "wallet"
PAYROLL = "payroll"
SPEND = "b2e.spend"
"""What everybody who is an employee may do: spend an allowance."""
BOOK = "b2e.payroll"
"""What people of the employer's payroll office may do beyond that: see what is to be deducted."""


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise Mistake("%(value)s is no time zone: write one such as Europe/Madrid", value=repr(value[:60]))
    return value


Written = Annotated[str, Field(pattern=r"^\d{1,10}(\.\d{1,3})?$")]
"""An amount in major units as a machine writes it: `60` or `12.50`."""
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", title="Month", description="For example 2026-11")]
EmployerKey = Annotated[str, Field(min_length=1, max_length=64, title="Employer", description="The employer's key")]
PersonKey = Annotated[str, Field(min_length=1, max_length=64, title="Employee", description="The person's key")]
GrantKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$", title="Key of the grant")]
_Optional = Annotated[str, Field(pattern=r"^(\d{1,10}(\.\d{1,3})?)?$")]


class OpenEmployer(Command[str]):
    """Open an employer's account

    Gives the employer's key. Each employee gets `allowance` once a calendar month of `timezone`, and may have up to `payroll`
    deducted from their pay; 0 switches either off. `budget` is the most that allowances may come to in all, empty for no end.
    With a key that is known nothing changes.
    """

    name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f]*\S[^\x00-\x1f]*$", title="Name")]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", title="Country", description="Two letters, for example ES")]
    timezone: Annotated[
        str, AfterValidator(_zone), Field(max_length=60, title="Time zone", description="For example Europe/Madrid")
    ]
    allowance: Annotated[Written, Field(title="Allowance a month", description="For example 60.00")] = "0"
    payroll: Annotated[Written, Field(title="Deducted from pay at most", description="For example 200.00")] = "0"
    budget: Annotated[_Optional, Field(title="Budget of the employer", description="Empty for no end")] = ""
    employer: Annotated[
        str, Field(max_length=64, pattern=r"^[^/]*$", title="Key", description="Leave empty for a new one")
    ] = ""


class AddEmployee(Command[str]):
    """Add somebody to an employer

    Somebody who has an account already; as `staff`, or `hr` for the payroll office.
    """

    employer: EmployerKey
    email: Annotated[EmailAddress, Field(title="Email")]
    role: Annotated[Literal["staff", "hr"], Field(title="Role")] = "staff"


class SetAllowance(Command[None]):
    """Set an allowance

    Of one employee, or of all who have none of their own. What was granted stays; the next month has the new amount.
    `payroll` is what may be deducted from pay at most. `active` stops an employee from spending.
    """

    employer: EmployerKey
    person: Annotated[str, Field(max_length=64, title="Employee", description="Empty for all of them")] = ""
    allowance: Annotated[_Optional, Field(title="Allowance a month", description="Empty to leave it")] = ""
    payroll: Annotated[_Optional, Field(title="Deducted from pay at most", description="Empty to leave it")] = ""
    active: Annotated[bool, Field(title="May spend")] = True


class SetBudget(Command[None]):
    """Set an employer's budget

    The most that all allowances may come to, less what came back; never below what was granted already.
    """

    employer: EmployerKey
    budget: Annotated[Written, Field(title="Budget", description="For example 5000.00")]


class GrantAllowance(Command[bool]):
    """Grant an allowance

    Once for each person and key: the month's own has the month as key. Says whether it was granted now. It goes to the wallet
    of the current month; without an amount it is the person's allowance.
    """

    employer: EmployerKey
    person: PersonKey
    grant: GrantKey
    amount: Annotated[_Optional, Field(title="Amount", description="Empty for the monthly allowance")] = ""
    reason: Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f]*$", title="Reason")] = ""


class OpenWallet(Command[None]):
    """Open the wallet of the current month

    And put the month's allowance there, where it is due and the employer's budget has it. Run before each use.
    """

    employer: EmployerKey
    person: PersonKey


class OpenPayroll(Command[None]):
    """Open the account of what is deducted from somebody's pay"""

    employer: EmployerKey
    person: PersonKey


class CloseWallet(Command[None]):
    """Close the wallet of a month that is over

    What was not spent goes back to the employer. What orders have set aside stays theirs.
    """

    employer: EmployerKey
    person: PersonKey
    month: Month


class SettlePayroll(Command[Money]):
    """Settle the payroll of a month

    The employer has deducted it and paid: what employees owed for the month is paid. Gives the sum. A second run finds nothing
    left.
    """

    employer: EmployerKey
    month: Month


class SetEmployeePrice(Command[None]):
    """Set a price for employees

    A percentage off the list price, or a fixed price; without either, the list price holds again.
    """

    employer: EmployerKey
    sku: Sku
    percent: Annotated[str, Field(pattern=r"^(\d{1,2}(\.\d{1,2})?|100)?$", title="Percent off")] = ""
    price: Annotated[_Optional, Field(title="Fixed price", description="For example 12.50")] = ""


class Employer(Value):
    """An employer with what it lets its people spend. `spent` is what left its account, `budget` None has no end."""

    id: str
    name: str
    timezone: str
    allowance: Money
    payroll: Money
    budget: Money | None
    spent: Money
    employees: int


class Employers(Query[tuple[Employer, ...]]):
    """All employers, for staff."""


class EmployerPrice(Value):
    """What employees pay for a SKU: `percent` off in hundredths of a percent, or a fixed price."""

    employer: str
    sku: str
    percent: int | None
    price: Money | None


class EmployerPrices(Query[tuple[EmployerPrice, ...]]):
    """Prices for employees, for staff."""


class Wallet(Value):
    """Somebody's allowance of one month, in money and nothing else.

    `free` can be spent now, `reserved` is set aside for orders that wait. `last` is the last day on which it can be spent,
    in the employer's time zone. `payroll` is what will be deducted from pay; None where the employer has no such agreement.
    """

    employer: str
    employer_name: str
    month: str
    last: date
    free: Money
    reserved: Money
    current: bool
    active: bool
    allowance: Money
    payroll: Money | None
    months: tuple[str, ...]
    movements: tuple[Movement, ...]
    orders: tuple[tuple[str, str], ...]


class MyWallet(Query[Wallet]):
    """One's own wallet: of a month, or the current one. Raises `NotFound`."""

    month: Month | None = None


class Deduction(Value):
    """What somebody owes by payroll for a month: `deducted` less `given_back`. `settled` once the employer has paid."""

    person: str
    name: str
    month: str
    deducted: Money
    given_back: Money
    settled: bool

    @property
    def due(self) -> Money:
        """What is to be deducted from the pay; less than nothing where more came back than was bought."""
        return self.deducted - self.given_back


class Deductions(Query[tuple[Deduction, ...]]):
    """What is to be deducted for an employer and a month, for staff."""

    employer: EmployerKey
    month: Month


class MyDeductions(Query[tuple[Deduction, ...]]):
    """The same for who does the payroll of their own employer. They see amounts, never what was bought."""

    month: Month


class EmployerOpened(Event):
    """An employer's people may buy."""

    aggregate: ClassVar[str] = "employer"
    employer: str


class AllowanceSet(Event):
    """An allowance changed; an empty person stands for all."""

    aggregate: ClassVar[str] = "employer"
    employer: str
    person: str
    allowance: Money | None
    payroll: Money | None
    active: bool


class AllowanceGranted(Event):
    """Money was put into a wallet (`employer/person/month`)."""

    aggregate: ClassVar[str] = "wallet"
    wallet: str
    grant: str
    money: Money
    at: datetime


class WalletClosed(Event):
    """What was not spent went back to the employer."""

    aggregate: ClassVar[str] = "wallet"
    wallet: str
    money: Money


class PayrollSettled(Event):
    """The employer paid what its people had deducted for a month."""

    aggregate: ClassVar[str] = "employer"
    employer: str
    month: str
    money: Money
