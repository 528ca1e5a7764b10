"""Products made of rows: variants put together, texts cleaned, prices and weights read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from ecomkit.domain import Picture, Product, UnitPrice, Variant, is_ever_shown
from ecomkit.importing.cleaning import (
    WrongCell,
    amount,
    content,
    key_values,
    moment,
    one_line,
    parts,
    plain_text,
    slugify,
    tax_class,
    text_pairs,
    unquoted,
    weight,
    whole_number,
)
from ecomkit.importing.keeping import beside, cover, keep_product, keep_variant
from ecomkit.importing.languages import words_of
from ecomkit.importing.mapping import ColumnMapping
from ecomkit.importing.shelves import Shelves
from ecomkit.importing.staging import Entry, Stage
from ecomkit.mistakes import mistake_in
from ecomkit.speech import say

__all__ = ["NUMBER", "Assembly", "Draft", "stage_product"]

NUMBER = "model_number"
"""The attribute that keeps the number of a product whose variants have SKUs of their own: reviews name it."""

_PICTURE = re.compile(r"[A-Za-z0-9][\w.-]{0,120}")
_OFF = frozenset({"0", "2", "no", "false", "off", "disabled", "n"})
_YES = frozenset({"1", "yes", "true", "on", "y"})
_NOT_SENT = frozenset({"virtual", "downloadable"})
_NOT_SOLD = frozenset({"bundle", "grouped"})
_NO_ATTRIBUTES = frozenset({"has_options", "required_options"})
_LABEL = str.maketrans("_", " ")

Refuse = Callable[[int, str, str], None]


def stage_product(stage: Stage, line: int, cells: Mapping[str, str], refuse: Refuse) -> str | None:
    """Keep a row for later; gives its SKU, or None where it was refused."""
    sku = unquoted(cells.get("sku", "")).strip()
    if not sku:
        refuse(line, "sku", say("is empty: each row needs a SKU"))
        return None
    if cells.get("store_view"):
        refuse(line, "store_view", say("is a translation of another row: import the default view"))
        return None
    explicit = slugify(cells.get("product", ""), "product") if cells.get("product") else ""
    before = stage.add("products", line, cells, sku=sku, product=f"/{explicit}" if explicit else sku)
    if before is not None:
        refuse(line, "sku", say("SKU %(sku)s stands on line %(before)s already", sku=repr(sku), before=before))
        return None
    labels = dict(key_values(cells.get("variation_labels", "")))
    for position, written in enumerate(cells.get("variations", "").split("|") if cells.get("variations") else ()):
        pairs = dict(key_values(written))
        child = pairs.pop("sku", "")
        options = [(one_line(labels.get(k, k.translate(_LABEL).capitalize())), one_line(v)) for k, v in pairs.items()]
        other = stage.claim(sku, position, child, options) if child else ""
        if other is not None:
            what = (
                say("%(child)s is a variant of %(other)s already", child=repr(child), other=repr(other))
                if child
                else say("%(written)s names no sku", written=repr(written[:60]))
            )
            refuse(line, "variations", what)
    return sku


@dataclass(frozen=True, slots=True)
class Draft:
    """A product whose address is not settled yet. `explicit` when the file names it, `alone` when it is a single row.

    `before` is what the shop has of it.
    """

    n: int
    line: int
    product: Product
    explicit: bool
    alone: bool
    before: Product | None


@dataclass(frozen=True, slots=True)
class Assembly:
    """Makes products of the staged rows of one file."""

    stage: Stage
    mapping: ColumnMapping
    shelves: Shelves
    currency: str
    includes_tax: bool
    unit: str
    commas: bool
    refuse: Refuse
    foreign: Mapping[str, bool]

    @property
    def columns(self) -> Set[str]:
        """The fields for which the file has a column."""
        return self.mapping.columns.keys()

    def draft(self, n: int, key: str, before: Product | None = None) -> Draft | None:
        """The product of that key; None when it is only somebody's variant, or when it was refused.

        What the file has no column for stays as it was `before`.
        """
        entries = self.stage.of_product(key)
        if not entries:
            return None
        head = entries[0]
        try:
            parts, parent = self._parts(head, entries, before)
            if not parts:
                return None
            variants, pictured = self._variants(parts, head, before)
            if not variants:
                return None  # each of them was refused by itself
            rows = [head] if parent else [entry for entry, _ in parts]
            shown = [(one.name, entry.cells) for entry, _ in parts if (one := pictured.get(_sku(entry))) is not None]
            product = self._product(key, head, rows, variants, shown, numbered=parent)
            product = keep_product(before, product, self.columns, pictured) if before else product
            _ensure_schedule(before, product)
        except WrongCell as wrong:
            self.refuse(head.line, wrong.field, wrong.reason)
            return None
        return Draft(n, head.line, product, key.startswith("/"), not parent and len(entries) == 1, before)

    def _parts(self, head: Entry, entries: list[Entry], before: Product | None) -> tuple[list[tuple[Entry, Any]], bool]:
        """The rows that are sold, each with its choices, and whether they stand under a row that is not."""
        if head.cells.get("type") in _NOT_SOLD:
            raise WrongCell(
                "type",
                say("a %(type)s product is made of others and cannot be sold by itself here", type=head.cells["type"]),
            )
        if _is_off(head) and (head.cells.get("variations") or any("online" not in entry.cells for entry in entries)):
            # Some systems write it in the first row only, for the product as a whole.
            raise WrongCell("online", say("is switched off in the file"))
        if head.cells.get("variations"):
            found = []
            for claim in self.stage.claims(_sku(head)):
                if claim.entry is None:
                    self.refuse(
                        head.line,
                        "variations",
                        say("names SKU %(sku)s, for which the file has no row", sku=repr(claim.sku)),
                    )
                else:
                    found.append((claim.entry, claim.options))
            return found, True
        if head.cells.get("visibility", "").lower().startswith("not visible"):
            raise WrongCell("visibility", say("is not shown by itself, and no other row names it as its variant"))
        known = {v.sku: v.options for v in before.variants} if before else {}
        return [(entry, _options(entry.cells, known.get(_sku(entry), ()), self.columns)) for entry in entries], False

    def _variants(
        self, parts: Sequence[tuple[Entry, Any]], head: Entry, before: Product | None
    ) -> tuple[tuple[Variant, ...], dict[str, Picture | None]]:
        """The variants, and the pictures that rows name, by SKU. Who has no row stays; a row may be switched off."""
        known = {v.sku: v for v in before.variants} if before else {}
        named = {_sku(entry) for entry, _ in parts}
        taken = {v.options: sku for sku, v in known.items() if sku not in named}
        found: dict[str, Variant] = {}
        pictured: dict[str, Picture | None] = {}
        off: set[str] = set()
        for entry, options in parts:
            sku = _sku(entry)
            try:
                one = self._variant(entry, options, head)
                same = taken.setdefault(options, sku)
                if same != sku and (sku not in known or known[sku].options != options):
                    words = say("has the same choices as %(sku)s: nobody could tell them apart", sku=repr(same))
                    raise WrongCell("option1_value", words)
            except WrongCell as wrong:
                self.refuse(entry.line, wrong.field, wrong.reason)
                off |= {sku} if wrong.field == "online" else set()
                continue
            pictured[sku] = self._picture(entry, before, known.get(sku))
            found[sku] = one.model_copy(update={"picture": pictured[sku]})
            if before and sku in known:
                found[sku] = keep_variant(before, known[sku], found[sku], self.columns)
        return (beside(known, found, off) if found or off & known.keys() else ()), pictured

    def _variant(self, entry: Entry, options: tuple[tuple[str, str], ...], head: Entry) -> Variant:
        cells = entry.cells
        if _is_off(entry):
            raise WrongCell("online", say("is switched off in the file"))
        if cells.get("currency", self.currency).strip().upper() != self.currency:
            raise WrongCell("currency", say("is not %(currency)s, in which the shop sells", currency=self.currency))
        price = cells.get("price") or head.cells.get("price", "")
        if not price:
            raise WrongCell("price", say("is empty"))
        try:
            return Variant(
                sku=_sku(entry), options=options,
                price=UnitPrice(money=amount("price", price, self.currency), includes_tax=self.includes_tax),
                weight_g=weight(cells["weight_g"], "g") if "weight_g" in cells else weight(cells.get("weight", ""), self.unit),
                content=content(cells["content"]) if cells.get("content") else None, parts=parts(cells.get("parts", "")),
                ships=_ships(cells), prices=self._prices(cells), stock=whole_number("stock", cells.get("stock", "")),
            )  # fmt: skip
        except ValidationError as error:
            raise _wrong(error) from error

    def _prices(self, cells: Mapping[str, str]) -> tuple[tuple[str, UnitPrice | None], ...]:
        """What it costs in the currencies for which the file has a column; an empty cell is not sold there."""
        found: list[tuple[str, UnitPrice | None]] = []
        for code, includes_tax in self.foreign.items():
            field = f"price:{code}"
            cell = cells.get(field, "").strip()
            money = amount(field, cell, code) if cell else None
            if field in self.mapping.columns:
                found.append((code, UnitPrice(money=money, includes_tax=includes_tax) if money is not None else None))
        return tuple(found)

    def _picture(self, entry: Entry, before: Product | None, known: Variant | None) -> Picture | None:
        """The picture of a row, by its name, else the one that its SKU has already."""
        now = cover(before, known) if before and known else None
        name = (
            unquoted(entry.cells.get("picture", "")).strip() if "picture" in self.columns else now.name if now else ""
        )
        if not name:
            return None
        same = now if now and now.name == name else None
        if same is None and not _PICTURE.fullmatch(name):
            self.refuse(
                entry.line, "picture", say("is no base name of a picture in the shop's folder; the product has none")
            )
            return None
        named = one_line(entry.cells.get("name", ""))
        one = next((each for each in before.pictures if each.name == name), same) if before else None
        if before is None or one is None or "picture_alt" in self.columns or one.alt == before.name:
            return Picture(name=name, alt=one_line(entry.cells.get("picture_alt", "")) or named)
        return one

    def _product(
        self, key: str, head: Entry, rows: Sequence[Entry], variants: tuple[Variant, ...],
        shown: Sequence[tuple[str, Mapping[str, str]]], *, numbered: bool,
    ) -> Product:  # fmt: skip
        cells = head.cells
        name = one_line(cells.get("name", ""))
        slug = key[1:] if key.startswith("/") else slugify(cells.get("slug", "") or name, "product")
        number = [(NUMBER, _sku(head))] if numbered else []
        categories = self.shelves.find(cells["category"], commas=self.commas) if cells.get("category") else ()
        pictures = {v.picture.name: v.picture for v in variants if v.picture is not None}
        try:
            return Product(
                slug=slug, name=name, description=plain_text(cells.get("description") or cells.get("short_description", "")),
                categories=categories, tax_class=tax_class(cells.get("tax_class", "")),
                attributes=(*number, *_attributes(rows, {axis.lower() for v in variants for axis, _ in v.options})),
                maker=one_line(cells.get("maker", "")), pictures=tuple(pictures.values()), variants=variants,
                maker_contact=one_line(cells.get("maker_contact", "")), responsible=one_line(cells.get("responsible", "")),
                warnings=plain_text(cells.get("warnings", "")), words=words_of(cells, shown),
                related=_slugs(cells.get("related", "")),
                alternatives=_slugs(cells.get("alternatives", "")), published=cells.get("draft", "").strip().lower() not in _YES,
                publish_at=moment("publish_at", cells.get("publish_at", "")),
                withdraw_at=moment("withdraw_at", cells.get("withdraw_at", "")),
            )  # fmt: skip
        except ValidationError as error:
            raise _wrong(error) from error


def _ensure_schedule(before: Product | None, one: Product) -> None:
    """It ends after it begins, unless that is how it stands in the shop already. Raises `WrongCell`."""
    if not is_ever_shown(one) and (before is None or is_ever_shown(before)):
        raise WrongCell("withdraw_at", say("is not after the moment of publish_at: it would never be shown"))


def _sku(entry: Entry) -> str:
    return unquoted(entry.cells["sku"]).strip()


def _is_off(entry: Entry) -> bool:
    return entry.cells.get("online", "").strip().lower() in _OFF


def _ships(cells: Mapping[str, str]) -> bool:
    """Whether it is sent, as the column says; without one, as its kind says."""
    said = cells.get("ships", "").strip().lower()
    return said not in _OFF if said else cells.get("type", "").strip().lower() not in _NOT_SENT


def _slugs(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(slug for one in re.split(r"[|,]", cell) if (slug := slugify(one.strip()))))


def _options(
    cells: Mapping[str, str], before: tuple[tuple[str, str], ...], columns: Set[str]
) -> tuple[tuple[str, str], ...]:
    """The choices of a row; a part of them that has no column is as it was before."""
    found: list[tuple[str, str]] = []
    for n, known in enumerate((*before, *[("", "")] * 4)[:4], 1):
        name, value = (
            one_line(cells.get(column, "")) if column in columns else was
            for column, was in zip((f"option{n}_name", f"option{n}_value"), known, strict=True)
        )
        if value:
            found.append((name or "Variant", value))
    return (*found, *before[4:])


def _attributes(rows: Iterable[Entry], axes: set[str]) -> list[tuple[str, str]]:
    """All attributes of some rows, in order; where rows differ, each of their values once."""
    found: dict[str, dict[str, None]] = {}
    for entry in rows:
        for name, value in _pairs(entry.cells):
            if name.translate(_LABEL) not in axes and name not in _NO_ATTRIBUTES and value:
                found.setdefault(name, {})[value] = None
    return [(name, " / ".join(values)) for name, values in found.items()]


def _pairs(cells: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    yield from text_pairs(cells.get("attributes", ""))
    for name, value in key_values(cells.get("attribute_pairs", "")):
        yield name, one_line(value.replace("|", ", "))
    for field, value in cells.items():
        if field.startswith("attribute."):
            yield field.removeprefix("attribute."), one_line(value.replace("|", ", "))


def _wrong(error: ValidationError) -> WrongCell:
    first = error.errors(include_url=False)[0]
    words = (
        say("%(value)s has signs that cannot stand there", value=f"{first['input']:.80}")
        if "pattern" in first["type"]
        else mistake_in(first).said()
    )
    return WrongCell(str(first["loc"][0]) if first["loc"] else "", words)
