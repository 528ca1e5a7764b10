"""Promotions in the back office: what the list shows, one that is opened and changed, and what comes back to be mended."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

from ecomkit.plugins.promotions.rules import Promotion, read_promotion
from ecomkit.plugins.promotions.tables import rule
from tests.plugins.promotions.scene import promote
from tests.web.admin.conftest import at_work, employ
from tests.web.conftest import Client, Site, where

LIST = "/admin/x/promotions"
SAVE = f"{LIST}/save_promotion"
NEW = {"name": "Rebajas", "kind": "percent", "percent": "10", "priority": "100"}


@pytest.fixture
def clerk(site: Site) -> Client:
    employ(site.shop)
    clerk = at_work(site)
    clerk.post("/admin/language", {"language": "es"})
    return clerk


def kept(site: Site) -> list[Promotion]:
    with site.shop.database.read() as rows:
        return [read_promotion(row.rule) for row in rows.all(select(rule).order_by(rule.c.id))]


def filled(page: str, action: str) -> dict[str, str]:
    """What a browser would send of a form as it stands on a page."""
    form = re.search(rf'<form[^>]* action="{re.escape(action)}.*?</form>', page, re.DOTALL)
    assert form is not None, page
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form[0]):
        found = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if found["type"] != "checkbox" or " checked" in tag:
            sent[found["name"]] = unescape(found.get("value", ""))
    chosen = re.findall(r'<select[^>]*name="(\w+)".*?value="(\w+)" selected', form[0], re.DOTALL)
    return sent | dict(chosen)


def told(page: str, field: str) -> str:
    """What stands beside a field to be mended."""
    found = re.search(rf'id="f-(?:\d-)?{field}-error">.*?<span>(.*?)</span>', page, re.DOTALL)
    return unescape(found[1]) if found else ""


def test_one_that_is_opened_and_saved_again_stays_what_it_was(site: Site, clerk: Client) -> None:
    scoped = {"products": "loma-mug, faro-lamp", "categories": "home", "capacities": "consumer", "minimum": "20"}
    many = {"words": "en=Sale; fr=Soldes", "begins": "2026-11-24 09:00", "ends": "2026-12-24", "most": 7, "each": 2}
    last = {"needs_code": True, "exclusive": True, "priority": 3, "first_order": True}
    promote(site.shop, name="Uno", kind="amount", amount="5.50", **scoped, **many, **last)
    promote(site.shop, name="Dos", kind="buy_get", buy=2, get=1, percent="12.5")
    promote(site.shop, name="Tres", kind="shipping", ways="parcel")
    before = kept(site)
    for one in before:
        page = clerk.get(f"{LIST}?open={one.id}").text
        assert where(clerk.post(f"{SAVE}?open={one.id}", filled(page, SAVE))) == LIST
    after = kept(site)
    assert [one.model_copy(update={"begins": None}) for one in after] == [
        one.model_copy(update={"begins": None}) for one in before
    ]
    assert [f"{one.begins:%Y-%m-%d %H:%M}" for one in after] == [f"{one.begins:%Y-%m-%d %H:%M}" for one in before]
    with site.shop.database.read() as rows:
        assert rows.scalar(select(rule.c.most).where(rule.c.id == "uno")) == 7


def test_a_change_of_the_opened_one_changes_nothing_else(site: Site, clerk: Client) -> None:
    promote(site.shop, name="Tazas", percent="10", products="loma-mug")
    link = f'href="{LIST}?open=tazas">Tazas</a>'
    assert link in clerk.get(LIST).text
    page = clerk.get(f"{LIST}?open=tazas").text
    assert "<h1>Tazas</h1>" in page
    typed = filled(page, SAVE) | {"percent": "15"}
    clerk.post(f"{SAVE}?open=tazas", typed)
    (found,) = kept(site)
    assert (found.percent, found.products) == (1500, ("loma-mug",))
    refused = clerk.post(f"{SAVE}?open=tazas", typed | {"percent": "150"})
    assert refused.status_code == 422
    assert "<h1>Tazas</h1>" in refused.text
    assert filled(refused.text, SAVE) == typed | {"percent": "150"}
    assert clerk.get(f"{LIST}?open=nobody").status_code == 404


def test_the_empty_form_asks_for_no_key(site: Site, clerk: Client) -> None:
    promote(site.shop, name="Rebajas", percent="10", products="loma-mug")
    page = clerk.get(LIST).text
    assert filled(page, SAVE)["promotion"] == ""
    assert page.count('type="hidden" name="promotion"') == 1
    clerk.post(SAVE, filled(page, SAVE) | NEW)
    assert [one.id for one in kept(site)] == ["rebajas", "rebajas-2"]


def test_the_list_shows_what_each_is_for(site: Site, clerk: Client) -> None:
    promote(site.shop, name="A", percent="10", products="loma-mug", categories="home", minimum="20")
    promote(site.shop, name="B", percent="10", capacities="consumer", first_order=True)
    promote(site.shop, name="C", kind="shipping", ways="parcel", minimum="20", begins="2026-12-24 09:00")
    page = unescape(clerk.get(LIST).text).replace("\xa0", " ")
    for said in (
        "Home, loma-mug, desde 20,00 €", "consumer, solo primeros pedidos", "Envío gratis: parcel", "Todo, desde 20,00 €",
        "Todo el mundo", "24 dic 2026, 9:00",
    ):  # fmt: skip
        assert f">{said}</td>" in page, said


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("products", "loma-mug, no-such", "Ningún producto tiene la dirección «no-such»."),
        ("categories", "nada", "Ninguna categoría tiene la dirección «nada»."),
        ("categories", "hom", "Ninguna categoría tiene la dirección «hom». Existe «home»."),
        ("capacities", "cliente", "Aquí nadie compra como «cliente». Existen: consumer, purchaser."),
        ("ways", "foo", "Aquí no se envía nada por «foo». Existen: parcel, abroad, collect."),
        ("percent", "150", "Un porcentaje va de 0,01 a 100."),
        ("percent", "", "Un porcentaje va de 0,01 a 100."),
        ("minimum", "1.500", "Escriba un importe como 14,90 o 14.90."),
        ("begins", "31/12/2026", "Escriba un día y una hora como 2026-12-24 09:00, o nada."),
        ("most", "muchos", "Hay que rellenar «Usos en total» y enviar el formulario de nuevo"),
    ],
)
def test_what_is_refused_comes_back_as_it_was_typed(
    site: Site, clerk: Client, field: str, typed: str, said: str
) -> None:
    answer = clerk.post(SAVE, NEW | {"needs_code": "on", field: typed})
    assert answer.status_code == 422
    assert told(answer.text, field) == said
    sent = filled(answer.text, SAVE)
    assert (sent[field], sent["name"], sent["needs_code"]) == (typed, "Rebajas", "on")
    open_form = answer.text.index(f'action="{SAVE}"')
    assert answer.text.rfind("<details", 0, open_form) <= answer.text.rfind("</details>", 0, open_form)
    assert kept(site) == []


def test_several_words_that_are_unknown_are_all_said(clerk: Client) -> None:
    page = clerk.post(SAVE, NEW | {"products": "no-such", "categories": "nada"}).text
    assert told(page, "products")
    assert told(page, "categories")


def test_amounts_and_moments_are_read_as_elsewhere_in_the_back_office(site: Site, clerk: Client) -> None:
    typed = {"kind": "amount", "amount": "5,00", "minimum": "12,9", "begins": "2026-12-24 09:00"}
    assert where(clerk.post(SAVE, NEW | typed)) == LIST
    (found,) = kept(site)
    assert (str(found.amount), str(found.minimum)) == ("5.00 EUR", "12.90 EUR")
    assert f"{found.begins:%Y-%m-%dT%H:%M%z}" == "2026-12-24T08:00+0000"
    sent = filled(clerk.get(f"{LIST}?open=rebajas").text, SAVE)
    assert (sent["amount"], sent["minimum"], sent["begins"]) == ("5,00", "12,90", "2026-12-24 09:00")
    assert where(clerk.post(SAVE, NEW | {"percent": "12,5"})) == LIST
