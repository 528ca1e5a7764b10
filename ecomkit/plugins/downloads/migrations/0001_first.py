"""The plugin's tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ecomkit.sdk import Utc

__all__ = ["upgrade"]


def upgrade(op: Operations) -> None:
    """Make the tables."""
    op.create_table(
        "downloads_file",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("uq_downloads_file_sku_name", "downloads_file", ["sku", "name"], unique=True)
    op.create_table(
        "downloads_grant",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("order", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("line", sa.String(length=80), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("until", Utc(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("granted_at", Utc(), nullable=False),
        sa.CheckConstraint("taken >= 0 AND (most IS NULL OR taken <= most)", name="ck_downloads_grant_taken"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("uq_downloads_grant_order_line_file", "downloads_grant", ["order", "line", "file"], unique=True)
    op.create_index("ix_downloads_grant_file", "downloads_grant", ["file"], unique=False)
