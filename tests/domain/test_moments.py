"""Moments as staff type them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ecomkit.domain import typed_moment, written_moment

MADRID = "Europe/Madrid"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-12-24 09:00", datetime(2026, 12, 24, 8, tzinfo=UTC)),
        ("2026-07-24T09:00", datetime(2026, 7, 24, 7, tzinfo=UTC)),
        (" 2026-12-24 ", datetime(2026, 12, 23, 23, tzinfo=UTC)),
        ("2026-12-24T09:00Z", datetime(2026, 12, 24, 9, tzinfo=UTC)),
        ("2026-12-24T09:00:30+01:00", datetime(2026, 12, 24, 8, 0, 30, tzinfo=UTC)),
        ("", None),
    ],
)
def test_a_moment_is_meant_where_the_shop_is(typed: str, meant: datetime | None) -> None:
    assert typed_moment(typed, MADRID) == meant


@pytest.mark.parametrize(
    "typed", ["31/12/2026", "2026-02-30", "2026-12-24 25:00", "20261224", "2026-W52", "0001-01-01"]
)
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"is no day|month|hour"):
        typed_moment(typed, MADRID)


def test_a_moment_is_written_as_it_is_typed() -> None:
    assert written_moment(datetime(2026, 12, 24, 8, tzinfo=UTC), MADRID) == "2026-12-24 09:00"
    assert written_moment(None, MADRID) == ""
