"""The inputs of the checkout's steps: what an address needs in its country, whoever fills it in."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from ecomkit.domain import is_postcode
from ecomkit.services.steps import ContactInput, DeliveryInput

SOMEBODY = {
    "email": "ana@example.com",
    "name": "Ana Ruiz",
    "line1": "Calle Durango 12",
    "postcode": "06700",
    "city": "Guadalajara",
}


def wrong(model: Any, **given: str) -> set[str]:
    """The fields that are refused."""
    try:
        model.model_validate(SOMEBODY | given)
    except ValidationError as error:
        return {str(one["loc"][0]) for one in error.errors()}
    return set()


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"country": "ES"}, set()),
        ({"country": "ES", "line2": "2.º B", "region": "Madrid"}, set()),
        ({"country": "MX"}, {"line2", "region"}),
        ({"country": "MX", "line2": "  ", "region": "NY"}, {"line2", "region"}),
        ({"country": "MX", "line2": "Centro", "region": "JAL"}, set()),
        ({"country": "US"}, {"region"}),
        ({"country": "US", "region": "NY"}, set()),
        ({"country": "Mexico"}, {"country"}),
        ({"country": "ES", "email": "ana@example"}, {"email"}),
    ],
)
def test_a_delivery_says_what_its_country_needs(given: dict[str, str], refused: set[str]) -> None:
    assert wrong(DeliveryInput, **given) == refused


@pytest.mark.parametrize(("country", "refused"), [("ES", set()), ("MX", set()), ("US", {"region"})])
def test_where_nothing_is_sent_only_taxes_need_a_region(country: str, refused: set[str]) -> None:
    assert wrong(ContactInput, country=country) == refused


@pytest.mark.parametrize("written", ["JAL", "jal", "Jalisco", " jalisco "])
def test_a_region_is_kept_by_its_code(written: str) -> None:
    read = DeliveryInput.model_validate(SOMEBODY | {"country": "MX", "line2": "Centro", "region": written})
    assert read.region == "JAL"


@pytest.mark.parametrize(
    ("country", "written", "right"),
    [
        ("ES", "28013", True), ("ES", "28 013", True), ("ES", "ABC", False), ("ES", "99999", False), ("ES", "00123", False),
        ("ES", "2801", False), ("US", "10001", True), ("US", "10001-1234", True), ("US", "1000112345", False), ("US", "ABCDE1234", False),
        ("PT", "1100148", True), ("PT", "1100", False), ("NL", "1012ab", True), ("GB", "W1A 1AA", True), ("GB", "anything", True),
        ("XK", "10000", True), ("ES", "२८०१३", False), ("ES", "²8013", False),
    ],
)  # fmt: skip
def test_a_postcode_has_the_shape_of_its_country(country: str, written: str, right: bool) -> None:
    assert is_postcode(country, written) is right


def test_a_postcode_of_another_shape_is_refused_with_one_that_fits() -> None:
    with pytest.raises(ValidationError, match="for example 06600"):
        DeliveryInput.model_validate(
            SOMEBODY | {"country": "MX", "line2": "Centro", "region": "JAL", "postcode": "6600"}
        )
