"""What sets are made of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

__all__ = ["upgrade"]


def upgrade(op: Operations) -> None:
    """Add the table."""
    op.create_table(
        "part",
        sa.Column("bundle", sa.String(length=64), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_part_quantity")),
        sa.PrimaryKeyConstraint("bundle", "sku", name=op.f("pk_part")),
    )
    op.create_index(op.f("ix_part_sku"), "part", ["sku"])
