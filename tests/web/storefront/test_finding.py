"""Finding an order by number and email, and ordering the same again (E4.1, E7.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from ecomkit.domain import Actor, ActorKind, Channel, Order, OrderById, Orders
from ecomkit.storage.tables import GUESSES, variant
from tests.web.conftest import Client, Site, fill_and_pay, where

UNKNOWN = "No order has this number and this email."
PAUSED = "These were too many tries."


def ordered(site: Site, sku: str = "LAMP", quantity: str = "1") -> Order:
    """An order of a guest, ana@example.com."""
    guest = site.client()
    guest.post("/cart/lines", {"sku": sku, "quantity": quantity})
    assert fill_and_pay(guest).status_code == 303
    actor = Actor(kind=ActorKind.PERSON, key="clerk", permissions=frozenset({"staff.orders"}))
    staff = site.shop.context(channel=Channel.STAFF, actor=actor)
    return site.shop.ask(staff, OrderById(order=site.shop.ask(staff, Orders())[0].id))


def look_up(client: Client, number: str, email: str) -> tuple[int, str]:
    """What is answered: the status, and where it leads or what the page says."""
    answer = client.post("/orders", {"number": number, "email": email})
    return answer.status_code, where(answer) if answer.status_code == 303 else answer.text


def test_every_page_leads_to_it_and_guests_share_the_form(site: Site) -> None:
    guest = site.client()
    home = guest.get("/").text
    assert '<a href="/orders">Track your order</a>' in home
    page = guest.get("/orders")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-cache"
    assert 'name="number"' in page.text
    assert 'autocomplete="email"' in page.text


def test_number_and_email_show_where_it_stands_and_nothing_that_only_the_link_opens(site: Site) -> None:
    order = ordered(site)
    guest = site.client()
    status, path = look_up(guest, f" {order.number.lower()} ", "ANA@Example.com ")
    assert status == 303
    page = guest.get(path)
    assert page.status_code == 200
    assert f"Order {order.number}" in page.text
    assert "Faro lamp" in page.text
    for secret in (order.token, "Ana Ruiz", "Calle Mayor", "ana@example.com", "/cancel", "/pay"):
        assert secret not in page.text
    assert "private" in page.headers["cache-control"] or "no-store" in page.headers["cache-control"]


@pytest.mark.parametrize("said", ["1001", "#S 1001", "s1001", "S-1001"])
def test_a_number_is_taken_as_people_say_it(site: Site, said: str) -> None:
    assert ordered(site).number == "S-1001"
    assert look_up(site.client(), said, "ana@example.com")[0] == 303


@pytest.mark.parametrize(("number", "email"), [("S-9999", "ana@example.com"), ("", "eva@example.com")])
def test_it_is_not_told_whether_number_or_email_is_wrong(site: Site, number: str, email: str) -> None:
    order = ordered(site)
    status, page = look_up(site.client(), number or order.number, email)
    assert status == 422
    assert UNKNOWN in page
    assert "<title>Error: " in page


def test_after_five_wrong_emails_not_even_the_right_one_is_looked_up_for_a_while(site: Site) -> None:
    order = ordered(site)
    for n in range(5):
        assert UNKNOWN in look_up(site.client(), order.number, f"guess-{n}@example.com")[1]
    assert PAUSED in look_up(site.client(), order.number, "ana@example.com")[1]
    site.clock.forward(minutes=16)
    assert look_up(site.client(), order.number, "ana@example.com")[0] == 303


def test_numbers_cannot_be_tried_out_with_one_email_either(site: Site) -> None:
    order = ordered(site)
    for n in range(5):
        assert UNKNOWN in look_up(site.client(), f"S-{9000 + n}", "ana@example.com")[1]
    assert PAUSED in look_up(site.client(), order.number, "ana@example.com")[1]


def test_what_is_kept_of_wrong_tries_names_nobody(site: Site) -> None:
    order = ordered(site)
    look_up(site.client(), order.number, "eva@example.com")
    with site.shop.database.read() as rows:
        kept = [row.key for row in rows.all(select(GUESSES.table))]
    assert {key.partition("/")[0] for key in kept} >= {"order", "email"}
    assert not any("eva" in key or order.number in key for key in kept)


def test_a_ticket_is_good_until_tomorrow_and_cannot_be_made_up(site: Site) -> None:
    guest = site.client()
    _, path = look_up(guest, ordered(site).number, "ana@example.com")
    assert guest.get(path[:-1] + ("0" if path[-1] != "0" else "1")).status_code == 404
    for made_up in ("/orders/found/x", "/orders/found/a.b.c", f"{path}.x"):
        assert guest.get(made_up).status_code == 404
    site.clock.forward(days=2)
    assert guest.get(path).status_code == 404


def test_it_is_ordered_again_by_who_found_it(site: Site) -> None:
    guest = site.client()
    _, path = look_up(guest, ordered(site, quantity="2").number, "ana@example.com")
    assert "Order again" in guest.get(path).text
    assert where(guest.post(f"{path}/again")) == "/cart"
    cart = guest.get("/cart").text
    assert "What you ordered is in the cart" in cart
    assert 'value="2"' in cart


def test_it_is_ordered_again_by_who_holds_its_link_once_it_is_settled(site: Site) -> None:
    order = ordered(site)
    guest = site.client()
    assert "Order again" not in guest.get(f"/orders/{order.token}").text, "it waits for its payment"
    guest.post(f"/orders/{order.token}/cancel")
    assert "Order again" in guest.get(f"/orders/{order.token}").text
    assert where(guest.post(f"/orders/{order.token}/again")) == "/cart"
    assert "Faro lamp" in guest.get("/cart").text


def test_where_nothing_can_be_had_any_more_the_page_says_so_and_no_cart_is_made(site: Site) -> None:
    order = ordered(site)
    renamed = update(variant).where(variant.c.sku == "LAMP").values(sku="LAMP-OLD")
    site.shop.database.write(lambda rows: rows.write(renamed))
    guest = site.client()
    answer = guest.post(f"/orders/{order.token}/again")
    assert answer.status_code == 422
    assert "Nothing of this order can be had at the moment." in answer.text
    assert not guest.cookies


def test_a_day_is_counted_from_the_shop_s_clock(site: Site) -> None:
    _, path = look_up(site.client(), ordered(site).number, "ana@example.com")
    end = path.split(".")[1]
    assert end == (site.clock() + timedelta(days=1)).date().isoformat()
