"""Codes that customers enter lie in the cart, each with the plugin that knows it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

import ecomkit.plugins.gift_cards as gift_cards
import ecomkit.plugins.promotions as promotions
import ecomkit.storage as storage
from ecomkit.domain import Cart, CartById, CartCode, code_digest
from ecomkit.plugins.gift_cards.api import RemoveGiftCard
from ecomkit.plugins.promotions.api import RemoveCode
from ecomkit.plugins.promotions.commands import KIND
from ecomkit.sdk import Sealed
from ecomkit.shop import Shop
from ecomkit.storage.database import open_database
from ecomkit.storage.migrate import migrate
from ecomkit.storage.tables import cart
from ecomkit.testing import Till, make_shop
from tests.plugins.gift_cards.scene import enter as enter_card
from tests.plugins.gift_cards.scene import issue
from tests.plugins.promotions.scene import coded, done, enter
from tests.shops import CONSUMERS

OWNERS = {"core": storage, "promotions": promotions, "gift_cards": gift_cards}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = make_shop(tmp_path, use=(*CONSUMERS, promotions.Promotions, gift_cards.GiftCards))
    yield opened
    opened.close()


@pytest.fixture
def guest(shop: Shop) -> Till:
    """A guest with a mug, a coupon and a gift card."""
    guest = Till.for_guest(shop)
    guest.put("MUG-BONE")
    coded(shop, "SUMMER10")
    assert enter(guest, "SUMMER10") == "entered"
    assert enter_card(guest, issue(shop, "5")).code == "entered"
    return guest


def cart_of(guest: Till) -> Cart:
    return guest.shop.ask(guest.moment, CartById(cart=guest.cart))


def digest(shop: Shop) -> str:
    return code_digest(shop.core.facts.secret, KIND, "SUMMER10")


def test_each_plugin_finds_its_own_codes_in_the_cart(shop: Shop, guest: Till) -> None:
    found = cart_of(guest)
    assert [code.plugin for code in found.codes] == ["promotions", "gift_cards"]
    assert found.entered("promotions") == (digest(shop),)
    assert found.entered("reviews") == ()


def test_one_plugin_takes_its_codes_out_and_those_of_others_stay(shop: Shop, guest: Till) -> None:
    done(shop.run(guest.moment, RemoveCode(cart=guest.cart, coupon=digest(shop))))
    assert [code.plugin for code in cart_of(guest).codes] == ["gift_cards"]
    done(shop.run(guest.moment, RemoveGiftCard(cart=guest.cart)))
    assert cart_of(guest).codes == ()


def test_what_is_not_there_is_taken_out_without_making_a_cart(shop: Shop) -> None:
    nobody = Till.for_guest(shop)
    done(shop.run(nobody.moment, RemoveGiftCard(cart=nobody.cart)))
    with shop.database.read() as rows:
        assert rows.all(select(cart)) == ()


def test_an_order_uses_its_coupon_up_and_leaves_the_card_for_who_pays_later(shop: Shop, guest: Till) -> None:
    guest.fill()
    done(guest.place())
    assert [code.plugin for code in cart_of(guest).codes] == ["gift_cards"]


def test_codes_of_an_older_shop_stay_in_their_carts(tmp_path: Path) -> None:
    before, now = {}, {}
    for owner, package in OWNERS.items():
        now[owner] = Path(package.__file__ or "").parent / "migrations"
        before[owner] = tmp_path / owner
        shutil.copytree(now[owner], before[owner], ignore=shutil.ignore_patterns("*codes_of_carts.py", "__pycache__"))
    database = open_database(f"sqlite:///{tmp_path / 'shop.db'}")
    migrate(database, before)
    with database.engine.begin() as connection:
        connection.execute(text("INSERT INTO cart (id, updated_at) VALUES ('c', '2026-01-01 00:00:00')"))
        connection.execute(
            text("INSERT INTO promotions_entry (cart, coupon, at) VALUES ('c', 'late', '2026-01-02 00:00:00')")
        )
        connection.execute(
            text("INSERT INTO promotions_entry (cart, coupon, at) VALUES ('c', 'early', '2026-01-01 00:00:00')")
        )
        connection.execute(
            text("INSERT INTO gift_cards_entry (cart, card, at) VALUES ('c', 'card', '2026-01-01 00:00:00')")
        )
    assert [one.name for one in migrate(database, now)] == [
        "0011_codes_of_carts",
        "0002_codes_of_carts",
        "0002_codes_of_carts",
    ]
    with database.engine.connect() as connection:
        kept = connection.execute(text("SELECT codes FROM cart")).scalar()
    assert json.loads(str(kept)) == [["promotions", "early"], ["promotions", "late"], ["gift_cards", "card"]]
    database.close()


def test_a_code_of_a_cart_is_kept_by_a_key_and_never_as_it_was_typed(shop: Shop, guest: Till) -> None:
    kept = " ".join(code.key for code in cart_of(guest).codes)
    assert "SUMMER10" not in kept
    assert CartCode(plugin="promotions", key=digest(shop)) in cart_of(guest).codes
    assert Sealed(secret="SUMMER10").secret not in str(cart_of(guest))
