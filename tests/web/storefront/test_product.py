"""The product page: what it tells, what comes beside it, and what happens where there is none."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

from ecomkit.domain import (
    AdjustStock,
    Content,
    Done,
    Money,
    MoveProduct,
    Product,
    ProductAsWritten,
    SaveProducts,
    SetListPrice,
    StockLevels,
)
from ecomkit.web.preview import preview_token
from tests.web.conftest import Client, Site


def written(site: Site, slug: str = "faro-lamp") -> Product:
    return site.shop.ask(site.shop.system(), ProductAsWritten(slug=slug))


def change(site: Site, slug: str = "faro-lamp", **changes: Any) -> None:
    one = written(site, slug).model_copy(update=changes)
    assert isinstance(site.shop.run(site.shop.system(), SaveProducts(products=(one,))), Done)


def linked_data(page: str) -> dict[str, dict[str, Any]]:
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    return {thing["@type"]: thing for block in blocks for thing in json.loads(block)["@graph"]}


def preview(site: Site, slug: str = "faro-lamp") -> str:
    token = preview_token(site.shop.core.facts.secret, slug, site.clock().date())
    return f"/p/{slug}?preview={token}"


def test_a_reduction_says_the_lowest_price_of_the_thirty_days_before(site: Site, client: Client) -> None:
    site.clock.forward(days=3)
    site.shop.run(site.shop.system(), SetListPrice(sku="LAMP", price=Money(amount=7900, currency="EUR")))
    client.catch_up()
    page = client.get("/p/faro-lamp").text
    assert "€79.00" in page
    assert "<s>" in page
    assert "−11%" in page
    assert "Lowest price of the 30 days before: €89.00" in page
    site.clock.forward(days=31)
    assert "€89.00" not in client.get("/p/faro-lamp").text


def test_what_is_sold_by_weight_says_the_price_of_a_kilogram(site: Site, client: Client) -> None:
    one = written(site)
    change(site, variants=(one.variants[0].model_copy(update={"content": Content(amount=250, unit="g")}),))
    assert "€356.00 per kg" in client.get("/p/faro-lamp").text


def stock(site: Site, sku: str, free: int) -> None:
    known = site.shop.ask(site.shop.system(), StockLevels(skus=(sku,)))
    missing = free - sum(one.on_hand for one in known)
    assert isinstance(site.shop.run(site.shop.system(), AdjustStock(sku=sku, change=missing, reason="counted")), Done)


def test_stock_is_told_in_words_also_while_there_is_plenty(site: Site, client: Client) -> None:
    stock(site, "LAMP", 40)
    page = client.get("/p/faro-lamp").text
    assert re.search(r'<span class="tag tag-ok">.*?In stock</span>', page, re.S)
    assert " left" not in page
    stock(site, "LAMP", 2)
    client.catch_up()
    page = client.get("/p/faro-lamp").text
    assert "Only 2 left" in page
    assert "In stock" not in page


def test_who_made_it_and_what_to_beware_of_is_told(site: Site, client: Client) -> None:
    assert "Safety and maker" not in client.get("/p/faro-lamp").text
    change(site, maker="Faro", maker_contact="Faro SL, Vigo", responsible="Uno GmbH, Köln", warnings="Hot.\nKeep dry.")
    client.catch_up()
    page = client.get("/p/faro-lamp").text
    for words in ("Safety and maker", "Faro SL, Vigo", "Uno GmbH, Köln", "Keep dry."):
        assert words in page


def called_new(client: Client, path: str) -> bool:
    """Whether a page says it of what it is about: a product beside its name, a list on a card."""
    page = client.get(path).text
    about = page.partition("</h1>")[2].partition('class="price"')[0] if path.startswith("/p/") else page
    return "New</span>" in about


def test_what_is_new_says_so_on_lists_and_its_page_unless_all_the_shop_is_new(site: Site, client: Client) -> None:
    assert not called_new(client, "/p/faro-lamp")
    assert not called_new(client, "/c/home")
    site.clock.forward(days=40)
    one = written(site)
    late = one.model_copy(
        update={"slug": "late-lamp", "variants": (one.variants[0].model_copy(update={"sku": "LATE"}),)}
    )
    assert isinstance(site.shop.run(site.shop.system(), SaveProducts(products=(late,))), Done)
    stock(site, "LATE", 40)
    client.catch_up()
    assert called_new(client, "/p/late-lamp")
    assert called_new(client, "/c/home")
    assert not called_new(client, "/p/faro-lamp")
    site.clock.forward(days=31)
    assert not called_new(client, "/p/late-lamp")


def test_what_was_changed_lately_says_when_unless_it_came_lately(site: Site, client: Client) -> None:
    change(site, description="One more.")
    assert "Updated " not in client.get("/p/faro-lamp").text
    site.clock.forward(days=40)
    change(site, description="Another one.")
    client.catch_up()
    assert "Updated " in client.get("/p/faro-lamp").text


def test_what_goes_with_it_and_what_takes_its_place_is_what_the_shop_says(site: Site, client: Client) -> None:
    change(site, "brisa-fan", alternatives=("loma-mug",), related=("faro-lamp",))
    page = client.get("/p/brisa-fan").text
    assert (
        page.index("In its place") < page.index("Loma mug") < page.index("Goes well with it") < page.index("Faro lamp")
    )
    assert "In its place" not in client.get("/p/faro-lamp").text
    assert "More like it" in client.get("/p/faro-lamp").text


def test_alternatives_stand_before_what_goes_with_it_while_there_is_enough_too(site: Site, client: Client) -> None:
    change(site, "faro-lamp", alternatives=("loma-mug",))
    page = client.get("/p/faro-lamp").text
    assert page.index("You could also take") < page.index("Loma mug") < page.index("More like it")
    assert page.count('<h3><a href="/p/loma-mug">') == 1
    assert "In its place" not in page
    assert "You could also take" not in client.get("/p/loma-mug").text


def test_an_address_that_moved_leads_on_for_good(site: Site, client: Client) -> None:
    site.shop.run(site.shop.system(), MoveProduct(slug="loma-mug", to="big-mug"))
    client.catch_up()
    answer = client.get("/p/loma-mug")
    assert (answer.status_code, answer.headers["location"]) == (301, "/p/big-mug")
    assert client.get("/p/loma-mug?sku=MUG-BRICK").headers["location"] == "/p/big-mug?sku=MUG-BRICK"
    assert client.get("/p/big-mug").status_code == 200


def test_a_product_that_is_not_there_helps_with_what_is_like_it(client: Client) -> None:
    answer = client.get("/p/old-lamp")
    assert answer.status_code == 404
    assert answer.text.index("Perhaps you meant") < answer.text.index("Faro lamp")
    assert 'action="/search"' in answer.text


def test_a_draft_is_seen_with_a_link_of_the_staff_alone(site: Site, client: Client) -> None:
    change(site, published=False)
    client.catch_up()
    assert client.get("/p/faro-lamp").status_code == 404
    assert client.get("/p/faro-lamp?preview=0").status_code == 404
    assert client.get(preview(site).replace("faro-lamp", "loma-mug")).text.count("This is a preview") == 0
    answer = client.get(preview(site))
    assert answer.status_code == 200
    assert "This is a preview: customers do not see this page." in answer.text
    assert "Nobody can buy it before customers see it." in answer.text
    assert 'content="noindex"' in answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    link = preview(site)
    site.clock.forward(days=2)
    assert client.get(link).status_code == 404


def test_a_page_ends_with_its_schedule(site: Site, client: Client) -> None:
    change(site, withdraw_at=site.clock() + timedelta(seconds=30), publish_at=site.clock() + timedelta(seconds=10))
    client.catch_up()
    assert client.get("/p/faro-lamp").status_code == 404
    assert "customers see this page from" in client.get(preview(site)).text
    site.clock.forward(seconds=11)
    assert client.get("/p/faro-lamp").status_code == 200
    site.clock.forward(seconds=20)
    assert client.get("/p/faro-lamp").status_code == 404


def test_search_engines_read_what_the_page_shows(client: Client) -> None:
    page = client.get("/p/faro-lamp").text
    things = linked_data(page)
    offer = things["Product"]["offers"]
    assert (offer["price"], offer["priceCurrency"]) == ("89.00", "EUR")
    assert offer["availability"].endswith("/InStock")
    assert offer["hasMerchantReturnPolicy"]["merchantReturnDays"] == 30
    assert offer["hasMerchantReturnPolicy"]["returnFees"].endswith("/ReturnFeesCustomerResponsibility")
    assert offer["shippingDetails"]["shippingRate"] == {"@type": "MonetaryAmount", "value": "0.00", "currency": "EUR"}
    assert "free shipping" in page
    trail = [(one["name"], one["item"]) for one in things["BreadcrumbList"]["itemListElement"]]
    here = "http://127.0.0.1:8000"
    assert trail == [("Home", f"{here}/"), ("Home", f"{here}/c/home"), ("Faro lamp", f"{here}/p/faro-lamp")]
    assert "priceValidUntil" not in offer


def test_variants_are_a_group_whose_members_have_their_own_address(client: Client) -> None:
    group = linked_data(client.get("/p/loma-mug").text)["ProductGroup"]
    assert group["variesBy"] == ["https://schema.org/color"]
    told = [(one["sku"], one["color"], one["offers"]["price"]) for one in group["hasVariant"]]
    assert told == [("MUG-BONE", "Bone", "14.50"), ("MUG-BRICK", "Brick", "15.50")]


def test_the_home_page_says_who_sells(client: Client) -> None:
    things = linked_data(client.get("/").text)
    assert things["Organization"]["name"] == "Alameda"
    target = things["WebSite"]["potentialAction"]["target"]["urlTemplate"]
    assert target == "http://127.0.0.1:8000/search?q={search_term_string}"


def test_a_page_that_is_passed_on_says_what_it_is(client: Client) -> None:
    page = client.get("/p/loma-mug").text
    found = dict(re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)">', page))
    assert found["og:title"] == "Loma mug"
    assert found["og:type"] == "product"
    assert found["og:url"] == "http://127.0.0.1:8000/p/loma-mug"
    assert found["og:description"] == "A wide mug."
    assert "og:" not in client.get("/cart").text


def test_only_what_travels_has_a_van_beside_its_promise(site: Site, client: Client) -> None:
    assert "icons.svg#truck" in promise_in(client.get("/p/faro-lamp").text)
    one = written(site)
    change(site, variants=(one.variants[0].model_copy(update={"ships": False, "stock": None}),))
    client.catch_up()
    told = promise_in(client.get("/p/faro-lamp").text)
    assert "nothing is sent" in told
    assert "icons.svg#clock" in told


def test_the_dot_of_a_promise_goes_with_what_follows_it(client: Client) -> None:
    assert '</span><span><span class="dot"> · </span>free shipping</span>' in promise_in(
        client.get("/p/faro-lamp").text
    )


def promise_in(page: str) -> str:
    return page.partition('<p class="promise">')[2].partition("</p>")[0]
