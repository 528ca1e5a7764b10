"""The page on which a password is changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomkit.domain import Done, RegisterPerson
from ecomkit.shop import Shop
from ecomkit.testing import Browser, make_shop
from tests.shops import CONSUMERS

OLD, NEW, EMAIL = "the-old-password", "a-better-password", "ana@example.com"
PAGE = "/account/password"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = make_shop(tmp_path, use=CONSUMERS)
    registered = opened.run(opened.system(), RegisterPerson(email=EMAIL, name="Ana", password=OLD))
    assert isinstance(registered, Done)
    yield opened
    opened.close()


@pytest.fixture
def browser(shop: Shop) -> Iterator[Browser]:
    with Browser(shop) as one:
        one.sign_in(EMAIL, OLD)
        yield one


def test_a_password_is_changed_and_one_stays_signed_in_here_alone(shop: Shop, browser: Browser) -> None:
    with Browser(shop) as elsewhere:
        elsewhere.sign_in(EMAIL, OLD)
        assert f'href="{PAGE}"' in browser.page
        assert browser.post(PAGE, old=OLD, new=NEW) == 200
        assert browser.path == "/account"
        assert "Your password is changed." in browser.words()
        elsewhere.get("/account")
        assert elsewhere.path == "/account/sign-in"
        elsewhere.sign_in(EMAIL, NEW)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [("a-wrong-one", NEW, "This is not your password."), (OLD, "short", "Enter a password of 8 characters or more")],
)
def test_what_is_wrong_is_said_at_the_field_and_no_password_stands_in_the_page(
    browser: Browser, old: str, new: str, said: str
) -> None:
    assert browser.post(PAGE, old=old, new=new) == 422
    assert said in browser.words()
    assert f'value="{old}"' not in browser.page


def test_guessing_is_limited_as_at_sign_in(browser: Browser) -> None:
    assert [browser.post(PAGE, old="a-guess", new=NEW) for _ in range(10)] == [422] * 10
    assert browser.post(PAGE, old=OLD, new=NEW) == 429


def test_a_guest_is_sent_to_sign_in(shop: Shop) -> None:
    with Browser(shop) as guest:
        guest.get(PAGE)
        assert guest.path == "/account/sign-in"
