"""The journey of a guest: browse, cart, checkout, order."""

from __future__ import annotations

import re

import pytest

from ecomkit.domain import Done, MarkPaid, Money, OrderByToken, SetListPrice, StockLevels
from ecomkit.testing import staff
from tests.web.conftest import ADDRESS, Client, Site, fill_and_pay, hidden, where

INPUT = re.compile(r"<(input|select|textarea)\b([^>]*)>")


def asked_of(html: str) -> list[str]:
    """Text inputs and selects that a customer sees in the checkout's form."""
    form = html[html.index('action="/checkout"') : html.index('value="pay"')]
    hidden_kinds = ('type="hidden"', 'type="radio"', 'type="checkbox"')
    return [attributes for _, attributes in INPUT.findall(form) if not any(kind in attributes for kind in hidden_kinds)]


def put(client: Client, sku: str = "LAMP", quantity: str = "1") -> None:
    assert where(client.post("/cart/lines", {"sku": sku, "quantity": quantity})) == "/cart"


def test_a_guest_buys_by_transfer(site: Site, client: Client) -> None:
    assert "Loma mug" in client.get("/").text
    assert client.get("/c/home").status_code == 200
    product = client.get("/p/faro-lamp")
    assert "€89.00" in product.text
    assert "Arrives" in product.text
    assert "shipping €3.95" in client.get("/p/loma-mug").text
    assert "ecomkit_cart" not in client.cookies
    put(client)
    cart = client.get("/cart")
    assert "Faro lamp is in the cart." in cart.text
    assert "IVA 21%" in cart.text
    order = client.get(where(fill_and_pay(client)))
    assert order.status_code == 200
    for words in ("Waiting for payment", "ES91", "Calle Mayor 1", "Arrives by"):
        assert words in order.text
    assert "The cart is empty" in client.get("/cart").text


def test_shipping_and_tax_are_known_before_any_personal_data(client: Client) -> None:
    put(client)
    assert where(client.post("/cart/estimate", {"country": "US", "region": "NY", "postcode": "10001"})) == "/cart"
    cart = client.get("/cart").text
    assert "Parcel abroad" in cart
    assert "Sales tax 8.875%" in cart
    assert "estimate for United States" in cart


@pytest.mark.parametrize(("country", "most"), [("ES", 8), ("US", 8), ("PT", 10)])
def test_the_checkout_asks_little(client: Client, country: str, most: int) -> None:
    put(client)
    client.post("/cart/estimate", {"country": country})
    page = client.get("/checkout").text
    assert 5 <= len(asked_of(page)) <= most
    assert ('name="region"' in page) == (country == "US")
    assert 'autocomplete="postal-code"' in page


def test_a_state_is_needed_where_taxes_need_it(client: Client) -> None:
    put(client)
    client.post("/cart/estimate", {"country": "US"})
    answer = fill_and_pay(client, country="US", postcode="10001", city="New York", shipping="abroad")
    assert answer.status_code == 422
    assert "Choose the state" in answer.text
    assert "ZIP code" in answer.text


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_do(client: Client) -> None:
    put(client)
    answer = fill_and_pay(client, email="not-an-address", city="", name="Zoë")
    assert answer.status_code == 422
    assert "Enter your email, for example ana@example.com" in answer.text
    assert "Enter the city" in answer.text
    assert 'value="not-an-address"' in answer.text
    assert 'value="Zoë"' in answer.text
    assert 'value="transfer" checked' in answer.text


def test_no_payment_chosen_is_a_field_error(client: Client) -> None:
    put(client)
    answer = fill_and_pay(client, payment="")
    assert answer.status_code == 422
    assert "Choose a way to pay" in answer.text


def test_a_price_that_moved_is_shown_before_anything_is_charged(site: Site, client: Client) -> None:
    put(client)
    page = client.get("/checkout").text
    staff = site.shop.system()
    site.shop.run(staff, SetListPrice(sku="LAMP", price=Money(amount=9900, currency="EUR")))
    form = ADDRESS | {"shipping": "parcel", "payment": "transfer", "op": "pay"}
    answer = client.post("/checkout", form | {"key": hidden(page, "key"), "shown": hidden(page, "shown")})
    assert answer.status_code == 409
    assert "The price is €99.00 now" in answer.text
    again = form | {"key": hidden(answer.text, "key"), "shown": hidden(answer.text, "shown")}
    assert where(client.post("/checkout", again)).startswith("/orders/")


def test_another_country_is_priced_again_without_keeping_who_somebody_is(client: Client) -> None:
    put(client)
    page = client.get("/checkout").text
    kept = {"key": hidden(page, "key"), "shown": hidden(page, "shown")}
    answer = client.post("/checkout", ADDRESS | kept | {"op": "update", "country": "PT", "postcode": "1000-001"})
    assert answer.status_code == 200
    assert "VAT 23%" in answer.text
    assert 'value="Ana Ruiz"' in answer.text
    assert 'value="Ana Ruiz"' not in client.get("/checkout").text


def test_the_form_sent_twice_places_one_order(site: Site, client: Client) -> None:
    put(client)
    page = client.get("/checkout").text
    form = ADDRESS | {"shipping": "parcel", "payment": "transfer", "op": "pay"}
    form |= {"key": hidden(page, "key"), "shown": hidden(page, "shown")}
    first, second = client.post("/checkout", form), client.post("/checkout", form)
    assert where(first) == where(second)
    (level,) = site.shop.ask(site.shop.system(), StockLevels(skus=("LAMP",)))
    assert level.reserved == 1


def test_what_is_taken_out_can_be_put_back(client: Client) -> None:
    put(client, quantity="2")
    key = re.search(r'name="op" value="remove:([0-9a-f]+)"', client.get("/cart").text)
    assert key is not None
    client.post("/cart", {"op": f"remove:{key[1]}"})
    page = client.get("/cart").text
    assert "Taken out of the cart." in page
    undo = {name: hidden(page, name) for name in ("op", "sku", "quantity")}
    client.post("/cart", undo)
    assert "€178.00" in client.get("/cart").text


def test_quantities_change_with_buttons_and_fields(client: Client) -> None:
    put(client)
    key = re.search(r'name="quantity\.([0-9a-f]+)"', client.get("/cart").text)
    assert key is not None
    client.post("/cart", {"op": f"inc:{key[1]}"})
    assert f'name="quantity.{key[1]}" value="2"' in client.get("/cart").text
    client.post("/cart", {"op": "update", f"quantity.{key[1]}": "1"})
    assert f'name="quantity.{key[1]}" value="1"' in client.get("/cart").text
    wrong = client.post("/cart", {"op": "update", f"quantity.{key[1]}": "many"})
    assert wrong.status_code == 422
    assert "Write how many in digits" in wrong.text


def test_a_variant_is_chosen_by_its_address(client: Client) -> None:
    page = client.get("/p/loma-mug?sku=MUG-BRICK").text
    assert "€15.50" in page
    assert 'name="sku" value="MUG-BRICK"' in page
    assert 'href="/p/loma-mug?sku=MUG-BONE"' in page
    assert client.get("/p/loma-mug?sku=LAMP").status_code == 404


def test_what_is_sold_out_says_so_and_cannot_be_bought(client: Client) -> None:
    page = client.get("/p/brisa-fan").text
    assert "Sold out" in page
    assert "Add to cart" not in page


def test_a_search_finds_and_helps_when_it_does_not(client: Client) -> None:
    assert "Faro lamp" in client.get("/search?q=FARO").text
    empty = client.get("/search?q=qwertz").text
    assert "No results for “qwertz”" in empty
    assert "/c/home" in empty


def test_an_order_is_cancelled_from_its_page(client: Client) -> None:
    put(client)
    page = where(fill_and_pay(client))
    said = client.get(page).text
    assert said.index("This cannot be undone. No money was taken.") < said.index(f'action="{page}/cancel"')
    assert where(client.post(f"{page}/cancel")) == page
    assert "The order is cancelled." in client.get(page).text


def test_who_paid_reads_what_goes_back_before_and_after_cancelling(site: Site, client: Client) -> None:
    put(client)
    page = where(fill_and_pay(client))
    order = site.shop.ask(site.shop.system(), OrderByToken(token=page.rpartition("/")[2]))
    assert isinstance(site.shop.run(staff(site.shop)(), MarkPaid(payment=order.payments[0].id)), Done)
    assert "What was paid, €89.00, goes back to where it came from" in client.get(page).text
    client.post(f"{page}/cancel")
    assert "The order is cancelled. €89.00 goes back to where it came from." in client.get(page).text


def test_an_order_is_paid_another_way(client: Client) -> None:
    put(client)
    client.post("/checkout", {"op": "update", "shipping": "collect"})
    page = where(fill_and_pay(client, shipping="collect"))
    html = client.get(page).text
    answer = client.post(f"{page}/pay", {"payment": "nothing", "key": hidden(html, "key")})
    assert answer.status_code == 422
    again = client.post(f"{page}/pay", {"payment": "collection", "key": hidden(html, "key")})
    assert where(again) == page
    assert "In preparation" in client.get(page).text


def test_paying_on_collection_goes_with_collecting_alone(client: Client) -> None:
    put(client)
    page = client.get("/checkout").text
    assert re.search(r'class="choice collects">(?:(?!class="choice)[\s\S])*value="collect"', page)
    assert re.search(r'class="choice if-collected">(?:(?!class="choice)[\s\S])*value="collection">', page)
    refused = fill_and_pay(client, payment="collection")
    assert refused.status_code == 422
    assert "Payment on collection is for orders that you collect" in refused.text
    assert 'value="collection" checked' not in refused.text
    shown = fill_and_pay(client, shipping="collect", payment="collection")
    assert shown.status_code == 409
    assert 'value="collection" checked' in shown.text
    order = client.get(where(fill_and_pay(client, shipping="collect", payment="collection")))
    assert "Pay at the counter when you collect the order." in order.text
    assert "Collected by" in order.text
    assert "Calle Mayor 1" not in order.text


def test_where_nothing_is_collected_paying_on_collection_is_not_offered(client: Client) -> None:
    put(client)
    client.post("/cart/estimate", {"country": "PT"})
    assert 'value="collection"' not in client.get("/checkout").text


def test_a_way_to_pay_that_does_not_fit_the_order_is_not_offered_afterwards(client: Client) -> None:
    put(client)
    page = where(fill_and_pay(client))
    assert 'value="collection"' not in client.get(page).text
    assert client.post(f"{page}/pay", {"payment": "collection", "key": "k" * 20}).status_code == 422
