"""Which law binds is read off the pages, or told by the owner; where nothing says so it stays open."""

from __future__ import annotations

import pytest

from ecomkit.audit.evidence import Evidence, Stage, Unreached
from ecomkit.audit.jurisdiction import binds, signs_of
from tests.audit.samples import a_field, a_page, evidence, facts


def _says(text: str, language: str = "es", **given: object) -> Evidence:
    return evidence(a_page(seen=facts(text=text, language=language)), **given)


@pytest.mark.parametrize(
    "text",
    [
        "Lámparas S.L. NIF: B12345678",
        "CIF B-1234567-8",
        "VAT no: IE1234567FA",
        "USt-IdNr. DE123456789",
        "NIF 12345678Z",
        "P. IVA IT12345678901",
    ],
)
def test_a_tax_number_of_the_eea_binds(text: str) -> None:
    assert "tax number" in binds(_says(text), "eu")
    assert not signs_of(_says(text), "mx")


@pytest.mark.parametrize("text", ["RFC: LAM010101AB1", "Quejas ante PROFECO", "R.F.C. no, RFC ALA-010101-AB1"])
def test_mexico_is_known_by_its_tax_number_and_its_authority(text: str) -> None:
    assert binds(_says(text), "mx")
    assert not signs_of(_says(text), "eu")


@pytest.mark.parametrize(
    "text", ["VAT no: GB123456789", "EIN: 12-3456789", "CUIT 30-71234567-8", "Buy now for $ 12.00", ""]
)
def test_others_bind_to_neither(text: str) -> None:
    for name in ("eu", "mx"):
        with pytest.raises(Unreached, match=f"--law {name}"):
            binds(_says(text), name)


def test_a_currency_alone_is_not_enough_but_with_the_language_of_a_country_it_is() -> None:
    with pytest.raises(Unreached, match="but its currency"):
        binds(_says("34,50 €"), "eu")
    assert binds(_says("34,50 €", "es-ES"), "eu") == "its currency, its language es-ES"
    assert binds(_says("34,50 €", "de"), "eu")
    assert binds(_says("34,50 €", "es", url="https://tienda.es/"), "eu")
    with pytest.raises(Unreached):
        binds(_says("34,50 €", "es-AR"), "eu")


def _offers(*countries: str) -> Evidence:
    select = a_field(tag="select", autocomplete="country", options=countries)
    return evidence(a_page(Stage.CHECKOUT, facts(fields=(select,))))


def test_delivery_to_a_country_binds_unless_the_shop_offers_the_whole_world() -> None:
    assert binds(_offers("España", "México"), "eu") == "it delivers to España"
    assert binds(_offers("España", "México"), "mx") == "it delivers to México"
    with pytest.raises(Unreached):
        binds(_offers("España", "México", *(f"Land {n}" for n in range(80))), "eu")


def test_what_the_owner_says_comes_first() -> None:
    assert binds(_says("", law=("eu",)), "eu") == "the owner says so"
    with pytest.raises(Unreached, match="owner does not say"):
        binds(_says("RFC: LAM010101AB1", law=("eu",)), "mx")
    with pytest.raises(Unreached):
        binds(_says("NIF: B12345678", law=("none",)), "eu")
