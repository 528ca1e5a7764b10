"""Languages, drafts and schedules of products; what lists are narrowed by; earlier prices and addresses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ecomkit.storage.columns import Utc

__all__ = ["upgrade"]


def upgrade(op: Operations) -> None:
    """Widen the catalogue's tables and add four; what is there already keeps its price as the first of its history."""
    op.add_column("category", sa.Column("words", sa.Text(), nullable=False, server_default="[]"))
    for name, size in (("maker_contact", 500), ("responsible", 500)):
        op.add_column("product", sa.Column(name, sa.String(length=size), nullable=False, server_default=""))
    for name, value in (("warnings", ""), ("words", "[]"), ("related", "[]"), ("alternatives", "[]")):
        op.add_column("product", sa.Column(name, sa.Text(), nullable=False, server_default=value))
    op.add_column("product", sa.Column("published", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("product", sa.Column("publish_at", Utc(), nullable=True))
    op.add_column("product", sa.Column("withdraw_at", Utc(), nullable=True))
    op.create_index("ix_product_lowest_slug", "product", ["lowest", "slug"])
    op.create_index("ix_product_created_at_slug", "product", ["created_at", "slug"])
    op.create_index("ix_product_publish_at", "product", ["publish_at"])
    op.create_index("ix_product_withdraw_at", "product", ["withdraw_at"])
    op.add_column("variant", sa.Column("content_amount", sa.Integer(), nullable=True))
    op.add_column("variant", sa.Column("content_unit", sa.String(length=10), nullable=True))
    op.create_table(
        "feature",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("value", sa.String(length=255), nullable=False),
        sa.Column("product", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("name", "value", "product", name=op.f("pk_feature")),
    )
    op.create_index(op.f("ix_feature_product"), "feature", ["product"])
    op.create_table(
        "term",
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("term", sa.String(length=255), nullable=False),
        sa.Column("said", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("language", "term", name=op.f("pk_term")),
    )
    op.create_table(
        "moved",
        sa.Column("old", sa.String(length=120), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("old", name=op.f("pk_moved")),
    )
    op.create_table(
        "price_history",
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sku", "at", name=op.f("pk_price_history")),
    )
    op.execute(
        "INSERT INTO price_history (sku, at, price) SELECT variant.sku, product.updated_at, variant.price"
        " FROM variant JOIN product ON product.slug = variant.product"
    )
