"""The root of the auditor's values: frozen, and strict about what they hold."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["Value"]


class Value(BaseModel):
    """A frozen value that refuses fields nobody declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")
