"""Who answers for which key of a `resolve_*` hook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ecomkit.kernel.implementation import Implementation
from ecomkit.kernel.problems import Problem, close_match, did_you_mean
from ecomkit.speech import say

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
            suggestion = did_you_mean(meant) if meant else say('A pick reads "<hook>:<key>" = "<plugin>".')
            message = say("the pick '%(pick)s' names no resolve hook", pick=pick)
            yield Problem("pick.unknown", message, suggestion=suggestion)
            continue
        able = [one.plugin for one in implementations[hook] if key in one.keys or ANY_KEY in one.keys]
        if plugin not in able:
            named = ", ".join(repr(name) for name in able)
            others = say("Able to are: %(named)s.", named=named)
            suggestion = others if able else say("No enabled plugin owns this key.")
            message = say(
                "the pick '%(pick)s' names plugin '%(plugin)s', which does not own this key", pick=pick, plugin=plugin
            )
            yield Problem("pick.unknown", message, suggestion=suggestion)


def _picked(hook: str, picks: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    return ((pick.partition(":")[2], plugin) for pick, plugin in picks.items() if pick.partition(":")[0] == hook)


def _two_owners(hook: str, key: str, claims: Sequence[Implementation]) -> Problem:
    who = say(" and ").join(f"{one.plugin!r} ({one.where})" for one in claims)
    suggestion = say("Let the shop pick: %(pick)s.", pick=f'"{hook}:{key}" = "{claims[0].plugin}"')
    message = say(
        "key '%(key)s' of hook '%(hook)s' has %(number)s owners: %(who)s",
        key=key,
        hook=hook,
        number=len(claims),
        who=who,
    )
    return Problem("key.two-owners", message, None, None, None, suggestion)
