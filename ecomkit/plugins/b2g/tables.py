"""The plugin's tables. Whose a sealed bid is stands in none of them: `mark` is keyed with the shop's secret, which is not here."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, UniqueConstraint

from ecomkit.sdk import MetaData, Table, amount, body, count, currency, key, moment, name

__all__ = ["METADATA", "TABLES", "envelope", "offer", "opener", "tender", "wrap"]

METADATA = MetaData()

tender = Table(
    "b2g_tender", METADATA,
    key("id", primary_key=True), name("number", 30, unique=True), key("agency", index=True), name("agency_name"), name("title", 120),
    body("summary"), body("lines"), currency(), name("postcode", 16), name("state", 20), key("drafted_by"), moment("drafted_at"),
    moment("deadline", index=True), moment("published_at", nullable=True), moment("closed_at", nullable=True),
    moment("opened_at", nullable=True), moment("awarded_at", nullable=True), name("public_key", 64), count("work"), key("turn"),
    key("envelope", nullable=True), key("quote", nullable=True), key("order", nullable=True), name("reason", 300),
    CheckConstraint(
        "state IN ('draft', 'published', 'closed', 'opened', 'awarded', 'cancelled')", name="ck_b2g_tender_state"
    ),
)  # fmt: skip
"""`turn` is written anew by each bid and act, so that two at once on one tender always meet."""
opener = Table(
    "b2g_opener", METADATA,
    key("tender"), key("person"), count("position"), name("salt", 64), count("hint"), body("share", nullable=True),
    moment("acted_at", nullable=True), count("wrong"), moment("wrong_since", nullable=True),
    PrimaryKeyConstraint("tender", "person"),
)  # fmt: skip
wrap = Table(
    "b2g_wrap", METADATA,
    key("tender"), key("first"), key("second"), name("salt", 64), body("box"), PrimaryKeyConstraint("tender", "first", "second"),
)  # fmt: skip
envelope = Table(
    "b2g_envelope", METADATA,
    key("id", primary_key=True), key("tender"), name("number", 30, unique=True), name("mark", 64), name("slip", 64),
    body("box"), name("digest", 64), moment("arrived_at"), name("state", 20),
    Index("ix_b2g_envelope_tender_mark", "tender", "mark"),
    UniqueConstraint("tender", "slip", name="uq_b2g_envelope_slip"),
    CheckConstraint("state IN ('sealed', 'replaced', 'withdrawn')", name="ck_b2g_envelope_state"),
)  # fmt: skip
offer = Table(
    "b2g_offer", METADATA,
    key("envelope", primary_key=True), key("tender", index=True), key("supplier"), name("supplier_name"), amount("total"),
    body("prices"), name("content_key", 64), count("rank", nullable=True),
)  # fmt: skip

TABLES = (tender, opener, wrap, envelope, offer)
