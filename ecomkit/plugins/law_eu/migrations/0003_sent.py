"""Whether the goods had left when somebody withdrew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

__all__ = ["upgrade"]


def upgrade(op: Operations) -> None:
    """Add the column; of statements that are there already nothing is known, so their goods come back unless they are here."""
    op.add_column("law_eu_statement", sa.Column("sent", sa.Boolean(), nullable=False, server_default=sa.true()))
