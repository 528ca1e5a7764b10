"""The ledger: one double-entry book for wallets, gift cards, points, payroll agreements, credit lines and sales."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Protocol

from pydantic import Field

from ecomkit.domain.command import Query
from ecomkit.domain.money import Money
from ecomkit.domain.value import Value

__all__ = ["Account", "AccountByKey", "AccountKey", "Ledger", "Movement", "Movements", "Posting", "Shortage"]

AccountKey = Annotated[str, Field(max_length=200)]
"""Says what the account is, from wide to narrow: `perks.wallet/<employer>/<person>/2026-11`, `sales/EUR`."""


class Shortage(Exception):
    """An account does not hold so much. Inside a command this becomes a refusal and the transaction rolls back."""

    def __init__(self, account: AccountKey, amount: Money) -> None:
        self.account = account
        self.amount = amount
        super().__init__(f"account {account} does not hold {amount}")


class Posting(Value):
    """Money moved from one account to another, once per key."""

    key: Annotated[str, Field(max_length=200)]
    debit: AccountKey
    credit: AccountKey
    money: Money
    reason: Annotated[str, Field(max_length=200)]


class Account(Value):
    """An account as it stands. `floor` is the lowest that `balance` less `reserved` may reach; None is no floor."""

    key: AccountKey
    balance: Money
    reserved: Money
    floor: Money | None

    @property
    def free(self) -> Money | None:
        """What can still be taken from it; None where there is no floor."""
        return None if self.floor is None else self.balance - self.reserved - self.floor


class AccountByKey(Query[Account]):
    """An account of the ledger, for its owner, staff and plugins. Raises `NotFound`, also where it is somebody else's."""

    account: AccountKey


class Movement(Value):
    """What a posting did to one account: positive came in. `balance` is that of the account afterwards.

    `key` is the posting's; core's own are `capture/payment/<key>`, `refund/<key>` and `receipt/<key>`.
    """

    key: str
    at: datetime
    money: Money
    balance: Money
    reason: str


class Movements(Query[tuple[Movement, ...]]):
    """What happened on an account, newest first; seen by whom `AccountByKey` lets see. Raises `NotFound`."""

    account: AccountKey
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class Ledger(Protocol):
    """What commands may do with accounts. Each act has a key: the same act twice happens once.

    A plugin takes from accounts whose key starts with its own name and a point (`loyalty.points/<person>`), and puts into
    those and core's (`sales/EUR`); what another plugin keeps is reached by that plugin's commands.
    """

    def open(self, account: AccountKey, *, currency: str, owner: str, floor: int | None = 0) -> None:
        """Open an account, or find it open. `floor` is the lowest that balance less reservations may reach, in minor
        units: 0 for a wallet, minus the limit for a credit line, None for no limit. Opening it again changes nothing.
        """

    def limit(self, account: AccountKey, floor: int) -> None:
        """Move the floor of an account: a new credit limit."""

    def post(self, posting: Posting) -> None:
        """Move money. The credited account gains, the debited one loses. Raises `Shortage` below its floor."""

    def reserve(self, key: str, account: AccountKey, money: Money) -> None:
        """Set money aside, guarded: raises `Shortage` where too little is free."""

    def capture(self, key: str, credit: AccountKey) -> None:
        """Turn a reservation into a posting to `credit`."""

    def release(self, key: str) -> None:
        """Give a reservation back."""

    def balance(self, account: AccountKey) -> Money | None:
        """Balance less reservations, or None where there is no such account."""
