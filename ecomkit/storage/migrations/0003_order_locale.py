"""The locale in which an order was placed: letters about it are written in it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

__all__ = ["upgrade"]


def upgrade(op: Operations) -> None:
    """Add the column; of orders that are there already nothing is known, so their letters stay in the main language."""
    op.add_column("orders", sa.Column("locale", sa.String(length=20), nullable=False, server_default=""))
