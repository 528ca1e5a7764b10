"""The plugin's tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ecomkit.sdk import Utc

__all__ = ["upgrade"]


def upgrade(op: Operations) -> None:
    """Make the tables."""
    op.create_table(
        "b2e_deduction",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("payment", sa.String(length=64), nullable=False),
        sa.Column("employer", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("settled_at", Utc(), nullable=True),
        sa.CheckConstraint("amount > 0", name="ck_b2e_deduction_amount"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_b2e_deduction_month", "b2e_deduction", ["employer", "month"], unique=False)
    op.create_index("ix_b2e_deduction_payment", "b2e_deduction", ["payment"], unique=False)
    op.create_table(
        "b2e_employee",
        sa.Column("employer", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("allowance", sa.BigInteger(), nullable=True),
        sa.Column("payroll", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("joined_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("employer", "person"),
    )
    op.create_table(
        "b2e_employer",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("timezone", sa.String(length=60), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("allowance", sa.BigInteger(), nullable=False),
        sa.Column("payroll", sa.BigInteger(), nullable=False),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", Utc(), nullable=False),
        sa.CheckConstraint("allowance >= 0 AND payroll >= 0", name="ck_b2e_employer_amounts"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "b2e_grant",
        sa.Column("employer", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.CheckConstraint("amount > 0", name="ck_b2e_grant_amount"),
        sa.PrimaryKeyConstraint("employer", "person", "key"),
    )
    op.create_table(
        "b2e_payment",
        sa.Column("payment", sa.String(length=64), nullable=False),
        sa.Column("order", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("employer", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("payment"),
    )
    op.create_index("ix_b2e_payment_person", "b2e_payment", ["employer", "person"], unique=False)
    op.create_table(
        "b2e_price",
        sa.Column("employer", sa.String(length=64), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.CheckConstraint("percent IS NULL OR (percent >= 0 AND percent <= 10000)", name="ck_b2e_price_percent"),
        sa.CheckConstraint("price IS NULL OR price >= 0", name="ck_b2e_price_price"),
        sa.PrimaryKeyConstraint("employer", "sku"),
    )
    op.create_table(
        "b2e_wallet",
        sa.Column("employer", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("opened_at", Utc(), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("employer", "person", "month"),
    )
    op.create_index("ix_b2e_wallet_closed_at_month", "b2e_wallet", ["closed_at", "month"], unique=False)
