"""The plugin's tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ecomkit.sdk import Utc

__all__ = ["upgrade"]


def upgrade(op: Operations) -> None:
    """Make the tables."""
    op.create_table(
        "b2b_company",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("credit_limit", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reference_required", sa.Boolean(), nullable=False),
        sa.Column("opened_at", Utc(), nullable=False),
        sa.CheckConstraint("credit_limit >= 0", name="ck_b2b_company_credit_limit"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "b2b_contract_price",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("from_quantity", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("per", sa.Integer(), nullable=False),
        sa.Column("includes_tax", sa.Boolean(), nullable=False),
        sa.Column("valid_from", Utc(), nullable=False),
        sa.Column("valid_until", Utc(), nullable=True),
        sa.CheckConstraint("price >= 0 AND per > 0 AND from_quantity > 0", name="ck_b2b_contract_price_amounts"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("company", "sku", "contract", "from_quantity", name="uq_b2b_contract_price"),
    )
    op.create_table(
        "b2b_order_limit",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("per_order", sa.BigInteger(), nullable=True),
        sa.Column("per_day", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.PrimaryKeyConstraint("company", "subject"),
    )
    op.create_table(
        "b2b_purchase",
        sa.Column("order", sa.String(length=64), nullable=False),
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("payable", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("placed_at", Utc(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("approved_by", sa.String(length=64), nullable=True),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("cost_centre", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("order"),
    )
    op.create_index("ix_b2b_purchase_person", "b2b_purchase", ["company", "person", "placed_at"], unique=False)
    op.create_table(
        "b2b_purchase_note",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("cart", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("cost_centre", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_b2b_purchase_note_cart"), "b2b_purchase_note", ["cart"], unique=False)
