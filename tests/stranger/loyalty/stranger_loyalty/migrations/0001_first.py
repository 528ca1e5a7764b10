"""Members and grants."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

__all__ = ["upgrade"]


def upgrade(op: Operations) -> None:
    """Make the plugin's tables."""
    op.create_table(
        "loyalty_member",
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("joined_at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "loyalty_grant",
        sa.Column("order", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("forgiven", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_loyalty_grant_person", "loyalty_grant", ["person"])
