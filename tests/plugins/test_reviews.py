"""Reviews: imported without addresses, shown with their product, hidden by staff."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect

from ecomkit.domain import Actor, ActorKind, Channel, Context, Done, MoveProduct, Refused
from ecomkit.hooks import Block, ShownPage
from ecomkit.importing import ImportReport, import_files
from ecomkit.plugins.reviews.commands import HideReview, Review, SaveReviews
from ecomkit.plugins.reviews.plugin import ShownReviews
from ecomkit.plugins.reviews.table import metadata
from ecomkit.shop import Shop
from ecomkit.storage.migrate import draft
from ecomkit.testing import make_shop
from ecomkit.web.rendering import Templates

ROWS = """sku,stars,title,review,reviewer,email,date
MUG-BONE,5,Lovely,"Write to me: ann.o'hara+x@mail.example.org, really",Ann <ann@example.org>,ann@example.org,2025-04-30T09:41:02.053Z
loma-mug,2,,Chipped <script>alert(1)</script>,Bo,,
LAMP,6,Too many,,,,
LAMP,4.0,,,,,30.04.2025
NONE,4,,,,,
"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = make_shop(tmp_path, use=("b2c", "reviews"))
    yield opened
    opened.close()


@pytest.fixture
def imported(shop: Shop, tmp_path: Path) -> ImportReport:
    path = tmp_path / "reviews.csv"
    path.write_text(ROWS, "utf-8")
    return import_files(shop, [path])


def person(shop: Shop, *permissions: str) -> Context:
    actor = Actor(kind=ActorKind.PERSON, key="clerk", permissions=frozenset(permissions))
    return shop.context(channel=Channel.STAFF, actor=actor)


def block(shop: Shop, product: str) -> Block | None:
    found = [b for a in shop.hooks.blocks(shop.system(), ShownPage(name="product", subject=product)) for b in a.values]
    return found[0] if found else None


def shown(shop: Shop, product: str) -> ShownReviews:
    found = block(shop, product)
    assert found is not None
    assert isinstance(found.model, ShownReviews)
    return found.model


def test_reviews_find_their_product_by_sku_or_address_and_wrong_ones_are_told(
    imported: ImportReport, shop: Shop
) -> None:
    (part,) = imported.files[0].parts
    assert (part.rows, part.things, part.changed) == (5, 2, 2)
    assert [(row.line, row.column, row.reason) for row in part.refused] == [
        (4, "stars", "is not a whole number of stars from 1 to 5"),
        (5, "date", "is not a date such as 2025-04-30"),
        (6, "sku", "the shop has no product 'NONE'"),
    ]
    mug = shown(shop, "loma-mug")
    assert (mug.mean, mug.count, {one.rating for one in mug.first}) == ("3.5", 2, {5, 2})


def test_no_address_is_kept(imported: ImportReport, shop: Shop, tmp_path: Path) -> None:
    assert imported.files[0].plan.unread == ("email",)
    (review,) = [one for one in shown(shop, "loma-mug").first if one.rating == 5]
    assert (review.author, review.text, review.written_on) == ("Ann <…>", "Write to me: ann.o'…, really", "2025-04-30")
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("shop.db*"))
    assert b"example.org" not in stored


def test_a_review_is_one_review_however_often_it_comes(shop: Shop) -> None:
    one = Review(product="loma-mug", rating=4, text="Good")
    first = shop.run(shop.system(), SaveReviews(reviews=(one, one)))
    second = shop.run(shop.system(), SaveReviews(reviews=(one,)))
    assert isinstance(first, Done)
    assert isinstance(second, Done)
    assert (first.result, second.result) == (1, 0)


def test_the_page_shows_them_safely(imported: ImportReport, shop: Shop, tmp_path: Path) -> None:
    found = block(shop, "loma-mug")
    assert found is not None
    assert found.slot == "product.after_details"
    html = Templates(tmp_path, shop.registry, lambda name: name, ("en",), dev=False).block(found, locale="en")
    assert "3.5 of 5, 2 reviews" in html
    assert "&lt;script&gt;alert(1)" in html
    assert re.search(r'<time datetime="\d{4}-\d\d-\d\d">\d{1,2} [A-Z][a-z]{2,3} \d{4}</time>', html)
    assert "<script" not in html
    assert '<section class="band" id="reviews" aria-labelledby="reviews-title">' in html


def test_a_product_without_reviews_asks_for_the_first_one_and_other_pages_get_nothing(
    imported: ImportReport, shop: Shop, tmp_path: Path
) -> None:
    assert shown(shop, "brisa-fan").count == 0
    templates = Templates(tmp_path, shop.registry, lambda name: name, ("en",), dev=False)
    found = block(shop, "brisa-fan")
    assert found is not None
    html = templates.block(found, locale="en")
    assert "No reviews yet." in html
    assert 'href="/p/brisa-fan/review"' in html
    assert not shop.hooks.blocks(shop.system(), ShownPage(name="listing", subject="home"))


@pytest.mark.parametrize(
    ("ratings", "mean"), [((5,), "5.0"), ((4, 5, 5), "4.7"), ((1, 2), "1.5"), ((4, 4, 5, 4), "4.3")]
)
def test_the_mean_has_one_decimal_rounded_half_up(shop: Shop, ratings: tuple[int, ...], mean: str) -> None:
    given = tuple(Review(product="p", rating=rating, text=str(n)) for n, rating in enumerate(ratings))
    shop.run(shop.system(), SaveReviews(reviews=given))
    assert shown(shop, "p").mean == mean


def test_many_reviews_open_on_request(shop: Shop) -> None:
    given = tuple(Review(product="p", rating=3, text=str(n), written_on=f"2025-01-{n + 1:02d}") for n in range(30))
    shop.run(shop.system(), SaveReviews(reviews=given))
    model = shown(shop, "p")
    assert (model.count, len(model.first), len(model.more)) == (30, 4, 26)
    assert model.first[0].written_on == "2025-01-30"


def test_staff_hide_a_review_with_a_reason(imported: ImportReport, shop: Shop) -> None:
    (screen,) = [one for answer in shop.hooks.screens() for one in answer.values]
    _, rows = screen.rows(shop.system())
    key = rows[0][0]
    assert isinstance(shop.run(person(shop), HideReview(review=key, reason="names a person")), Refused)
    allowed = person(shop, screen.permission)
    assert isinstance(shop.run(allowed, HideReview(review=key, reason="names a person")), Done)
    assert shown(shop, "loma-mug").count == 1
    again = shop.run(allowed, HideReview(review=key, reason="names a person"))
    assert isinstance(again, Refused)
    assert again.refusals[0].code == "unknown_review"


def test_nobody_but_the_shop_itself_saves_reviews(shop: Shop) -> None:
    outcome = shop.run(person(shop, "staff.reviews"), SaveReviews(reviews=(Review(product="p", rating=5),)))
    assert isinstance(outcome, Refused)


def test_the_migration_makes_the_table_that_the_plugin_uses(shop: Shop) -> None:
    assert "reviews_review" in inspect(shop.database.engine).get_table_names()
    assert "pass" in draft(shop.database, metadata)
    assert "reviews_review" not in draft(shop.database, metadata)


def test_without_the_plugin_the_page_is_as_it_was(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=("b2c",))
    assert block(shop, "loma-mug") is None
    shop.close()


def test_reviews_go_with_their_product_to_its_new_address(shop: Shop, imported: ImportReport) -> None:
    count = shown(shop, "loma-mug").count
    assert shop.run(shop.system(), MoveProduct(slug="loma-mug", to="wide-mug")) == Done(result=None)
    assert shown(shop, "wide-mug").count == count
    assert shown(shop, "loma-mug").count == 0
