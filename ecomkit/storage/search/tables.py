"""The tables of the search: a row for each product and language, and words with what is left of them without one letter."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, PrimaryKeyConstraint, Table, Text

from ecomkit.storage.columns import body, moment, name
from ecomkit.storage.tables import metadata

__all__ = ["entry", "fts", "near"]

entry = Table(
    "search_entry", metadata,
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False),
    name("product", 120), name("language", 10),
    body("name"), body("kind"), body("code"), body("text"),
    Column("published", Boolean, nullable=False), moment("publish_at", nullable=True), moment("withdraw_at", nullable=True),
    Column("available", Boolean, nullable=False),
    Index("ix_search_entry_product_language", "product", "language", unique=True),
)  # fmt: skip
near = Table(
    "search_near", metadata, name("language", 10), name("near", 40), name("word", 40), PrimaryKeyConstraint("language", "near", "word")
)  # fmt: skip
fts = Table("search_words", MetaData(), Column("rowid", BigInteger, primary_key=True), Column("search_words", Text))
"""SQLite's full-text index over the entries; triggers keep it. PostgreSQL has indexes of expressions instead."""
