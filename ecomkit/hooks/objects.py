"""Hooks of business objects: what a plugin keeps, how it may change, and what it can read in (F4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table

from ecomkit.domain import Command, Context, Text, Value
from ecomkit.kernel import hookspec

__all__ = [
    "BusinessObject",
    "Importer",
    "Inspection",
    "register_importers",
    "register_inspections",
    "register_objects",
    "register_tables",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessObject:
    """A thing of the business with a life: its table, its states, and what staff see of it.

    `states` says which state may follow which; the table has a column `state`. Core makes a screen of the columns named.
    """

    key: str
    title: Text
    table: Table
    columns: tuple[tuple[str, Text], ...]
    permission: str
    states: Mapping[str, frozenset[str]] = field(default_factory=dict)
    commands: tuple[type[Command[Any]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """A kind of row that `ecomkit catalogue import` can read: its fields, and what makes commands of a batch of rows.

    `read` takes mapped rows (with their line numbers) and gives the command that saves them, with refusals: line, field and reason, which
    is said in the language of the terminal where it is a `Text`.
    """

    key: str
    title: Text
    fields: Mapping[str, tuple[str, ...]]
    required: frozenset[str]
    read: Callable[
        [Context, Sequence[tuple[int, Mapping[str, str]]]],
        tuple[Command[Any] | None, Sequence[tuple[int, str, str | Text]]],
    ]


class Inspection(Value):
    """Something wrong that `ecomkit verify` found (I8): a code, the thing, and what does not agree.

    `message` is a predicate about the thing, said in the language of the terminal where it is a `Text`. Amounts are minor units.
    """

    code: str
    subject: str
    message: Text | str


@hookspec
def register_tables() -> Sequence[Table]:
    """The plugin's own tables, each name starting with the plugin's name. They may reference core keys, never the reverse."""
    raise NotImplementedError


@hookspec
def register_objects() -> Sequence[BusinessObject]:
    """Business objects."""
    raise NotImplementedError


@hookspec
def register_importers() -> Sequence[Importer]:
    """Kinds of rows that can be imported."""
    raise NotImplementedError


@hookspec
def register_inspections() -> Sequence[Callable[[Context], Iterator[Inspection]]]:
    """What `ecomkit verify` checks of the plugin's own books."""
    raise NotImplementedError
