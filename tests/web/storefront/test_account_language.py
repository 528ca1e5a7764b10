"""In which language somebody is written to: noted when they make an account, and theirs to change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomkit.domain import Done, Person, PersonById, PersonByLogin, RegisterPerson
from ecomkit.shop import Shop
from ecomkit.testing import Browser, make_shop, settings_for
from tests.shops import CONSUMERS

PASSWORD, EMAIL, PAGE = "a good password", "ana@example.com", "/account/language"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = make_shop(tmp_path, use=CONSUMERS, settings=settings_for(tmp_path, languages=("en", "es")))
    yield opened
    opened.close()


@pytest.fixture
def browser(shop: Shop) -> Iterator[Browser]:
    with Browser(shop) as one:
        yield one


def ana(shop: Shop) -> Person:
    key = shop.ask(shop.system(), PersonByLogin(email=EMAIL))
    assert key is not None
    return shop.ask(shop.system(), PersonById(person=key))


def enrolled(shop: Shop) -> None:
    """As staff or an import do it: nobody knows yet in which language she reads."""
    assert isinstance(shop.run(shop.system(), RegisterPerson(email=EMAIL, name="Ana", password=PASSWORD)), Done)
    assert ana(shop).locale == ""


@pytest.mark.parametrize(("under", "locale"), [("", "en-GB"), ("/es", "es-ES")])
def test_an_account_is_made_in_the_language_of_the_page(shop: Shop, browser: Browser, under: str, locale: str) -> None:
    assert browser.post(f"{under}/account/register", email=EMAIL, name="Ana", password=PASSWORD) == 200
    assert ana(shop).locale == locale


def test_signing_in_notes_the_language_of_whom_none_is_known(shop: Shop, browser: Browser) -> None:
    enrolled(shop)
    browser.sign_in(EMAIL, PASSWORD, page="/es/account/sign-in")
    assert ana(shop).locale == "es-ES"
    with Browser(shop) as elsewhere:
        elsewhere.sign_in(EMAIL, PASSWORD)
        assert ana(shop).locale == "es-ES", "a page that was read once is no choice"


def test_a_customer_changes_it_in_the_account(shop: Shop, browser: Browser) -> None:
    browser.post("/account/register", email=EMAIL, name="Ana", password=PASSWORD)
    browser.get("/account")
    assert f'href="{PAGE}"' in browser.page
    assert browser.get(PAGE) == 200
    assert "Letters about an order keep the language in which you placed it." in browser.words()
    assert browser.post(PAGE, language="es") == 200
    assert browser.path == "/account"
    assert "The language is kept." in browser.words()
    assert ana(shop).locale == "es-ES"


def test_only_languages_of_the_house_are_taken(shop: Shop, browser: Browser) -> None:
    browser.post("/account/register", email=EMAIL, name="Ana", password=PASSWORD)
    browser.post(PAGE, language="de")
    assert browser.path == PAGE
    assert ana(shop).locale == "en-GB"


def test_a_guest_has_no_such_page(browser: Browser) -> None:
    browser.get(PAGE)
    assert browser.path == "/account/sign-in"


def test_a_shop_with_one_language_does_not_ask(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=CONSUMERS)
    with Browser(shop) as browser:
        browser.post("/account/register", email=EMAIL, name="Ana", password=PASSWORD)
        browser.get("/account")
        assert PAGE not in browser.page
    shop.close()
