"""Guessing: who types wrong codes again and again has to wait, in whichever process they ask."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy import Column as _Column
from sqlalchemy import Integer, MetaData, Table, bindparam, case, delete, insert, select, update

from ecomkit.domain import Context, WriteContext
from ecomkit.storage.columns import Utc, moment, name

__all__ = ["Guesses"]

_WINDOW = timedelta(minutes=15)


class Guesses:
    """Counts wrong codes by key in a table of the plugin's own, `<prefix>_guess`, which it registers and migrates.

    A key names a cart, or with `client/` in front a network address; many people may share the latter, so it has more tries.
    After `most` wrong ones (`shared` for an address) within a quarter of an hour nothing is taken until that has passed.
    """

    def __init__(self, prefix: str, metadata: MetaData, *, most: int = 5, shared: int = 30) -> None:
        self._most, self._shared = most, shared
        self.table = Table(
            f"{prefix}_guess", metadata,
            name("key", 80, primary_key=True), _Column("wrong", Integer, nullable=False), moment("at"),
        )  # fmt: skip
        guess = self.table.c
        since = bindparam("since", type_=Utc)
        again = case((guess.at > since, guess.wrong + 1), else_=1)
        self._known = select(self.table).where(guess.key.in_(bindparam("keys", expanding=True)), guess.at > since)
        self._wrong = (
            update(self.table).where(guess.key == bindparam("of")).values(wrong=again, at=bindparam("now", type_=Utc))
        )
        self._forget = delete(self.table).where(guess.key.in_(bindparam("keys", expanding=True)))
        self._old = delete(self.table).where(guess.at <= since)

    @staticmethod
    def keys(ctx: Context, cart: str, client: str) -> tuple[str, ...]:
        """The keys of who types: the cart, and the address as a keyed digest of the day, which says nothing later."""
        return (f"cart/{cart}", *_of_client(ctx, client))

    @staticmethod
    def keys_of(ctx: Context, client: str, **what: str) -> tuple[str, ...]:
        """The keys of who types what others may know too, such as the number of an order: each value as such a digest,
        so that neither many emails are tried with one number, nor many numbers with one email.
        """
        return (*(f"{name}/{_digest(ctx, name, value)}" for name, value in what.items()), *_of_client(ctx, client))

    def paused(self, ctx: Context, keys: Sequence[str]) -> bool:
        """Whether one of the keys has to wait."""
        rows = ctx.db.all(self._known, keys=list(keys), since=ctx.now - _WINDOW)
        return any(row.wrong >= (self._shared if row.key.startswith("client/") else self._most) for row in rows)

    def wrong(self, ctx: WriteContext, keys: Sequence[str]) -> None:
        """Count a wrong code. It lasts only where the command ends as done: answer, do not refuse."""
        for key in keys:
            if not ctx.db.write(self._wrong, of=key, since=ctx.now - _WINDOW, now=ctx.now):
                ctx.db.write(insert(self.table), key=key, wrong=1, at=ctx.now)

    def forget(self, ctx: WriteContext, keys: Sequence[str]) -> None:
        """A right one: start counting anew for the cart. An address that many share keeps its count."""
        ctx.db.write(self._forget, keys=[key for key in keys if not key.startswith("client/")])

    def tidy(self, ctx: WriteContext) -> None:
        """Forget what no longer makes anybody wait."""
        ctx.db.write(self._old, since=ctx.now - _WINDOW)


def _of_client(ctx: Context, client: str) -> tuple[str, ...]:
    return (f"client/{_digest(ctx, 'client', _household(client))}",) if client else ()


def _digest(ctx: Context, kind: str, said: str) -> str:
    whole = f"{kind}:{ctx.now.date().isoformat()}:{said}"
    return hmac.new(ctx.shop.secret.encode(), whole.encode(), hashlib.sha256).hexdigest()[:40]


def _household(client: str) -> str:
    """Whose address it is: of IPv6 the first 64 bits, as one line has all the others (RFC 6177)."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    return str(ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)
