"""What is not sent: variants that are never put into a parcel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

__all__ = ["upgrade"]


def upgrade(op: Operations) -> None:
    """Say it of each variant; those that are there are sent."""
    op.add_column("variant", sa.Column("ships", sa.Boolean(), nullable=False, server_default=sa.true()))
