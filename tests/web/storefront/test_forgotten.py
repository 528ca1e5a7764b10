"""The pages of who forgot the password."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomkit.domain import Done, RegisterPerson
from ecomkit.shop import Shop
from ecomkit.testing import Browser, make_shop, run_jobs, settings_for
from tests.servers import LetterSink, taking_letters
from tests.shops import CONSUMERS

OLD, NEW, EMAIL = "the-old-password", "a-better-password", "ana@example.com"
ASK, CHOOSE = "/account/forgotten", "/account/new-password"


@pytest.fixture
def sink() -> Iterator[tuple[LetterSink, str]]:
    with taking_letters() as taken:
        yield taken


@pytest.fixture
def shop(tmp_path: Path, sink: tuple[LetterSink, str]) -> Iterator[Shop]:
    opened = make_shop(tmp_path, use=CONSUMERS, settings=settings_for(tmp_path, mail=sink[1], languages=("en", "es")))
    assert isinstance(opened.run(opened.system(), RegisterPerson(email=EMAIL, name="Ana", password=OLD)), Done)
    yield opened
    opened.close()


@pytest.fixture
def browser(shop: Shop) -> Iterator[Browser]:
    with Browser(shop) as one:
        yield one


def test_from_the_sign_in_page_to_a_new_password(shop: Shop, browser: Browser, sink: tuple[LetterSink, str]) -> None:
    browser.get("/account/sign-in")
    assert f'href="{ASK}"' in browser.page
    assert browser.post(ASK, email=EMAIL) == 200
    assert "If there is an account for this address, a letter with a link is on its way." in browser.words()
    run_jobs(shop)
    (letter,) = sink[0].letters
    assert letter["Subject"] == "Alameda: Choose a new password"
    found = re.search(r"new-password\?ticket=([^\"\s]+)", letter.as_string().replace("=\n", "").replace("=3D", "="))
    assert found is not None
    assert browser.get(f"{CHOOSE}?ticket={found[1]}") == 200
    assert browser.post(CHOOSE, ticket=found[1], new="short") == 422
    assert browser.post(CHOOSE, ticket=found[1], new=NEW) == 200
    assert "Your password is changed. Sign in with the new one." in browser.words()
    browser.sign_in(EMAIL, NEW)
    assert browser.path == "/account"


def test_the_letter_speaks_the_language_of_the_page(shop: Shop, browser: Browser, sink: tuple[LetterSink, str]) -> None:
    assert browser.post(f"/es{ASK}", email=EMAIL) == 200
    run_jobs(shop)
    (letter,) = sink[0].letters
    assert "Elige una contraseña nueva" in str(letter["Subject"])
    assert "/es/account/new-password?ticket=" in letter.as_string().replace("=\n", "").replace("=3D", "=")


def test_a_link_that_is_over_says_so_and_how_to_get_another_one(browser: Browser) -> None:
    assert browser.post(CHOOSE, ticket="a.1.b", new=NEW) == 422
    assert "This link has been used, or it is older than an hour. Ask for another one." in browser.words()
    assert f'href="{ASK}"' in browser.page
    assert NEW not in browser.page


def test_nobody_learns_from_the_page_who_has_an_account(browser: Browser) -> None:
    browser.post(ASK, email=EMAIL)
    known = browser.words()
    browser.post(ASK, email="nobody@example.com")
    assert browser.words() == known


def test_asking_again_and_again_has_to_wait(browser: Browser) -> None:
    assert [browser.post(ASK, email=EMAIL) for _ in range(6)] == [200] * 5 + [429]


def test_the_page_to_register_says_what_an_account_is_good_for(browser: Browser) -> None:
    browser.get("/account/register")
    assert "With an account you see your orders" in browser.words()
    assert f'href="{ASK}"' in browser.page
