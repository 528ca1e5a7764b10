"""The plugin's table."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, false

from ecomkit.sdk import MetaData, Table, body, count, key, name

__all__ = ["metadata", "review"]

metadata = MetaData()
review = Table(
    "reviews_review", metadata,
    key("key", primary_key=True), name("product", 120, index=True), count("rating"), name("title"), body("text"), name("author"),
    name("written_on", 10), Column("hidden", Boolean, nullable=False),
    Column("bought", Boolean, nullable=False, server_default=false()),
)  # fmt: skip
"""`bought`: written here by somebody who bought it here; what was imported is not."""
