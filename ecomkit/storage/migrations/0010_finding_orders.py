"""Who has to wait after wrong tries to find an order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

__all__ = ["upgrade"]


def upgrade(op: Operations) -> None:
    """Add the table."""
    op.create_table(
        "order_guess",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_order_guess")),
    )
