"""Mapping: which column of a file is which field, guessed from the header and corrected by hand."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ecomkit.errors import UserError
from ecomkit.importing.kinds import PRODUCTS, Kind
from ecomkit.importing.languages import is_translation
from ecomkit.speech import say

__all__ = ["ColumnMapping", "choose_kind", "guess", "listed", "read_overrides", "require", "written_as"]

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Fields with the columns they are read from, and the columns that nothing is read from."""

    columns: Mapping[str, str]
    unread: tuple[str, ...]

    def pick(self, cells: Mapping[str, str]) -> dict[str, str]:
        """The cells of a row by field; empty ones are left out."""
        return {field: cells[column] for field, column in self.columns.items() if cells.get(column, "").strip()}

    def column(self, field: str) -> str:
        """What the file calls a field."""
        return self.columns.get(field, field)


def written_as(column: str) -> str:
    """A column's name for comparison: `reviewerName` and `Reviewer Name` are `reviewer_name`."""
    return re.sub(r"[^a-z0-9]+", "_", _HUMP.sub("_", column).lower()).strip("_")


def _without(column: str, currency: str) -> str:
    """A column's name for comparison, without the currency that it begins or ends with: `Price (USD)` is `price`."""
    code = currency.lower()
    return written_as(column).removeprefix(f"{code}_").removesuffix(f"_{code}")


def guess(
    kind: Kind, columns: Sequence[str], overrides: Mapping[str, str] | None = None, *, currency: str = "",
    foreign: Iterable[str] = (),
) -> ColumnMapping:  # fmt: skip
    """The mapping that the names suggest; `overrides` (field to column, "" for none) win. Raises `UserError`.

    A column may carry the shop's `currency` in its name (`Price USD`), not another one; `foreign` are the currencies of its other
    markets, in which `price:USD` is a field of its own.
    """
    given = dict(overrides or {})
    _refuse_unknown(kind, columns, given)
    found = {field: column for field, column in given.items() if column}
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(written_as(column), column)
    for column in columns:
        by_name.setdefault(_without(column, currency), column)
    for field, aliases in kind.fields.items():
        names = (written_as(field), *aliases)
        known = next((by_name[n] for n in names if n in by_name and by_name[n] not in found.values()), None)
        if field not in given and known is not None:
            found[field] = known
    if kind.key in ("products", "categories"):
        found |= {column: column for column in columns if is_translation(column)}
    if kind.key == "products":
        found |= {f"price:{code}": f"price:{code}" for code in foreign if f"price:{code}" in columns}
    return ColumnMapping(found, tuple(c for c in columns if c not in found.values()))


def _refuse_unknown(kind: Kind, columns: Sequence[str], given: Mapping[str, str]) -> None:
    for field, column in given.items():
        if field not in kind.fields and not (kind.key == "products" and field.startswith("attribute.")):
            raise UserError(
                say(
                    "--mapping %(field)s=%(column)s: %(key)s have no field %(name)s%(hint)s",
                    field=field,
                    column=column,
                    key=kind.key,
                    name=repr(field),
                    hint=_like(field, kind.fields),
                )
            )
        if column and column not in columns:
            raise UserError(
                say(
                    "--mapping %(field)s=%(column)s: there is no column %(name)s%(hint)s",
                    field=field,
                    column=column,
                    name=repr(column),
                    hint=_like(column, columns),
                )
            )


def require(path: Path, kind: Kind, columns: Sequence[str], mapping: ColumnMapping, currency: str) -> None:
    """Raise `UserError` with the header and a suggestion where a required column is missing."""
    missing = sorted(kind.required - set(mapping.columns))
    if not missing:
        return
    if "price" in missing:
        _refuse_foreign(path, columns, currency)
    field = missing[0]
    near = difflib.get_close_matches(field, [written_as(c) for c in columns], 1, 0.5)
    column = next((c for c in columns if near and written_as(c) == near[0]), None) or (mapping.unread or ("COLUMN",))[0]
    raise UserError(
        say(
            "%(path)s: no column for %(missing)s, which %(key)s need. The header has: %(columns)s. "
            "Say which one it is: --mapping %(field)s=%(column)s",
            path=path,
            missing=", ".join(missing),
            key=kind.key,
            columns=listed(columns),
            field=field,
            column=_quoted(column),
        )
    )


def _refuse_foreign(path: Path, columns: Sequence[str], currency: str) -> None:
    """Suggesting a price in another currency as the price would sell dollars for euros."""
    from babel.numbers import list_currencies

    for column in columns:
        for code in {word.upper() for word in written_as(column).split("_")} & list_currencies():
            if _without(column, code) in ("price", *PRODUCTS.fields["price"]):
                raise UserError(
                    say(
                        "%(path)s: %(column)s is in %(code)s, the shop sells in %(currency)s: add a column "
                        "'Price %(currency)s' with the prices in %(currency)s",
                        path=path,
                        column=repr(column),
                        code=code,
                        currency=currency,
                    )
                )


def choose_kind(
    path: Path, kinds: Mapping[str, Kind], columns: Sequence[str], overrides: Mapping[str, str], currency: str
) -> Kind:
    """The kind whose required columns are there and that knows most of the others. Raises `UserError`."""
    scores: list[tuple[bool, int, int, Kind]] = []
    for kind in kinds.values():
        try:
            found = guess(kind, columns, overrides, currency=currency)
        except UserError:
            continue
        missing = len(kind.required - set(found.columns))
        scores.append((missing == 0, len(found.columns) - 3 * missing, missing, kind))
    if not scores:
        guess(next(iter(kinds.values())), columns, overrides)
    complete, score, missing, kind = max(scores, key=lambda one: (one[0], one[1]))
    if not complete and score < 0 and 2 * missing >= len(kind.required):
        first = next(iter(kinds.values()))
        known = guess(first, columns, overrides, currency=currency).columns
        needs = [f"{', '.join(f for f in one.fields if f in one.required)} ({one.key})" for one in kinds.values()]
        missed = [field for field in first.fields if field in first.required - known.keys()]
        raise UserError(
            say(
                "%(path)s: this is no file of %(kinds)s. The header has: %(columns)s. It needs %(needs)s. If it is one "
                "all the same, say so: --as %(kind)s %(mapping)s",
                path=path,
                kinds=f" {say('or')} ".join(kinds),
                columns=listed(columns),
                needs=f" {say('or')} ".join(needs),
                kind=first.key,
                mapping=" ".join(f"--mapping {field}=COLUMN" for field in missed),
            )
        )
    return kind


def read_overrides(given: Sequence[str]) -> dict[str, str]:
    """`field=column` pairs, or files (TOML or JSON) of them. Raises `UserError`."""
    found: dict[str, str] = {}
    for one in given:
        field, sign, column = one.partition("=")
        if sign:
            found[field.strip()] = column.strip()
        else:
            found |= _from_file(Path(one))
    return found


def _from_file(path: Path) -> dict[str, str]:
    try:
        text = path.read_text("utf-8-sig")
        read = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise UserError(
            say(
                "--mapping %(path)s: give field=column, or a TOML or JSON file of them (%(error)s)",
                path=path,
                error=error,
            )
        ) from error
    if not isinstance(read, dict) or not all(isinstance(value, str) for value in read.values()):
        raise UserError(
            say('--mapping %(path)s: write one line for each field, such as sku = "Article no."', path=path)
        )
    return dict(read)


def _like(word: str, known: Mapping[str, object] | Sequence[str]) -> str:
    near = difflib.get_close_matches(word, list(known), 1)
    return (
        say("; did you mean %(near)s?", near=repr(near[0]))
        if near
        else say("; there are: %(names)s", names=listed(list(known)))
    )


def listed(words: Sequence[str]) -> str:
    """Words one after the other, forty at most."""
    shown = [word if word.isprintable() else ascii(word) for word in words[:40]]
    return ", ".join(shown) + (say(" and %(number)s more", number=len(words) - 40) if len(words) > 40 else "")


def _quoted(column: str) -> str:
    return f'"{column}"' if re.search(r"[^\w.-]", column) else column
