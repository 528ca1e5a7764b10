"""The right button gets the most points, and what must not be pressed gets none."""

from __future__ import annotations

import pytest

from ecomkit.audit.score import SURE, Candidate, locator, rank, score


@pytest.mark.parametrize(
    "name",
    [
        "Añadir al carrito",
        "AGREGAR A LA BOLSA",
        "Add to bag",
        "Add 1 to your basket",
        "Poner en la cesta",
        "Sumar al carrito",
    ],
)
def test_a_plain_name_alone_is_enough_to_add(name: str) -> None:
    assert score("add", Candidate(name=name))[0] >= SURE


@pytest.mark.parametrize(
    "name", ["Add to wishlist", "Avísame", "Comprar con PayPal", "Añadir a favoritos", "Notify me"]
)
def test_wishes_and_express_payments_are_never_the_way_to_add(name: str) -> None:
    assert rank("add", [Candidate(name=name, action="http://shop/cart/add", in_product=True)]) == ()


def test_the_products_own_button_beats_those_of_other_products() -> None:
    own = Candidate(name="Comprar", action="http://shop/cart", in_product=True)
    other = Candidate(name="Añadir al carrito", action="http://shop/cart", in_card=True)
    assert rank("add", [other, own])[0].candidate == own


def test_a_platform_mark_is_enough_where_the_name_says_nothing() -> None:
    assert rank("add", [Candidate(name="Lo quiero ya", markers=("add",))])[0].points >= SURE


@pytest.mark.parametrize(
    "name",
    ["Tramitar pedido", "Finalizar compra", "Check out", "Proceed to checkout", "Ir a pagar", "Proceder al pago"],
)
def test_the_way_to_the_checkout_is_known_by_name(name: str) -> None:
    assert score("checkout", Candidate(name=name))[0] >= SURE


@pytest.mark.parametrize("name", ["Seguir comprando", "Continue shopping", "Actualizar", "PayPal Checkout"])
def test_the_way_back_is_no_way_to_the_checkout(name: str) -> None:
    assert score("checkout", Candidate(name=name, in_summary=True, filled=True))[0] < SURE


@pytest.mark.parametrize("name", ["Carrito (2)", "Ver cesta", "My bag", "View cart", "Mi bolsa (1)", "Cart"])
def test_the_cart_is_known_by_name(name: str) -> None:
    assert score("cart", Candidate(name=name, tag="a"))[0] >= SURE


def test_the_reasons_say_where_the_points_come_from() -> None:
    points, reasons = score("checkout", Candidate(name="Check out", filled=True))
    assert points == 8
    assert reasons == ("name +6", "filled +2")


def test_of_equals_the_larger_one_wins() -> None:
    small, large = Candidate(name="Check out", area=10), Candidate(name="Check out", area=90)
    assert rank("checkout", [small, large])[0].index == 1


def test_a_locator_can_be_copied_into_a_recipe() -> None:
    assert locator(Candidate(name="Lo quiero", tag="a")) == "role=link[name='Lo quiero']"
    assert locator(Candidate(name="Go to checkout (1) · €45.95")) == r"role=button[name=/^Go to checkout \(1\) · .*$/]"
    assert locator(Candidate(name="€45.95")) == "role=button[name='€45.95']"
