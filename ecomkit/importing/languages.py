"""Languages: columns such as `name:es`, and files of terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from pydantic import ValidationError

from ecomkit.domain import Command, Context, SaveTerms, Term, Text, Words, text, text_in, text_of
from ecomkit.hooks import Importer
from ecomkit.importing.cleaning import one_line, plain_text
from ecomkit.mistakes import mistake_in

__all__ = ["TERMS", "is_translation", "keep_words", "words_of"]

_TRANSLATION = re.compile(r"(name|description|warnings|picture_alt):([a-z]{2,3}(?:-[A-Z]{2})?)")
_ON_ONE_LINE = frozenset({"name", "picture_alt"})


def is_translation(column: str) -> bool:
    """Whether a column says the name, the description, the warnings or what the picture shows in another language."""
    return _TRANSLATION.fullmatch(column) is not None


def words_of(
    cells: Mapping[str, str], pictures: Sequence[tuple[str, Mapping[str, str]]] = ()
) -> tuple[tuple[str, Words], ...]:
    """What the cells of a row say in other languages, in the order of the languages.

    `pictures` are the names of a product's pictures, each with the cells of the row that names it.
    """
    said = _said(cells)
    alts: dict[str, dict[str, str]] = {}
    for name, row in pictures:
        for language, words in _said(row).items():
            if words.get("picture_alt"):
                said.setdefault(language, {})
                alts.setdefault(language, {})[name] = words["picture_alt"]
    return tuple(
        (
            language,
            Words(
                name=words.get("name", ""), description=words.get("description", ""), warnings=words.get("warnings", ""),
                alts=tuple(alts.get(language, {}).items()),
            ),
        )
        for language, words in sorted(said.items())
    )  # fmt: skip


def keep_words(
    before: Sequence[tuple[str, Words]], said: Sequence[tuple[str, Words]], columns: Set[str], pictures: Set[str] = frozenset()
) -> tuple[tuple[str, Words], ...]:  # fmt: skip
    """What a file says in other languages; where it has no column, what was said before.

    Of what pictures show only that of `pictures` is the file's.
    """
    read: dict[str, set[str]] = {}
    for column in columns:
        if match := _TRANSLATION.fullmatch(column):
            read.setdefault(match[2], set()).add(match[1])
    old, new = dict(before), dict(said)
    found: dict[str, Words] = {}
    for language in (*old, *sorted(read.keys() - old.keys())):
        known, told = old.get(language, Words()), new.get(language, Words())
        fields = read.get(language, set())
        changes: dict[str, Any] = {name: getattr(told, name) for name in fields - {"picture_alt"}}
        if "picture_alt" in fields:
            alts = dict(told.alts)
            merged = dict(known.alts) | alts
            changes["alts"] = tuple((name, alt) for name, alt in merged.items() if name in alts or name not in pictures)
        found[language] = known.model_copy(update=changes)
    return tuple((language, words) for language, words in found.items() if words != Words() or language not in read)


def _said(cells: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """By language, what each translated column says."""
    said: dict[str, dict[str, str]] = {}
    for column, cell in cells.items():
        match = _TRANSLATION.fullmatch(column)
        if match is not None:
            said.setdefault(match[2], {})[match[1]] = one_line(cell) if match[1] in _ON_ONE_LINE else plain_text(cell)
    return said


def _read(
    _ctx: Context, rows: Sequence[tuple[int, Mapping[str, str]]]
) -> tuple[Command[Any] | None, Sequence[tuple[int, str, str | Text]]]:
    found: list[Term] = []
    refused: list[tuple[int, str, str | Text]] = []
    for line, cells in rows:
        try:
            found.append(Term(**{name: one_line(cells.get(name, "")) for name in ("language", "term", "said")}))
        except ValidationError as error:
            refused += _refusals(line, error)
    return (SaveTerms(terms=tuple(found)) if found else None), refused


def _refusals(line: int, error: ValidationError) -> Iterable[tuple[int, str, str | Text]]:
    for one in error.errors(include_url=False):
        field = str(one["loc"][0])
        language = text("is no code of a language, such as es or pt-BR")
        yield line, field, language if field == "language" else text_of(mistake_in(one))


TERMS = Importer(
    key="terms",
    title=text_in("words", "Terms"),
    fields={"language": ("locale", "lang"), "term": ("word", "source"), "said": ("translation", "target")},
    required=frozenset({"language", "term", "said"}),
    read=_read,
)
"""How other languages say the names and values of attributes and options."""
