"""Addresses: every path of the site with its view and its policy, core's and plugins' alike, checked at start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from starlette.routing import compile_path

from ecomkit.domain import Policy, Who
from ecomkit.errors import StartError
from ecomkit.hooks import Route
from ecomkit.kernel import Answer, Problem
from ecomkit.speech import say
from ecomkit.web.replies import ViewReply
from ecomkit.web.request import WebRequest

__all__ = ["ANYONE", "SIGNED_IN", "Address", "View", "all_addresses", "either", "staff_only"]

View = Callable[[WebRequest], ViewReply]

ANYONE = Policy(permission="shop.see", who=frozenset({Who.ANYONE}))
SIGNED_IN = Policy(permission="account.see", who=frozenset({Who.PERSON}))


def staff_only(permission: str) -> Policy:
    """A page of the back office: for who has the permission."""
    return Policy(permission=permission, who=frozenset({Who.PERMITTED}))


def either(show: View, take: View) -> View:
    """One address that shows a page and takes its form."""

    def view(request: WebRequest) -> ViewReply:
        return take(request) if request.asked.method == "POST" else show(request)

    return view


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A path with its view. The policy is never left out.

    `shared` pages are rendered for nobody in particular and kept as bytes; `known` are the query parameters they read, `own`
    those that make it a page for one visitor alone. `uploads` is how many bytes of files its form may bring.
    `signed` ones prove who sends (webhooks), so they may come from other sites. `staff` ones belong to the back office.
    """

    path: str
    view: View
    policy: Policy
    name: str
    methods: tuple[str, ...] = ("GET",)
    shared: bool = False
    known: frozenset[str] = frozenset()
    signed: bool = False
    own: frozenset[str] = frozenset()
    staff: bool = False
    plugin: str = "core"
    uploads: int = 0


def _of_plugin(plugin: str, route: Route) -> Address:
    staff = route.path == "/admin" or route.path.startswith("/admin/")
    return Address(
        path=route.path, view=route.view, policy=route.policy, name=route.name, methods=tuple(m.upper() for m in route.methods),
        staff=staff, plugin=plugin, uploads=route.uploads,
    )  # fmt: skip


def all_addresses(own: Sequence[Address], declared: Iterable[Answer[Route]]) -> tuple[Address, ...]:
    """Core's addresses and plugins'. Raises `StartError` with every conflict at once."""
    found = [*own, *(_of_plugin(answer.plugin, route) for answer in declared for route in answer.values)]
    problems: list[Problem] = []
    names: dict[str, Address] = {}
    paths: dict[str, Address] = {}
    for one in found:
        problems += _wrong(one)
        problems += _twice(
            names.setdefault(one.name, one), one, "route.name", say("the name '%(name)s'", name=one.name)
        )
        for method in one.methods:
            what = say("the path '%(path)s' (%(method)s)", path=one.path, method=method)
            problems += _twice(paths.setdefault(f"{method} {_shape(one.path)}", one), one, "route.path", what)
    if problems:
        raise StartError(problems)
    return tuple(found)


def _shape(path: str) -> str:
    """`/p/{slug}` and `/p/{product}` are one path."""
    return (
        compile_path(path)[0].pattern if "{" not in path else "/".join("{}" if "{" in p else p for p in path.split("/"))
    )


def _wrong(one: Address) -> list[Problem]:
    parts = one.path.split("/")
    problems = []
    if not one.path.startswith("/") or (one.path != "/" and "" in parts[1:]):
        problems.append(
            Problem(
                "route.path", say("route '%(route)s' has the path '%(path)s'", route=one.name, path=one.path), plugin=one.plugin,
                suggestion=say("Write a path such as /offers/{offer}, without a slash at its end."),
            )
        )  # fmt: skip
    if one.policy.owned is not None and f"{{{one.policy.owned}}}" not in parts:
        problems.append(
            Problem(
                "route.policy",
                say(
                    "route '%(route)s' is for who owns the '%(owned)s', which its path does not name",
                    route=one.name, owned=one.policy.owned,
                ),
                plugin=one.plugin, suggestion=say("Put %(owned)s into the path.", owned=f"{{{one.policy.owned}}}"),
            )
        )  # fmt: skip
    return problems


def _twice(first: Address, second: Address, code: str, what: str) -> list[Problem]:
    if first is second:
        return []
    message = say(
        "%(what)s of route '%(second)s' is taken by route '%(first)s' of plugin '%(plugin)s'",
        what=what, second=second.name, first=first.name, plugin=first.plugin,
    )  # fmt: skip
    return [Problem(code, message, plugin=second.plugin, suggestion=say("Give one of the two another."))]
