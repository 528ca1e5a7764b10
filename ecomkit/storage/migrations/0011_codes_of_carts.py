"""The codes that customers entered lie in the cart, whoever they belong to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

__all__ = ["upgrade"]


def upgrade(op: Operations) -> None:
    """Add the column."""
    op.add_column("cart", sa.Column("codes", sa.Text(), nullable=True))
