"""What the cart says about stock before anything is filled in."""

from __future__ import annotations

from tests.web.conftest import Client, where


def test_a_cart_says_when_fewer_are_left_than_it_holds(client: Client) -> None:
    where(client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"}))
    fine = client.get("/cart").text
    assert "left" not in fine
    assert "Go to checkout" in fine
    where(client.post("/cart/lines", {"sku": "LAMP", "quantity": "9000"}))
    cart = client.get("/cart")
    assert cart.status_code == 200
    assert "are left" in cart.text
    assert 'aria-invalid="true"' in cart.text
    assert "Go to checkout" not in cart.text, "not everything is filled in for nothing"
