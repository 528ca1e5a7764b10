"""What may never be pressed, and what may never leave the browser."""

from __future__ import annotations

import pytest

from ecomkit.audit.evidence import Stage
from ecomkit.audit.lock import Guard, PaymentLock, card_fields, may_press, payment_signs, refusal
from tests.audit.samples import a_field, facts

PAYING = [
    *("Pagar ahora", "Confirmar y pagar", "Confirmar pedido", "Realizar pago", "Comprar con PayPal", "Realizar pedido"),
    *("Place order", "Pay now", "Pay €12.50", "Complete order", "Complete purchase", "Submit order", "Buy now"),
    *("Finalizar compra", "PAGAR"),
]


@pytest.mark.parametrize("name", PAYING)
@pytest.mark.parametrize("stage", [Stage.CHECKOUT, Stage.PAYMENT])
def test_nothing_that_pays_or_orders_is_pressed_in_the_checkout(name: str, stage: Stage) -> None:
    assert not may_press(name, stage, facts())


@pytest.mark.parametrize("name", ["Pay now", "Pagar ahora", "Comprar con PayPal", "Place order", "Google Pay"])
def test_what_plainly_pays_is_not_pressed_anywhere(name: str) -> None:
    assert not may_press(name, Stage.PRODUCT, facts())
    assert not may_press(name, Stage.CART, facts())


def test_the_carts_own_way_to_the_checkout_may_be_called_paying() -> None:
    assert may_press("Ir a pagar", Stage.CART, facts())
    assert may_press("Finalizar compra", Stage.CART, facts())


def test_but_not_where_the_cart_already_asks_for_a_card() -> None:
    card = a_field(autocomplete="cc-number")
    assert not may_press("Pagar", Stage.CART, facts(fields=(card,)))
    assert not may_press("Pagar", Stage.CART, facts(headings=("Forma de pago",)))
    assert not may_press("Pagar", Stage.CART, facts(frames=("https://js.stripe.com/v3/",)))


def test_going_on_to_the_payment_step_is_no_paying_until_it_shows() -> None:
    assert may_press("Continue to payment", Stage.CHECKOUT, facts())
    choice = a_field(type="radio", label="Bank transfer")
    assert not may_press("Continue", Stage.CHECKOUT, facts(fields=(choice,)))
    assert not may_press("Continue to payment", Stage.CHECKOUT, facts(fields=(choice,)))


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("POST", "https://api.stripe.com/v1/payment_intents"),
        ("PUT", "https://checkoutshopper-live.adyen.com/x"),
        ("POST", "https://www.paypal.com/graphql"),
        ("POST", "https://sis.redsys.es/sis/realizarPago"),
        ("POST", "https://shop.example/order/confirm"),
        ("POST", "https://shop.example/checkout/place-order"),
        ("POST", "https://shop.example/?wc-ajax=checkout"),
        ("POST", "https://shop.example/confirmar-pedido"),
        ("POST", "https://shop.example/pay"),
    ],
)
def test_requests_that_pay_or_order_are_stopped_at_any_time(method: str, url: str) -> None:
    assert refusal(method, url, Guard.OPEN)


@pytest.mark.parametrize(
    "url", ["https://shop.example/checkout", "https://shop.example/anything", "https://other.example/collect"]
)
def test_once_the_payment_step_is_seen_nothing_is_sent_any_more(url: str) -> None:
    assert refusal("POST", url, Guard.OPEN) == ""
    assert refusal("POST", url, Guard.SHUT)


STEP = "https://shop.example/pagar/datos"


def test_a_step_of_a_checkout_below_a_word_for_paying_may_send_its_form_to_itself() -> None:
    assert refusal("POST", STEP, Guard.OPEN)
    assert refusal("POST", f"{STEP}?lang=es", Guard.OPEN, STEP) == ""
    assert (
        refusal("POST", "https://shop.example/es/pay/address", Guard.OPEN, "https://shop.example/es/pay/address") == ""
    )


@pytest.mark.parametrize(
    ("url", "step"),
    [
        ("https://shop.example/pagar/direccion", STEP),
        ("https://shop.example/pagar", STEP),
        ("https://other.example/pagar/datos", STEP),
        ("http://shop.example/pagar/datos", STEP),
        (f"{STEP}?wc-ajax=checkout", STEP),
        *(
            (url, url)
            for url in ("https://shop.example/pagar", "https://shop.example/pay/", "https://shop.example/pagar/?step=1")
        ),
        *((url, url) for url in ("https://shop.example/pagar/confirmar", "https://shop.example/pay/submit")),
        *((url, url) for url in ("https://shop.example/pagar/tarjeta", "https://shop.example/pagar/pago")),
        ("https://shop.example/order/confirm", "https://shop.example/order/confirm"),
        ("https://checkout.stripe.com/pay/address", "https://checkout.stripe.com/pay/address"),
    ],
)
def test_but_whatever_could_pay_is_stopped(url: str, step: str) -> None:
    assert refusal("POST", url, Guard.OPEN, step)


def test_and_nothing_is_sent_by_that_step_once_the_payment_step_was_seen() -> None:
    assert refusal("POST", STEP, Guard.WARY, STEP)
    assert refusal("POST", STEP, Guard.SHUT, STEP)


def test_a_lock_forgets_the_step_that_was_left() -> None:
    lock = PaymentLock()
    with lock.at_step(STEP):
        assert not lock._refuses("POST", STEP, Guard.OPEN)
    assert lock._refuses("POST", STEP, Guard.OPEN)
    assert lock.told(1) == ""
    assert lock.told(0) == f"the audit's own lock stopped POST {STEP}: its address places an order or pays"


def test_reading_and_emptying_the_cart_stay_possible() -> None:
    assert refusal("GET", "https://api.stripe.com/v3", Guard.SHUT) == ""
    assert refusal("POST", "https://shop.example/cart/remove", Guard.SHUT) == ""


def test_after_the_payment_step_the_shop_may_be_read_but_no_order_touched() -> None:
    assert refusal("POST", "https://shop.example/shop-api/graphql", Guard.WARY) == ""
    assert refusal("POST", "https://shop.example/my/order/3", Guard.WARY)
    assert refusal("POST", "https://shop.example/checkout/2", Guard.WARY)


@pytest.mark.parametrize(
    "seen",
    [
        facts(fields=(a_field(autocomplete="cc-number"),)),
        facts(fields=(a_field(name="cardnumber"),)),
        facts(fields=(a_field(type="radio", label="Tarjeta"),)),
        facts(fields=(a_field(type="radio", label="A", group="Payment"),)),
        facts(frames=("https://js.stripe.com/v3/elements",)),
        facts(buttons=("Place order",)),
        facts(buttons=("Realizar pedido",)),
    ],
)
def test_a_payment_step_is_known_by_what_it_shows(seen: object) -> None:
    assert payment_signs(seen)  # type: ignore[arg-type]


def test_an_address_step_shows_no_sign_of_payment() -> None:
    ways = a_field(type="radio", label="Envío 4,95 €", group="Forma de entrega")
    assert (
        payment_signs(facts(fields=(a_field(autocomplete="email"), ways), buttons=("Continuar", "Continue to payment")))
        == ()
    )


def test_hidden_card_fields_do_not_count() -> None:
    assert card_fields(facts(fields=(a_field(autocomplete="cc-number", visible=False),))) == ()
