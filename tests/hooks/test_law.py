"""What plugins say of the law: duties that hold by country, and who takes complaints."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from pydantic import ValidationError

from ecomkit.domain import Authorities, Authority, Duties, Duty, WaysToPay
from ecomkit.errors import StartError
from ecomkit.sdk import Plugin, hookimpl, text
from ecomkit.testing import Till, settings_for
from tests.hooks.scene import shop_with


def duty(key: str, country: str, binds: str = "market") -> Duty:
    return Duty.model_validate(
        {
            "key": key, "jurisdiction": country, "act": "Some act", "article": "art. 1", "shows": "something that is long enough",
            "places": ("page:home",), "check": "LAW-99", "countries": frozenset({country}), "binds": binds,
        }
    )  # fmt: skip


class Statutes(Plugin):
    """Duties of three countries, and an office in two of them."""

    name = "statutes"
    hook_api = 1

    @hookimpl
    def register_duties(self) -> Sequence[Duty]:
        return [
            duty("es.one", "ES", "seat"),
            duty("pt.seat", "PT", "seat"),
            duty("pt.two", "PT"),
            duty("fr.three", "FR"),
        ]

    @hookimpl
    def register_authorities(self) -> Sequence[Authority]:
        return [
            Authority(
                key=country.lower(),
                country=country,
                name=country,
                what=text("Complaints"),
                url="https://office.example",
            )
            for country in ("PT", "FR")
        ]


class Rival(Plugin):
    """Claims a key that is taken."""

    name = "rival"
    hook_api = 1

    @hookimpl
    def register_duties(self) -> Sequence[Duty]:
        return [duty("es.one", "ES")]


def test_duties_hold_where_the_shop_is_and_where_it_sells(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, Statutes, catalogue=False)
    assert [one.key for one in shop.ask(shop.system(), Duties())] == ["es.one", "pt.two"]
    shop.close()


def test_only_authorities_of_countries_that_are_served_are_named(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, Statutes, catalogue=False)
    assert [one.key for one in shop.ask(shop.system(), Authorities())] == ["pt"]
    shop.close()


def test_a_shop_that_moves_has_other_duties(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, country="FR", countries=())
    shop = shop_with(tmp_path, Statutes, catalogue=False, settings=settings)
    assert [one.key for one in shop.ask(shop.system(), Duties())] == ["fr.three"]
    shop.close()


def test_a_duty_has_one_owner(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"declares duty 'es.one', which belongs to plugin 'statutes'"):
        shop_with(tmp_path, Statutes, Rival)


@pytest.mark.parametrize("wrong", [{"places": ()}, {"places": ("somewhere",)}, {"check": "look"}, {"article": ""}])
def test_a_duty_without_place_check_or_article_is_none(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Duty.model_validate(duty("es.one", "ES").model_dump() | wrong)


def test_a_guest_is_told_the_ways_to_pay_before_ordering(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, Statutes)
    guest = Till.for_guest(shop)
    assert [str(one) for one in shop.ask(guest.moment, WaysToPay())] == ["Bank transfer", "Pay on collection"]
    shop.close()
