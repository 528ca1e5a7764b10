"""`ecomkit run`: any command of the shop, as its owner."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ecomkit.cli.options import as_json, pairs, print_json, shop_folder
from ecomkit.speech import say

if TYPE_CHECKING:
    from ecomkit.domain import Command, Outcome
    from ecomkit.shop import Shop

__all__ = ["run"]


@click.command()
@click.argument("command", required=False)
@shop_folder
@click.option("--set", "given", metavar="NAME=VALUE", multiple=True, help="A field of the command; JSON for lists.")
@click.option("--key", help="The same key twice does the work once.")
@click.option("--list", "wanted", is_flag=True, help="List all commands with their fields.")
@as_json
def run(command: str | None, folder: Path, given: tuple[str, ...], key: str | None, wanted: bool, as_json: bool) -> int:
    """Run COMMAND as the owner of the shop: it passes the same checks as from a page.

    Exit 0 when done or held for approval, 1 when the shop refuses.
    """
    from ecomkit.cli.opening import ready_shop

    values = pairs(given)
    with ready_shop(folder) as shop:
        if wanted or command is None:
            _list(shop, as_json)
            return 0
        outcome = shop.run(shop.system(), _build(shop, command, values), key=key)
    if as_json:
        print_json(outcome.model_dump(mode="json"))
    else:
        _say(shop, outcome)
    return 1 if outcome.kind == "refused" else 0


def _list(shop: Shop, as_json: bool) -> None:
    from ecomkit.cli.tables import print_table
    from ecomkit.domain import hook_name, text

    known = {hook_name(one): (one, owned.plugin) for one, owned in shop.core.operations.items()}
    if as_json:
        print_json([{"name": n, "title": c.title(), "plugin": p, "fields": _fields(c)} for n, (c, p) in known.items()])
        return
    rows = [
        (name, shop.say(text(command.title())), _signature(command), plugin)
        for name, (command, plugin) in sorted(known.items())
    ]
    print_table((say("command"), say("what it does"), say("fields"), "plugin"), rows)


def _fields(command: type[Command[Any]]) -> dict[str, bool]:
    """Each field with whether it must be given."""
    return {name: field.is_required() for name, field in command.model_fields.items()}


def _signature(command: type[Command[Any]]) -> str:
    return ", ".join(name if needed else f"[{name}]" for name, needed in _fields(command).items())


def _build(shop: Shop, name: str, values: Mapping[str, str]) -> Command[Any]:
    """The command from its name and words. Raises `UserError` that says what is missing or wrong."""
    from pydantic import ValidationError

    from ecomkit.domain import hook_name
    from ecomkit.errors import UserError
    from ecomkit.kernel.problems import close_match
    from ecomkit.mistakes import mistake_in

    kind = shop.core.command_named(name)
    if kind is None:
        meant = close_match(name, (hook_name(one) for one in shop.core.operations))
        hint = say("did you mean %(meant)s?", meant=repr(meant)) if meant else say("see `ecomkit run --list`")
        raise UserError(say("there is no command %(name)s: %(hint)s", name=repr(name), hint=hint))
    try:
        return kind.model_validate({field: _parsed(value) for field, value in values.items()})
    except ValidationError as error:
        found = [
            f"{'.'.join(map(str, one['loc']))}: {mistake_in(one).said()}"
            for one in error.errors(include_url=False, include_input=False)
        ]
        raise UserError(
            say(
                "%(name)s: %(found)s. Fields: %(signature)s",
                name=name,
                found="; ".join(found),
                signature=_signature(kind),
            )
        ) from error


def _parsed(value: str) -> object:
    """JSON where it is a list or an object, else the word itself."""
    if value[:1] in "[{" and value:
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            return value
    return value


def _say(shop: Shop, outcome: Outcome[Any]) -> None:
    if outcome.kind == "done":
        result = outcome.result
        click.echo(say("Done.") if result is None else say("Done: %(result)s", result=result))
    elif outcome.kind == "held":
        click.echo(say("Held: it waits for approval as %(number)s.", number=outcome.number))
    else:
        for refusal in outcome.refusals:
            click.echo(
                say(
                    "Refused (%(code)s, rule %(rule)s): %(text)s",
                    code=refusal.code,
                    rule=refusal.rule or "core",
                    text=shop.say(refusal.text),
                ),
                err=True,
            )
