"""Names, versions, requirements and settings are judged before a plugin runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field

from ecomkit.kernel import NoSettings, Plugin, Problem, hookimpl

Examine = Callable[..., list[Problem]]


class LoyaltySettings(BaseModel):
    model_config = ConfigDict(frozen=True)
    rate: int = Field(default=1, ge=0)
    secret: str = ""


class Loyalty(Plugin[LoyaltySettings]):
    name = "loyalty"


def plugin(name: str, *requires: str, **more: object) -> type[Plugin[NoSettings]]:
    return type(name.title(), (Plugin,), {"name": name, "requires": requires, "__module__": __name__, **more})


def test_a_missing_requirement_is_a_problem(examine: Examine) -> None:
    (problem,) = examine(plugin("points", "loyalty"))
    assert (problem.code, problem.plugin) == ("plugin.requires", "points")
    assert "'loyalty'" in problem.message


def test_requirements_do_not_order_anything(examine: Examine) -> None:
    assert examine(plugin("points", "loyalty"), Loyalty) == []


def test_a_forgotten_comma_in_requires_is_told(examine: Examine) -> None:
    (problem,) = examine(plugin("points", requires="loyalty"))
    assert problem.code == "plugin.requires"
    assert "comma" in str(problem)


@pytest.mark.parametrize(
    ("stated", "words"), [("ES", "comma"), (("Spain",), "two capital letters"), (("es",), "two capital letters")]
)
def test_a_country_that_is_none_is_told(examine: Examine, stated: object, words: str) -> None:
    (problem,) = examine(plugin("law", countries=stated))
    assert (problem.code, problem.plugin) == ("plugin.countries", "law")
    assert words in str(problem)


def test_a_plugin_may_be_made_for_some_countries(examine: Examine) -> None:
    assert examine(plugin("law", countries=("ES", "PT"))) == []


def test_a_circle_of_requirements_is_told_once(examine: Examine) -> None:
    (problem,) = examine(plugin("a", "b"), plugin("b", "c"), plugin("c", "a"), plugin("d", "a"))
    assert problem.code == "plugin.cycle"
    assert "a → b → c → a" in problem.message


def test_a_plugin_that_requires_itself_is_a_circle(examine: Examine) -> None:
    assert [problem.code for problem in examine(plugin("a", "a"))] == ["plugin.cycle"]


def test_a_plugin_for_another_hook_api_is_a_problem(examine: Examine) -> None:
    newer, older = examine(plugin("a", hook_api=2), plugin("b", hook_api=0))
    assert (newer.code, newer.suggestion) == ("plugin.api", "Update ecomkit.")
    assert (older.code, older.suggestion) == ("plugin.api", "Update the plugin.")


@pytest.mark.parametrize("name", ["", "Loyalty", "gift-cards", "1st", "a b"])
def test_a_name_is_lower_case_letters_digits_and_underscores(examine: Examine, name: str) -> None:
    assert [problem.code for problem in examine(plugin(name))] == ["plugin.name"]


def test_two_plugins_of_one_name_are_a_problem(examine: Examine) -> None:
    (problem,) = examine(Loyalty, plugin("loyalty"))
    assert problem.code == "plugin.name"
    assert "Loyalty" in problem.message


def test_a_plugin_listed_twice_is_a_problem(examine: Examine) -> None:
    (problem,) = examine(Loyalty, Loyalty)
    assert (problem.code, problem.suggestion) == ("plugin.name", "Remove one.")


def test_a_wrong_setting_is_named_but_its_value_is_not_repeated(examine: Examine) -> None:
    (problem,) = examine(Loyalty, settings={"loyalty": {"rate": -4711}})
    assert (problem.code, problem.plugin, problem.file) == ("settings.invalid", "loyalty", __file__)
    assert "'rate'" in problem.message
    assert "4711" not in str(problem)


def test_an_unknown_setting_comes_with_the_one_that_was_meant(examine: Examine) -> None:
    (problem,) = examine(Loyalty, settings={"loyalty": {"rates": 1}})
    assert (problem.code, problem.suggestion) == ("settings.unknown", "Did you mean 'rate'?")


def test_a_plugin_without_settings_takes_none(examine: Examine) -> None:
    (problem,) = examine(plugin("a"), settings={"a": {"rate": 1}})
    assert (problem.code, problem.suggestion) == ("settings.unknown", "It has no settings.")


def test_settings_for_a_plugin_that_does_not_exist_are_a_problem(examine: Examine) -> None:
    (problem,) = examine(Loyalty, settings={"loyality": {"rate": 1}})
    assert (problem.code, problem.suggestion) == ("settings.unknown", "Did you mean 'loyalty'?")


def test_a_plugin_that_cannot_be_made_from_its_settings_is_a_problem(examine: Examine) -> None:
    class Picky(Plugin):
        name = "picky"

        def __init__(self, settings: Any) -> None:
            raise RuntimeError("no key file")

    (problem,) = examine(Picky)
    assert (problem.code, problem.plugin) == ("plugin.init", "picky")
    assert "no key file" in problem.message


def test_a_wrong_setting_does_not_hide_a_misspelt_hook(examine: Examine) -> None:
    class Both(Plugin[LoyaltySettings]):
        name = "both"

        @hookimpl
        def check_sal(self, ctx: object) -> list[str]:
            return []

    problems = examine(Both, settings={"both": {"rate": "many"}})
    assert [problem.code for problem in problems] == ["settings.invalid", "hook.unknown"]
