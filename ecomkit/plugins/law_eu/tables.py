"""The pack's tables: what is known of a contract's period, statements of withdrawal with their lines, and consents."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index

from ecomkit.sdk import MetaData, Table, amount, body, count, currency, key, moment, name

__all__ = ["consent", "contract", "metadata", "statement", "stated_line"]

metadata = MetaData()
contract = Table(
    "law_eu_contract", metadata,
    key("order", primary_key=True), name("number", 40, index=True), moment("delivered_at", nullable=True), count("statements"),
)  # fmt: skip
statement = Table(
    "law_eu_statement", metadata,
    key("key", primary_key=True), key("order", index=True), name("number", 40), moment("stated_at"), moment("refund_by"),
    amount("amount"), currency("currency"), name("state", 20), moment("acknowledged_at", nullable=True), body("note"),
    Column("sent", Boolean, nullable=False, default=True),
)  # fmt: skip
stated_line = Table(
    "law_eu_stated_line", metadata, key("statement", primary_key=True), name("line", 80, primary_key=True), count("quantity"),
)  # fmt: skip
consent = Table(
    "law_eu_consent", metadata,
    key("key", primary_key=True), key("cart"), Column("agreed", Boolean, nullable=False), moment("at"),
    Index("ix_law_eu_consent_cart", "cart", "at"),
)  # fmt: skip
