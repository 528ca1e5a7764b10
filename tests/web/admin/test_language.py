"""The back office speaks the language of who reads it; what customers read stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomkit.domain import Done, PersonById
from ecomkit.plugins.promotions import api
from ecomkit.testing import Clock, make_shop, settings_for
from tests.shops import CONSUMERS
from tests.web.admin.conftest import admin_page_of_first_order, at_work, employ, left_behind, order_a_lamp
from tests.web.conftest import Client, Site, where

LANGUAGE = "/admin/language"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    clock = Clock()
    settings = settings_for(tmp_path, languages=("en", "fr"))
    opened = Site(make_shop(tmp_path, use=(*CONSUMERS, "promotions"), clock=clock, settings=settings), clock)
    yield opened
    opened.close()


def test_a_language_is_offered_that_the_shop_s_pages_do_not_have(clerk: Client) -> None:
    page = clerk.get(LANGUAGE).text
    assert '<html lang="en-GB"' in page
    for code, name in (("en", "English"), ("es", "Español"), ("fr", "Français")):
        assert f'value="{code}"' in page
        assert f"<span>{name}</span>" in page
    assert f'href="{LANGUAGE}">Language</a>' in clerk.get("/admin").text


def test_who_chooses_spanish_reads_spanish_and_nobody_else_does(site: Site, clerk: Client) -> None:
    employ(site.shop, email="bea@example.com", name="Bea")
    assert where(clerk.post(LANGUAGE, {"language": "es"})) == "/admin"
    page = clerk.get("/admin").text
    assert '<html lang="es-ES"' in page
    assert "Hola, Clara Clerk" in page
    assert "El idioma queda guardado." in page
    assert "Hello Bea" in at_work(site, "bea@example.com").get("/admin").text
    assert "Hola, Clara Clerk" in at_work(site).get("/admin").text, "it is kept with the account, not with the session"


def test_orders_are_told_in_the_reader_s_words_and_formats(site: Site, clerk: Client) -> None:
    order_a_lamp(site.client())
    clerk.post(LANGUAGE, {"language": "es"})
    page = clerk.get(admin_page_of_first_order(clerk)).text
    assert "sin cuenta, sitio web" in page
    assert "89,00\xa0€" in page
    assert "Faro lamp" in page, "an order keeps the words that the customer read"


def test_jobs_of_core_and_plugins_are_called_in_the_reader_s_words(site: Site, clerk: Client) -> None:
    left_behind(site, "index_products")
    left_behind(site, "tidy", plugin="promotions")
    left_behind(site, "of_a_plugin_that_is_gone", plugin="gone")
    clerk.post(LANGUAGE, {"language": "es"})
    page = clerk.get("/admin/jobs?view=all").text
    for words in ("Poner al día la búsqueda", "Olvidar", "Of a plugin that is gone"):
        assert words in page
    assert "Index products" not in page


def test_what_staff_do_stays_in_the_shop_s_main_language(site: Site, clerk: Client) -> None:
    clerk.post(LANGUAGE, {"language": "es"})
    assert 'value="Faro lamp"' in clerk.get("/admin/products/faro-lamp").text
    shop = site.client().get("/p/faro-lamp").text
    assert '<html lang="en-GB"' in shop


def test_how_a_promotion_stands_is_a_word_of_the_reader(site: Site, clerk: Client) -> None:
    saved = site.shop.run(site.shop.system(), api.SavePromotion(name="Week", kind="percent", percent="10"))
    assert isinstance(saved, Done)
    english, asked = clerk.get("/admin/x/promotions").text, clerk.post(LANGUAGE, {"language": "es"})
    assert asked.status_code == 303
    assert '<td data-label="State">active</td>' in english
    assert '<td data-label="Estado">en curso</td>' in clerk.get("/admin/x/promotions").text


def test_a_language_that_nobody_speaks_here_changes_nothing(site: Site, clerk: Client) -> None:
    assert where(clerk.post(LANGUAGE, {"language": "xx"})) == LANGUAGE
    assert where(clerk.post(LANGUAGE, {})) == LANGUAGE
    assert '<html lang="en-GB"' in clerk.get("/admin").text


def test_a_guest_is_asked_to_sign_in(site: Site) -> None:
    guest = site.client()
    assert where(guest.get(LANGUAGE)) == "/admin/sign-in"
    assert where(guest.post(LANGUAGE, {"language": "es"})) == "/admin/sign-in"


def test_the_choice_is_kept_as_the_locale_of_the_shop_s_country(site: Site) -> None:
    person = employ(site.shop)
    assert site.shop.ask(site.shop.system(), PersonById(person=person)).locale == "", "staff are added by others"
    at_work(site).post(LANGUAGE, {"language": "es"})
    assert site.shop.ask(site.shop.system(), PersonById(person=person)).locale == "es-ES"
