"""A Mexican address in the checkout: colonia and state are asked for, kept and printed as they are written there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomkit.testing import Clock, make_shop, settings_for
from tests.shops import CONSUMERS
from tests.web.conftest import Client, Site, fill_and_pay, hidden, where

RATES = {
    "shipping": [
        {
            "key": "parcel",
            "label": "Parcel",
            "countries": ["ES", "MX", "US"],
            "price": "3.95",
            "min_days": 1,
            "max_days": 2,
        }
    ],
    "tax": {"ES": {"standard": "21"}, "MX": {"standard": "16", "label": "IVA"}, "US": {"regions": {"NY": "8.875"}}},
}
HERE = {
    "country": "MX", "line1": "Calle Durango 12", "line2": "Roma Norte", "postcode": "06700", "city": "Cuauhtémoc", "region": "CMX",
}  # fmt: skip


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    clock = Clock()
    settings = settings_for(
        tmp_path, plugins={"rates": RATES}, country="MX", countries=("MX", "ES", "US"), languages=("es", "en"),
        timezone="America/Mexico_City",
    )  # fmt: skip
    site = Site(make_shop(tmp_path, use=CONSUMERS, settings=settings, clock=clock), clock)
    client = site.client()
    client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    yield client
    site.close()


def names(html: str) -> list[str]:
    """What the address consists of, in the order in which it is asked."""
    found = re.findall(r'<(?:input|select)[^>]* name="(\w+)"', html)
    return [one for one in found if one in ("country", "line1", "line2", "postcode", "city", "region")]


def labelled(html: str, name: str) -> str:
    found = re.search(rf'<label[^>]*for="f-{name}"[^>]*>\s*(?:<[^>]*>)*([^<]+)', html)
    assert found is not None, name
    return found[1].strip()


def test_colonia_and_state_are_asked_for_in_mexican_words(client: Client) -> None:
    page = client.get("/checkout").text
    assert names(page) == ["country", "line1", "line2", "postcode", "city", "region"]
    assert (labelled(page, "line2"), labelled(page, "region")) == ("Colonia", "Estado")
    assert 'autocomplete="address-level3"' in page
    assert re.search(r'<option value="NLE"[^>]*>Nuevo León</option>', page)
    assert labelled(client.get("/en/checkout").text, "line2") == "Neighbourhood (colonia)"


def test_the_cart_estimates_without_a_state_where_taxes_need_none(client: Client) -> None:
    assert 'name="region"' not in client.get("/cart").text
    client.post("/cart/estimate", {"country": "US", "region": "NY", "postcode": "10001"})
    assert 'name="region"' in client.get("/cart").text


@pytest.mark.parametrize(("left_out", "words"), [("line2", "Falta la colonia"), ("region", "Hay que elegir el estado")])
def test_both_are_needed(left_out: str, words: str, client: Client) -> None:
    answer = fill_and_pay(client, **HERE | {left_out: ""})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Calle Durango 12"' in answer.text


def test_a_state_of_another_country_is_none(client: Client) -> None:
    answer = fill_and_pay(client, **HERE | {"region": "NY"})
    assert answer.status_code == 422
    assert "Hay que elegir el estado" in answer.text


def test_all_that_is_missing_is_told_at_once(client: Client) -> None:
    answer = fill_and_pay(client, **HERE | {"line2": "", "region": "", "city": ""})
    for words in ("Falta la colonia", "Hay que elegir el estado", "Falta la ciudad"):
        assert words in answer.text


def test_the_order_shows_the_address_as_it_is_written_there(client: Client) -> None:
    order = client.get(where(fill_and_pay(client, **HERE))).text
    shown = [line.strip() for line in re.sub(r"<[^>]+>", "\n", order).split("\n") if line.strip()]
    start = shown.index("Calle Durango 12")
    assert shown[start : start + 4] == [
        "Calle Durango 12",
        "Roma Norte",
        "06700 Cuauhtémoc, Ciudad de México",
        "México",
    ]
    assert "CMX" not in order


def updated(client: Client, **given: str) -> str:
    page = client.get("/checkout").text
    kept = {"key": hidden(page, "key"), "shown": hidden(page, "shown"), "op": "update"}
    return client.post("/checkout", HERE | kept | given).text


def test_another_country_asks_its_own_questions_and_what_was_typed_stays(client: Client) -> None:
    there = updated(client, country="ES")
    assert names(there) == ["country", "line1", "postcode", "city"]
    assert 'value="Calle Durango 12"' in there
    back = updated(client, country="MX")
    assert 'value="Roma Norte"' in back
    assert re.search(r'<option value="CMX" selected', back)


def test_what_was_written_for_another_country_is_not_part_of_the_address(client: Client) -> None:
    client.post("/cart/estimate", {"country": "ES", "postcode": "28013"})
    order = client.get(
        where(fill_and_pay(client, **HERE | {"country": "ES", "postcode": "28013", "city": "Madrid"}))
    ).text
    assert "28013 Madrid" in order
    assert "Roma Norte" not in order
