"""Contracts, statements of withdrawal and their lines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ecomkit.sdk import Utc

__all__ = ["upgrade"]


def upgrade(op: Operations) -> None:
    """Make the tables."""
    op.create_table(
        "law_eu_contract",
        sa.Column("order", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("delivered_at", Utc(), nullable=True),
        sa.Column("statements", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("order"),
    )
    op.create_index("ix_law_eu_contract_number", "law_eu_contract", ["number"], unique=False)
    op.create_table(
        "law_eu_statement",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("order", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("stated_at", Utc(), nullable=False),
        sa.Column("refund_by", Utc(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("acknowledged_at", Utc(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("amount >= 0", name="ck_law_eu_statement_amount"),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_law_eu_statement_order", "law_eu_statement", ["order"], unique=False)
    op.create_table(
        "law_eu_stated_line",
        sa.Column("statement", sa.String(length=64), nullable=False),
        sa.Column("line", sa.String(length=80), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name="ck_law_eu_stated_line_quantity"),
        sa.PrimaryKeyConstraint("statement", "line"),
    )
