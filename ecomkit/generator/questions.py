"""The eight questions of `ecomkit new`: what each asks, its default, and what counts as an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ecomkit.errors import UserError
from ecomkit.generator.countries import country_names, country_of, currency_codes
from ecomkit.generator.manifests import Manifest
from ecomkit.kernel.problems import close_match
from ecomkit.speech import marked, say

__all__ = ["QUESTIONS", "Given", "Question", "Surroundings", "settle"]

Given = Mapping[str, Any]
"""Answers so far, by question."""

_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_LANGUAGES = 12


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What defaults and choices come from: the folder's title, and the installed plugins."""

    title: str
    plugins: tuple[Manifest, ...]

    @property
    def models(self) -> tuple[str, ...]:
        """The installed business models: plugins of that kind, whoever wrote them."""
        return tuple(one.name for one in self.plugins if one.kind == "model")


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `default(so far, surroundings)` and `check(value, so far, surroundings)` give an answer."""

    key: str
    asks: str
    default: Callable[[Given, Surroundings], Any]
    check: Callable[[Any, Given, Surroundings], Any]
    choices: Callable[[Surroundings], Sequence[str]] = lambda _around: ()
    many: bool = False


def settle(key: str, value: object, so_far: Given, around: Surroundings) -> Any:
    """The checked answer to one question. Raises `UserError` in one line that names the question."""
    question = next(one for one in QUESTIONS if one.key == key)
    return question.check(value, so_far, around)


def _wrong(key: str, value: object, remedy: str) -> UserError:
    said = ascii(value)
    return UserError(
        say(
            "%(key)s = %(value)s is no answer: %(remedy)s",
            key=key,
            value=said if len(said) <= 60 else said[:40] + "…",
            remedy=remedy,
        )
    )


def _name(value: object, _so_far: Given, _around: Surroundings) -> str:
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= 80 or not _on_one_line(value):
        raise _wrong("shop_name", value, say("write 1 to 80 characters on one line"))
    return value.strip()


def _on_one_line(value: str) -> bool:
    """Printable, or joined to what is (emoji of several parts use U+200D)."""
    return value.replace("\u200d", "").isprintable()


def _words(key: str, value: object) -> tuple[str, ...]:
    """A list, or words with commas between."""
    given = value.split(",") if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not all(isinstance(one, str) for one in given):
        raise _wrong(key, value, say("write names with commas between them"))
    return tuple(dict.fromkeys(one.strip() for one in given if one.strip()))


def _models(value: object, _so_far: Given, around: Surroundings) -> tuple[str, ...]:
    words = _words("models", value)
    for one in words:
        if one not in around.models:
            raise _wrong(
                "models", one, _among(one, around.models) if around.models else say("no business model is installed")
            )
    return words


def _languages(value: object, _so_far: Given, _around: Surroundings) -> tuple[str, ...]:
    words = _words("languages", value)
    for one in words:
        if not _LANGUAGE.fullmatch(one) or not _is_language(one):
            raise _wrong("languages", one, say("write codes such as en or es, the main language first"))
    if not 1 <= len(words) <= _LANGUAGES:
        raise _wrong("languages", value, say("name 1 to %(languages)s languages", languages=_LANGUAGES))
    return words


def _is_language(code: str) -> bool:
    from babel.core import Locale, UnknownLocaleError

    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _country(value: object, _so_far: Given, _around: Surroundings) -> str:
    code = value.strip().upper() if isinstance(value, str) else ""
    if code not in country_names():
        raise _wrong("country", value, say("write its two letters (ISO 3166), such as ES or US"))
    return code


def _currency(value: object, _so_far: Given, _around: Surroundings) -> str:
    code = value.strip().upper() if isinstance(value, str) else ""
    if code not in currency_codes():
        raise _wrong("currency", value, say("write its three letters (ISO 4217), such as EUR or USD"))
    return code


def _one_of(key: str, *known: str) -> Callable[[Any, Given, Surroundings], str]:
    def check(value: object, _so_far: Given, _around: Surroundings) -> str:
        word = value.strip().lower() if isinstance(value, str) else ""
        if word not in known:
            raise _wrong(key, value, _among(word, known))
        return word

    return check


def _among(word: str, known: Sequence[str]) -> str:
    meant = close_match(word, known)
    return (
        say("did you mean %(meant)s?", meant=repr(meant))
        if meant
        else say("choose %(known)s", known=f" {say('or')} ".join(known))
    )


def _usual_currency(so_far: Given, _around: Surroundings) -> str:
    known = country_of(so_far["country"])
    return known.currency if known else "EUR"


QUESTIONS = (
    Question("shop_name", marked("What is the shop called?"), lambda _, around: around.title, _name),
    Question(
        "models", marked("Whom does it sell to?"), lambda _, around: around.models, _models, lambda around: around.models, many=True
    ),
    Question("languages", marked("Which languages, the main one first?"), lambda _s, _a: ("en",), _languages, many=True),
    Question("country", marked("In which country is it?"), lambda _s, _a: "ES", _country),
    Question("currency", marked("In which currency are its prices?"), _usual_currency, _currency),
    Question(
        "database", marked("Which database?"), lambda _s, _a: "sqlite", _one_of("database", "sqlite", "postgresql"),
        lambda _: ("sqlite", "postgresql"),
    ),
    Question(
        "catalogue", marked("What is on its shelves at first?"),
        lambda _s, _a: "demo", _one_of("catalogue", "demo", "empty"),
        lambda _: ("demo", "empty"),
    ),
    Question("theme", marked("How does it look?"), lambda _s, _a: "shelf", _one_of("theme", "shelf"), lambda _: ("shelf",)),
)  # fmt: skip
"""In the order in which they are asked: a default may build on what was answered before."""
