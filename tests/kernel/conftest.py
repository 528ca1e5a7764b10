"""A small shop without commerce: a few hooks, and ways to start plugins on them."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest

from ecomkit.kernel import Problem, Registry, Spec, hookspec, specs_from

NOTHING: MappingProxyType[str, Any] = MappingProxyType({})


class Hooks:
    @hookspec
    def register_words() -> list[str]:  # type: ignore[misc]
        """Words of the plugin."""
        raise NotImplementedError

    @hookspec
    def contribute_numbers(ctx: object, lines: tuple[int, ...]) -> list[float]:
        """A number for each line."""
        raise NotImplementedError

    @hookspec(fallback="refuse", deadline=10)
    def ask_carrier(ctx: object) -> list[str]:
        raise NotImplementedError

    @hookspec(fallback="review", deadline=10)
    def ask_score(ctx: object) -> int | None:
        raise NotImplementedError

    @hookspec
    def resolve_tax(ctx: object) -> str:
        raise NotImplementedError

    @hookspec
    def check_sale(ctx: object, command: object) -> list[str]:
        raise NotImplementedError

    @hookspec
    def record_sale(ctx: object, command: object, events: object) -> None:
        raise NotImplementedError

    @hookspec
    def on_sold(ctx: object, event: object) -> None:
        raise NotImplementedError


@pytest.fixture(scope="session")
def specs() -> tuple[Spec, ...]:
    return specs_from(Hooks)


@pytest.fixture
def start(specs: tuple[Spec, ...]) -> Callable[..., Registry]:
    """Start plugins, any of which may be a name or a class."""

    def build(*plugins: Any, settings: Any = NOTHING, picks: Any = NOTHING, **options: Any) -> Registry:
        return Registry.build(specs=specs, plugins=plugins, settings=settings, picks=picks, **options)

    return build


@pytest.fixture
def examine(specs: tuple[Spec, ...]) -> Callable[..., list[Problem]]:
    """All problems of starting these plugins."""

    def problems(*plugins: Any, settings: Any = NOTHING, picks: Any = NOTHING, **options: Any) -> list[Problem]:
        return Registry.examine(specs=specs, plugins=plugins, settings=settings, picks=picks, **options)[1]

    return problems
