"""The plugin's tables. Money lies on the ledger, and of a code only its keyed digest is kept."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index

from ecomkit.sdk import Guesses, MetaData, Table, amount, currency, key, moment, name

__all__ = ["GUESSES", "METADATA", "TABLES", "card", "payment"]

METADATA = MetaData()
GUESSES = Guesses("gift_cards", METADATA)

card = Table(
    "gift_cards_card", METADATA,
    key("id", primary_key=True), name("digest", 64, unique=True), amount("amount"), currency(), name("state", 20), name("source", 200),
    moment("issued_at"), moment("expires_at"), CheckConstraint("amount > 0", name="ck_gift_cards_card_amount"),
    Index("ix_gift_cards_card_state", "state", "expires_at"), Index("ix_gift_cards_card_source", "source"),
)  # fmt: skip
"""`active`, `blocked` or `lapsed`; `source` says who issued it: staff, or an order's line and piece."""
payment = Table("gift_cards_payment", METADATA, key("payment", primary_key=True), key("order"), key("card", index=True))
"""Which payment took from which card."""

TABLES = (card, payment, GUESSES.table)
