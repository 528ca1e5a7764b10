"""What the audit of shops that others wrote got wrong once, check by check."""

from __future__ import annotations

from datetime import date

import pytest

from ecomkit.audit.check import Status, Unreached
from ecomkit.audit.checks import BUILT_IN, chosen
from ecomkit.audit.evidence import CookieLine, Evidence, Resource, Stage
from ecomkit.audit.lexicon import matches
from ecomkit.audit.recipe import Recipe
from ecomkit.audit.report import Result
from ecomkit.audit.run import judge
from ecomkit.audit.score import SURE, Candidate, score
from tests.audit.samples import a_field, a_page, evidence, facts


def _judged(name: str, seen: Evidence) -> Result:
    return judge(chosen([name], BUILT_IN)[0], seen, Recipe(), date(2026, 6, 1))


@pytest.mark.parametrize(
    ("topic", "text", "meant"),
    [
        ("returns", "Returns and refunds", True),
        ("returns", "return to basket", False),
        ("returns", "Return back to shop", False),
        ("register", "Login or register", True),
        ("register", "Cash register rolls", True),
        ("subtotal", "Basket total", True),
        ("subtotal", "Sub total", True),
        ("subtotal", "Total del carrito", True),
        ("subtotal", "Order total", False),
        ("ratings", "Currently unrated", True),
        ("remove", "Empty cart", True),
        ("tracking", "Resend order link", True),
    ],
)
def test_words_of_a_shop_mean_what_they_say(topic: str, text: str, meant: bool) -> None:
    assert matches(topic, text) is meant


def test_a_link_to_the_cart_that_shows_its_sum_is_no_product() -> None:
    link = {"tag": "a", "href": "https://shop.example/shop/cart/", "in_card": True}
    assert score("cart", Candidate(name="0 items in cart: $0.00", **link))[0] >= SURE
    assert score("cart", Candidate(name="Mug $12.00", **link | {"href": "https://shop.example/p/mug"}))[0] < SURE


def test_a_missing_style_sheet_is_a_fault_and_links_that_nobody_followed_are_not_judged() -> None:
    sheet = Resource(
        url="https://shop.example/s.css", kind="stylesheet", page="home", status=404, encoding="", cache="", size=0
    )
    broken = _judged("FND-12", evidence(a_page(), resources=(sheet,)))
    assert broken.status is Status.FAIL
    assert broken.evidence[0].detail == "the stylesheet answers 404"
    assert _judged("FND-12", evidence(a_page())).status is Status.NOT_TESTED
    assert _judged("FND-12", evidence(a_page(), links=())).status is Status.PASS


def test_the_search_in_the_header_is_no_field_of_the_checkout() -> None:
    header = a_field(name="q", named_by="placeholder", placeholder="Search")
    where = a_field(tag="select", type="select-one", name="type", named_by="")
    mail = a_field(name="mail", named_by="placeholder", placeholder="E-mail", form=1)
    assert _judged("ACC-07", evidence(a_page(Stage.CHECKOUT, facts(fields=(header, where))))).status is Status.PASS
    assert (
        _judged("ACC-07", evidence(a_page(Stage.CHECKOUT, facts(fields=(header, where, mail))))).status is Status.FAIL
    )


def test_what_is_not_sent_has_no_shipping_cost() -> None:
    cart, payment = a_page(Stage.CART), a_page(Stage.PAYMENT)
    tickets = a_page(Stage.CHECKOUT, facts(fields=(a_field(type="email", name="mail"),)))
    goods = a_page(Stage.CHECKOUT, facts(fields=(a_field(label="Postcode"),)))
    assert _judged("CHK-05", evidence(cart, tickets, payment)).status is Status.NOT_TESTED
    assert _judged("CHK-05", evidence(cart, goods, payment)).status is Status.FAIL
    assert _judged("CHK-05", evidence(cart, tickets)).status is Status.FAIL


def test_a_cart_cookie_is_told_for_what_it_lacks() -> None:
    cookie = CookieLine(name="open_basket", secure=True, http_only=True, same_site="", expires=True)
    assert _judged("TRU-06", evidence(a_page(), cookies=(cookie,))).message == "a cart cookie is sent without SameSite"


def test_a_page_that_was_linked_and_not_read_in_time_is_not_judged() -> None:
    with pytest.raises(Unreached, match="time or pages were used up"):
        evidence(unread=("returns",)).policy("returns")
    assert evidence().policy("returns") is None
