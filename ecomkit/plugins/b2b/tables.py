"""The plugin's tables. A company's key is that of its organisation in the profile."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, PrimaryKeyConstraint, UniqueConstraint

from ecomkit.sdk import MetaData, Table, amount, count, currency, key, moment, name

__all__ = ["METADATA", "TABLES", "company", "contract_price", "order_limit", "purchase", "purchase_note"]

METADATA = MetaData()

company = Table(
    "b2b_company", METADATA,
    key("id", primary_key=True), name("name", 120), amount("credit_limit"), currency(),
    Column("reference_required", Boolean, nullable=False), moment("opened_at"),
    CheckConstraint("credit_limit >= 0", name="ck_b2b_company_credit_limit"),
)  # fmt: skip
contract_price = Table(
    "b2b_contract_price", METADATA,
    key("id", primary_key=True), key("company"), name("contract", 60), name("sku", 64), count("from_quantity"), amount("price"), currency(),
    count("per"), Column("includes_tax", Boolean, nullable=False), moment("valid_from"), moment("valid_until", nullable=True),
    UniqueConstraint("company", "sku", "contract", "from_quantity", name="uq_b2b_contract_price"),
    CheckConstraint("price >= 0 AND per > 0 AND from_quantity > 0", name="ck_b2b_contract_price_amounts"),
)  # fmt: skip
order_limit = Table(
    "b2b_order_limit", METADATA,
    key("company"), name("subject", 80), amount("per_order", nullable=True), amount("per_day", nullable=True), currency(),
    PrimaryKeyConstraint("company", "subject"),
)  # fmt: skip
purchase = Table(
    "b2b_purchase", METADATA,
    key("order", primary_key=True), key("company"), key("person"), amount("payable"), currency(), moment("placed_at"),
    Column("counted", Boolean, nullable=False), key("approved_by", nullable=True), name("reference", 60), name("cost_centre", 60),
    Index("ix_b2b_purchase_person", "company", "person", "placed_at"),
)  # fmt: skip
purchase_note = Table(
    "b2b_purchase_note", METADATA,
    key("id", primary_key=True), key("cart", index=True), name("reference", 60), name("cost_centre", 60),
)  # fmt: skip

TABLES = (company, contract_price, order_limit, purchase, purchase_note)
