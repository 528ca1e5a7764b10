"""Stock in the back office: found, and corrected with a reason."""

from __future__ import annotations

import pytest

from ecomkit.domain import StockLevels
from tests.web.conftest import Client, Site, where


def on_hand(site: Site) -> int:
    (level,) = site.shop.ask(site.shop.system(), StockLevels(skus=("LAMP",)))
    return level.on_hand


def correction(change: str, reason: str, sku: str = "LAMP") -> dict[str, str]:
    return {"sku": sku, f"change.{sku}": change, f"reason.{sku}": reason}


def test_stock_is_corrected_with_a_reason(site: Site, clerk: Client) -> None:
    assert "Faro lamp" in clerk.get("/admin/stock?q=faro").text
    clerk.post("/admin/stock", correction("5", "delivery"))
    assert "Done: Adjust stock" in clerk.get("/admin/stock").text
    assert on_hand(site) == 8
    clerk.post("/admin/stock", correction("−2", "counted again"))
    assert on_hand(site) == 6


def test_articles_of_one_product_are_told_apart_by_their_choices(clerk: Client) -> None:
    page = clerk.get("/admin/stock").text
    assert "Loma mug, Bone" in page
    assert "Loma mug, Brick" in page
    assert ">Faro lamp</a>" in page, "an article without choices is called like its product"


@pytest.mark.parametrize(
    ("change", "reason", "words"),
    [
        ("-99", "count", "take away less"),
        ("1", "", "a reason of three letters"),
        ("1", "  a  ", "a reason of three letters"),
        ("1", "x" * 201, "a reason of three letters"),
        ("many", "count", "how many pieces"),
        ("", "count", "how many pieces"),
        ("0", "count", "how many pieces"),
        ("1.5", "count", "how many pieces"),
        ("9" * 30, "count", "how many pieces"),
        ("9999999", "count", "a million pieces at most"),
    ],
)
def test_what_cannot_be_booked_comes_back_with_what_was_typed(
    site: Site, clerk: Client, change: str, reason: str, words: str
) -> None:
    answer = clerk.post("/admin/stock?q=faro", correction(change, reason))
    assert answer.status_code == 422
    assert answer.text.count(words) == 2
    assert '<details class="fold" open>' in answer.text
    assert "Loma mug" not in answer.text
    if reason == "count" and len(change) < 20:
        assert f'value="{change}"' in answer.text or not change
    assert on_hand(site) == 3


def test_a_correction_comes_back_to_the_list_it_was_made_in(clerk: Client) -> None:
    assert (
        where(clerk.post("/admin/stock?view=sold_out", correction("1", "found", "FAN"))) == "/admin/stock?view=sold_out"
    )


def test_an_article_that_is_not_there_is_told(clerk: Client) -> None:
    answer = clerk.post("/admin/stock", correction("1", "found", "NONE"))
    assert answer.status_code == 422
    assert 'class="notice notice-warn"' in answer.text


def test_a_customers_form_cannot_adjust_stock(site: Site, client: Client) -> None:
    assert where(client.post("/admin/stock", correction("5", "delivery"))) == "/admin/sign-in"
    assert on_hand(site) == 3
