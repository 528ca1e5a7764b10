"""A key has one owner, or the shop picks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from ecomkit.kernel import Keys, NoOwner, Plugin, Problem, Registry, hookimpl, resolve

Examine = Callable[..., list[Problem]]
Start = Callable[..., Registry]


def taxes(plugin: str, keys: Keys | None) -> Any:
    def resolve_tax(self: object, ctx: object) -> str:
        return plugin

    return type(plugin.title(), (Plugin,), {"name": plugin, "resolve_tax": hookimpl(keys=keys)(resolve_tax)})


def test_the_owner_of_the_key_answers(start: Start) -> None:
    registry = start(taxes("mx", ["MX"]), taxes("eu", ["DE", "FR"]))
    assert resolve(registry, "resolve_tax", "FR", ctx=None) == "eu"


def test_the_owner_of_all_other_keys_answers_last(start: Start) -> None:
    registry = start(taxes("world", "*"), taxes("mx", ["MX"]))
    assert [resolve(registry, "resolve_tax", key, ctx=None) for key in ("MX", "JP")] == ["mx", "world"]


def test_a_key_without_an_owner_says_which_keys_have_one(start: Start) -> None:
    with pytest.raises(NoOwner, match=r"'JP' of hook 'resolve_tax'; owned are: MX"):
        resolve(start(taxes("mx", ["MX"])), "resolve_tax", "JP", ctx=None)


def test_settings_may_decide_the_keys(start: Start) -> None:
    class Countries(BaseModel):
        countries: tuple[str, ...] = ()

    cls = taxes("some", lambda plugin: plugin.settings.countries)
    cls.Settings = Countries
    registry = start(cls, settings={"some": {"countries": ["PE"]}})
    assert registry.owner("resolve_tax", "PE") is not None
    assert registry.owner("resolve_tax", "MX") is None


@pytest.mark.parametrize("keys", [["MX"], ["*"]])
def test_two_owners_are_a_problem_that_names_both_and_the_pick(examine: Examine, keys: list[str]) -> None:
    (problem,) = examine(taxes("mx", keys), taxes("other", keys))
    assert problem.code == "key.two-owners"
    assert "'mx'" in problem.message
    assert "'other'" in problem.message
    assert __file__ in problem.message
    assert f'"resolve_tax:{keys[0]}" = "mx"' in str(problem)


def test_the_shop_picks_between_two_owners(start: Start) -> None:
    registry = start(taxes("mx", ["MX"]), taxes("other", ["MX"]), picks={"resolve_tax:MX": "other"})
    assert resolve(registry, "resolve_tax", "MX", ctx=None) == "other"


def test_the_shop_may_pick_the_owner_of_all_others(start: Start) -> None:
    registry = start(taxes("mx", ["MX"]), taxes("world", "*"), picks={"resolve_tax:MX": "world"})
    assert resolve(registry, "resolve_tax", "MX", ctx=None) == "world"


@pytest.mark.parametrize(
    ("pick", "plugin"),
    [("resolve_taxes:MX", "mx"), ("resolve_tax:MX", "gone"), ("resolve_tax:DE", "mx"), ("check_sale:MX", "mx")],
)
def test_a_pick_that_decides_nothing_is_a_problem(examine: Examine, pick: str, plugin: str) -> None:
    assert [problem.code for problem in examine(taxes("mx", ["MX"]), picks={pick: plugin})] == ["pick.unknown"]


def test_a_resolve_hook_states_its_keys(examine: Examine) -> None:
    assert [problem.code for problem in examine(taxes("mx", None))] == ["key.missing"]


@pytest.mark.parametrize("keys", ["MX", [3], [""], lambda plugin: 5, lambda plugin: plugin.settings.gone])
def test_keys_that_are_no_list_of_words_are_a_problem(examine: Examine, keys: Any) -> None:
    assert [problem.code for problem in examine(taxes("mx", keys))] == ["key.invalid"]
