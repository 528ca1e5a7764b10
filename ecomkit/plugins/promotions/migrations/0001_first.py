"""The plugin's tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ecomkit.sdk import Utc

__all__ = ["upgrade"]


def upgrade(op: Operations) -> None:
    """Make the tables."""
    op.create_table(
        "promotions_rule",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("begins", Utc(), nullable=False),
        sa.Column("ends", Utc(), nullable=True),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("saved_at", Utc(), nullable=False),
        sa.CheckConstraint("uses >= 0", name="ck_promotions_rule_uses"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_promotions_rule_state", "promotions_rule", ["state", "begins"], unique=False)
    op.create_table(
        "promotions_coupon",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("promotion", sa.String(length=64), nullable=False),
        sa.Column("batch", sa.String(length=64), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.CheckConstraint("uses >= 0", name="ck_promotions_coupon_uses"),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_promotions_coupon_promotion", "promotions_coupon", ["promotion"], unique=False)
    op.create_table(
        "promotions_entry",
        sa.Column("cart", sa.String(length=64), nullable=False),
        sa.Column("coupon", sa.String(length=64), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("cart", "coupon"),
    )
    op.create_index("ix_promotions_entry_at", "promotions_entry", ["at"], unique=False)
    _counters(op)


def _counters(op: Operations) -> None:
    op.create_table(
        "promotions_use",
        sa.Column("order", sa.String(length=64), nullable=False),
        sa.Column("promotion", sa.String(length=64), nullable=False),
        sa.Column("coupon", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("order", "promotion", "coupon"),
    )
    op.create_index("ix_promotions_use_promotion", "promotions_use", ["promotion", "state"], unique=False)
    op.create_index("ix_promotions_use_person", "promotions_use", ["person"], unique=False)
    op.create_table(
        "promotions_each",
        sa.Column("promotion", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.CheckConstraint("uses >= 0", name="ck_promotions_each_uses"),
        sa.PrimaryKeyConstraint("promotion", "person"),
    )
    op.create_table(
        "promotions_guess",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
