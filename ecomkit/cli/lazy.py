"""A click group that knows its commands by name and one line of help, and loads only the one that runs."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Iterable
from inspect import cleandoc
from typing import Any, NamedTuple

import click

from ecomkit.speech import say

__all__ = ["Entry", "LazyGroup"]


class Entry(NamedTuple):
    """A command's name, where it is (`module:attribute`) and its line in `--help`."""

    name: str
    place: str
    help: str


class LazyGroup(click.Group):
    """A group of entries. A command's module is imported when it is run or asked for its own help."""

    def __init__(self, name: str, entries: Iterable[Entry], **options: Any) -> None:
        super().__init__(name, context_settings={"help_option_names": ["-h", "--help"]}, **options)
        self._entries = {entry.name: entry for entry in entries}
        self.params.append(_version_option())

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click names it
        """Names in the order of the table, which is the order in which people need them."""
        return list(self._entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click names it
        """Load one command; None for a name that is not in the table."""
        entry = self._entries.get(cmd_name)
        if entry is None:
            return None
        module, _, attribute = entry.place.partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        _translate(command)
        return command

    def get_help(self, ctx: click.Context) -> str:
        """Like click's, in the reader's language."""
        _translate(self)
        return super().get_help(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Like click's, with a guess at what was meant."""
        if args and args[0] not in self._entries and not args[0].startswith("-"):
            meant = difflib.get_close_matches(args[0], self._entries, n=1)
            hint = say("did you mean %(meant)s?", meant=repr(meant[0])) if meant else say("see `ecomkit --help`")
            ctx.fail(say("there is no command %(name)s: %(hint)s", name=repr(args[0]), hint=hint))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click names it
        """Write the table as it is, without loading anything."""
        with formatter.section(say("Commands")):
            formatter.write_dl([(entry.name, say(entry.help)) for entry in self._entries.values()])


def _translate(command: click.Command) -> None:
    """Say the help of a command and of those below it. Said once more it stays as it is: no catalogue knows it."""
    command.help = say(cleandoc(command.help)) if command.help else None
    for option in (one for one in command.params if isinstance(one, click.Option)):
        option.help = say(option.help) if option.help else None
        if isinstance(option.show_default, str):
            option.show_default = say(option.show_default)
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        _translate(below)


def _version_option() -> click.Option:
    def show(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
        if wanted:
            from ecomkit import __version__

            click.echo(f"ecomkit {__version__}")
            ctx.exit()

    return click.Option(
        ["--version"], is_flag=True, expose_value=False, is_eager=True, callback=show, help="Show the version and exit."
    )
