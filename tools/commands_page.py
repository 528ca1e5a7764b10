"""Writes `docs/command-line.md` from the commands themselves: `python -m tools.commands_page [--check]`."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc

import click

from ecomkit.cli import COMMANDS, command_line
from tools.pages import DOCS, run, table

PAGE = DOCS / "command-line.md"
LEAD = """# Command line

Generated from the code by `python -m tools.commands_page`.

Exit codes: 0 fine, 1 findings or failures, 2 bad input with nothing written, 3 could not finish.
"""


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command of the command line with its full name; groups come before what is in them."""
    root = click.Context(command_line, info_name="ecomkit")
    for entry in COMMANDS:
        command = command_line.get_command(root, entry.name)
        assert command is not None, entry.name
        yield from _within(f"ecomkit {entry.name}", command)


def _within(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for key, inner in sorted(command.commands.items()):
            yield from _within(f"{name} {key}", inner)


def _usage(name: str, command: click.Command) -> str:
    places = [one.make_metavar(click.Context(command)) for one in command.params if isinstance(one, click.Argument)]
    return " ".join([name, *places])


def written() -> str:
    """The page."""
    lines = [LEAD]
    for name, command in commands():
        lines += [f"## `{_usage(name, command)}`", "", cleandoc((command.help or "").partition("\f")[0]), ""]
        options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
        if options:
            rows = [(f"`{', '.join((*one.opts, *one.secondary_opts))}`", one.help or "") for one in options]
            lines += table(("option", "what it does"), rows)
    return "\n".join(lines)


if __name__ == "__main__":
    run(PAGE, written)
