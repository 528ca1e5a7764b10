"""The unit of work behind a context, for core's own services."""

from __future__ import annotations

from ecomkit.domain import Context
from ecomkit.storage.database import Rows

__all__ = ["rows_of"]


def rows_of(ctx: Context) -> Rows:
    """The rows of a running unit of work. `PermissionError` outside one."""
    if not isinstance(ctx.db, Rows):
        raise PermissionError("there is no database outside a unit of work")
    return ctx.db
