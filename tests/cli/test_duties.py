"""`ecomkit duties`: articles, places and checks, by where the shop is and sells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Ecomkit = Callable[..., Any]
PACK = '''"""A pack of law."""

from ecomkit import Plugin, hookimpl
from ecomkit.domain import Duty, Policy, Who
from ecomkit.sdk import Page, Route


def duty(key, country):
    return Duty(key=key, jurisdiction=country, act="Some act", article="art. 7", shows="who sells, on each page",
                places=("page:statute.page", "slot:footer"), check="LAW-04", countries=frozenset({country}))


class Statute(Plugin):
    """Two duties and a page."""

    name = "statute"
    hook_api = 1

    @hookimpl
    def register_duties(self):
        """Of two countries."""
        return [duty("es.seller", "ES"), duty("mx.seller", "MX")]

    @hookimpl
    def register_routes(self):
        """The page."""
        anyone = Policy(permission="statute.see", who=frozenset({Who.ANYONE}))
        return [Route(path="/statute", view=lambda request: Page(template="", model=None, title=""), policy=anyone, name="statute.page")]
'''


@pytest.fixture
def lawful(shop_folder: Path) -> Path:
    """A shop in Spain with a pack of its own, and none that comes along."""
    path = shop_folder / "shop.toml"
    kept = [line for line in path.read_text("utf-8").splitlines() if '"law_' not in line]
    path.write_text("\n".join(kept).replace('    "b2c",', '    "b2c",\n    "local:statute",') + "\n", "utf-8")
    (shop_folder / "plugins" / "statute.py").write_text(PACK, "utf-8")
    return shop_folder


def test_duties_come_with_article_place_and_check(lawful: Path, ecomkit: Ecomkit) -> None:
    (row,) = ecomkit("duties", "--json").json
    assert (row["key"], row["plugin"], row["article"], row["check"]) == ("es.seller", "statute", "art. 7", "LAW-04")
    assert row["places"] == ["page /statute", "slot footer"]
    shown = ecomkit("duties").out
    assert "art. 7, Some act" in shown
    assert "no legal advice" in shown


def test_all_shows_those_of_other_countries_too(lawful: Path, ecomkit: Ecomkit) -> None:
    rows = ecomkit("duties", "--all", "--json").json
    assert {row["key"]: row["holds"] for row in rows} == {"es.seller": True, "mx.seller": False}


def test_a_shop_without_packs_is_told_of_them(lawful: Path, ecomkit: Ecomkit) -> None:
    path = lawful / "shop.toml"
    path.write_text(path.read_text("utf-8").replace('    "local:statute",\n', ""), "utf-8")
    assert "law_eu, law_mx" in ecomkit("duties").out


def test_a_plugin_that_does_not_start_is_told_instead(lawful: Path, ecomkit: Ecomkit) -> None:
    (lawful / "plugins" / "statute.py").write_text("1 / 0\n", "utf-8")
    assert ecomkit("duties").code != 0
