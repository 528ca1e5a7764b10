"""What installed plugins say of themselves is read without running them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ecomkit.generator.answers import collect
from ecomkit.generator.manifests import installed_manifests
from ecomkit.generator.questions import Surroundings
from ecomkit.generator.values import plugin_list
from ecomkit.plugins.law_eu import LawEU
from ecomkit.plugins.law_eu.settings import EEA


@pytest.fixture
def stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed distribution of somebody else's, with three plugins."""
    info = tmp_path / "stranger-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n")
    points = (
        "club = stranger_pack:Club\npoints = stranger_pack.points:Points\ncomputed = stranger_pack.computed:Computed\n"
        "law_ch = stranger_pack.law:LawCH\n"
    )
    (info / "entry_points.txt").write_text(f"[ecomkit.plugins]\n{points}")
    package = tmp_path / "stranger_pack"
    package.mkdir()
    (package / "__init__.py").write_text(
        "raise SystemExit('nobody asked to import me')\nfrom .club import Membership as Club\n"
    )
    (package / "club.py").write_text(
        "from ecomkit.sdk import Plugin\nclass Membership(Plugin):\n    name = 'club'\n    hook_api = 1\n    kind = 'model'\n"
        "    title: str = 'Clubs (C2C)'\n    requires = ('points',)\n"
    )
    (package / "points.py").write_text(
        "from ecomkit.sdk import Plugin\nclass Points(Plugin):\n    name = 'points'\n    hook_api = 1\n"
    )
    (package / "law.py").write_text(
        "from ecomkit.sdk import Plugin\nclass LawCH(Plugin):\n    name = 'law_ch'\n    hook_api = 1\n    kind = 'law'\n"
        "    requires = ('points',)\n    countries = ('CH', 'LI')\n"
    )
    (package / "computed.py").write_text("class Computed(Plugin):\n    kind = 'mo' + 'del'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return package


def test_a_strangers_model_is_offered_without_importing_it(stranger: Path) -> None:
    found = {one.name: one for one in installed_manifests()}
    assert (found["club"].kind, found["club"].title, found["club"].requires) == ("model", "Clubs (C2C)", ("points",))
    assert found["points"].kind == "feature"
    assert "stranger_pack" not in sys.modules
    assert "club" in Surroundings("X", installed_manifests()).models


def test_a_plugin_that_cannot_be_read_is_left_out(stranger: Path) -> None:
    assert "computed" not in {one.name for one in installed_manifests()}


def test_models_bring_what_they_require(stranger: Path) -> None:
    installed = installed_manifests()
    answers = collect({"models": "club"}, Surroundings("X", installed))
    assert plugin_list(answers.models, installed, "ES")[:2] == ["points", "club"]


@pytest.mark.parametrize(("country", "laws"), [
    ("CH", {"law_ch"}), ("LI", {"law_ch", "law_eu"}), ("ES", {"law_eu"}), ("NO", {"law_eu"}), ("MX", {"law_mx"}), ("US", set()),
])  # fmt: skip
def test_a_new_shop_gets_the_laws_of_its_country_a_strangers_too(stranger: Path, country: str, laws: set[str]) -> None:
    plugins = plugin_list(("b2c",), installed_manifests(), country)
    assert {one for one in plugins if one.startswith("law_")} == laws
    assert ("points" in plugins) == ("law_ch" in laws), "what a pack requires comes with it"


def test_the_european_pack_is_for_the_countries_whose_law_it_brings() -> None:
    assert set(LawEU.countries) == EEA
    assert len(LawEU.countries) == len(EEA)


def test_our_own_say_what_they_are() -> None:
    found = {one.name: one for one in installed_manifests()}
    assert found["b2c"].kind == "model"
    assert found["rates"].kind != "model"
    assert all(one.title for one in found.values())
    assert {one.name for one in found.values() if one.countries} == {
        one.name for one in found.values() if one.kind == "law"
    }
