"""The tables that core owns."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    true,
)

from ecomkit.storage.columns import amount, body, count, currency, key, moment, name, reference
from ecomkit.storage.guessing import Guesses

__all__ = [
    "GUESSES",
    "account", "cart", "cart_line", "category", "change", "contact", "credential", "currency_price", "currency_price_history", "discrepancy", "event", "held", "idempotency",
    "feature", "job", "ledger_hold", "membership", "metadata", "moved", "notice", "order", "order_line", "part", "party", "payment", "posting", "price_history",
    "product", "product_category", "profile", "quote", "refund", "reservation", "series", "session", "stock", "term",
    "variant",
]  # fmt: skip

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


party = Table(
    "party",
    metadata,
    key("id", primary_key=True),
    name("kind", 20),
    moment("created_at"),
    moment("erased_at", nullable=True),
)
profile = Table(
    "profile", metadata,
    reference("party", "party.id", primary_key=True),
    name("name"), name("email"), name("phone", 60), name("locale", 20), name("country", 2), body("fields"),
)  # fmt: skip
contact = Table(
    "contact", metadata,
    key("id", primary_key=True), reference("party", "party.id", nullable=True, index=True),
    name("email"), name("name"), name("phone", 60), name("line1"), name("line2"), name("postcode", 20), name("city"),
    name("region", 60), name("country", 2),
)  # fmt: skip
credential = Table(
    "credential", metadata,
    name("login", primary_key=True), reference("party", "party.id", index=True), name("kind", 20), body("secret"),
)  # fmt: skip
session = Table(
    "session", metadata,
    key("token_hash", primary_key=True), reference("person", "party.id", index=True),
    key("buyer", nullable=True), name("capacity", 64, nullable=True), Column("staff", Boolean, nullable=False), moment("expires_at"),
)  # fmt: skip
membership = Table(
    "membership", metadata,
    key("id", primary_key=True), reference("person", "party.id"), reference("organisation", "party.id", index=True),
    name("capacity", 64), name("role", 64, nullable=True),
    UniqueConstraint("person", "organisation", "capacity"),
)  # fmt: skip


category = Table(
    "category", metadata,
    name("slug", 120, primary_key=True), name("parent", 120, nullable=True), name("name"), body("description"), name("tint", 20), count("position"),
    body("words", server_default="[]"), body("rule", server_default=""),
)  # fmt: skip
product = Table(
    "product", metadata,
    name("slug", 120, primary_key=True), name("name"), body("description"), name("tax_class", 60), body("attributes"), name("maker"),
    body("pictures"), body("search"), amount("lowest"), moment("created_at"), moment("updated_at"),
    name("maker_contact", 500, server_default=""), name("responsible", 500, server_default=""), body("warnings", server_default=""),
    body("words", server_default="[]"), body("related", server_default="[]"), body("alternatives", server_default="[]"),
    Column("published", Boolean, nullable=False, server_default=true()), moment("publish_at", nullable=True),
    moment("withdraw_at", nullable=True),
    Index("ix_product_name_slug", "name", "slug"), Index("ix_product_lowest_slug", "lowest", "slug"),
    Index("ix_product_created_at_slug", "created_at", "slug"), Index("ix_product_publish_at", "publish_at"),
    Index("ix_product_withdraw_at", "withdraw_at"),
)  # fmt: skip
product_category = Table(
    "product_category", metadata,
    name("product", 120), name("category", 120), PrimaryKeyConstraint("category", "product"),
    Index("ix_product_category_product", "product"),
)  # fmt: skip
variant = Table(
    "variant", metadata,
    name("sku", 64, primary_key=True), name("product", 120, index=True), count("position"), body("options"), amount("price"), currency(),
    count("per"), Column("includes_tax", Boolean, nullable=False), count("weight_g"), body("picture"),
    count("content_amount", nullable=True), name("content_unit", 10, nullable=True),
    Column("ships", Boolean, nullable=False, server_default=true()),
    CheckConstraint("price >= 0", name="price"),
)  # fmt: skip
part = Table(
    "part", metadata,
    name("bundle", 64), name("sku", 64, index=True), count("quantity"), PrimaryKeyConstraint("bundle", "sku"),
    CheckConstraint("quantity > 0", name="quantity"),
)  # fmt: skip
feature = Table(
    "feature", metadata,
    name("name"), name("value"), name("product", 120, index=True), PrimaryKeyConstraint("name", "value", "product"),
)  # fmt: skip
term = Table(
    "term", metadata, name("language", 10), name("term"), name("said"), PrimaryKeyConstraint("language", "term")
)
moved = Table("moved", metadata, name("old", 120, primary_key=True), name("slug", 120))
price_history = Table(
    "price_history", metadata, name("sku", 64), moment("at"), amount("price"), PrimaryKeyConstraint("sku", "at")
)
currency_price = Table(
    "currency_price", metadata,
    name("sku", 64), currency(), amount("price"), Column("includes_tax", Boolean, nullable=False),
    PrimaryKeyConstraint("sku", "currency"), CheckConstraint("price >= 0", name="price"),
)  # fmt: skip
currency_price_history = Table(
    "currency_price_history", metadata, name("sku", 64), currency(), moment("at"), amount("price"),
    PrimaryKeyConstraint("sku", "currency", "at"),
)  # fmt: skip
stock = Table(
    "stock", metadata,
    name("sku", 64, primary_key=True), count("on_hand"), count("reserved"), count("opening"),
    CheckConstraint("on_hand >= 0", name="on_hand"),
    CheckConstraint("reserved >= 0 AND reserved <= on_hand", name="reserved"),
)  # fmt: skip
reservation = Table(
    "reservation", metadata,
    name("owner", 80), name("sku", 64), count("quantity"), PrimaryKeyConstraint("owner", "sku"),
)  # fmt: skip
change = Table(
    "change", metadata, name("topic", 200, primary_key=True), key("version"), Index("ix_change_version", "version")
)


cart = Table(
    "cart", metadata,
    key("id", primary_key=True), key("party", nullable=True), name("capacity", 64, nullable=True), moment("updated_at"),
    key("contact", nullable=True), name("country", 2, nullable=True), name("region", 60, nullable=True), name("postcode", 20, nullable=True),
    name("shipping", 60, nullable=True), body("plan", nullable=True), body("codes", nullable=True),
)  # fmt: skip
cart_line = Table(
    "cart_line", metadata,
    reference("cart", "cart.id"), name("sku", 64), count("quantity"), key("added"), PrimaryKeyConstraint("cart", "sku"),
    CheckConstraint("quantity > 0", name="quantity"),
)  # fmt: skip
quote = Table(
    "quote", metadata,
    key("id", primary_key=True), key("party"), name("capacity", 64), key("cart", nullable=True), name("source_key", 200, nullable=True, unique=True),
    moment("valid_until"), body("body"),
)  # fmt: skip
order = Table(
    "orders", metadata,
    key("id", primary_key=True), name("number", 30, unique=True), name("token", 64, unique=True), reference("quote", "quote.id", unique=True),
    key("party"), name("capacity", 64), key("placed_by"), name("channel", 20), key("seller"),
    name("state", 20), name("payment", 20), name("fulfilment", 20), currency(), amount("payable"), key("contact", nullable=True),
    name("promise", 10, nullable=True), moment("placed_at"), moment("confirmed_at", nullable=True), moment("expires_at", nullable=True),
    name("tracking", 120), name("reference", 60), name("hold", 80), name("locale", 20),
    Index("ix_orders_buyer", "party", "capacity", "id"),
    Index("ix_orders_expires_at", "expires_at"),
)  # fmt: skip
order_line = Table(
    "order_line", metadata,
    reference("order", "orders.id"), count("position"), name("sku", 64, nullable=True), name("text", 500), name("unit", 30), count("quantity"),
    amount("net"), amount("tax"), amount("gross"), PrimaryKeyConstraint("order", "position"),
)  # fmt: skip
payment = Table(
    "payment", metadata,
    key("id", primary_key=True), reference("order", "orders.id", index=True), name("method", 64), amount("amount"), currency(), name("state", 20),
    amount("refunded"), name("reference", 200, nullable=True), name("key", 200, unique=True), moment("created_at"),
    CheckConstraint("amount > 0", name="amount"), CheckConstraint("refunded >= 0 AND refunded <= amount", name="refunded"),
    Index("ix_payment_state", "state", "created_at"),
)  # fmt: skip
refund = Table(
    "refund", metadata,
    key("id", primary_key=True), reference("order", "orders.id", index=True), reference("payment", "payment.id"), amount("amount"), currency(),
    name("state", 20), name("key", 200, unique=True), name("reason", 200), moment("created_at"),
    CheckConstraint("amount > 0", name="amount"),
)  # fmt: skip
notice = Table("notice", metadata, name("id", 200, primary_key=True), key("payment", index=True), moment("at"))
discrepancy = Table(
    "discrepancy", metadata,
    key("id", primary_key=True), name("kind", 60), name("subject", 120), body("message"), moment("at"), moment("closed_at", nullable=True),
)  # fmt: skip
held = Table(
    "held", metadata,
    key("id", primary_key=True), name("number", 30, unique=True), name("command", 80), body("payload"), key("subject", nullable=True),
    amount("payable", nullable=True), currency(nullable=True), key("asked_by"), key("party"), name("capacity", 64), name("channel", 20),
    name("locale", 20), name("state", 20), body("needs"), moment("held_at"), moment("deadline"), key("decided_by", nullable=True),
    name("reason", 200), name("result", 200, nullable=True), key("approver_party"), name("approver_capacity", 64),
    Index("ix_held_buyer", "party", "capacity", "state"),
    Index("ix_held_approver", "approver_party", "approver_capacity", "state"),
    Index("ix_held_deadline", "state", "deadline"),
)  # fmt: skip


account = Table(
    "account", metadata,
    name("key", 200, primary_key=True), currency(), key("owner", index=True), amount("balance"), amount("reserved"), amount("floor", nullable=True),
    CheckConstraint("reserved >= 0", name="reserved"),
    CheckConstraint("floor IS NULL OR balance - reserved >= floor", name="floor"),
)  # fmt: skip
posting = Table(
    "posting", metadata,
    name("key", 200, primary_key=True), name("debit", 200, index=True), name("credit", 200, index=True), amount("amount"), currency(),
    name("reason", 200), moment("at"), CheckConstraint("amount > 0", name="amount"),
)  # fmt: skip
ledger_hold = Table(
    "ledger_hold", metadata,
    name("key", 200, primary_key=True), name("account", 200, index=True), amount("amount"), currency(), name("state", 20), moment("at"),
    CheckConstraint("amount > 0", name="amount"),
)  # fmt: skip


event = Table(
    "event", metadata,
    key("id", primary_key=True), name("aggregate", 64), name("subject", 120), count("sequence"), name("name", 80), count("version"),
    body("payload"), name("actor_kind", 20), key("actor"), key("party", nullable=True), name("capacity", 64, nullable=True),
    name("channel", 20), name("command", 80), name("caused_by", 250, nullable=True), moment("at"), name("previous", 64), name("hash", 64),
    UniqueConstraint("aggregate", "subject", "sequence"),
)  # fmt: skip
job = Table(
    "job", metadata,
    key("id", primary_key=True), name("plugin", 64), name("name", 120), body("payload"), name("key", 250, unique=True), moment("run_at"),
    name("state", 20), count("attempts"), name("claimed_by", 80, nullable=True), moment("claimed_until", nullable=True), body("error"),
    Index("ix_job_state_run_at", "state", "run_at"),
)  # fmt: skip
idempotency = Table(
    "idempotency", metadata,
    name("key", 250, primary_key=True), name("command", 80), name("digest", 64), body("outcome"), moment("at"),
)  # fmt: skip
series = Table("series", metadata, name("name", 80, primary_key=True), count("value"))
GUESSES = Guesses("order", metadata)
"""Who guesses numbers of orders and the emails that belong to them."""
