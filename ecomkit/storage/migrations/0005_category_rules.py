"""Rules of categories: collections that hold what a line says."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

__all__ = ["upgrade"]


def upgrade(op: Operations) -> None:
    """Give categories a rule; those that are there have none."""
    op.add_column("category", sa.Column("rule", sa.Text(), nullable=False, server_default=""))
