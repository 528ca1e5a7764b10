"""The plugin's tables: what there is to fetch, and who may. They hold keys; who a key is stands in the profile."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index

from ecomkit.sdk import MetaData, Table, amount, count, key, moment, name

__all__ = ["METADATA", "TABLES", "file", "grant"]

METADATA = MetaData()

file = Table(
    "downloads_file", METADATA,
    key("id", primary_key=True), name("sku", 64), name("name", 200), name("media_type", 120), name("digest", 64), amount("size"),
    moment("at"), Index("uq_downloads_file_sku_name", "sku", "name", unique=True),
)  # fmt: skip
"""A file of a SKU; its content lies in the folder under its digest (SHA-256)."""
grant = Table(
    "downloads_grant", METADATA,
    key("id", primary_key=True), key("order"), name("number", 30), name("line", 80), key("file", index=True), count("pieces"),
    count("taken"), count("most", nullable=True), moment("until", nullable=True), name("state", 20), moment("granted_at"),
    Index("uq_downloads_grant_order_line_file", "order", "line", "file", unique=True),
    CheckConstraint("taken >= 0 AND (most IS NULL OR taken <= most)", name="ck_downloads_grant_taken"),
)  # fmt: skip
"""What an order's line brings: `live` or `revoked`, taken so often of at most so often, until then."""

TABLES = (file, grant)
