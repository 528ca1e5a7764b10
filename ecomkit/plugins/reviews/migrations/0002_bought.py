"""Which reviews were written here, by people who bought the product."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

__all__ = ["upgrade"]


def upgrade(op: Operations) -> None:
    """Add the column; what was imported before was bought elsewhere."""
    op.add_column("reviews_review", sa.Column("bought", sa.Boolean(), nullable=False, server_default=sa.false()))
