"""Lists as a visitor sees them: filters, sorting, pages, and products side by side."""

from __future__ import annotations

import re
from html import unescape

import pytest

from ecomkit.domain import Category, Money, Product, SaveCategories, SaveProducts, SetListPrice, UnitPrice, Variant
from tests.web.conftest import Client, Site

COLOURS = ("Blue", "Red")


def _product(number: int) -> Product:
    price = UnitPrice(money=Money(amount=1000 + 500 * number, currency="EUR"))
    return Product(
        slug=f"cup-{number:02}", name=f"Cup {number:02}", categories=("cups",),
        attributes=(("Colour", COLOURS[number % 2]), ("main_material", "clay" if number < 20 else "glass")),
        variants=(Variant(sku=f"CUP-{number:02}", price=price, stock=0 if number == 7 else 9),),
    )  # fmt: skip


@pytest.fixture
def cups(site: Site) -> Client:
    shop = site.shop
    shop.run(shop.system(), SaveCategories(categories=(Category(slug="cups", name="Cups"),)))
    shop.run(shop.system(), SaveProducts(products=tuple(_product(n) for n in range(30))))
    return site.client()


def _links(html: str, words: str) -> list[str]:
    found = re.findall(r'<a[^>]*href="([^"]*)"[^>]*>((?:(?!</a>).)*)</a>', html, re.S)
    return [unescape(href) for href, inside in found if words in unescape(re.sub("<[^>]+>", "", inside))]


def _cards(html: str) -> list[str]:
    return re.findall(r'<h3><a href="/p/([^"]+)"', html)


def test_a_list_offers_what_narrows_it_with_counts(cups: Client) -> None:
    html = cups.get("/c/cups").text
    assert 'value="Colour:Blue"' in html
    assert 'value="main_material:clay"' in html
    assert ">Main material<" in html
    assert 'name="robots"' not in html


def test_a_filter_is_a_link_away_from_being_taken_away(cups: Client) -> None:
    html = cups.get("/c/cups?f=Colour%3ABlue&f=main_material%3Aglass&stock=1&sort=price").text
    assert _cards(html) == ["cup-20", "cup-22", "cup-24", "cup-26", "cup-28"]
    without = _links(html, "Colour: Blue")[0]
    assert cups.get(without).text.count('class="card"') == 10
    assert "sort=price" in without
    assert 'name="robots"' not in html, "robots.txt closes it, so nobody would read the tag"
    assert '<link rel="canonical" href="http://127.0.0.1:8000/c/cups">' in html


def test_when_nothing_is_left_it_says_which_filter_to_drop(cups: Client) -> None:
    cheapest = re.findall(r'name="price" value="([^"]+)"', cups.get("/c/cups").text)[0]
    html = cups.get(f"/c/cups?f=main_material%3Aglass&price={cheapest}").text
    assert not _cards(html)
    assert "No product has all of this" in html
    without = _links(html, "Without “Main material: glass”")[0]
    assert cups.get(without).text.count('class="card"') > 0


def test_an_address_with_filters_that_nothing_has_leads_to_the_list(cups: Client) -> None:
    answer = cups.get("/c/cups?f=Colour%3ABlue&f=made%3Aup&price=3-4")
    assert (answer.status_code, answer.headers["location"]) == (303, "/c/cups?f=Colour%3ABlue")


def test_pages_are_links_that_keep_filters_and_order(cups: Client) -> None:
    html = cups.get("/c/cups?sort=price-down&stock=1").text
    assert _cards(html)[0] == "cup-29"
    assert len(_cards(html)) == 24
    assert "1 to 24 of 29 shown" in html
    following = _links(html, "Show 5 more")[0]
    second = cups.get(following).text
    assert _cards(second) == ["cup-04", "cup-03", "cup-02", "cup-01", "cup-00"]
    assert _links(second, "To the beginning") == ["/c/cups?sort=price-down&stock=1"]


def test_a_further_page_has_an_address_of_its_own_for_search_engines(cups: Client) -> None:
    following = _links(cups.get("/c/cups").text, "Show 6 more")[0]
    page = cups.get(following).text
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{following}">' in page
    assert 'name="robots"' not in page
    sorted_otherwise = cups.get(_links(cups.get("/c/cups?sort=name").text, "Show 6 more")[0]).text
    made_up = cups.get("/c/cups?after=900.nothing").text
    for other in (sorted_otherwise, made_up):
        assert '<link rel="canonical" href="http://127.0.0.1:8000/c/cups">' in other


def test_what_is_sold_out_stands_last(cups: Client) -> None:
    html = cups.get("/c/cups").text
    assert "cup-07" not in _cards(html)


def test_a_reduced_price_stands_beside_the_lowest_one_before(site: Site, cups: Client) -> None:
    site.clock.forward(days=40)
    site.shop.run(site.shop.system(), SetListPrice(sku="CUP-03", price=Money(amount=1250, currency="EUR")))
    html = cups.get("/c/cups?sort=price").text
    card = html[html.index("/p/cup-03") :][:400]
    assert "€12.50" in card
    assert "<s>" in card
    assert "€25.00" in card
    assert "−50%" in card


def test_the_struck_price_of_a_card_is_the_lowest_of_the_thirty_days_before(site: Site, cups: Client) -> None:
    for days, amount in ((40, 3000), (5, 2000)):
        site.clock.forward(days=days)
        site.shop.run(site.shop.system(), SetListPrice(sku="CUP-03", price=Money(amount=amount, currency="EUR")))
    html = cups.get("/c/cups?sort=price").text
    card = html[html.index("/p/cup-03") :][:400]
    assert "</span>€25.00</s>" in card
    assert "€30.00" not in card


def test_products_stand_side_by_side_and_say_what_differs(cups: Client) -> None:
    html = cups.get("/compare?p=cup-00&p=cup-07&p=cup-01&p=gone").text
    assert re.findall(r'<th scope="col">.*?href="/p/([^"]+)"', html, re.S) == ["cup-00", "cup-07", "cup-01"]
    colour, material = (html[html.index(f">{name}") :][:200] for name in ("Colour", "Main material"))
    assert "differs" in colour
    assert "differs" not in material.partition("</tr>")[0]
    assert "Some of the products are no longer here." in html
    assert html.count('action="/cart/lines"') == 2
    assert '<meta name="robots" content="noindex">' in html
    assert _links(html, "Take it out")[0] == "/compare?p=cup-07&p=cup-01"


def test_four_at_most_are_compared(cups: Client) -> None:
    html = cups.get("/compare?" + "&".join(f"p=cup-{n:02}" for n in range(6))).text
    assert html.count('<th scope="col">') == 5
    assert "the first four are shown" in html


def test_what_is_not_there_takes_no_place_in_a_comparison(cups: Client) -> None:
    html = cups.get("/compare?p=cup-00&p=gone&p=cup-00&p=away&p=lost&p=cup-01&p=cup-02&p=cup-03").text
    assert re.findall(r'<th scope="col">.*?href="/p/([^"]+)"', html, re.S) == ["cup-00", "cup-01", "cup-02", "cup-03"]
    assert "Some of the products are no longer here." in html
    assert "the first four are shown" not in html


def test_an_address_with_very_many_products_is_answered(cups: Client) -> None:
    answer = cups.get("/compare?" + "&".join(["p=cup-00", "p=cup-01"] + [f"p=gone-{n}" for n in range(90)]))
    assert answer.status_code == 200
    assert "Some of the products are no longer here." in answer.text


def test_choices_are_offered_only_where_there_are_some(site: Site, cups: Client) -> None:
    html = cups.get("/compare?p=cup-00&p=cup-07&p=loma-mug").text
    assert _links(html, "See the choices") == ["/p/loma-mug"]


def test_saying_nothing_is_no_difference(site: Site, cups: Client) -> None:
    silent = _product(40).model_copy(update={"attributes": ()})
    site.shop.run(site.shop.system(), SaveProducts(products=(silent,)))
    html = cups.get("/compare?p=cup-00&p=cup-40&p=cup-02").text
    assert "not said" in html
    assert "differs" not in html


def test_comparing_nothing_says_how_to_begin(cups: Client) -> None:
    answer = cups.get("/compare")
    assert answer.status_code == 200
    assert "Nothing to compare yet" in answer.text


def test_a_search_is_narrowed_like_a_category(cups: Client) -> None:
    html = cups.get("/search?q=cup&f=Colour%3ARed").text
    assert {int(slug[-2:]) % 2 for slug in _cards(html)} == {1}
    assert 'name="q" value="cup"' in html


def test_the_number_of_questions_does_not_grow_with_the_list(site: Site, cups: Client) -> None:
    from sqlalchemy import event

    asked: list[str] = []
    event.listen(site.shop.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    cups.get("/c/cups?sort=name")
    asked.clear()
    cups.get("/c/cups?sort=price&f=Colour%3ARed")
    many = len(asked)
    asked.clear()
    cups.get("/c/cups?sort=price&f=Colour%3ARed&price=1000-1500")
    assert len(asked) <= many <= 14, asked
