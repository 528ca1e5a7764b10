"""How the catalogue is said in another language: names, descriptions, warnings, and what pictures show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from ecomkit.domain.value import Value

__all__ = ["Picture", "Term", "Words", "picture_in", "words_in"]

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]


class Picture(Value):
    """A picture by its base name (the sizes and formats lie beside each other), with words for who cannot see it."""

    name: str
    alt: str
    url: str = ""


class Words(Value):
    """What is said of a product or category in another language; what is empty is said in the shop's main one."""

    name: Annotated[str, Field(max_length=255)] = ""
    description: str = ""
    warnings: str = ""
    alts: tuple[tuple[Annotated[str, Field(max_length=255)], Annotated[str, Field(max_length=1000)]], ...] = ()
    """What pictures show, by the pictures' names, for who cannot see them."""


class Term(Value):
    """How another language says the name or a value of attributes and options: `Colour` is `Color` in Spanish."""

    language: Language
    term: Annotated[str, Field(min_length=1, max_length=255)]
    said: Annotated[str, Field(min_length=1, max_length=255)]


def words_in(words: Sequence[tuple[str, Words]], locale: str) -> Words:
    """Those of the locale, else those of its language; empty ones where nothing else is said."""
    known = dict(words)
    return known.get(locale) or known.get(locale.partition("-")[0]) or Words()


def picture_in(words: Words, picture: Picture, name: str) -> Picture:
    """The picture with what it shows in another language; one that only bears the product's `name` bears it there too."""
    said = dict(words.alts).get(picture.name) or (words.name if picture.alt == name else "")
    return picture.model_copy(update={"alt": said}) if said else picture
