"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ecomkit.storage.columns import Utc

__all__ = ["upgrade"]


def upgrade(op: Operations) -> None:
    """Make core's tables."""
    op.create_table(
        "account",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("floor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("floor IS NULL OR balance - reserved >= floor", name=op.f("ck_account_floor")),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_account_reserved")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_account")),
    )
    op.create_index(op.f("ix_account_owner"), "account", ["owner"], unique=False)
    op.create_table(
        "cart",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("party", sa.String(length=64), nullable=True),
        sa.Column("capacity", sa.String(length=64), nullable=True),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.Column("contact", sa.String(length=64), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("region", sa.String(length=60), nullable=True),
        sa.Column("postcode", sa.String(length=20), nullable=True),
        sa.Column("shipping", sa.String(length=60), nullable=True),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cart")),
    )
    op.create_table(
        "category",
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("parent", sa.String(length=120), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("tint", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_category")),
    )
    op.create_table(
        "change",
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_change")),
    )
    op.create_index("ix_change_version", "change", ["version"], unique=False)
    op.create_table(
        "discrepancy",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discrepancy")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("aggregate", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("party", sa.String(length=64), nullable=True),
        sa.Column("capacity", sa.String(length=64), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("command", sa.String(length=80), nullable=False),
        sa.Column("caused_by", sa.String(length=250), nullable=True),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("aggregate", "subject", "sequence", name=op.f("uq_event_aggregate_subject_sequence")),
    )
    op.create_table(
        "held",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("command", sa.String(length=80), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=True),
        sa.Column("payable", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("party", sa.String(length=64), nullable=False),
        sa.Column("capacity", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("locale", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("held_at", Utc(), nullable=False),
        sa.Column("deadline", Utc(), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("result", sa.String(length=200), nullable=True),
        sa.Column("approver_party", sa.String(length=64), nullable=False),
        sa.Column("approver_capacity", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held")),
        sa.UniqueConstraint("number", name=op.f("uq_held_number")),
    )
    op.create_index("ix_held_approver", "held", ["approver_party", "approver_capacity", "state"], unique=False)
    op.create_index("ix_held_buyer", "held", ["party", "capacity", "state"], unique=False)
    op.create_index("ix_held_deadline", "held", ["state", "deadline"], unique=False)
    op.create_table(
        "idempotency",
        sa.Column("key", sa.String(length=250), nullable=False),
        sa.Column("command", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("plugin", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=250), nullable=False),
        sa.Column("run_at", Utc(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(length=80), nullable=True),
        sa.Column("claimed_until", Utc(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    op.create_index("ix_job_state_run_at", "job", ["state", "run_at"], unique=False)
    op.create_table(
        "ledger_hold",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_ledger_hold_amount")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_ledger_hold")),
    )
    op.create_index(op.f("ix_ledger_hold_account"), "ledger_hold", ["account"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("payment", sa.String(length=64), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_payment"), "notice", ["payment"], unique=False)
    op.create_table(
        "party",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("erased_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
    )
    op.create_table(
        "posting",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("debit", sa.String(length=200), nullable=False),
        sa.Column("credit", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_posting_amount")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_posting")),
    )
    op.create_index(op.f("ix_posting_credit"), "posting", ["credit"], unique=False)
    op.create_index(op.f("ix_posting_debit"), "posting", ["debit"], unique=False)
    op.create_table(
        "product",
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("tax_class", sa.String(length=60), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("maker", sa.String(length=255), nullable=False),
        sa.Column("pictures", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("lowest", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_product")),
    )
    op.create_index("ix_product_name_slug", "product", ["name", "slug"], unique=False)
    op.create_table(
        "product_category",
        sa.Column("product", sa.String(length=120), nullable=False),
        sa.Column("category", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("category", "product", name=op.f("pk_product_category")),
    )
    op.create_index("ix_product_category_product", "product_category", ["product"], unique=False)
    op.create_table(
        "quote",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("party", sa.String(length=64), nullable=False),
        sa.Column("capacity", sa.String(length=64), nullable=False),
        sa.Column("cart", sa.String(length=64), nullable=True),
        sa.Column("source_key", sa.String(length=200), nullable=True),
        sa.Column("valid_until", Utc(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sa.UniqueConstraint("source_key", name=op.f("uq_quote_source_key")),
    )
    op.create_table(
        "reservation",
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "sku", name=op.f("pk_reservation")),
    )
    op.create_table(
        "series",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_series")),
    )
    op.create_table(
        "stock",
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("opening", sa.Integer(), nullable=False),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_stock_on_hand")),
        sa.CheckConstraint("reserved >= 0 AND reserved <= on_hand", name=op.f("ck_stock_reserved")),
        sa.PrimaryKeyConstraint("sku", name=op.f("pk_stock")),
    )
    op.create_table(
        "variant",
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("product", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("per", sa.Integer(), nullable=False),
        sa.Column("includes_tax", sa.Boolean(), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=False),
        sa.CheckConstraint("price >= 0", name=op.f("ck_variant_price")),
        sa.PrimaryKeyConstraint("sku", name=op.f("pk_variant")),
    )
    op.create_index(op.f("ix_variant_product"), "variant", ["product"], unique=False)
    op.create_table(
        "cart_line",
        sa.Column("cart", sa.String(length=64), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("added", sa.String(length=64), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_cart_line_quantity")),
        sa.ForeignKeyConstraint(["cart"], ["cart.id"], name=op.f("fk_cart_line_cart")),
        sa.PrimaryKeyConstraint("cart", "sku", name=op.f("pk_cart_line")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("party", sa.String(length=64), nullable=True),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("line1", sa.String(length=255), nullable=False),
        sa.Column("line2", sa.String(length=255), nullable=False),
        sa.Column("postcode", sa.String(length=20), nullable=False),
        sa.Column("city", sa.String(length=255), nullable=False),
        sa.Column("region", sa.String(length=60), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(["party"], ["party.id"], name=op.f("fk_contact_party")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_party"), "contact", ["party"], unique=False)
    op.create_table(
        "credential",
        sa.Column("login", sa.String(length=255), nullable=False),
        sa.Column("party", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party"], ["party.id"], name=op.f("fk_credential_party")),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_credential")),
    )
    op.create_index(op.f("ix_credential_party"), "credential", ["party"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("organisation", sa.String(length=64), nullable=False),
        sa.Column("capacity", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["organisation"], ["party.id"], name=op.f("fk_membership_organisation")),
        sa.ForeignKeyConstraint(["person"], ["party.id"], name=op.f("fk_membership_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "person", "organisation", "capacity", name=op.f("uq_membership_person_organisation_capacity")
        ),
    )
    op.create_index(op.f("ix_membership_organisation"), "membership", ["organisation"], unique=False)
    op.create_table(
        "orders",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("quote", sa.String(length=64), nullable=False),
        sa.Column("party", sa.String(length=64), nullable=False),
        sa.Column("capacity", sa.String(length=64), nullable=False),
        sa.Column("placed_by", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("seller", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("payment", sa.String(length=20), nullable=False),
        sa.Column("fulfilment", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("payable", sa.BigInteger(), nullable=False),
        sa.Column("contact", sa.String(length=64), nullable=True),
        sa.Column("promise", sa.String(length=10), nullable=True),
        sa.Column("placed_at", Utc(), nullable=False),
        sa.Column("confirmed_at", Utc(), nullable=True),
        sa.Column("expires_at", Utc(), nullable=True),
        sa.Column("tracking", sa.String(length=120), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("hold", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["quote"], ["quote.id"], name=op.f("fk_orders_quote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
        sa.UniqueConstraint("quote", name=op.f("uq_orders_quote")),
        sa.UniqueConstraint("token", name=op.f("uq_orders_token")),
    )
    op.create_index("ix_orders_buyer", "orders", ["party", "capacity", "id"], unique=False)
    op.create_index("ix_orders_expires_at", "orders", ["expires_at"], unique=False)
    op.create_table(
        "profile",
        sa.Column("party", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("locale", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party"], ["party.id"], name=op.f("fk_profile_party")),
        sa.PrimaryKeyConstraint("party", name=op.f("pk_profile")),
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("buyer", sa.String(length=64), nullable=True),
        sa.Column("capacity", sa.String(length=64), nullable=True),
        sa.Column("staff", sa.Boolean(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["party.id"], name=op.f("fk_session_person")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_person"), "session", ["person"], unique=False)
    op.create_table(
        "order_line",
        sa.Column("order", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=True),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("unit", sa.String(length=30), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["order"], ["orders.id"], name=op.f("fk_order_line_order")),
        sa.PrimaryKeyConstraint("order", "position", name=op.f("pk_order_line")),
    )
    op.create_table(
        "payment",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("order", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=True),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_amount")),
        sa.CheckConstraint("refunded >= 0 AND refunded <= amount", name=op.f("ck_payment_refunded")),
        sa.ForeignKeyConstraint(["order"], ["orders.id"], name=op.f("fk_payment_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("key", name=op.f("uq_payment_key")),
    )
    op.create_index(op.f("ix_payment_order"), "payment", ["order"], unique=False)
    op.create_index("ix_payment_state", "payment", ["state", "created_at"], unique=False)
    op.create_table(
        "refund",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("order", sa.String(length=64), nullable=False),
        sa.Column("payment", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refund_amount")),
        sa.ForeignKeyConstraint(["order"], ["orders.id"], name=op.f("fk_refund_order")),
        sa.ForeignKeyConstraint(["payment"], ["payment.id"], name=op.f("fk_refund_payment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("key", name=op.f("uq_refund_key")),
    )
    op.create_index(op.f("ix_refund_order"), "refund", ["order"], unique=False)
