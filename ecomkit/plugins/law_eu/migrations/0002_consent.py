"""Consents to be supplied before the period of withdrawal is over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ecomkit.sdk import Utc

__all__ = ["upgrade"]


def upgrade(op: Operations) -> None:
    """Make the table."""
    op.create_table(
        "law_eu_consent",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("cart", sa.String(length=64), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_law_eu_consent_cart", "law_eu_consent", ["cart", "at"], unique=False)
