"""Value: what all frozen values of the domain are made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Key", "Value", "ensure_fits"]

Key = Annotated[str, Field(max_length=64)]
"""The key of something that is kept. Each text that is written to a column is no longer than it, whatever the engine."""


class Value(BaseModel):
    """A frozen value. Unknown fields are errors, so that a misspelt name never passes in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def ensure_fits(what: str, value: str, most: int) -> None:
    """Raise `ValueError` for a text that is longer than where it is kept: SQLite would take it, PostgreSQL would not."""
    if len(value) > most:
        raise ValueError(f"{what} {value[:40] + '…'!r} has {len(value)} letters, {most} at most")
