"""What is wrong with a value is one sentence of ours, whoever found it, and never repeats the value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from enum import Enum
from gettext import textdomain
from typing import Annotated, Any, Literal

import pytest
from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter, ValidationError, field_validator

from ecomkit.mistakes import Mistake, mistake_in
from ecomkit.speech import speak


class Colour(Enum):
    BONE = "bone"
    BRICK = "brick"


class Closed(BaseModel, extra="forbid"):
    needed: int


def found(kind: Any, value: object) -> Mistake:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(value)
    return mistake_in(refused.value.errors(include_url=False)[0])


@pytest.fixture
def in_spanish(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = textdomain()
    monkeypatch.setenv("LANGUAGE", "es")
    speak(["doctor"])
    yield
    textdomain(before)


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (int, "secret", "is not a whole number"),
        (int, 1.5, "is not a whole number"),
        (float, "secret", "is not a number"),
        (bool, "secret", "is neither true nor false"),
        (str, 7, "is not a text"),
        (Annotated[str, Field(pattern="^[a-z]+$")], "SECRET", "does not match '^[a-z]+$'"),
        (Annotated[str, Field(min_length=1)], "", "is too short: write 1 character at least"),
        (Annotated[str, Field(min_length=3)], "", "is too short: write 3 characters at least"),
        (Annotated[str, Field(max_length=3)], "secret", "is too long: write 3 characters at most"),
        (Annotated[list[int], Field(min_length=2)], [], "needs 2 entries at least"),
        (Annotated[list[int], Field(max_length=1)], [1, 2], "takes 1 entry at most"),
        (Annotated[int, Field(ge=3)], 2, "has to be 3 or more"),
        (Annotated[int, Field(gt=3)], 2, "has to be more than 3"),
        (Annotated[int, Field(le=3)], 4, "has to be 3 or less"),
        (Annotated[int, Field(lt=3)], 4, "has to be less than 3"),
        (Annotated[int, Field(multiple_of=5)], 4, "has to be a multiple of 5"),
        (Literal["a", "b"], "secret", "is none of 'a', 'b'"),
        (Colour, "secret", "is none of 'bone', 'brick'"),
        (tuple[int, ...], "secret", "is not a list"),
        (dict[str, int], "secret", "is not a table of named values"),
        (Closed, {}, "is missing"),
        (Closed, {"needed": 1, "secret": 2}, "is not known here"),
        (date, "secret", "is no day: write it like 2026-12-01"),
        (time, "secret", "is no time of day: write it like 08:30"),
        (datetime, "secret", "is no moment: write it like 2026-12-01T08:00"),
        (AwareDatetime, "2026-12-01T08:00", "needs a time zone: write Z at its end for UTC"),
        (bytes, 7, "is not what can stand here"),
    ],
)
def test_what_pydantic_finds_is_said_in_our_words(kind: Any, value: object, said: str) -> None:
    mistake = found(kind, value)
    assert (str(mistake), mistake.said()) == (said, said)
    assert "secret" not in str(mistake).lower()


class Window(BaseModel):
    start: int

    @field_validator("start")
    @classmethod
    def _early(cls, start: int) -> int:
        if start > 12:
            raise Mistake("starts at %(hour)s, which is too late", hour=start)
        if start < 0:
            raise ValueError("is before the day")
        return start


@pytest.mark.parametrize(("start", "said"), [(13, "starts at 13, which is too late"), (-1, "is before the day")])
def test_a_validator_speaks_for_itself(start: int, said: str) -> None:
    assert str(found(Window, {"start": start})) == said


@pytest.mark.usefixtures("in_spanish")
def test_it_is_said_in_the_language_of_the_terminal_with_the_right_number() -> None:
    assert found(int, "x").said() == "no es un número entero"
    said = [found(Annotated[str, Field(min_length=least)], "").said() for least in (1, 2)]
    assert said == [
        "es demasiado corto: escribe 1 carácter como mínimo",
        "es demasiado corto: escribe 2 caracteres como mínimo",
    ]
