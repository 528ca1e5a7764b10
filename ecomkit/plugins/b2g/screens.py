"""The back office: tenders as a business object. No column depends on bids."""

from __future__ import annotations

from collections.abc import Sequence

from ecomkit.plugins.b2g.api import STAFF
from ecomkit.plugins.b2g.tables import tender
from ecomkit.plugins.b2g.values import TenderState
from ecomkit.sdk import BusinessObject, text

__all__ = ["business_objects"]

_LIFE = {
    TenderState.DRAFT: {TenderState.PUBLISHED, TenderState.CANCELLED},
    TenderState.PUBLISHED: {TenderState.CLOSED, TenderState.CANCELLED},
    TenderState.CLOSED: {TenderState.OPENED, TenderState.CANCELLED},
    TenderState.OPENED: {TenderState.AWARDED, TenderState.CANCELLED},
}


def business_objects() -> Sequence[BusinessObject]:
    """Tenders."""
    return [
        BusinessObject(
            key="tenders", title=text("Tenders"), table=tender, permission=STAFF,
            columns=(
                ("number", text("Number")), ("title", text("Title")), ("agency_name", text("Agency")), ("state", text("State")),
                ("deadline", text("Deadline")), ("published_at", text("Published")), ("opened_at", text("Opened")),
            ),
            states={before.value: frozenset(one.value for one in after) for before, after in _LIFE.items()},
        )
    ]  # fmt: skip
