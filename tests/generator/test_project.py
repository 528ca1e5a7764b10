"""The generated project: what is in it holds, and no answer becomes code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from ecomkit.cli import COMMANDS
from ecomkit.domain import Destination
from ecomkit.generator.countries import country_names
from ecomkit.generator.manifests import Manifest
from ecomkit.generator.questions import Surroundings, settle
from ecomkit.generator.vendoring import Pin
from ecomkit.plugins.rates.settings import RatesSettings
from ecomkit.settings import Settings, read_settings
from ecomkit.shop import examine_plugins

Make = Callable[..., Path]
NASTY = (
    'a"; import os; os.system("id"); #', "x' or '1'='1", "{{ 7 * 7 }}{% raw %}", "${HOME} $(id) `id`", 'x"\n[shop]'.replace("\n", " "),
    "]] = 1 # \\", "\\u0022; y: !!python/object", "<script>alert(1)</script>", "- &a [*a, *a]", "🛒 Tienda de María \\\\", "null", "1e9",
    "'''", '"""', "%(name)s {name} %s", "#", "@import", "*bold* [x](javascript:1)",
)  # fmt: skip
WORD = "…"


def without_strings(value: Any) -> Any:
    """The tree with every text replaced: only its shape and its other values are left."""
    if isinstance(value, dict):
        return {key: without_strings(one) for key, one in value.items()}
    if isinstance(value, list):
        return [without_strings(one) for one in value]
    return WORD if isinstance(value, str) else value


class _Blank(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.copy_location(ast.Constant(WORD if isinstance(node.value, str) else node.value), node)


def tree(path: Path) -> Any:
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        return ast.dump(_Blank().visit(ast.parse(text)))
    if path.suffix == ".toml":
        return without_strings(tomllib.loads(text))
    return without_strings(yaml.safe_load(text))


def trees(folder: Path) -> dict[str, Any]:
    return {
        path.relative_to(folder).as_posix(): tree(path)
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".py", ".toml", ".yaml", ".yml") and ".git" not in path.parts
    }


@pytest.fixture(scope="module")
def benign(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> dict[str, Any]:
    from ecomkit.generator.answers import collect
    from ecomkit.generator.manifests import installed_manifests
    from ecomkit.generator.project import write_pristine
    from ecomkit.generator.target import Target

    folder = tmp_path_factory.mktemp("benign") / "my-shop"
    around = Surroundings("My shop", installed_manifests())
    answers = collect({"models": ["b2c"], "shop_name": "Plain"}, around)
    write_pristine(answers, Target(folder, "my-shop"), Pin("0.1.0"), around.plugins, folder)
    return trees(folder)


@pytest.mark.parametrize("name", NASTY)
def test_no_answer_becomes_code(
    name: str, benign: dict[str, Any], installed: tuple[Manifest, ...], tmp_path: Path
) -> None:
    from ecomkit.generator.answers import collect
    from ecomkit.generator.project import write_pristine
    from ecomkit.generator.target import Target

    around = Surroundings("My shop", installed)
    answers = collect({"models": ["b2c"], "shop_name": name}, around)
    folder = tmp_path / "my-shop"
    write_pristine(answers, Target(folder, "my-shop"), Pin("0.1.0"), installed, folder)
    assert trees(folder) == benign
    assert tomllib.loads((folder / "shop.toml").read_text("utf-8"))["shop"]["name"] == name.strip()
    assert "<script>" not in (folder / "README.md").read_text("utf-8")


def test_every_setting_is_in_shop_toml_with_a_word_about_it(make: Make, tmp_path: Path) -> None:
    path = make(tmp_path / "my-shop") / "shop.toml"
    found = tomllib.loads(path.read_text("utf-8"))
    for section, field in Settings.model_fields.items():
        keys = getattr(field.annotation, "model_fields", None)
        if keys is not None:
            assert set(found[section]) == set(keys), section
    first = path.read_text("utf-8").partition("[plugins.")[0]
    keys_alone = [line for line in first.splitlines() if re.match(r"\w+ = (?!\[$)", line) and "#" not in line]
    assert keys_alone == []


CHOICES: tuple[dict[str, Any], ...] = (
    {}, {"country": "US", "languages": ["en", "es"]}, {"country": "JP"}, {"country": "KE", "currency": "KES"},
    {"database": "postgresql"}, {"models": []}, {"country": "HU"}, {"country": "MX", "currency": "MXN"}, {"country": "CH"},
)  # fmt: skip


@pytest.mark.parametrize("answers", CHOICES, ids=str)
def test_plugins_of_every_choice_start(answers: dict[str, Any], make: Make, tmp_path: Path) -> None:
    folder = make(tmp_path / "my-shop", **answers)
    settings = read_settings(folder)
    registry, problems = examine_plugins(settings, folder)
    assert [str(one) for one in problems] == []
    assert {plugin.name for plugin in registry.plugins} >= {"rates", "hello"}
    assert set(settings.plugins["rates"]["tax"]) == set(settings.shop.countries)


def test_a_shop_is_written_in_the_languages_that_were_asked_for(make: Make, tmp_path: Path) -> None:
    pages = {"about", "privacy", "shipping", "terms"}
    both = make(tmp_path / "both", languages=["en", "es"])
    assert {path.name for path in (both / "pages").iterdir()} == {
        f"{one}{end}" for one in pages for end in (".md", ".es.md")
    }
    assert "Envío a domicilio" in (both / "locales" / "es.po").read_text("utf-8")
    one = make(tmp_path / "one", languages=["en"])
    assert {path.name for path in (one / "pages").iterdir()} == {f"{one}.md" for one in pages}
    assert not list(one.rglob("*.po"))


@pytest.mark.parametrize(("country", "far", "near"), [("ES", "35001", "28013"), ("FR", "97400", "75001")])
def test_places_outside_the_vat_have_a_parcel_of_their_own_without_it(
    country: str, far: str, near: str, make: Make, tmp_path: Path
) -> None:
    settings = read_settings(make(tmp_path / "my-shop", country=country))
    rates = RatesSettings.model_validate(settings.plugins["rates"])

    def ways(postcode: str) -> list[str]:
        place = Destination(country=country, postcode=postcode)
        return [one.key for one in rates.shipping if one.goes_to(place)]

    assert ways(far) == ["remote", "collect"]
    assert ways(near) == ["parcel", "express", "collect"]
    assert rates.tax[country].rate("standard", Destination(country=country, postcode=far)) == 0
    assert rates.tax[country].rate("standard", Destination(country=country, postcode=near)) > 0


def test_prices_suit_a_currency_without_cents(make: Make, tmp_path: Path) -> None:
    settings = read_settings(make(tmp_path / "my-shop", country="JP", models=["b2b"]))
    assert all("." not in one["price"] for one in settings.plugins["rates"]["shipping"])
    assert settings.plugins["b2b"] == {"order_limit": "80000", "day_limit": "160000"}


@pytest.mark.parametrize(
    ("languages", "address", "email"),
    [
        (["es", "en"], "Calle y número, código postal, ciudad", "hola@my-shop.example"),
        (["en", "es"], "Street and number, postcode, town", "hello@my-shop.example"),
        (["fr"], "Street and number, postcode, town", "hello@my-shop.example"),
    ],
    ids=["es", "en", "fr"],
)
def test_examples_that_customers_read_are_in_the_first_language(
    languages: list[str], address: str, email: str, make: Make, tmp_path: Path
) -> None:
    identity = read_settings(make(tmp_path / "my-shop", languages=languages)).identity
    assert (identity.address, identity.email) == (address, email)


def test_an_empty_catalogue_has_no_products(make: Make, tmp_path: Path) -> None:
    folder = make(tmp_path / "my-shop", catalogue="empty")
    assert [path.name for path in (folder / "catalogue").rglob("*") if path.is_file()] == [".gitkeep"]


def test_the_demonstration_comes_with_its_pictures_unchanged(make: Make, tmp_path: Path) -> None:
    from ecomkit.generator.vendoring import scaffold

    folder = make(tmp_path / "my-shop") / "catalogue"
    pictures = scaffold("shop") / "pictures"
    names = [path.name for path in pictures.iterdir()]
    assert len(names) > 12
    for name in names:
        assert (folder / "pictures" / name).read_bytes() == (pictures / name).read_bytes()


def test_generated_code_is_clean(make: Make, tmp_path: Path) -> None:
    folder = make(tmp_path / "my-shop")
    ruff = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--line-length",
        "140",
        "--select",
        "E,F,I,B,UP",
        "--target-version",
        "py311",
    ]
    done = subprocess.run([*ruff, "plugins", "tests"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_trace_of_templates_is_left(make: Make, tmp_path: Path) -> None:
    folder = make(tmp_path / "my-shop")
    for path in folder.rglob("*"):
        assert path.suffix != ".jinja"
        assert "__pycache__" not in path.parts
        if path.is_file() and path.suffix in (".md", ".toml", ".yaml", ".yml", ".py", "") and ".git" not in path.parts:
            assert "{%" not in path.read_text("utf-8"), path


def test_commands_in_the_readme_exist(make: Make, tmp_path: Path) -> None:
    text = (make(tmp_path / "my-shop") / "README.md").read_text("utf-8")
    named = set(re.findall(r"`(?:\.venv/bin/)?ecomkit ([a-z]+)", text))
    assert named <= {entry.name for entry in COMMANDS}
    assert named >= {"dev", "serve", "worker", "doctor", "update"}


def test_every_variable_of_the_settings_is_in_the_example_of_env(make: Make, tmp_path: Path) -> None:
    for database in ("sqlite", "postgresql"):
        folder = make(tmp_path / f"shop-{database}", database=database)
        wanted = set(re.findall(r'"env:(\w+)"', re.sub("#.*", "", (folder / "shop.toml").read_text("utf-8"))))
        for file in (".env", ".env.example"):
            stated = set(re.findall(r"^(\w+)=", (folder / file).read_text("utf-8"), re.MULTILINE))
            assert wanted <= stated, file


def test_the_recipe_of_the_audit_can_be_read(make: Make, tmp_path: Path) -> None:
    from ecomkit.audit.recipe import read_recipe

    assert read_recipe(make(tmp_path / "my-shop") / "ecomkit-audit.toml").owner


def test_every_country_can_be_chosen(installed: tuple[Manifest, ...]) -> None:
    around = Surroundings("X", installed)
    assert all(settle("country", code, {}, around) == code for code in country_names())
