"""What there is, is described: commands, events, queries, settings, the command line, checks, plugins."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest

from ecomkit.audit.checks import BUILT_IN
from ecomkit.domain import hook_name
from ecomkit.kernel import Plugin
from ecomkit.shop import Shop
from tools import docs
from tools.commands_page import commands
from tools.pages import DOCS, bundled
from tools.settings_page import fields_of, settings_models

PLUGINS = bundled()


@pytest.mark.parametrize("page", docs.PAGES, ids=lambda page: page.PAGE.name)
def test_a_generated_page_is_what_the_code_says(page: ModuleType) -> None:
    assert page.PAGE.read_text("utf-8") == page.written(), "run: python -m tools.docs"


def undescribed(classes: list[type]) -> list[str]:
    return [cls.__name__ for cls in classes if not (cls.__doc__ or "").strip()]


def test_every_command_event_and_query_says_what_it_is(shop: Shop) -> None:
    core = shop.core
    assert undescribed([*core.operations, *core.lookups, *core.events.values()]) == []


def test_a_command_s_first_line_fits_a_button(shop: Shop) -> None:
    """It is read on buttons, in lists and by `ecomkit run --list`: an order, short, without a full stop."""
    titles = {command.__name__: command.title() for command in shop.core.operations}
    assert {name: title for name, title in titles.items() if len(title) > 60 or title.endswith(".")} == {}


def test_every_job_of_a_plugin_has_work_that_says_what_it_does(shop: Shop) -> None:
    works = {key: getattr(job.work, "func", job.work) for key, job in shop.core.jobs.items()}
    assert [key for key, work in works.items() if not (work.__doc__ or "").strip()] == []


def test_every_job_of_ecomkit_has_a_title_for_staff(shop: Shop) -> None:
    titles = {key: job.title for key, job in shop.core.jobs.items()}
    assert [key for key, title in titles.items() if title is None] == []


@pytest.mark.parametrize(
    ("section", "model"), settings_models(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_setting_is_described(section: str, model: Any) -> None:
    assert [f"{section}: {one.__name__}.{name}" for one, name, field in fields_of(model) if not field.description] == []


def test_every_command_of_the_command_line_and_each_of_its_options_has_help() -> None:
    silent = [name for name, command in commands() if not (command.help or "").strip()]
    for name, command in commands():
        options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
        silent += [f"{name} {one.opts[0]}" for one in options if not (one.help or "").strip()]
    assert silent == []


def test_every_check_says_how_it_measures_and_how_to_mend() -> None:
    for check in BUILT_IN:
        told = (check.title, check.method, check.threshold, check.remedy, *check.rows)
        assert check.rows, check.id
        assert all(words.strip() for words in told), check.id
    assert len({check.id for check in BUILT_IN}) == len(BUILT_IN)


def page_of(plugin: type[Plugin]) -> Path:
    return DOCS / "plugins" / f"{plugin.name}.md"


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.name)
def test_every_plugin_that_comes_along_has_a_page(plugin: type[Plugin]) -> None:
    page = page_of(plugin)
    assert page.is_file(), f"write docs/plugins/{plugin.name}.md"
    words = page.read_text("utf-8")
    assert plugin.name in words.splitlines()[0]
    missing = [name for name in plugin.Settings.model_fields if not re.search(rf"\b{name}\b", words)]
    assert missing == [], f"{page.name} says nothing of these settings"


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.name)
def test_the_page_of_a_plugin_names_what_it_declares(plugin: type[Plugin], shop: Shop) -> None:
    """Commands, queries, events, tables, ways to pay: what an author or staff would look for."""
    words, core = page_of(plugin).read_text("utf-8"), shop.core
    names = [owned.value.command.__name__ for owned in core.operations.values() if owned.plugin == plugin.name]
    names += [owned.value.query.__name__ for owned in core.lookups.values() if owned.plugin == plugin.name]
    names += [event.__name__ for a in shop.hooks.events() if a.plugin == plugin.name for event in a.values]
    names += [table.name for a in shop.hooks.tables() if a.plugin == plugin.name for table in a.values]
    names += [key for key, owner in core.method_owners.items() if owner == plugin.name]
    assert [name for name in names if name not in words and hook_name_of(name) not in words] == []


def hook_name_of(name: str) -> str:
    return hook_name(type(name, (), {})) if name[:1].isupper() else name


def test_no_page_is_of_a_plugin_that_is_gone() -> None:
    assert {path.stem for path in (DOCS / "plugins").glob("*.md")} == {plugin.name for plugin in PLUGINS}
