"""Who answers for which key of a `resolve_*` hook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ecomkit.kernel.implementation import Implementation
from ecomkit.kernel.problems import Problem, close_match

__all__ = ["ANY_KEY", "check_picks", "owners_of"]

ANY_KEY = "*"
"""Every key that nobody else owns."""


def owners_of(
    hook: str, implementations: Sequence[Implementation], picks: Mapping[str, str]
) -> tuple[dict[str, Implementation], list[Problem]]:
    """The owner of each key, with the shop's picks applied, and a problem for each key that has two."""
    owners: dict[str, Implementation] = {}
    problems: list[Problem] = []
    for key in dict.fromkeys(key for implementation in implementations for key in implementation.keys):
        claims = [one for one in implementations if key in one.keys]
        if (pick := picks.get(f"{hook}:{key}")) is not None:
            claims = [one for one in claims if one.plugin == pick] or claims[:1]
        if len(claims) > 1:
            problems.append(_two_owners(hook, key, claims))
        owners[key] = claims[0]
    for key, plugin in _picked(hook, picks):
        able = [one for one in implementations if one.plugin == plugin and ANY_KEY in one.keys]
        owners.update((key, one) for one in able)
    return owners, problems


def check_picks(picks: Mapping[str, str], implementations: Mapping[str, Sequence[Implementation]]) -> Iterable[Problem]:
    """Picks that decide nothing because hook, plugin or key is not what it should be."""
    for pick, plugin in picks.items():
        hook, _, key = pick.partition(":")
        if hook not in implementations:
            meant = close_match(hook, implementations)
            suggestion = f"Did you mean {meant!r}?" if meant else 'A pick reads "<hook>:<key>" = "<plugin>".'
            yield Problem("pick.unknown", f"the pick {pick!r} names no resolve hook", suggestion=suggestion)
            continue
        able = [one.plugin for one in implementations[hook] if key in one.keys or ANY_KEY in one.keys]
        if plugin not in able:
            named = ", ".join(repr(name) for name in able)
            suggestion = f"Able to are: {named}." if able else "No enabled plugin owns this key."
            message = f"the pick {pick!r} names plugin {plugin!r}, which does not own this key"
            yield Problem("pick.unknown", message, suggestion=suggestion)


def _picked(hook: str, picks: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    return ((pick.partition(":")[2], plugin) for pick, plugin in picks.items() if pick.partition(":")[0] == hook)


def _two_owners(hook: str, key: str, claims: Sequence[Implementation]) -> Problem:
    who = " and ".join(f"{one.plugin!r} ({one.where})" for one in claims)
    suggestion = f'Let the shop pick: "{hook}:{key}" = "{claims[0].plugin}".'
    return Problem(
        "key.two-owners", f"key {key!r} of hook {hook!r} has {len(claims)} owners: {who}", None, None, None, suggestion
    )
