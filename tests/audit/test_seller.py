"""Who sells is known by a name, a place and a number, not by the words that stand beside them elsewhere."""

from __future__ import annotations

import pytest

from ecomkit.audit.check import Status
from ecomkit.audit.checks import BUILT_IN
from ecomkit.audit.evidence import Stage
from ecomkit.audit.lexicon import matches
from ecomkit.audit.seller import names_address, names_company
from tests.audit.samples import a_page, evidence, facts, status_of


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("El responsable es Lámparas S.L.", True),
        ("The controller is Lamps Ltd.", True),
        ("Titular: Ana Pérez", True),
        ("Razón social: Luz S.A., Av. Corrientes 100", True),
        ("Legal name: Lamp Works LLC, 1 Main Street", True),
        ("Fulano y Asociados, S. L. U.", True),
        ("Comercial del Norte S.A. de C.V.", True),
        ("Kiosko is the controller of what you tell it here", True),
        ("© 2026 Müller GmbH", True),
        ("Ana Pérez, Calle Mayor 1, Madrid", True),
        ("Lamp works · 5 Quay Street, Dublin", True),
        ("Visit us, 5 Quay Street, Dublin", False),
        ("Calle Mayor 1, 28013 Madrid", False),
        ("Titular de la tarjeta", False),
        ("Game controller Xbox One", False),
        ("Prices Inc VAT", False),
        ("All prices incl. VAT", False),
        ("The controller is told below", False),
        ("Responsable de los datos", False),
        ("Limited edition of ten prints", False),
        ("New arrivals, limited to ten pieces", False),
        ("The festival takes place on 3 July", False),
    ],
)
def test_a_legal_name_is_more_than_a_word(text: str, named: bool) -> None:
    assert names_company(text) is named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Domicilio social: Calle Mayor 1, Madrid", True),
        ("Registered office: 1 High Street, London", True),
        ("Av. Juárez 1, Ciudad de México", True),
        ("C/ del Mar, 12, 3.º B, 28013 Madrid", True),
        ("Visit us at 221b Baker Street", True),
        ("Lindenstraße 14, 10969 Berlin", True),
        ("Prinsengracht 5, address: Prinsengracht 5", True),
        ("Dirección: Urbanización Los Pinos, parcela 7", True),
        ("PO Box 9, London SW1A 1AA", True),
        ("E-mail address", False),
        ("Email address *", False),
        ("Your address", False),
        ("Dirección de correo electrónico", False),
        ("We need your address to deliver within 3 days", False),
        ("Street and number, postcode, town", False),
        ("Dirección IP: 10", False),
        ("3 tickets for the park", False),
        ("Pay via bank transfer within 14 days", False),
    ],
)
def test_an_address_is_more_than_a_word(text: str, named: bool) -> None:
    assert names_address(text) is named


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("NIF: B12345678", True),
        ("VAT no: IE1234567FA", True),
        ("VAT: GB 123 4567 89", True),
        ("CUIT: 30-71234567-8", True),
        ("RFC: LAM010101AB1", True),
        ("EIN: 12-3456789", True),
        ("Company number 01234567", True),
        ("USt-IdNr. DE123456789", True),
        ("Lampen Berlin, DE136695976", True),
        ("Número fiscal: B12345678", True),
        ("Prices with VAT included in the total", False),
        ("IVA 5,99 34,50", False),
        ("Tax 18.90 108.90", False),
        ("Tax no longer applies to books", False),
    ],
)
def test_a_tax_number_is_more_than_a_word(text: str, told: bool) -> None:
    assert matches("tax_number", text) is told


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Luz S.L., Calle Real 2, Sevilla. CIF: B87654321.", Status.PASS),
        ("E-mail address\nPrices incl. VAT and shipping\nThe controller answers you", Status.FAIL),
    ],
)
def test_only_who_says_it_all_is_told(text: str, status: Status) -> None:
    terms = a_page(Stage.HOME, name="terms")
    made = a_page(Stage.PRODUCT, facts(text="Maker: Clay GmbH, Lindenstraße 14, 10969 Berlin. NIF: B12345678"))
    assert status_of(BUILT_IN, "TRU-02", evidence(a_page(seen=facts(text=text)), made, policies=(terms,))) is status
