"""Value: what all frozen values of the domain are made of."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["Value"]


class Value(BaseModel):
    """A frozen value. Unknown fields are errors, so that a misspelt name never passes in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")
