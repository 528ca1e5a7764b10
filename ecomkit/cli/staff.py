"""`ecomkit staff`: who works in the shop."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ecomkit.cli.options import as_json, print_json, shop_folder
from ecomkit.speech import say

if TYPE_CHECKING:
    from ecomkit.domain import Command, Context
    from ecomkit.shop import Shop

__all__ = ["staff"]


@click.group()
def staff() -> None:
    """Add the people who work in the shop."""


@staff.command()
@click.argument("email")
@shop_folder
@click.option("--name", help="What the person is called; made from the address when left out.")
@click.option("--role", default="manager", show_default=True, help="What the person may do.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--generate", is_flag=True, help="Make a password and print it once.")
@as_json
def add(
    email: str, folder: Path, name: str | None, role: str, password_stdin: bool, generate: bool, as_json: bool
) -> None:
    """Let the person with this e-mail address sign in at /admin.

    Asks for a password; without a terminal it is made and printed once. Somebody who has an account keeps their password.
    """
    from ecomkit.cli.opening import ready_shop

    if password_stdin and generate:
        raise click.UsageError(say("--password-stdin and --generate exclude each other"))
    with ready_shop(folder) as shop:
        given = _Given(email, name or email.partition("@")[0].replace(".", " ").title(), role)
        password, made = ("", False) if _known(shop, email) else _password(password_stdin, generate)
        known = _enrol(shop, given, password)
        address = f"{shop.settings.shop.url}/admin"
    if as_json:
        print_json({"email": email, "role": role, "known": known, "password": password if made else None})
        return
    click.echo(
        say("%(email)s works here now as %(role)s. Sign in at %(address)s", email=email, role=role, address=address)
    )
    if made:
        click.echo(say("Password (shown this once): %(password)s", password=password))
    elif known:
        click.echo(say("The person had an account: the password is the one they know."))


class _Given:
    def __init__(self, email: str, name: str, role: str) -> None:
        self.email, self.name, self.role = email, name, role


def _password(from_stdin: bool, generate: bool) -> tuple[str, bool]:
    """The password, and whether it was made here."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n"), False
    if generate or not sys.stdin.isatty():
        return secrets.token_urlsafe(12), True
    return str(click.prompt(say("Password"), hide_input=True, confirmation_prompt=say("Once more"))), False


def _known(shop: Shop, email: str) -> str | None:
    """The person's key, if there is an account with this address."""
    from ecomkit.services.profiles import login_of
    from ecomkit.storage.profiles import credential_by

    with shop.database.read() as rows:
        row = credential_by(rows, login_of(email))
    return str(row.party) if row else None


def _enrol(shop: Shop, given: _Given, password: str) -> bool:
    """Register the person where needed and make them a member of the shop; says whether they had an account."""
    from ecomkit.domain import AddMembership, AddOrganisation, RegisterPerson
    from ecomkit.services.core import STAFF

    ctx, facts = shop.system(), shop.core.facts
    person = _known(shop, given.email)
    known = person is not None
    if person is None:
        person = _do(shop, ctx, RegisterPerson, email=given.email, name=given.name, password=password)
    own = _do(shop, ctx, AddOrganisation, name=facts.name, country=facts.country, key=facts.party)
    _do(shop, ctx, AddMembership, person=person, organisation=own, capacity=STAFF, role=given.role)
    return known


def _do(shop: Shop, ctx: Context, command: type[Command[str]], **values: object) -> str:
    """Run a command of core. Raises `UserError` where a value is wrong or the shop refuses."""
    from pydantic import ValidationError

    from ecomkit.domain import Done, Held
    from ecomkit.errors import NotFinished, UserError
    from ecomkit.mistakes import mistake_in

    try:
        outcome = shop.run(ctx, command(**values))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"]))
        what = (
            say("is no e-mail address: write it as name@example.com") if field == "email" else mistake_in(first).said()
        )
        raise UserError(f"{field}: {what}") from error
    if isinstance(outcome, Done):
        return str(outcome.result)
    if isinstance(outcome, Held):
        raise NotFinished(say("it waits for approval as %(number)s", number=outcome.number))
    raise UserError(shop.say(outcome.text))
