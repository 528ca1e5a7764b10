"""The ledger on tables: guarded reservations, postings that happen once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Row

from ecomkit.domain import AccountKey, Money, Posting, Shortage
from ecomkit.domain.value import ensure_fits
from ecomkit.storage.database import Rows
from ecomkit.storage.tables import account, ledger_hold, posting

__all__ = ["TableLedger", "account_row", "postings_of", "was_posted"]

_LONGEST, _LONGEST_OWNER = 200, 64
_LONGEST_HOLD = _LONGEST - len("capture/")
_ACCOUNT = select(account).where(account.c.key == bindparam("of"))
_POSTED = select(posting.c.amount).where(posting.c.key == bindparam("of"))
_POSTINGS = (
    select(posting)
    .where((posting.c.debit == bindparam("of")) | (posting.c.credit == bindparam("of")))
    .order_by(posting.c.at.desc(), posting.c.key.desc())
)
_HELD = select(ledger_hold).where(ledger_hold.c.key == bindparam("of"))
_MOVE = update(account).where(account.c.key == bindparam("of"))
_FREE = account.c.floor.is_(None) | (account.c.balance - account.c.reserved - bindparam("n") >= account.c.floor)
_DEBIT = _MOVE.where(_FREE).values(balance=account.c.balance - bindparam("n"))
_CREDIT = _MOVE.values(balance=account.c.balance + bindparam("n"))
_RESERVE = _MOVE.where(_FREE).values(reserved=account.c.reserved + bindparam("n"))
_RELEASE = _MOVE.values(reserved=account.c.reserved - bindparam("n"))
_CAPTURE = _MOVE.values(reserved=account.c.reserved - bindparam("n"), balance=account.c.balance - bindparam("n"))
_SETTLE = (
    update(ledger_hold)
    .where(ledger_hold.c.key == bindparam("of"), ledger_hold.c.state == "live")
    .values(state=bindparam("after"))
)
_LIMIT = _MOVE.values(floor=bindparam("to"))


def account_row(rows: Rows, key: AccountKey) -> Row[Any] | None:
    """The bare row of an account."""
    return rows.first(_ACCOUNT, of=key)


def postings_of(rows: Rows, key: AccountKey, limit: int) -> Sequence[Row[Any]]:
    """What was posted to or from an account, newest first."""
    return rows.all(_POSTINGS.limit(limit), of=key)


def was_posted(rows: Rows, key: str) -> bool:
    """Whether a posting with this key was made."""
    return rows.scalar(_POSTED, of=key) is not None


class TableLedger:
    """The ledger of a running transaction, for one plugin: it may take only from accounts that bear its name."""

    __slots__ = ("_now", "_plugin", "_rows")

    def __init__(self, rows: Rows, plugin: str, now: datetime) -> None:
        self._rows = rows
        self._plugin = plugin
        self._now = now

    def open(self, key: AccountKey, *, currency: str, owner: str, floor: int | None = 0) -> None:
        """Open an account, or find it open with whatever it holds."""
        self._own(key)
        ensure_fits("the key of an account", key, _LONGEST)
        ensure_fits("the owner of an account", owner, _LONGEST_OWNER)
        if self._rows.first(_ACCOUNT, of=key) is None:
            self._rows.write(
                insert(account), key=key, currency=currency, owner=owner, balance=0, reserved=0, floor=floor
            )

    def limit(self, key: AccountKey, floor: int) -> None:
        """Move the floor; refused by the table where the balance is already below it."""
        self._own(key)
        self._rows.write(_LIMIT, of=key, to=floor)

    def post(self, entry: Posting) -> None:
        """Move money, once per key."""
        self._own(entry.debit)
        self._own_or_core(entry.credit)
        before = self._rows.scalar(_POSTED, of=entry.key)
        if before is not None:
            if before != entry.money.amount:
                raise ValueError(f"posting {entry.key} was already made with another amount")
            return
        self._agree(entry.debit, entry.money)
        self._agree(entry.credit, entry.money)
        if not self._rows.write(_DEBIT, of=entry.debit, n=entry.money.amount):
            raise Shortage(entry.debit, entry.money)
        self._rows.write(_CREDIT, of=entry.credit, n=entry.money.amount)
        self._book(entry)

    def reserve(self, key: str, of: AccountKey, money: Money) -> None:
        """Set money aside; the guard is in the statement, so two tabs cannot take the same."""
        self._own(of)
        ensure_fits("the key of a reservation", key, _LONGEST_HOLD)
        hold = self._rows.first(_HELD, of=key)
        if hold is not None:
            if (hold.account, hold.amount, hold.state) == (of, money.amount, "released"):
                raise ValueError(f"reservation {key} was given back: reserve again under another key")
            if (hold.account, hold.amount, hold.currency) != (of, money.amount, money.currency):
                raise ValueError(f"reservation {key} was already made with another account or amount")
            return
        self._agree(of, money)
        if not self._rows.write(_RESERVE, of=of, n=money.amount):
            raise Shortage(of, money)
        self._rows.write(
            insert(ledger_hold),
            key=key,
            account=of,
            amount=money.amount,
            currency=money.currency,
            state="live",
            at=self._now,
        )

    def capture(self, key: str, credit: AccountKey) -> None:
        """Turn a live reservation into a posting."""
        hold = self._rows.first(_HELD, of=key)
        if hold is None or not self._rows.write(_SETTLE, of=key, after="captured"):
            return
        self._own(hold.account)
        self._own_or_core(credit)
        money = Money(amount=hold.amount, currency=hold.currency)
        self._agree(credit, money)
        self._rows.write(_CAPTURE, of=hold.account, n=hold.amount)
        self._rows.write(_CREDIT, of=credit, n=hold.amount)
        self._book(Posting(key=f"capture/{key}", debit=hold.account, credit=credit, money=money, reason="capture"))

    def release(self, key: str) -> None:
        """Give a live reservation back."""
        hold = self._rows.first(_HELD, of=key)
        if hold is None:
            return
        self._own(hold.account)
        if self._rows.write(_SETTLE, of=key, after="released"):
            self._rows.write(_RELEASE, of=hold.account, n=hold.amount)

    def balance(self, key: AccountKey) -> Money | None:
        """What is free on an account."""
        row = self._rows.first(_ACCOUNT, of=key)
        return Money(amount=row.balance - row.reserved, currency=row.currency) if row else None

    def _book(self, entry: Posting) -> None:
        self._rows.write(
            insert(posting), key=entry.key, debit=entry.debit, credit=entry.credit, amount=entry.money.amount,
            currency=entry.money.currency, reason=entry.reason, at=self._now,
        )  # fmt: skip

    def _agree(self, key: AccountKey, money: Money) -> None:
        row = self._rows.first(_ACCOUNT, of=key)
        if row is None:
            raise ValueError(f"there is no account {key}: open it first")
        if row.currency != money.currency:
            raise ValueError(f"account {key} is in {row.currency}, not in {money.currency}")
        if money.amount <= 0:
            raise ValueError("a posting moves more than nothing; swap debit and credit to move back")

    def _own(self, key: AccountKey) -> None:
        if self._plugin != "core" and not key.startswith(f"{self._plugin}."):
            raise PermissionError(
                f"account {key!r} is not of plugin {self._plugin!r}: its accounts start with {self._plugin}."
            )

    def _own_or_core(self, key: AccountKey) -> None:
        """Core's accounts are known by having no plugin's name before a point: `sales/EUR`."""
        if "." in key.partition("/")[0]:
            self._own(key)
