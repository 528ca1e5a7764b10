"""What comes later: the cart that waits, following an order, writing to the shop, letters."""

from __future__ import annotations

import pytest

from ecomkit.audit.check import Evidence, Status
from ecomkit.audit.checks.later import CHECKS
from ecomkit.audit.evidence import Stage
from ecomkit.audit.trials import CartLife, FormTry, Letter, Trials
from tests.audit.samples import a_page, evidence, status_of

COMPLETE = "Pedido no. 1001. Llega el 3 de junio. Contacto: hello@example.com"


def _status(name: str, seen: Evidence) -> Status:
    return status_of(CHECKS, name, seen)


def _beside(topic: str, **tried: object) -> Evidence:
    return evidence(a_page(), policies=(a_page(name=topic),), trials=Trials.model_validate(tried))


def _try(**given: object) -> FormTry:
    plain: dict[str, object] = {"url": "u", "status": 200, "told": "", "moved": False}
    return FormTry.model_validate(plain | given)


@pytest.mark.parametrize(
    ("life", "status"),
    [
        (CartLife(url="u", kept=True), Status.PASS),
        (CartLife(url="u", kept=False), Status.FAIL),
        (CartLife(url="u", kept=False, ended=("cart",)), Status.FAIL),
        (None, Status.NOT_TESTED),
    ],
)
def test_a_cart_waits_or_not(life: CartLife | None, status: Status) -> None:
    assert _status("CHK-18", evidence(a_page(Stage.CART), trials=Trials(cart=life))) is status


@pytest.mark.parametrize(
    ("tried", "status"),
    [
        (_try(told="No hemos encontrado ese pedido"), Status.PASS),
        (_try(told="We could not find that order"), Status.PASS),
        (_try(told="", status=500), Status.FAIL),
        (_try(told=""), Status.FAIL),
        (_try(told="Sign in first", login=True), Status.FAIL),
        (_try(sent=False, reason="no form", login=True), Status.FAIL),
        (_try(sent=False, reason="no form"), Status.REVIEW),
        (_try(told="Lorem ipsum"), Status.REVIEW),
        (None, Status.NOT_TESTED),
    ],
)
def test_an_unknown_order_is_told_as_such_to_a_guest(tried: FormTry | None, status: Status) -> None:
    assert _status("AFT-04", _beside("tracking", tracking=tried)) is status


@pytest.mark.parametrize(
    ("tried", "status"),
    [
        (_try(told="Gracias, hemos recibido tu mensaje"), Status.PASS),
        (_try(told="Thank you! We will answer soon."), Status.PASS),
        (_try(told=""), Status.FAIL),
        (_try(told="Thank you", status=500), Status.FAIL),
        (_try(sent=False, reason="no form"), Status.NOT_TESTED),
        (_try(sent=False, reason="no button sends it"), Status.REVIEW),
        (None, Status.NOT_TESTED),
    ],
)
def test_a_message_is_acknowledged_on_the_page(tried: FormTry | None, status: Status) -> None:
    assert _status("HUM-04", _beside("contact", contact=tried)) is status


@pytest.mark.parametrize(
    ("letters", "status"),
    [
        (None, Status.NOT_TESTED),
        ((), Status.NOT_TESTED),
        ((Letter(subject="Pedido recibido", text=COMPLETE, links=0),), Status.PASS),
        ((Letter(subject="Your order was received", text="Order no. 7 arrives on Monday", links=1),), Status.PASS),
        ((Letter(subject="Pedido recibido", text="Contacto: hello@example.com", links=0),), Status.FAIL),
        ((Letter(subject="Pedido recibido", text="Pedido no. 1001, contacto", links=0),), Status.FAIL),
        ((Letter(subject="Hello", text="Your message", links=0, seconds=2.5),), Status.PASS),
    ],
)
def test_the_letter_about_an_order_says_number_next_step_and_contact(
    letters: tuple[Letter, ...] | None, status: Status
) -> None:
    assert _status("AFT-05", _beside("contact", letters=letters)) is status


def test_a_message_that_no_letter_answers_is_a_finding() -> None:
    assert _status("AFT-05", _beside("contact", letters=(), contact=_try(told="Gracias"))) is Status.FAIL


@pytest.mark.parametrize(
    ("subjects", "status"),
    [
        (("Tu pedido está en camino", "Tu pedido se retrasa"), Status.PASS),
        (("Your order was shipped", "Your order is delayed"), Status.PASS),
        (("Your order was shipped",), Status.REVIEW),
        (("Pedido recibido",), Status.FAIL),
        ((), Status.NOT_TESTED),
        (("Boletín de junio",), Status.NOT_TESTED),
    ],
)
def test_letters_tell_that_an_order_was_sent_or_is_late(subjects: tuple[str, ...], status: Status) -> None:
    letters = tuple(Letter(subject=subject, text="", links=0) for subject in subjects)
    assert _status("AFT-06", _beside("contact", letters=letters)) is status
