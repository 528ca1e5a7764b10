"""Rates: a table that could never serve anybody, or promises what cannot be, does not start."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from ecomkit.plugins.rates.settings import RatesSettings

PARCEL: dict[str, Any] = {"key": "parcel", "label": "Parcel", "price": "3.95"}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"shipping": [PARCEL | {"min_days": 5, "max_days": 2}]}, "after 5 days at the earliest and 2 at the latest"),
        ({"shipping": [PARCEL, PARCEL]}, "two ways to deliver have the key 'parcel'"),
        ({"shipping": [PARCEL | {"countries": ["es"]}]}, r"shipping\.0\.countries\.0"),
        ({"tax": {"Spain": {"standard": "21"}}}, "tax"),
    ],
)
def test_a_wrong_table_is_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        RatesSettings.model_validate(settings)


def test_a_right_one_is_taken() -> None:
    found = RatesSettings.model_validate({"shipping": [PARCEL], "tax": {"ES": {"standard": "21"}}})
    assert found.tax["ES"].rate("standard", "") == 21000
