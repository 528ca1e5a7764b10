"""The plugin's tables: who takes part, and what each order brought."""

from __future__ import annotations

from ecomkit.sdk import MetaData, Table, count, key, moment, name

__all__ = ["grant", "member"]

metadata = MetaData()

member = Table("loyalty_member", metadata, key("person", primary_key=True), moment("joined_at"))

grant = Table(
    "loyalty_grant", metadata,
    key("order", primary_key=True), key("person", index=True), name("number", 40), count("points"), count("forgiven"), count("turn"),
    moment("settled_at"),
)  # fmt: skip
"""`points` are those that the order has on the account now, `forgiven` those that a refund should have taken and were spent."""
