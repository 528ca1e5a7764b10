"""Two owners of one name keep a shop from starting, whatever it is the name of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel

from ecomkit.domain import Authority, Capacity, ChangeCart, Duty, PaymentMethod, ProductBySlug, ProfileField, Role
from ecomkit.errors import StartError
from ecomkit.hooks.naming import KINDS
from ecomkit.importing.kinds import kinds_of
from ecomkit.kernel import Problem
from ecomkit.sdk import (
    BusinessObject,
    Command,
    Event,
    Importer,
    Job,
    Lookup,
    MetaData,
    Operation,
    Plugin,
    Policy,
    Query,
    Redirect,
    Route,
    Screen,
    Step,
    Table,
    Who,
    hookimpl,
    key,
    text,
)
from ecomkit.services.steps import core_steps
from ecomkit.shop import Shop, core_names, core_specs, examine_plugins
from ecomkit.testing import make_shop, settings_for

ANYONE = Policy(permission="club.see", who=frozenset({Who.ANYONE}))


class Rename(Command[None]):
    """Rename"""


class WhenFounded(Query[date]):
    """When the club was founded."""


class ClubRenamed(Event):
    """The club has another name."""

    aggregate: ClassVar[str] = "club"
    club: str


class ClubMoved(Event):
    """The club is elsewhere."""

    aggregate: ClassVar[str] = "club"
    club: str


class OrderPraised(Event):
    """Somebody liked an order."""

    aggregate: ClassVar[str] = "order"
    order: str


class OrderScorned(Event):
    """Somebody did not like an order."""

    aggregate: ClassVar[str] = "order"
    order: str


class Nothing(BaseModel):
    """No questions."""


def table(name: str) -> Table:
    return Table(name, MetaData(), key("id", primary_key=True))


def importer(name: str) -> Importer:
    return Importer(key=name, title=text("Clubs"), fields={}, required=frozenset(), read=lambda *_: (None, ()))


def step(name: str) -> Step:
    command = lambda cart, _: ChangeCart(cart=cart, sku="X", quantity=1)  # noqa: E731
    return Step(key=name, title=text("Club"), input=Nothing, command=command, complete=lambda *_: None)


def field(name: str) -> ProfileField:
    return ProfileField(key=name, label=text("Name"), department="x", source="x", retention_days=1)


def screen(name: str) -> Screen:
    return Screen(key=name, title=text("Club"), permission="staff.club", rows=lambda _: ((), ()))


def operation(command: type[Command[Any]]) -> Operation[Any]:
    return Operation(command=command, policy=ANYONE, apply=lambda *_: None)


def lookup(query: type[Query[Any]]) -> Lookup[Any]:
    return Lookup(query=query, policy=ANYONE, answer=lambda *_: None)


THING = table("one_thing")
DECLARED: dict[str, Any] = {
    "register_capacities": Capacity(key="member", label=text("Member")),
    "register_roles": Role(key="head", capacity="member", label=text("Head")),
    "register_profile_fields": field("nickname"),
    "register_commands": operation(Rename),
    "register_queries": lookup(WhenFounded),
    "register_events": ClubRenamed,
    "register_payment_methods": PaymentMethod(key="purse", label=text("Purse")),
    "register_tables": THING,
    "register_objects": BusinessObject(
        key="club", title=text("Club"), table=THING, columns=(), permission="staff.club"
    ),
    "register_importers": importer("clubs"),
    "register_screens": screen("club"),
    "register_steps": step("club"),
    "register_routes": Route(path="/club", view=lambda _: Redirect(to="/"), policy=ANYONE, name="club"),
    "register_duties": Duty(
        key="club_rules", jurisdiction="ES", act="Act on clubs", article="1", shows="the rules of the club", places=("page:club",),
        check="LAW-99", countries=frozenset({"ES"}),
    ),
    "register_authorities": Authority(
        key="club_office", country="ES", name="Office of clubs", what=text("Complaints about clubs"), url="https://clubs.example"
    ),
}  # fmt: skip
OF_CORE: dict[str, Any] = {
    "register_capacities": Capacity(key="staff", label=text("Staff")),
    "register_roles": Role(key="manager", capacity="staff", label=text("Manager")),
    "register_commands": operation(ChangeCart),
    "register_queries": lookup(ProductBySlug),
    "register_tables": table("stock"),
    "register_importers": importer("products"),
    "register_steps": step("payment"),
}


def plugin(called: str, hook: str, *values: Any, needs: tuple[str, ...] = ()) -> type[Plugin]:
    """A plugin that declares these by this hook."""
    declare: Callable[[Any], Sequence[Any]] = lambda self: list(values)  # noqa: E731
    declare.__name__ = hook
    spec = next(spec for spec in core_specs() if spec.name == hook)
    declare.__annotations__ = {"return": spec.returns}
    return type(called, (Plugin,), {"name": called, "hook_api": 1, "requires": needs, hook: hookimpl(declare)})


def problems(folder: Path, *plugins: type[Plugin]) -> tuple[Problem, ...]:
    with pytest.raises(StartError) as stopped:
        make_shop(folder, use=plugins, catalogue=False)
    return stopped.value.problems


def test_each_declaration_that_is_known_by_a_name_is_tried_here() -> None:
    nameless = {"register_delivery_ways", "register_hooks", "register_inspections", "register_jobs", "register_seeds"}
    registering = {spec.name for spec in core_specs() if spec.name.startswith("register_")}
    assert set(DECLARED) == set(KINDS) == registering - nameless


@pytest.mark.parametrize("hook", sorted(DECLARED))
def test_two_plugins_with_one_name_do_not_start(tmp_path: Path, hook: str) -> None:
    first, second = plugin("one", hook, DECLARED[hook]), plugin("two", hook, DECLARED[hook])
    found = problems(tmp_path, first, second)
    clash = next(one for one in found if one.code == "key.two-owners")
    assert clash.plugin == "two"
    assert KINDS[hook].word in clash.message
    assert "plugin 'one'" in clash.message
    make_shop(tmp_path, use=(first,), catalogue=False).close()


@pytest.mark.parametrize("hook", sorted(OF_CORE))
def test_no_plugin_takes_what_is_core_s(tmp_path: Path, hook: str) -> None:
    found = problems(tmp_path, plugin("one", hook, OF_CORE[hook]))
    assert any(one.code == "key.two-owners" and "belongs to core" in one.message for one in found), found


def test_one_plugin_that_says_it_twice_is_told(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, plugin("one", "register_screens", screen("club"), screen("club")))
    assert "declares screen 'club' twice" in str(found)


def test_one_plugin_may_give_variants_of_a_step(tmp_path: Path) -> None:
    make_shop(tmp_path, use=(plugin("one", "register_steps", step("club"), step("club")),), catalogue=False).close()


def test_jobs_are_named_within_their_plugin(tmp_path: Path) -> None:
    job = Job(name="tidy", work=lambda _, __: None)
    first, second = plugin("one", "register_jobs", job), plugin("two", "register_jobs", job)
    make_shop(tmp_path, use=(first, second), catalogue=False).close()
    (found,) = problems(tmp_path, plugin("one", "register_jobs", job, job))
    assert "declares job 'one/tidy' twice" in str(found)


def test_an_aggregate_has_one_author(tmp_path: Path) -> None:
    first, second = plugin("one", "register_events", ClubRenamed), plugin("two", "register_events", ClubMoved)
    (found,) = problems(tmp_path, first, second)
    assert "declares aggregate 'club', which belongs to plugin 'one'" in str(found)


def test_a_plugin_that_builds_on_another_adds_to_its_aggregate(tmp_path: Path) -> None:
    first = plugin("one", "register_events", ClubRenamed)
    second = plugin("two", "register_events", ClubMoved, needs=("one",))
    make_shop(tmp_path, use=(first, second), catalogue=False).close()


def test_anybody_may_have_something_to_say_of_an_order(tmp_path: Path) -> None:
    first, second = plugin("one", "register_events", OrderPraised), plugin("two", "register_events", OrderScorned)
    make_shop(tmp_path, use=(first, second), catalogue=False).close()


def test_a_table_bears_its_plugin_s_name(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, plugin("one", "register_tables", table("two_thing")))
    assert found.code == "table.prefix"
    assert "'one_'" in str(found)


def test_the_doctor_tells_all_of_them_at_once(tmp_path: Path) -> None:
    local = tmp_path / "plugins"
    local.mkdir()
    for name in ("east", "west"):
        (local / f"{name}.py").write_text(LOCAL.replace("NAME", name), "utf-8")
    plain = settings_for(tmp_path)
    chosen = plain.shop.model_copy(update={"plugins": ("local:east", "local:west")})
    _, found = examine_plugins(plain.model_copy(update={"shop": chosen, "plugins": {}}), tmp_path)
    assert [(one.code, one.plugin) for one in found] == [("key.two-owners", "west"), ("key.two-owners", "west")]


LOCAL = '''"""A plugin of the shop."""

from ecomkit import Plugin, hookimpl
from ecomkit.domain import Capacity, ProfileField
from ecomkit.sdk import text


class Mine(Plugin):
    """NAME"""

    name = "NAME"
    hook_api = 1

    @hookimpl
    def register_capacities(self) -> list[Capacity]:
        return [Capacity(key="neighbour", label=text("Neighbour"))]

    @hookimpl
    def register_profile_fields(self) -> list[ProfileField]:
        return [ProfileField(key="street", label=text("Street"), department="x", source="x", retention_days=1)]
'''


def test_the_names_that_core_keeps_are_those_that_it_uses(tmp_path: Path) -> None:
    shop: Shop = make_shop(tmp_path, use=(), catalogue=False)
    taken = core_names()
    assert {one.key for one in core_steps(shop.core)} == taken["register_steps"]
    assert set(kinds_of(shop.hooks)) == taken["register_importers"]
    assert {f"{query.__module__}.{query.__qualname__}" for query in shop.core.lookups} <= taken["register_queries"]
    assert {f"{capacity}/{role}" for capacity, role in shop.core.roles} == taken["register_roles"]
    shop.close()
