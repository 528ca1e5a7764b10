"""What other plugins may use of this one: commands, queries, events and values."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar

from pydantic import Field

from ecomkit.domain import EmailAddress, Member, Money, Sku, UnitPrice
from ecomkit.sdk import Command, Event, Query, Value

__all__ = [
    "ACCOUNT", "APPROVE", "APPROVER", "BUYER", "PURCHASER", "AddCompanyMember", "AskForReference", "Companies", "Company",
    "CompanyOpened", "CompanyPage", "ContractPrice", "ContractPriceSet", "ContractPrices", "Credit", "CreditLimitSet", "MyCompany",
    "NotePurchase", "OpenCompany", "OrderLimitSet", "Purchasing", "SetContractPrice", "SetCreditLimit", "SetOrderLimit", "Written",
]  # fmt: skip

PURCHASER = "purchaser"
BUYER = "buyer"
APPROVER = "approver"
APPROVE = "b2b.approve"
ACCOUNT = "account"

Written = Annotated[str, Field(pattern=r"^\d{1,10}(\.\d{1,3})?$")]
"""An amount in major units as a machine writes it: `500` or `12.50`."""
CompanyKey = Annotated[str, Field(min_length=1, max_length=64, title="Company", description="The company's key")]
_Label = Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f]*$")]


class OpenCompany(Command[str]):
    """Open a company's account

    Gives the company's key. `credit` is what it may owe; 0 opens no payment on account. With the key of a known company nothing
    changes.
    """

    name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f]*\S[^\x00-\x1f]*$", title="Name")]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", title="Country", description="Two letters, for example ES")]
    credit: Annotated[Written, Field(title="Credit limit", description="For example 5000.00")] = "0"
    reference_required: Annotated[bool, Field(title="Orders need a purchase-order number")] = False
    company: Annotated[str, Field(max_length=64, title="Key", description="Leave empty for a new one")] = ""


class AddCompanyMember(Command[str]):
    """Add somebody to a company

    Somebody who has an account already; as `buyer` or `approver`.
    """

    company: CompanyKey
    email: Annotated[EmailAddress, Field(title="Email")]
    role: Annotated[str, Field(pattern="^(buyer|approver)$", title="Role", description="buyer or approver")] = BUYER


class SetCreditLimit(Command[None]):
    """Set a company's credit limit

    Never below what the company owes already.
    """

    company: CompanyKey
    limit: Annotated[Written, Field(title="Credit limit", description="For example 5000.00")]


class SetOrderLimit(Command[None]):
    """Set an order limit

    Of a role or of one member; the member's own wins. An empty amount is no limit. Orders above it wait for approval.
    """

    company: CompanyKey
    role: Annotated[str | None, Field(max_length=60, title="Role", description="buyer or approver")] = None
    person: Annotated[str | None, Field(max_length=64, title="Person", description="Instead of a role")] = None
    per_order: Annotated[Written | None, Field(title="Limit an order")] = None
    per_day: Annotated[Written | None, Field(title="Limit in 24 hours")] = None


class SetContractPrice(Command[None]):
    """Set a contract price

    For a SKU from a quantity on, on the days from `valid_from` to `valid_until` (both included, in the shop's time zone).
    The same contract, SKU and quantity again replaces the price.
    """

    company: CompanyKey
    contract: Annotated[
        _Label, Field(min_length=1, title="Contract", description="What the customer reads, for example 2026-04")
    ]
    sku: Annotated[Sku, Field(title="SKU")]
    price: Annotated[Written, Field(title="Price", description="For example 12.50")]
    per: Annotated[int, Field(ge=1, le=1_000_000, title="Pieces that the price is for")] = 1
    from_quantity: Annotated[int, Field(ge=1, le=9_999, title="From so many pieces")] = 1
    net: Annotated[bool, Field(title="Tax comes on top")] = False
    valid_from: Annotated[date | None, Field(title="First day")] = None
    valid_until: Annotated[date | None, Field(title="Last day")] = None


class AskForReference(Command[None]):
    """Say whether a company's orders need a purchase-order number"""

    company: CompanyKey
    required: Annotated[bool, Field(title="Orders need a purchase-order number")] = False


class NotePurchase(Command[None]):
    """Note the purchase-order number

    Of the order that a cart is about to become, with the cost centre that pays.
    """

    cart: str
    reference: _Label = ""
    cost_centre: _Label = ""


class Credit(Value):
    """What a company may owe, owes (reservations included) and may still owe."""

    limit: Money
    used: Money
    left: Money


class Company(Value):
    """A company with an account here."""

    id: str
    name: str
    reference_required: bool
    credit: Credit


class Purchasing(Value):
    """What a member may order on their own: limits (None: no limit) and what they ordered in the last 24 hours."""

    per_order: Money | None
    per_day: Money | None
    ordered: Money


class ContractPrice(Value):
    """An agreed price, from a quantity on. `valid_until` is the moment in which it ends."""

    company: str
    contract: str
    sku: str
    from_quantity: int
    price: UnitPrice
    valid_from: datetime
    valid_until: datetime | None


class CompanyPage(Value):
    """What a member sees of their company."""

    company: Company
    own: Purchasing
    role: str
    members: tuple[Member, ...]
    prices: tuple[ContractPrice, ...]


class MyCompany(Query[CompanyPage]):
    """The company that the asker buys for. Raises `NotFound`."""


class Companies(Query[tuple[Company, ...]]):
    """All companies, by name."""


class ContractPrices(Query[tuple[ContractPrice, ...]]):
    """Contract prices of all companies, or of one."""

    company: str | None = None


class _CompanyEvent(Event):
    aggregate: ClassVar[str] = "company"
    company: str


class CompanyOpened(_CompanyEvent):
    """A company may buy here."""

    credit: Money


class CreditLimitSet(_CompanyEvent):
    """A company may owe more or less than before."""

    limit: Money


class OrderLimitSet(_CompanyEvent):
    """A role or a member of a company may order more or less than before."""

    limit_of: str
    per_order: Money | None
    per_day: Money | None


class ContractPriceSet(_CompanyEvent):
    """A price was agreed with a company."""

    contract: str
    sku: str
    from_quantity: int
    price: UnitPrice
