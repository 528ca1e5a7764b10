"""Options that several commands share."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from ecomkit.speech import say

__all__ = ["as_json", "confirmed", "pairs", "place", "print_json", "shop_folder"]

F = TypeVar("F", bound=Callable[..., Any])


def shop_folder(function: F) -> F:
    """`--shop FOLDER`, given as `folder: Path`."""
    option = click.option(
        "--shop", "folder", metavar="FOLDER", default=".", show_default="here", help="The shop's folder.",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
    )  # fmt: skip
    return option(function)


def as_json(function: F) -> F:
    """`--json`, given as `as_json: bool`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")(function)


def print_json(value: object) -> None:
    """Print one JSON document, readable by people too."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def confirmed(question: str) -> bool:
    """Ask for a yes, in the reader's language or in English; anything else is a no."""
    said = click.prompt(f"{question} [{say('y/N')}]", default="n", show_default=False)
    return str(said).strip().lower()[:1] in {"y", say("y/N")[0]}


def place(line: int, column: str) -> str:
    """Where a row of a file was refused."""
    where = say("line %(line)s", line=line)
    return f"{where}, {say('column %(column)s', column=column)}" if column else where


def pairs(given: Sequence[str]) -> dict[str, str]:
    """`("k=v", …)` as a dictionary. Raises `click.UsageError` for one without a name or an equals sign."""
    found: dict[str, str] = {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign or not name.strip():
            raise click.UsageError(say("--set %(one)s: write it as --set name=value", one=repr(one)))
        found[name.strip()] = value
    return found
