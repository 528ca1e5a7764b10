"""Hooks of business events: what a plugin can be told to do, what it can say, and its durable work (F4, C3).

For each command `PlaceOrder` there are `check_place_order(ctx, command)` and `record_place_order(ctx, command, events)`, for
each event `OrderPlaced` there is `on_order_placed(ctx, event)`: derived, not written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ecomkit.domain import ApprovalNeeded, Command, Event, Refusal, hook_name
from ecomkit.hooks.operation import EVERY_EVENT, Job, Lookup, Operation
from ecomkit.kernel import Problem, Registry, Spec, Verb, hookspec
from ecomkit.kernel.problems import close_match, did_you_mean
from ecomkit.speech import say

__all__ = [
    "derived_specs", "register_commands", "register_events", "register_hooks", "register_jobs", "register_queries",
    "unheard",
]  # fmt: skip


@hookspec
def register_commands() -> Sequence[Operation[Any]]:
    """Commands of the plugin, each with its policy and body."""
    raise NotImplementedError


@hookspec
def register_queries() -> Sequence[Lookup[Any]]:
    """Queries of the plugin."""
    raise NotImplementedError


@hookspec
def register_events() -> Sequence[type[Event]]:
    """Events that the plugin's commands emit."""
    raise NotImplementedError


@hookspec
def register_jobs() -> Sequence[Job]:
    """Durable work: left behind by commands, periodic, or after events."""
    raise NotImplementedError


@hookspec
def register_hooks() -> Sequence[Spec]:
    """Hooks that this plugin asks other plugins to implement."""
    raise NotImplementedError


def derived_specs(commands: Iterable[type[Command[Any]]], events: Iterable[type[Event]]) -> tuple[Spec, ...]:
    """The hooks of commands and events, with their one uniform signature each."""
    specs: list[Spec] = []
    for command in commands:
        name, doc = hook_name(command), command.title()
        answers = Sequence[Refusal | ApprovalNeeded]
        specs.append(_spec(f"check_{name}", Verb.CHECK, ("ctx", "command"), answers, f"Before «{doc}»."))
        specs.append(
            _spec(f"record_{name}", Verb.RECORD, ("ctx", "command", "events"), type(None), f"Right after «{doc}».")
        )
    for event in events:
        doc = (event.__doc__ or "").strip().splitlines()[0]
        specs.append(_spec(f"on_{hook_name(event)}", Verb.ON, ("ctx", "event"), type(None), f"After: {doc}"))
    return tuple(specs)


def unheard(registry: Registry, core: Iterable[str]) -> Iterator[Problem]:
    """A problem for each event that a job comes after and nobody declares: it would wait for ever. `core` are core's names."""
    known = {*core, *(hook_name(event) for given in registry.declared("register_events") for event in given.values)}
    for given in registry.declared("register_jobs"):
        for job in given.values:
            for name in sorted({*job.after} - known - {EVERY_EVENT}):
                file, _, line = given.where.rpartition(":")
                meant = close_match(name, known)
                message = say(
                    "job '%(job)s' comes after '%(event)s', but no event of core or an enabled plugin is called so",
                    job=job.name, event=name,
                )  # fmt: skip
                remedy = did_you_mean(meant) if meant else say("docs/hooks.md lists core's events.")
                number = int(line) if line.isdigit() else None
                yield Problem("event.unknown", message, given.plugin, file or None, number, remedy)


def _spec(name: str, verb: Verb, parameters: tuple[str, ...], returns: Any, doc: str) -> Spec:
    return Spec(
        name=name, verb=verb, parameters=parameters, returns=returns, doc=doc,
        plugin=None, file=None, line=None, fallback=None, deadline=None,
    )  # fmt: skip
