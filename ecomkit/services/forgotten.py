"""Forgotten passwords: a letter with a link that works once and for an hour, to who has an account, and to nobody else."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from ecomkit.domain import (
    AskForPassword,
    Context,
    JobContext,
    Letter,
    PasswordChanged,
    Policy,
    Refuse,
    SetPassword,
    Value,
    Who,
    WriteContext,
    address_in,
    new_id,
    text,
)
from ecomkit.hooks import Job, Operation
from ecomkit.services.core import Core
from ecomkit.services.passwords import hashed
from ecomkit.services.profiles import login_of
from ecomkit.services.rows import rows_of
from ecomkit.services.words import translations
from ecomkit.storage import profiles
from ecomkit.storage.database import Rows

__all__ = ["PAGE", "jobs", "operations"]

PAGE = "/account/new-password"
"""Where the link of the letter leads, with the ticket as `ticket`."""
_LASTS = timedelta(hours=1)


class _Way(Value):
    """What the letter says."""

    name: str
    link: str


def _signed(ctx: Context, person: str, end: int, secret: str) -> str:
    """What nobody makes without the shop's secret; it covers the old password, so with that it ends."""
    said = f"password:{person}:{end}:{secret}".encode()
    return hmac.new(ctx.shop.secret.encode(), said, hashlib.sha256).hexdigest()


def _ticket(ctx: Context, person: str, secret: str) -> str:
    end = int((ctx.now + _LASTS).timestamp())
    return f"{person}.{end}.{_signed(ctx, person, end, secret)}"


def _opened(ctx: Context, rows: Rows, ticket: str) -> tuple[str, str] | None:
    """Whose ticket it is, and what is stored of their password now; None for one that is over, used or made up."""
    person, _, rest = ticket.partition(".")
    end, _, signature = rest.partition(".")
    if not end.isascii() or not end.isdigit() or int(end) < ctx.now.timestamp():
        return None
    secret = profiles.password_of(rows, person)
    right = secret is not None and hmac.compare_digest(_signed(ctx, person, int(end), secret), signature)
    return (person, secret) if right and secret is not None else None


def _ask(ctx: WriteContext, command: AskForPassword) -> None:
    row = profiles.credential_by(rows_of(ctx), login_of(command.email))
    if row is not None:
        ctx.enqueue("way_back", {"person": str(row.party), "locale": ctx.locale}, key=new_id())


def _write(core: Core, ctx: JobContext, payload: dict[str, str]) -> None:
    """The letter, in the language of the page that it was asked on."""
    with core.database.read() as rows:
        person, secret = profiles.person_by(rows, payload["person"]), profiles.password_of(rows, payload["person"])
    if person is None or secret is None:
        return  # erased meanwhile: nobody is left to write to
    locale = payload["locale"]
    asked = urlencode({"ticket": _ticket(ctx, person.id, secret)})
    link = f"{ctx.shop.url}{address_in(ctx.shop.languages, PAGE, locale)}?{asked}"
    subject = translations(locale, core.hooks.registry).gettext("Choose a new password")
    letter = Letter(
        key=f"way_back/{ctx.key}", to=person.email, subject=f"{ctx.shop.name}: {subject}", template="letters/way_back",
        model=_Way(name=person.name, link=link), locale=locale,
    )  # fmt: skip
    ctx.send(letter)


def _new_secret(ctx: Context, command: SetPassword) -> tuple[str, str, str] | None:
    """Whose, what is stored now and what will be. Slow on purpose, so before the transaction."""
    opened = _opened(ctx, rows_of(ctx), command.ticket)
    return (*opened, hashed(command.new)) if opened is not None else None


def _set(ctx: WriteContext, _command: SetPassword, known: tuple[str, str, str] | None) -> None:
    if known is None or not profiles.change_password(rows_of(ctx), known[0], before=known[1], after=known[2]):
        words = text("This link has been used, or it is older than an hour. Ask for another one.")
        raise Refuse.because("ticket", words, rule="accounts")
    ctx.emit(PasswordChanged(person=known[0]))


def operations() -> tuple[Operation[Any], ...]:
    """Commands of who cannot sign in."""
    anyone = Policy(permission="accounts.way_back", who=frozenset({Who.ANYONE}))
    return (
        Operation(command=AskForPassword, policy=anyone, apply=_ask),
        Operation(command=SetPassword, policy=anyone, prepare=_new_secret, apply=_set, emits=(PasswordChanged,)),
    )


def jobs(core: Core) -> tuple[Job, ...]:
    """The letter."""
    return (Job(name="way_back", work=partial(_write, core), title=text("Write who forgot the password")),)
