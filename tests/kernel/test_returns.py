"""Values are checked strictly, and come back as they are."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Generic, Literal, Protocol, TypeVar

import pytest
from pydantic import BaseModel, ConfigDict

from ecomkit.kernel.returns import Returned, WrongReturn

T = TypeVar("T")


class Price(BaseModel):
    model_config = ConfigDict(frozen=True, revalidate_instances="always")
    minor: int


class Sale(Price):
    pass


class Page(BaseModel, Generic[T]):
    rows: tuple[T, ...]


@dataclass(frozen=True)
class Refusal:
    code: str


class Colour(Enum):
    RED = "red"


class Shown(Protocol):
    def show(self) -> str: ...


class Plain:
    pass


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (Price, Price(minor=1)),
        (Price, Sale(minor=1)),
        (Price | None, None),
        (Page[Price], Page[Price](rows=())),
        (Refusal, Refusal("x")),
        (Colour, Colour.RED),
        (Plain, Plain()),
        (Shown, Plain()),
        (date, date(2026, 1, 2)),
        (Decimal, Decimal("1.5")),
        (Mapping[str, Price], {"a": Price(minor=1)}),
        (dict[str, tuple[Refusal, int]], {"a": (Refusal("x"), 1)}),
        (type[Price], Sale),
        (Literal["a", "b"], "b"),
        (frozenset[str], frozenset({"a"})),
        (type(None), None),
        (None, None),
        (Any, object()),
    ],
)
def test_a_right_value_comes_back_as_the_same_object(annotation: Any, value: object) -> None:
    assert Returned(annotation)(value) is value


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (Price, {"minor": 1}),
        (Price, Refusal("x")),
        (Refusal, {"code": "x"}),
        (int, "1"),
        (int, True),
        (int, 1.0),
        (str, 1),
        (date, "2026-01-02"),
        (float, float("nan")),
        (float, float("inf")),
        (Decimal, Decimal("NaN")),
        (Decimal, 1.5),
        (dict[str, float], {"a": float("-inf")}),
        (list[float], [1.0, float("nan")]),
        (Colour, "red"),
        (Literal["a"], "b"),
        (None, 0),
        (Price, None),
        (list[Price], [Price(minor=1), None]),
        (list[Price], Price(minor=1)),
        (Sequence[str], "words"),
        (list[str], {"a": 1}),
        (type[Price], Refusal),
    ],
)
def test_a_wrong_value_is_refused(annotation: Any, value: object) -> None:
    with pytest.raises(WrongReturn):
        Returned(annotation)(value)


@pytest.mark.parametrize("annotation", [list[int], Sequence[int], tuple[int, ...], list[int] | None])
@pytest.mark.parametrize(("value", "frozen"), [([1, 2], (1, 2)), ((1, 2), (1, 2)), (None, ()), ([], ())])
def test_many_values_come_back_as_a_tuple(annotation: Any, value: object, frozen: tuple[int, ...]) -> None:
    assert Returned(annotation)(value) == frozen


def test_items_are_not_copied() -> None:
    price = Price(minor=1)
    assert Returned(list[Price])([price])[0] is price


def test_the_message_says_what_is_allowed_and_which_item_is_wrong_but_not_the_value() -> None:
    with pytest.raises(WrongReturn) as caught:
        Returned(list[str])(["fine", 4711])
    assert "list[str]" in str(caught.value)
    assert "number 2" in str(caught.value)
    assert "4711" not in str(caught.value)


def test_a_coroutine_is_refused_and_closed() -> None:
    coroutine = asyncio.sleep(0)
    with pytest.raises(WrongReturn, match="coroutine"):
        Returned(str)(coroutine)
    assert inspect.getcoroutinestate(coroutine) == inspect.CORO_CLOSED
