"""A download begins at once only where whoever buys it asked for that and knows what they lose (art. 16(m))."""

from __future__ import annotations

import pytest

from ecomkit.audit.check import Status
from ecomkit.audit.checks import catalogue
from ecomkit.audit.evidence import Evidence, Stage
from ecomkit.audit.facts import FormField
from tests.audit.samples import a_field, a_page, evidence, facts, status_of

BOTH = "I want it at once, before the period of withdrawal is over, and I know that I lose my right of withdrawal with that."
AMBAS = "Lo quiero de inmediato, antes de que acabe el plazo de desistimiento, y sé que con ello pierdo mi derecho de desistimiento."


def _seen(said: str, *boxes: FormField, title: str = "Guide") -> Evidence:
    product = a_page(Stage.PRODUCT, facts(text=said, headings=(title,)))
    pages = (a_page(), product, a_page(Stage.CART), a_page(Stage.CHECKOUT, facts(fields=boxes)), a_page(Stage.PAYMENT))
    return evidence(*pages, law=("eu",))


def _box(label: str, **given: object) -> FormField:
    return a_field(type="checkbox", label=label, **given)


@pytest.mark.parametrize(
    ("boxes", "status"),
    [
        ((_box(BOTH),), Status.PASS),
        ((_box(AMBAS),), Status.PASS),
        ((_box("Begin the download immediately"), _box("I waive my right to cancel")), Status.PASS),
        ((_box("Start my download now. My right of withdrawal ends with it."),), Status.PASS),
        ((_box(BOTH, checked=True),), Status.FAIL),
        ((_box("Begin the download immediately"),), Status.FAIL),
        ((_box("I agree to the terms"),), Status.FAIL),
        ((), Status.FAIL),
    ],
)
def test_a_box_asks_for_it_and_says_what_is_lost(boxes: tuple[FormField, ...], status: Status) -> None:
    assert status_of(catalogue(), "LAW-15", _seen("Descarga inmediata\n12,00 €", *boxes)) is status


@pytest.mark.parametrize(
    ("said", "title", "status"),
    [
        ("There as soon as it is paid · nothing is sent", "Guide", Status.FAIL),
        ("E-book, 120 pages", "Guide", Status.FAIL),
        ("Libro electrónico", "Guía", Status.FAIL),
        ("Download the manual (PDF)", "Lamp", Status.NOT_TESTED),
        ("Brass and glass", "Lamp", Status.NOT_TESTED),
        ("There as soon as it is paid · nothing is sent", "Gift card", Status.NOT_TESTED),
    ],
)
def test_only_what_is_sold_as_a_download_is_judged(said: str, title: str, status: Status) -> None:
    assert status_of(catalogue(), "LAW-15", _seen(said, title=title)) is status


def test_no_other_law_asks_for_it() -> None:
    assert (
        status_of(catalogue(), "LAW-15", _seen("Instant download").model_copy(update={"law": ("mx",)}))
        is Status.NOT_TESTED
    )
