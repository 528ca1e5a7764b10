"""Regions are chosen by their codes and read by their names."""

from __future__ import annotations

import pytest

from ecomkit.domain import REGIONS, TAXED_BY_REGION, region_code, region_name


def test_mexico_has_its_thirty_two_states_and_the_united_states_theirs() -> None:
    assert {country: len(known) for country, known in REGIONS.items()} == {"MX": 32, "US": 51}
    assert all(len(code) == 3 for code in REGIONS["MX"])
    for known in REGIONS.values():
        assert len(set(known.values())) == len(known)
    assert set(REGIONS) >= TAXED_BY_REGION


@pytest.mark.parametrize(
    ("country", "written", "code"),
    [
        ("MX", "CMX", "CMX"), ("MX", " jal ", "JAL"), ("MX", "nuevo león", "NLE"), ("MX", "NY", ""), ("US", "New York", "NY"),
        ("US", "", ""), ("ES", "M", ""),
    ],
)  # fmt: skip
def test_a_region_is_known_by_code_or_name(country: str, written: str, code: str) -> None:
    assert region_code(country, written) == code


@pytest.mark.parametrize(
    ("country", "region", "name"),
    [("MX", "MEX", "Estado de México"), ("MX", "Jalisco", "Jalisco"), ("ES", "Madrid", "Madrid"), ("MX", "", "")],
)
def test_what_is_no_known_code_stands_as_it_was_written(country: str, region: str, name: str) -> None:
    assert region_name(country, region) == name
