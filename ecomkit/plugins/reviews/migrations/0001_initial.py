"""The table of reviews."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

__all__ = ["upgrade"]


def upgrade(op: Operations) -> None:
    """Make the plugin's table."""
    op.create_table(
        "reviews_review",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("product", sa.String(length=120), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=255), nullable=False),
        sa.Column("written_on", sa.String(length=10), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_reviews_review_product", "reviews_review", ["product"], unique=False)
