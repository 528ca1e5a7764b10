"""The shop as an import sees it: two doors, and where it keeps its things."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol, TypeVar

from ecomkit.domain import Command, Context, Outcome, Query
from ecomkit.hooks import Hooks
from ecomkit.services.core import Core
from ecomkit.storage.database import Database

__all__ = ["OpenShop"]

T = TypeVar("T")


class OpenShop(Protocol):
    """What `ecomkit.Shop` offers to an import; the class itself stands on a higher floor."""

    hooks: Hooks
    core: Core
    database: Database
    folder: Path

    def run(self, ctx: Context, command: Command[T], *, key: str | None = None) -> Outcome[T]:
        """Run a command."""

    def ask(self, ctx: Context, query: Query[T]) -> T:
        """Answer a query."""

    def system(self, *_args: Any, **_options: Any) -> Context:
        """A moment in which the shop itself acts."""
