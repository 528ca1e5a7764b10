"""The plugin's tables. An employer's key is that of its organisation in the profile; money itself lies on the ledger."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, PrimaryKeyConstraint

from ecomkit.sdk import MetaData, Table, amount, count, currency, key, moment, name

__all__ = ["METADATA", "TABLES", "deduction", "employee", "employer", "grant", "payment", "price", "wallet"]

METADATA = MetaData()

employer = Table(
    "b2e_employer", METADATA,
    key("id", primary_key=True), name("name", 120), name("timezone", 60), currency(), amount("allowance"), amount("payroll"),
    amount("budget", nullable=True), amount("spent"), moment("opened_at"),
    CheckConstraint("allowance >= 0 AND payroll >= 0", name="ck_b2e_employer_amounts"),
)  # fmt: skip
employee = Table(
    "b2e_employee", METADATA,
    key("employer"), key("person"), amount("allowance", nullable=True), amount("payroll", nullable=True),
    Column("active", Boolean, nullable=False), moment("joined_at"), PrimaryKeyConstraint("employer", "person"),
)  # fmt: skip
"""One row a membership; an amount of None is the employer's."""
grant = Table(
    "b2e_grant", METADATA,
    key("employer"), key("person"), name("key", 60), name("month", 7), amount("amount"), currency(), name("reason", 120), moment("at"),
    PrimaryKeyConstraint("employer", "person", "key"), CheckConstraint("amount > 0", name="ck_b2e_grant_amount"),
)  # fmt: skip
wallet = Table(
    "b2e_wallet", METADATA,
    key("employer"), key("person"), name("month", 7), moment("opened_at"), moment("closed_at", nullable=True),
    PrimaryKeyConstraint("employer", "person", "month"), Index("ix_b2e_wallet_closed_at_month", "closed_at", "month"),
)  # fmt: skip
payment = Table(
    "b2e_payment", METADATA,
    key("payment", primary_key=True), key("order"), name("number", 30), key("employer"), key("person"), name("method", 64),
    Index("ix_b2e_payment_person", "employer", "person"),
)  # fmt: skip
"""Which payments are whose: an order's part of a wallet or of a pay."""
deduction = Table(
    "b2e_deduction", METADATA,
    key("id", primary_key=True), key("payment", index=True), key("employer"), key("person"), name("month", 7), name("kind", 20),
    amount("amount"), currency(), moment("at"), moment("settled_at", nullable=True),
    Index("ix_b2e_deduction_month", "employer", "month"), CheckConstraint("amount > 0", name="ck_b2e_deduction_amount"),
)  # fmt: skip
"""What is deducted from a pay (`deducted`), what came back before it was settled (`reduced`), and after that (`repaid`)."""
price = Table(
    "b2e_price", METADATA,
    key("employer"), name("sku", 64), count("percent", nullable=True), amount("price", nullable=True), currency(),
    PrimaryKeyConstraint("employer", "sku"),
    CheckConstraint("percent IS NULL OR (percent >= 0 AND percent <= 10000)", name="ck_b2e_price_percent"),
    CheckConstraint("price IS NULL OR price >= 0", name="ck_b2e_price_price"),
)  # fmt: skip

TABLES = (employer, employee, grant, wallet, payment, deduction, price)
