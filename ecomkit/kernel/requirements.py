"""What can be said of the enabled plugins before one of them runs: names, versions, requirements, settings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from ecomkit.kernel.plugin import HOOK_API, NoSettings, Plugin
from ecomkit.kernel.problems import Problem, close_match, did_you_mean, place_of_class
from ecomkit.mistakes import mistake_in
from ecomkit.speech import say

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
            message = say("states requires = %(stated)s, not a tuple", stated=repr(cls.requires))
            suggestion = say('Write ("name",), with the comma.')
            yield Problem("plugin.requires", message, _name(cls), *place_of_class(cls), suggestion)
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
            message = say("there are settings for '%(section)s', but no plugin of that name", section=section)
            suggestion = did_you_mean(meant) if meant else say("Enable the plugin or remove its settings.")
            yield Problem("settings.unknown", message, suggestion=suggestion)


def read_settings(cls: type[Plugin], values: Mapping[str, object]) -> tuple[BaseModel | None, list[Problem]]:
    """The plugin's settings, or the problems with them. Values are not repeated in messages: they may be secrets."""
    try:
        return cls.Settings.model_validate(values, extra="forbid"), []
    except ValidationError as error:
        return None, [_settings_problem(cls, one) for one in error.errors(include_url=False, include_input=False)]


def _name(cls: type[Plugin]) -> str:
    return str(getattr(cls, "name", "") or cls.__name__)


def _name_problems(cls: type[Plugin], first: type[Plugin]) -> Iterator[Problem]:
    file, line = None, None
    name = getattr(cls, "name", None)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        file, line = place_of_class(cls)
        stated = say("class %(cls)s states name = %(stated)s", cls=cls.__name__, stated=repr(name))
        message = stated if name else say("class %(cls)s states no name", cls=cls.__name__)
        suggestion = say('Write name = "…": a lower-case letter, then lower-case letters, digits and underscores.')
        yield Problem("plugin.name", message, _name(cls), file, line, suggestion)
    if cls is not first:
        file, line = place_of_class(cls)
        other = f"{first.__module__}.{first.__qualname__}"
        message = say("two enabled plugins have this name, the other is %(other)s", other=other)
        yield Problem("plugin.name", message, _name(cls), file, line, say("Rename one, or enable only one."))


def _api_problem(cls: type[Plugin]) -> Problem:
    message = say("was written for hook_api %(stated)s, this is %(ours)s", stated=repr(cls.hook_api), ours=HOOK_API)
    newer = isinstance(cls.hook_api, int) and cls.hook_api > HOOK_API
    suggestion = say("Update ecomkit.") if newer else say("Update the plugin.")
    return Problem("plugin.api", message, _name(cls), *place_of_class(cls), suggestion)


def _country_problems(cls: type[Plugin]) -> Iterator[Problem]:
    stated: object = cls.countries
    if not isinstance(stated, tuple):
        message = say("states countries = %(stated)s, not a tuple", stated=repr(stated))
        suggestion = say('Write ("ES",), with the comma.')
        yield Problem("plugin.countries", message, _name(cls), *place_of_class(cls), suggestion)
        return
    for one in stated:
        if not isinstance(one, str) or not _COUNTRY.fullmatch(one):
            message = say("states the country %(stated)s", stated=repr(one))
            suggestion = say('Write the code of ISO 3166-1, two capital letters: "ES".')
            yield Problem("plugin.countries", message, _name(cls), *place_of_class(cls), suggestion)


def _missing(cls: type[Plugin], missing: str, available: frozenset[str]) -> Problem:
    meant = close_match(missing, available)
    if missing in available:
        suggestion = say("It is installed: add '%(missing)s' to the shop's plugins.", missing=missing)
    elif meant:
        suggestion = say("Did its author mean '%(meant)s'?", meant=meant)
    else:
        suggestion = say(
            "Install the package that brings '%(missing)s', then add it to the shop's plugins.", missing=missing
        )
    message = say("requires plugin '%(missing)s', which is not enabled", missing=missing)
    return Problem("plugin.requires", message, _name(cls), *place_of_class(cls), suggestion)


def _cycles(enabled: Mapping[str, type[Plugin]]) -> Iterator[Problem]:
    """Each cycle once, told from the plugin that comes first in the alphabet."""
    seen: set[frozenset[str]] = set()
    for start in sorted(enabled):
        path = _way_back(enabled, (start,), set())
        if path and frozenset(path) not in seen:
            seen.add(frozenset(path))
            message = say("plugins require each other in a circle: %(circle)s", circle=" → ".join((*path, start)))
            suggestion = say("Take one name out of one `requires`; what both need belongs in a third plugin.")
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
        known = say("Known are: %(known)s.", known=", ".join(fields)) if fields else say("It has no settings.")
        suggestion = did_you_mean(meant) if meant else known
        return Problem("settings.unknown", say("has no setting '%(key)s'", key=key), _name(cls), *place, suggestion)
    said = mistake_in(error).said(_words(cls))
    message = say("setting '%(key)s': %(said)s", key=key, said=said) if key else say("settings: %(said)s", said=said)
    remedy = say("Correct [plugins.%(name)s] in shop.toml.", name=_name(cls))
    return Problem("settings.invalid", message, _name(cls), *place, remedy)


def _words(cls: type[Plugin]) -> Path | None:
    """Where the plugin's own catalogues lie."""
    try:
        return Path(inspect.getfile(cls)).resolve().parent / "locales"
    except (OSError, TypeError):
        return None
