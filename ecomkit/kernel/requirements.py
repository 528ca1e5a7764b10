"""What can be said of the enabled plugins before one of them runs: names, versions, requirements, settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from ecomkit.kernel.plugin import HOOK_API, NoSettings, Plugin
from ecomkit.kernel.problems import Problem, close_match, place_of_class

__all__ = ["check_classes", "check_sections", "read_settings"]

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_COUNTRY = re.compile(r"[A-Z]{2}")


def check_classes(
    classes: Sequence[type[Plugin]], *, broken: frozenset[str], available: frozenset[str]
) -> Iterator[Problem]:
    """Problems of names, versions and requirements.

    `broken` are enabled plugins that could not be loaded (requiring one is no second problem), `available` are installed
    ones, enabled or not.
    """
    enabled = {_name(cls): cls for cls in reversed(classes)}
    for cls in classes:
        yield from _name_problems(cls, enabled[_name(cls)])
        if cls.hook_api != HOOK_API:
            yield _api_problem(cls)
        yield from _country_problems(cls)
        if not isinstance(cls.requires, tuple):
            message = f"states requires = {cls.requires!r}, not a tuple"
            yield Problem(
                "plugin.requires", message, _name(cls), *place_of_class(cls), 'Write ("name",), with the comma.'
            )
            continue
        for missing in [name for name in cls.requires if name not in enabled and name not in broken]:
            yield _missing(cls, missing, available)
    yield from _cycles(enabled)


def check_sections(
    settings: Mapping[str, Mapping[str, object]], names: frozenset[str], available: frozenset[str]
) -> Iterator[Problem]:
    """Settings for a plugin that is neither enabled nor installed: most likely misspelt."""
    for section in settings:
        if section not in names and section not in available:
            meant = close_match(section, names)
            suggestion = f"Did you mean {meant!r}?" if meant else "Enable the plugin or remove its settings."
            message = f"there are settings for {section!r}, but no plugin of that name"
            yield Problem("settings.unknown", message, suggestion=suggestion)


def read_settings(cls: type[Plugin], values: Mapping[str, object]) -> tuple[BaseModel | None, list[Problem]]:
    """The plugin's settings, or the problems with them. Values are not repeated in messages: they may be secrets."""
    try:
        return cls.Settings.model_validate(values, extra="forbid"), []
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return None, [_settings_problem(cls, dict(one)) for one in found]


def _name(cls: type[Plugin]) -> str:
    return str(getattr(cls, "name", "") or cls.__name__)


def _name_problems(cls: type[Plugin], first: type[Plugin]) -> Iterator[Problem]:
    file, line = None, None
    name = getattr(cls, "name", None)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        file, line = place_of_class(cls)
        message = f"class {cls.__name__} states name = {name!r}" if name else f"class {cls.__name__} states no name"
        suggestion = 'Write name = "…": a lower-case letter, then lower-case letters, digits and underscores.'
        yield Problem("plugin.name", message, _name(cls), file, line, suggestion)
    if cls is not first:
        file, line = place_of_class(cls)
        other = f"{first.__module__}.{first.__qualname__}"
        message = f"two enabled plugins have this name, the other is {other}"
        yield Problem("plugin.name", message, _name(cls), file, line, "Rename one, or enable only one.")


def _api_problem(cls: type[Plugin]) -> Problem:
    message = f"was written for hook_api {cls.hook_api!r}, this is {HOOK_API}"
    newer = isinstance(cls.hook_api, int) and cls.hook_api > HOOK_API
    suggestion = "Update ecomkit." if newer else "Update the plugin."
    return Problem("plugin.api", message, _name(cls), *place_of_class(cls), suggestion)


def _country_problems(cls: type[Plugin]) -> Iterator[Problem]:
    stated: object = cls.countries
    if not isinstance(stated, tuple):
        message = f"states countries = {stated!r}, not a tuple"
        yield Problem("plugin.countries", message, _name(cls), *place_of_class(cls), 'Write ("ES",), with the comma.')
        return
    for one in stated:
        if not isinstance(one, str) or not _COUNTRY.fullmatch(one):
            message = f"states the country {one!r}"
            suggestion = 'Write the code of ISO 3166-1, two capital letters: "ES".'
            yield Problem("plugin.countries", message, _name(cls), *place_of_class(cls), suggestion)


def _missing(cls: type[Plugin], missing: str, available: frozenset[str]) -> Problem:
    meant = close_match(missing, available)
    if missing in available:
        suggestion = f"It is installed: add {missing!r} to the shop's plugins."
    elif meant:
        suggestion = f"Did its author mean {meant!r}?"
    else:
        suggestion = f"Install the package that brings {missing!r}, then add it to the shop's plugins."
    message = f"requires plugin {missing!r}, which is not enabled"
    return Problem("plugin.requires", message, _name(cls), *place_of_class(cls), suggestion)


def _cycles(enabled: Mapping[str, type[Plugin]]) -> Iterator[Problem]:
    """Each cycle once, told from the plugin that comes first in the alphabet."""
    seen: set[frozenset[str]] = set()
    for start in sorted(enabled):
        path = _way_back(enabled, (start,), set())
        if path and frozenset(path) not in seen:
            seen.add(frozenset(path))
            message = f"plugins require each other in a circle: {' → '.join((*path, start))}"
            suggestion = "Take one name out of one `requires`; what both need belongs in a third plugin."
            yield Problem("plugin.cycle", message, start, *place_of_class(enabled[start]), suggestion)


def _way_back(enabled: Mapping[str, type[Plugin]], path: tuple[str, ...], seen: set[str]) -> tuple[str, ...]:
    requires = enabled[path[-1]].requires if path[-1] in enabled else ()
    for name in requires if isinstance(requires, tuple) else ():
        if name == path[0]:
            return path
        if name not in seen:
            seen.add(name)
            if found := _way_back(enabled, (*path, name), seen):
                return found
    return ()


def _settings_problem(cls: type[Plugin], error: Mapping[str, Any]) -> Problem:
    place = place_of_class(cls if cls.Settings is NoSettings else cls.Settings)
    key = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        fields = list(cls.Settings.model_fields)
        meant = close_match(str(error["loc"][-1]), fields)
        known = f"Known are: {', '.join(fields)}." if fields else "It has no settings."
        suggestion = f"Did you mean {meant!r}?" if meant else known
        return Problem("settings.unknown", f"has no setting {key!r}", _name(cls), *place, suggestion)
    own = error["msg"].removeprefix("Value error, ")
    said = own[:1].lower() + own[1:]
    message = f"setting {key!r}: {said}" if key else f"settings: {said}"
    return Problem("settings.invalid", message, _name(cls), *place, f"Correct [plugins.{_name(cls)}] in shop.toml.")
