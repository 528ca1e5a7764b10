"""Plans: how each file is going to be read, settled for all of them before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ecomkit.errors import UserError
from ecomkit.importing.cleaning import GRAMS
from ecomkit.importing.kinds import Kind
from ecomkit.importing.mapping import ColumnMapping, choose_kind, guess, require, written_as
from ecomkit.importing.opening import open_source
from ecomkit.importing.report import FilePlan
from ecomkit.importing.source import Source
from ecomkit.speech import say

__all__ = ["Plan", "in_order", "plan_file"]

_FORMAT = "2"


@dataclass(frozen=True, slots=True)
class Plan:
    """One file with its kind and mapping; `inner` are those of the rows inside its rows.

    `foreign` are the currencies of the shop's other markets, with whether prices in them contain the tax.
    """

    source: Source
    kind: Kind
    mapping: ColumnMapping
    inner: Mapping[str, tuple[Kind, ColumnMapping]]
    unit: str
    currency: str
    includes_tax: bool
    foreign: Mapping[str, bool]

    @property
    def commas(self) -> bool:
        """Whether a comma divides categories, as in exports with `product_type` and `additional_attributes`."""
        return bool({"type", "attribute_pairs", "variations"} & set(self.mapping.columns))

    def digest(self) -> str:
        """The same for the same content read in the same way."""
        inner = {name: dict(mapping.columns) for name, (_, mapping) in self.inner.items()}
        how = [
            _FORMAT,
            self.source.digest(),
            self.kind.key,
            dict(self.mapping.columns),
            inner,
            self.unit,
            self.currency,
            dict(self.foreign),
        ]
        return hashlib.sha256(json.dumps(how, sort_keys=True).encode()).hexdigest()

    def shown(self) -> FilePlan:
        """What a person should see of it."""
        inner = {kind.key: {f: f"{name}[].{c}" for f, c in m.columns.items()} for name, (kind, m) in self.inner.items()}
        unread = [name for name in self.source.inner if name not in self.inner]
        assumed = []
        if self.kind.key == "products":
            assumed.append(
                say("prices are %(currency)s, with tax", currency=self.currency)
                if self.includes_tax
                else say("prices are %(currency)s, without tax", currency=self.currency)
            )
            if "weight" in self.mapping.columns and "weight_g" not in self.mapping.columns:
                assumed.append(
                    say(
                        "%(column)s is in %(unit)s, kept in grams", column=self.mapping.column("weight"), unit=self.unit
                    )
                )
        return FilePlan(
            file=str(self.source.path), kinds={self.kind.key: dict(self.mapping.columns)} | inner,
            unread=(*self.mapping.unread, *unread), assumed=tuple(assumed),
        )  # fmt: skip


def plan_file(
    path: Path,
    kinds: Mapping[str, Kind],
    *,
    kind: str | None,
    overrides: Mapping[str, str],
    currency: str,
    includes_tax: bool,
    unit: str | None,
    foreign: Mapping[str, bool],
) -> Plan:
    """Decide how to read a file. Raises `UserError` where it cannot be read, or a required column is missing."""
    if kind is not None and kind not in kinds:
        raise UserError(
            say("--as %(kind)s: this shop can import %(kinds)s; plugins add more", kind=kind, kinds=", ".join(kinds))
        )
    source = open_source(path)
    chosen = kinds[kind] if kind else choose_kind(path, kinds, source.columns, overrides, currency)
    mapping = guess(chosen, source.columns, overrides, currency=currency, foreign=foreign)
    require(path, chosen, source.columns, mapping, currency)
    inner = _inner(source, chosen, kinds)
    return Plan(source, chosen, mapping, inner, unit or _unit(mapping), currency, includes_tax, foreign)


def _inner(source: Source, kind: Kind, kinds: Mapping[str, Kind]) -> dict[str, tuple[Kind, ColumnMapping]]:
    """Rows inside products that some plugin can import: a list called like the importer."""
    if kind.key != "products":
        return {}
    found = {}
    for name, columns in source.inner.items():
        inner = kinds.get(name)
        if inner is not None and inner.importer is not None:
            mapping = guess(inner, columns)
            if inner.required - {"product"} <= set(mapping.columns):
                found[name] = (inner, mapping)
    return found


def _unit(mapping: ColumnMapping) -> str:
    """The unit of the column `weight`: its name says it; an export with `configurable_variations` means pounds; else grams."""
    last = written_as(mapping.column("weight")).rpartition("_")[2].removesuffix("s")
    if last in GRAMS:
        return last
    return "lb" if {"variations", "attribute_pairs"} & set(mapping.columns) else "g"


def in_order(plans: Sequence[Plan]) -> list[Plan]:
    """Shelves first, then what stands on them, then what speaks of it."""
    order = {"categories": 0, "products": 1}
    return sorted(plans, key=lambda plan: order.get(plan.kind.key, 2))
