"""Addresses are written as their country writes them."""

from __future__ import annotations

import pytest

from ecomkit.domain import Address


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (Address(line1="Calle Mayor 1", postcode="28013", city="Madrid", country="ES"), ("Calle Mayor 1", "28013 Madrid")),
        (
            Address(line1="20 W 34th St", line2="Floor 3", postcode="10001", city="New York", region="NY", country="US"),
            ("20 W 34th St", "Floor 3", "New York, NY 10001"),
        ),
        (Address(line1="1 Mound Pl", postcode="EH1 2LX", city="Edinburgh", country="GB"), ("1 Mound Pl", "Edinburgh", "EH1 2LX")),
        (
            Address(line1="Av. Juárez 8", postcode="06600", city="Ciudad de México", region="CMX", country="MX"),
            ("Av. Juárez 8", "06600 Ciudad de México"),
        ),
        (
            Address(line1="Calle Durango 12", line2="Roma Norte", postcode="06700", city="Cuauhtémoc", region="CMX", country="MX"),
            ("Calle Durango 12", "Roma Norte", "06700 Cuauhtémoc, Ciudad de México"),
        ),
        (Address(line1="Av. Vallarta 1", postcode="44100", region="JAL", country="MX"), ("Av. Vallarta 1", "44100 Jalisco")),
        (Address(line1="Av. Vallarta 1", postcode="44100", city="Guadalajara", country="MX"), ("Av. Vallarta 1", "44100 Guadalajara")),
        (Address(country="US"), ()),
    ],
)  # fmt: skip
def test_lines_stand_in_the_order_of_the_country(address: Address, lines: tuple[str, ...]) -> None:
    assert address.lines == lines
