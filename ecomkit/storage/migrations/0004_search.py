"""The search: a row for each product and language, full-text indexes over them, and words to be spelt right by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ecomkit.storage.columns import Utc

__all__ = ["upgrade"]

_COLUMNS = "name, kind, code, text"
_NEW = "new.name, new.kind, new.code, new.text"
_OLD = "old.name, old.kind, old.code, old.text"
_SQLITE = (
    f"CREATE VIRTUAL TABLE search_words USING fts5({_COLUMNS}, content='search_entry', content_rowid='id', detail=column,"
    " prefix='1 2 3', tokenize=\"unicode61 remove_diacritics 0 tokenchars '.-'\")",
    "CREATE TRIGGER search_entry_new AFTER INSERT ON search_entry BEGIN"
    f" INSERT INTO search_words (rowid, {_COLUMNS}) VALUES (new.id, {_NEW}); END",
    "CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN"
    f" INSERT INTO search_words (search_words, rowid, {_COLUMNS}) VALUES ('delete', old.id, {_OLD}); END",
    f"CREATE TRIGGER search_entry_other AFTER UPDATE OF id, {_COLUMNS} ON search_entry BEGIN"
    f" INSERT INTO search_words (search_words, rowid, {_COLUMNS}) VALUES ('delete', old.id, {_OLD});"
    f" INSERT INTO search_words (rowid, {_COLUMNS}) VALUES (new.id, {_NEW}); END",
)
_ALL = "name || ' ' || kind || ' ' || code || ' ' || text"
_POSTGRESQL = (
    "CREATE FUNCTION search_lexemes(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS"
    " $$ SELECT array_to_tsvector(array_remove(string_to_array(words, ' '), '')) $$",
    "CREATE INDEX ix_search_entry_name_code ON search_entry USING gin (search_lexemes(name || ' ' || code))",
    f"CREATE INDEX ix_search_entry_all ON search_entry USING gin (search_lexemes({_ALL}))",
)


def upgrade(op: Operations) -> None:
    """Two tables, and what each engine searches with. `ecomkit catalogue reindex`, or the worker, fills them."""
    op.create_table(
        "search_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("product", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("publish_at", Utc(), nullable=True),
        sa.Column("withdraw_at", Utc(), nullable=True),
        sa.Column("available", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
    )
    op.create_index("ix_search_entry_product_language", "search_entry", ["product", "language"], unique=True)
    op.create_table(
        "search_near",
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("near", sa.String(length=40), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("language", "near", "word", name=op.f("pk_search_near")),
    )
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)
