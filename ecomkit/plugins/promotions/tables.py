"""The plugin's tables. Of a code only its keyed digest is kept."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, PrimaryKeyConstraint

from ecomkit.sdk import Guesses, MetaData, Table, body, count, key, moment, name

__all__ = ["GUESSES", "METADATA", "TABLES", "coupon", "each", "rule", "use"]

METADATA = MetaData()
GUESSES = Guesses("promotions", METADATA)

rule = Table(
    "promotions_rule", METADATA,
    key("id", primary_key=True), name("name", 120), name("state", 20), body("rule"), moment("begins"), moment("ends", nullable=True),
    count("uses"), count("most", nullable=True), moment("saved_at"),
    CheckConstraint("uses >= 0", name="ck_promotions_rule_uses"), Index("ix_promotions_rule_state", "state", "begins"),
)  # fmt: skip
"""A promotion: `rule` is its value as JSON; `most` is how often it may be used in all."""
coupon = Table(
    "promotions_coupon", METADATA,
    name("digest", 64, primary_key=True), key("promotion", index=True), key("batch"), count("uses"), count("most", nullable=True),
    Column("ended", Boolean, nullable=False), moment("made_at"), CheckConstraint("uses >= 0", name="ck_promotions_coupon_uses"),
)  # fmt: skip
use = Table(
    "promotions_use", METADATA,
    key("order"), key("promotion"), name("coupon", 64), key("person"), name("state", 20), moment("at"),
    PrimaryKeyConstraint("order", "promotion", "coupon"), Index("ix_promotions_use_promotion", "promotion", "state"),
    Index("ix_promotions_use_person", "person"),
)  # fmt: skip
"""Which orders used what: `counted`, or `given_back` with the order. `person` is empty for guests, and once erased."""
each = Table(
    "promotions_each", METADATA,
    key("promotion"), key("person"), count("uses"), PrimaryKeyConstraint("promotion", "person"),
    CheckConstraint("uses >= 0", name="ck_promotions_each_uses"),
)  # fmt: skip
"""How often each person has used a promotion."""

TABLES = (rule, coupon, use, each, GUESSES.table)
