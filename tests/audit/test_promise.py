"""Delivery promises are found in Spanish and English, and are told from other times."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomkit.audit.promise import find_promise


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("Entrega entre el 3 y el 5 de junio", 2),
        ("Recíbelo el martes 3 de junio", 0),
        ("Llega en 3 a 5 días hábiles", 2),
        ("Envío en 24/48 h", 1),
        ("Delivery in 2 to 4 working days", 2),
        ("Arrives June 3 – June 7", 4),
        ("Get it by 3 Jun", 0),
        ("Delivery 28 May - 2 June", 4),
        ("Estimated delivery: 2026-06-03", 0),
        ("Plazo de entrega: 2-3 semanas", 7),
        ("Delivery between 1 and 90 days", 89),
        ("Entrega: 30/12/2026 - 02/01/2027", 2),
        ("Llega: mar 24 de nov – mié 25 de nov · envío $79.00\nDevoluciones en 30 días", 1),
        ("Estimated delivery\n3 – 5 June", 2),
        ("Envío estándar\n4,95 €, 2-4 días", 2),
        ("Standard shipping\t4.95 €\t2–4 days", 2),
        ("Open air festival, 3 July 2027.\nTickets are delivered within 3 days", 0),
    ],
)
def test_a_promise_is_found_with_its_width(text: str, wide: float) -> None:
    found = find_promise(text)
    assert found is not None
    assert found.days_wide == pytest.approx(wide, abs=1.01)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Fast delivery",
        "Returns within 30 days",
        "Devolución en 14 días",
        "Right to withdraw: 14 days from delivery.",
        "Desistimiento: 14 días desde la entrega",
        "We answer in 24 hours",
        "Tarifa 3 de junio",
        "12,50 €",
        "Festival of 3 days: 3 July – 5 July 2027",
        "Summer festival\n3 July – 5 July 2027\nDelivery by e-mail",
        "Delivery by e-mail\nSummer festival 3 July – 5 July 2027",
        "Festival\nDelivery\nFri, July 3rd, 2027\nThe event takes place on July 3rd, 2027",
        "Concierto el 3 de julio. Recibirás las entradas por correo",
        "The workshop starts on 3 June, tickets are delivered at once",
        "Sale ends 3 June, delivery is free",
    ],
)
def test_what_promises_no_delivery_is_left_alone(text: str) -> None:
    assert find_promise(text) is None


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = find_promise(text)
    assert found is None or found.days_wide >= 0
