"""Demonstration data: planted once, by whose name, and who may sign in afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ecomkit.domain import PersonByLogin
from ecomkit.sdk import JobContext, Plugin, Principal, Seed, demo_password, ensure_person, hookimpl
from ecomkit.testing import Browser, plant
from tests.hooks.scene import shop_with

EMAIL = "olmo@example.com"


class Village(Plugin):
    """Brings somebody."""

    name = "village"
    hook_api = 1

    @hookimpl
    def register_seeds(self) -> Sequence[Seed]:
        return [Seed(title="a villager", plant=_plant)]


def _plant(ctx: JobContext) -> Sequence[Principal]:
    assert ctx.plugin == "village"
    ensure_person(ctx, name="Olmo Vega", email=EMAIL)
    return [Principal(role="villager", email=EMAIL, password=demo_password(ctx, EMAIL), page="/account")]


def test_who_is_planted_can_sign_in_and_is_planted_once(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, Village)
    first = next(one for one in plant(shop) if one.role == "villager")
    key = shop.ask(shop.system(), PersonByLogin(email=EMAIL))
    assert first in plant(shop)
    assert shop.ask(shop.system(), PersonByLogin(email=EMAIL)) == key
    with Browser(shop) as browser:
        browser.sign_in(first.email, first.password)
        assert browser.get(first.page) == 200
        assert "Olmo Vega" in browser.words()
    shop.close()
