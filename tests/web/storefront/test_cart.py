"""What the cart says about stock before anything is filled in."""

from __future__ import annotations

from tests.web.conftest import Client, where


def test_a_cart_says_when_fewer_are_left_than_it_holds(client: Client) -> None:
    where(client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"}))
    assert "left" not in client.get("/cart").text
    where(client.post("/cart/lines", {"sku": "LAMP", "quantity": "9000"}))
    cart = client.get("/cart")
    assert cart.status_code == 200
    assert "are left" in cart.text
    assert 'aria-invalid="true"' in cart.text
