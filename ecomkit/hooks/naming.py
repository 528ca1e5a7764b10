"""Names that belong to one plugin: two owners of a key keep the shop from starting, instead of one overwriting the other (F4).

Each kind of declaration has a name of its own kind: a capacity's key, a screen's, an event's. Core's names are taken from
the start. The paths of routes are compared where the site's addresses are put together, since a path is more than its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ecomkit.domain import hook_name
from ecomkit.kernel import Problem, Registry
from ecomkit.speech import marked, say

__all__ = ["KINDS", "Kind", "clashes"]

CORE = "core"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a `register_*` hook declares: what people call it, and how one of them is named.

    A plugin may give `variants` of one thing under one name, such as a step with another question for some buyers.
    """

    word: str
    name: Callable[[Any], str]
    variants: bool = False


@dataclass(frozen=True, slots=True)
class _Claim:
    """A name with the plugin that declares it, and where."""

    name: str
    plugin: str
    where: str

    def problem(self, code: str, message: str, suggestion: str) -> Problem:
        file, _, line = self.where.rpartition(":")
        return Problem(code, message, self.plugin, file or None, int(line) if line.isdigit() else None, suggestion)


def _key(value: Any) -> str:
    return str(value.key)


def _class_name(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


KINDS: Mapping[str, Kind] = {
    "register_capacities": Kind(marked("capacity"), _key),
    "register_roles": Kind(marked("role"), lambda role: f"{role.capacity}/{role.key}"),
    "register_profile_fields": Kind(marked("profile field"), _key),
    "register_commands": Kind(marked("command"), lambda operation: hook_name(operation.command)),
    "register_queries": Kind(marked("query"), lambda lookup: _class_name(lookup.query)),
    "register_events": Kind(marked("event"), hook_name),
    "register_payment_methods": Kind(marked("payment method"), _key),
    "register_tables": Kind(marked("table"), lambda table: str(table.name)),
    "register_objects": Kind(marked("business object"), _key),
    "register_importers": Kind(marked("importer"), _key),
    "register_duties": Kind(marked("duty"), _key),
    "register_authorities": Kind(marked("authority"), _key),
    "register_screens": Kind(marked("screen"), _key),
    "register_routes": Kind(marked("route"), lambda route: str(route.name)),
    "register_steps": Kind(marked("checkout step"), _key, variants=True),
}
"""The hooks whose declarations are known by a name in the whole shop. Names of jobs are known within their plugin."""


def clashes(registry: Registry, taken: Mapping[str, Iterable[str]], shared: frozenset[str]) -> Iterator[Problem]:
    """A problem for each name that has two owners, each table without its plugin's prefix, each aggregate with two authors.

    `taken` are core's own names, by hook; `shared` are core's aggregates, of which any plugin may have something to say.
    """
    for hook, kind in KINDS.items():
        own = [_Claim(name, CORE, "") for name in taken.get(hook, ())]
        yield from _twice(kind, [*own, *_claims(registry, hook, kind.name)])
    yield from _jobs(registry)
    yield from _foreign_tables(registry)
    yield from _aggregates(registry, shared)


def _claims(registry: Registry, hook: str, name: Callable[[Any], str]) -> Iterator[_Claim]:
    for answer in registry.declared(hook):
        for value in answer.values:
            yield _Claim(name(value), answer.plugin, answer.where)


def _twice(kind: Kind, claims: Iterable[_Claim]) -> Iterator[Problem]:
    owners: dict[str, _Claim] = {}
    for claim in claims:
        first = owners.setdefault(claim.name, claim)
        if first is not claim and not (kind.variants and first.plugin == claim.plugin):
            yield _two_owners(kind.word, first, claim)


def _two_owners(word: str, first: _Claim, second: _Claim) -> Problem:
    if first.plugin == second.plugin:
        message = say("declares %(word)s '%(name)s' twice", word=say(word), name=second.name)
    else:
        plugin = say("plugin '%(plugin)s'", plugin=first.plugin)
        whose = say("core") if first.plugin == CORE else f"{plugin} ({first.where})"
        message = say(
            "declares %(word)s '%(name)s', which belongs to %(whose)s", word=say(word), name=second.name, whose=whose
        )
    suggestion = say("Give one of the two another name, such as one that starts with its plugin's.")
    return second.problem("key.two-owners", message, suggestion)


def _jobs(registry: Registry) -> Iterator[Problem]:
    kind = Kind(marked("job"), lambda job: str(job.name))
    claims = _claims(registry, "register_jobs", kind.name)
    yield from _twice(kind, [replace(claim, name=f"{claim.plugin}/{claim.name}") for claim in claims])


def _foreign_tables(registry: Registry) -> Iterator[Problem]:
    """What a plugin declares it may write, so a table of core's or another plugin's must not be among it."""
    for claim in _claims(registry, "register_tables", lambda table: str(table.name)):
        if not claim.name.startswith(f"{claim.plugin}_"):
            message = say(
                "declares table '%(name)s', whose name does not start with '%(prefix)s'",
                name=claim.name,
                prefix=f"{claim.plugin}_",
            )
            remedy = say("A plugin owns tables under its own name; what core owns is changed by commands.")
            yield claim.problem("table.prefix", message, remedy)


def _aggregates(registry: Registry, shared: frozenset[str]) -> Iterator[Problem]:
    """One hash chain has one author: core's aggregates are open to all, a plugin's to those who require that plugin."""
    requires = {plugin.name: plugin.requires for plugin in registry.plugins}
    owners: dict[str, _Claim] = {}
    for claim in _claims(registry, "register_events", lambda event: str(event.aggregate)):
        first = owners.setdefault(claim.name, claim)
        if (
            claim.name not in shared
            and first.plugin != claim.plugin
            and not _builds_on(requires, claim.plugin, first.plugin)
        ):
            yield _two_owners(marked("aggregate"), first, claim)


def _builds_on(requires: Mapping[str, tuple[str, ...]], one: str, other: str) -> bool:
    return other in requires.get(one, ()) or one in requires.get(other, ())
