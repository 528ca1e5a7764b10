"""The search port: what is indexed of a product, and how words find it. SQLite answers with FTS5, PostgreSQL with tsvector."""

from __future__ import annotations

from ecomkit.storage.search.find import best_sellers, find, names_of
from ecomkit.storage.search.hits import Hits
from ecomkit.storage.search.index import (
    forget_gone,
    index_all,
    index_products,
    missing,
    note_stock,
    products_in,
    products_saying,
)
from ecomkit.storage.search.postings import Postings
from ecomkit.storage.search.synonyms import NO_SYNONYMS, Synonyms, read_synonyms
from ecomkit.storage.search.tables import entry, near
from ecomkit.storage.search.tokens import begins

__all__ = [
    "NO_SYNONYMS",
    "Hits",
    "Postings",
    "Synonyms",
    "begins",
    "best_sellers",
    "entry",
    "find",
    "forget_gone",
    "index_all",
    "index_products",
    "missing",
    "names_of",
    "near",
    "note_stock",
    "products_in",
    "products_saying",
    "read_synonyms",
]
