"""Reviews that buyers write, and ratings on lists, product pages and in what search engines read (E3.4)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomkit.domain import (
    Actor,
    ActorKind,
    Channel,
    DeliverOrder,
    DispatchOrder,
    Done,
    MarkPaid,
    Order,
    OrderById,
    Orders,
)
from ecomkit.plugins.reviews.commands import HideReview, Review, SaveReviews
from ecomkit.shop import Shop
from ecomkit.testing import Clock, make_shop
from tests.web.conftest import Client, Site, fill_and_pay

REVIEW = {
    "rating": "4", "title": "Bright", "text": "It lights the whole desk. Write to ana@example.com", "author": "Ana R.",
}  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    clock = Clock()
    opened = Site(make_shop(tmp_path, use=("b2c", "rates", "transfer", "reviews"), clock=clock), clock)
    yield opened
    opened.close()


def delivered(site: Site, *, there: bool = True) -> Order:
    guest = site.client()
    guest.post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    assert fill_and_pay(guest).status_code == 303
    actor = Actor(kind=ActorKind.PERSON, key="clerk", permissions=frozenset({"staff.orders", "staff.payments"}))
    staff = site.shop.context(channel=Channel.STAFF, actor=actor)
    key = site.shop.ask(staff, Orders())[0].id
    if there:
        order = site.shop.ask(staff, OrderById(order=key))
        for command in (MarkPaid(payment=order.payments[0].id), DispatchOrder(order=key), DeliverOrder(order=key)):
            assert isinstance(site.shop.run(staff, command), Done), command
    return site.shop.ask(staff, OrderById(order=key))


def write(client: Client, order: Order, **given: str) -> tuple[int, str]:
    form = REVIEW | {"number": order.number, "email": "ana@example.com"} | given
    answer = client.post("/p/faro-lamp/review", form)
    return answer.status_code, answer.text


def rate(shop: Shop, product: str, *stars: int) -> None:
    given = tuple(Review(product=product, rating=one, text=str(n)) for n, one in enumerate(stars))
    assert isinstance(shop.run(shop.system(), SaveReviews(reviews=given)), Done)


def test_who_bought_it_writes_a_review_that_everybody_sees_at_once(site: Site) -> None:
    order, reader = delivered(site), site.client()
    before = reader.get("/p/faro-lamp").text
    assert "No reviews yet." in before
    assert 'href="/p/faro-lamp/review"' in before
    assert write(site.client(), order)[0] == 303
    reader.catch_up()
    page = reader.get("/p/faro-lamp").text
    assert "It lights the whole desk. Write to …" in page
    assert "Ana R." in page
    assert "bought here" in page
    assert "another shop" not in page
    assert "ana@example.com" not in page
    assert order.number not in page


def test_it_is_written_once_for_each_order(site: Site) -> None:
    order = delivered(site)
    assert write(site.client(), order)[0] == 303
    status, page = write(site.client(), order)
    assert status == 422
    assert "You have reviewed it with this order already." in page


@pytest.mark.parametrize(
    ("there", "product", "given", "said"),
    [
        (False, "faro-lamp", {}, "This order is not there yet."),
        (True, "loma-mug", {}, "This order has no such product."),
        (True, "faro-lamp", {"email": "eva@example.com"}, "No order has this number and this email."),
        (True, "faro-lamp", {"rating": "6"}, "Choose from 1 to 5."),
        (True, "faro-lamp", {"text": "Good"}, "Write a sentence or more"),
    ],
)
def test_what_is_no_purchase_is_no_review_and_what_was_typed_stays(
    site: Site, there: bool, product: str, given: dict[str, str], said: str
) -> None:
    order = delivered(site, there=there)
    form = REVIEW | {"number": order.number, "email": "ana@example.com"} | given
    answer = site.client().post(f"/p/{product}/review", form)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Ana R."' in answer.text
    assert "No reviews yet." in site.client().get(f"/p/{product}").text


def test_guessing_orders_is_limited_here_too(site: Site) -> None:
    order = delivered(site)
    for n in range(5):
        assert write(site.client(), order, email=f"guess-{n}@example.com")[0] == 422
    assert "These were too many tries." in write(site.client(), order)[1]


def test_there_is_no_form_for_a_product_that_is_not_there(site: Site) -> None:
    assert site.client().get("/p/nothing/review").status_code == 404


def test_ratings_stand_on_lists_and_product_pages_and_go_when_a_review_is_hidden(site: Site) -> None:
    reader = site.client()
    assert "of 5" not in reader.get("/").text
    rate(site.shop, "faro-lamp", 5, 4, 5)
    reader.catch_up()
    assert "4.7 of 5 · 3 reviews" in reader.get("/").text
    assert '<a href="#reviews">4.7 of 5 · 3 reviews</a>' in reader.get("/p/faro-lamp").text
    (screen,) = [one for answer in site.shop.hooks.screens() for one in answer.values]
    worst = screen.rows(site.shop.system())[1][0][0]
    clerk = Actor(kind=ActorKind.PERSON, key="clerk", permissions=frozenset({screen.permission}))
    staff = site.shop.context(channel=Channel.STAFF, actor=clerk)
    assert isinstance(site.shop.run(staff, HideReview(review=worst, reason="names a person")), Done)
    reader.catch_up()
    assert "5.0 of 5 · 2 reviews" in reader.get("/").text


def test_search_engines_read_the_rating_that_the_page_shows(site: Site) -> None:
    rate(site.shop, "faro-lamp", 5, 4)
    page = site.client().get("/p/faro-lamp").text
    found = [json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)]
    (product,) = [thing for one in found for thing in one["@graph"] if thing["@type"] == "Product"]
    assert product["aggregateRating"] == {
        "@type": "AggregateRating", "ratingValue": "4.5", "bestRating": "5", "worstRating": "1", "reviewCount": 2,
    }  # fmt: skip


def test_ratings_of_a_list_are_one_query_however_long_it_is(site: Site) -> None:
    rate(site.shop, "faro-lamp", 5, 4)
    rate(site.shop, "loma-mug", 1)
    ctx = site.shop.system()
    (answer,) = site.shop.hooks.ratings(ctx, ("faro-lamp", "loma-mug", "brisa-fan"))
    assert {(one.product, one.tenths, one.count) for one in answer.values} == {
        ("faro-lamp", 45, 2),
        ("loma-mug", 10, 1),
    }
