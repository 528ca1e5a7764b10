"""What a form came to is told where the keyboard is, once (WCAG 2.4.3, 4.1.3): screen readers read what has the focus."""

from __future__ import annotations

import re

from tests.web.conftest import Client, where

FOCUSED = re.compile(r"<[^>]*\sautofocus[ >]")
MESSAGE = 'role="status" aria-labelledby="notice-words" tabindex="-1" autofocus>'
SUMMARY = 'role="group" aria-labelledby="mistakes" tabindex="-1" autofocus>'


def focused(html: str) -> str:
    """The one element that has the keyboard when the page opens; nothing where none asks for it."""
    found = FOCUSED.findall(html)
    assert len(found) <= 1, found
    return found[0] if found else ""


def put(client: Client, quantity: str = "1") -> str:
    """Put a lamp into the cart; gives the key of its line."""
    where(client.post("/cart/lines", {"sku": "LAMP", "quantity": quantity}))
    found = re.search(r'name="op" value="inc:([0-9a-f]+)"', client.get("/cart").text)
    assert found is not None
    return found[1]


def test_the_message_after_a_form_has_the_keyboard_once_and_lies_in_the_main_part(client: Client) -> None:
    where(client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"}))
    page = client.get("/cart").text
    assert focused(page).endswith(MESSAGE)
    assert page.index("<main") < page.index("is in the cart.") < page.index("<h1")
    again = client.get("/cart").text
    assert "is in the cart." not in again
    assert focused(again) == ""


def test_a_page_that_was_asked_for_moves_no_keyboard(client: Client) -> None:
    for path in ("/", "/p/lamp", "/cart", "/account/sign-in"):
        assert focused(client.get(path).text) == "", path


def test_what_is_to_be_mended_goes_before_what_was_done(client: Client) -> None:
    where(client.post("/cart/lines", {"sku": "LAMP", "quantity": "9000"}))
    page = client.get("/cart").text
    assert "is in the cart." in page
    assert focused(page).endswith(SUMMARY)


def test_a_refusal_in_words_has_the_keyboard_where_no_field_is_wrong(client: Client) -> None:
    put(client, "9999")
    answer = client.post("/cart/lines", {"sku": "LAMP", "quantity": "9999"})
    assert answer.status_code == 422
    assert focused(answer.text).endswith(MESSAGE)


def test_a_message_that_waits_is_not_told_beside_an_answer_but_on_the_next_page(client: Client) -> None:
    key = put(client)
    where(client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"}))
    wrong = client.post("/cart", {"op": "update", f"quantity.{key}": "many"})
    assert "is in the cart." not in wrong.text
    assert focused(wrong.text).endswith(SUMMARY)
    assert "is in the cart." in client.get("/cart").text


def test_who_counts_up_or_down_finds_the_same_button_again(client: Client) -> None:
    key = put(client)
    for verb, total in (("inc", "Quantity 2, </span><span>€178.00"), ("dec", "Quantity 1, </span><span>€89.00")):
        answer = client.post("/cart", {"op": f"{verb}:{key}"})
        assert answer.headers["location"] == f"/cart#{verb}-{key}"
        page = client.get("/cart").text
        assert f'<button id="{verb}-{key}" name="op" value="{verb}:{key}" aria-describedby="sum-{key}"' in page
        assert re.search(rf'id="sum-{key}">.*{total}', page), total
    gone = client.post("/cart", {"op": f"dec:{key}"})
    assert gone.headers["location"] == "/cart"
    assert focused(client.get("/cart").text).endswith(MESSAGE)


def test_every_change_of_the_cart_is_told(client: Client) -> None:
    key = put(client)
    where(client.post("/cart", {"op": "update", f"quantity.{key}": "3"}))
    assert "The quantities are changed." in client.get("/cart").text
    where(client.post("/cart", {"op": "update", f"quantity.{key}": "3"}))
    assert focused(client.get("/cart").text) == "", "nothing was changed"
    answer = client.post("/cart/estimate", {"country": "ES", "postcode": "28013"})
    assert answer.headers["location"] == "/cart#totals"
    assert '<aside class="sum" id="totals" tabindex="-1" aria-label="Totals">' in client.get("/cart").text
