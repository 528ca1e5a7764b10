"""Importing files: plan, stage, save, tell. What the command line and the seeding of a new shop call."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ecomkit.domain import Categories, Category
from ecomkit.errors import NotFinished, UserError
from ecomkit.importing.kinds import kinds_of
from ecomkit.importing.known import KnownProducts
from ecomkit.importing.mapping import ColumnMapping
from ecomkit.importing.plan import Plan, in_order, plan_file
from ecomkit.importing.products import Assembly, stage_product
from ecomkit.importing.report import FilePlan, FileReport, ImportReport, PartReport, Progress, Tell
from ecomkit.importing.saving import Saving
from ecomkit.importing.shelves import Shelves
from ecomkit.importing.source import SourceRow
from ecomkit.importing.staging import Stage
from ecomkit.shop import Shop
from ecomkit.speech import say

__all__ = ["import_files"]

_KEEP_EVERY = 2_000


def _silent(_news: FilePlan | Progress) -> None:
    """Nobody is listening."""


def import_files(
    shop: Shop, files: Sequence[Path], *, kind: str | None = None, mapping: Mapping[str, str] | None = None,
    categories: Path | None = None, currency: str | None = None, weight_unit: str | None = None, dry_run: bool = False,
    tell: Tell = _silent,
) -> ImportReport:  # fmt: skip
    """Read files of products, categories and what plugins register (reviews) into a shop.

    Categories go first, then products, then the rest. A folder stands for the files in it that are called like a kind,
    such as `products.csv`. The same files again change nothing; an import that was cut off goes on where it was. `kind`
    and `mapping` (field to column) are for a single file. `dry_run` writes nothing. Raises `UserError`, before anything is
    written, for a file that is not UTF-8, or whose columns are not those of its kind.
    """
    money = shop.core.facts.currency
    if currency and currency.upper() != money:
        raise UserError(
            say(
                "--currency %(currency)s: the shop sells in %(money)s; convert the prices in the file first",
                currency=currency,
                money=money,
            )
        )
    kinds = kinds_of(shop.hooks)
    files = [path for given in files for path in _unfolded(given, kinds)]
    if len(files) != 1 and (kind or mapping):
        raise UserError(say("--as and --mapping are about one file: import the others in a run of their own"))
    taxed = shop.core.rules.prices_include_tax
    foreign = {one.currency: one.includes_tax for one in shop.core.facts.markets if one.currency != money}
    plan = partial(plan_file, kinds=kinds, currency=money, includes_tax=taxed, unit=weight_unit, foreign=foreign)
    plans = [plan(path, kind=kind, overrides=mapping or {}) for path in files]
    if categories is not None:
        plans.append(plan(categories, kind="categories", overrides={}))
    known = KnownProducts(shop.database, tuple(foreign))
    categories_now: tuple[Category, ...] = shop.ask(shop.system(), Categories())
    shelves = Shelves(categories_now)
    reports = []
    for one in in_order(plans):
        tell(one.shown())
        reports.append(_FileImport(shop, one, known, shelves, dry_run, tell).report())
    return ImportReport(dry_run=dry_run, files=tuple(reports))


def _unfolded(given: Path, kinds: Iterable[str]) -> list[Path]:
    """The file itself; of a folder, the files that are called like a kind of row."""
    if not given.is_dir():
        return [given]
    named = [given / f"{kind}.{end}" for kind in kinds for end in ("csv", "json")]
    found = [path for path in named if path.is_file()]
    if not found:
        raise UserError(
            say(
                "%(given)s is a folder without %(named)s: name the files",
                given=given,
                named=f" {say('or')} ".join(path.name for path in named[::2]),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class _FileImport:
    shop: Shop
    plan: Plan
    known: KnownProducts
    shelves: Shelves
    dry_run: bool
    tell: Tell

    def report(self) -> FileReport:
        """Do it. Raises `NotFinished` where the disk fails."""
        try:
            with ExitStack() as stack:
                stage = stack.enter_context(Stage(self._folder(stack) / f"{self.plan.digest()[:32]}.db"))
                resumed = bool(stage.fact("staged"))
                if not resumed:
                    self._fill(stage)
                self._save(stage)
                report = self._tally(stage, resumed)
                stage.discard()
                return report
        except sqlite3.DatabaseError as error:
            raise NotFinished(
                say(
                    "%(path)s: the import stopped: %(error)s. Run it again to go on",
                    path=self.plan.source.path,
                    error=error,
                )
            ) from error

    def _folder(self, stack: ExitStack) -> Path:
        """Where the rows are staged: in the shop, or for a trial in a place that goes away."""
        trial = stack.enter_context(tempfile.TemporaryDirectory()) if self.dry_run else None
        return Path(trial) if trial else self.shop.folder / "var" / "imports"

    def _fill(self, stage: Stage) -> None:
        stage.clear()
        stage.note("categories", json.dumps(self.shelves.slugs))
        for number, row in enumerate(self.plan.source.rows(), 1):
            self._take(stage, row)
            if number % _KEEP_EVERY == 0:
                self._progress("reading", self.plan.source.position, self.plan.source.size)
        stage.line_up()
        stage.note("staged", "yes")
        stage.keep()
        self._progress("reading", self.plan.source.size, self.plan.source.size)

    def _take(self, stage: Stage, row: SourceRow) -> None:
        kind, mapping = self.plan.kind, self.plan.mapping
        stage.count(kind.key, "rows")
        if row.problem is not None:
            stage.refuse(kind.key, row.line, row.problem.column, row.problem.reason)
            return
        cells = mapping.pick(row.cells)
        if kind.key == "products":
            self._take_product(stage, row, cells)
        elif kind.key == "categories":
            slug = f"/{cells.get('slug', '').strip()}"
            before = stage.add(kind.key, row.line, cells, sku=slug)
            if before is not None:
                stage.refuse(
                    kind.key,
                    row.line,
                    mapping.column("slug"),
                    say("%(slug)s stands on line %(before)s already", slug=repr(slug[1:]), before=before),
                )
        else:
            self._take_other(stage, kind.key, kind.required, mapping, row.line, cells)

    def _take_product(self, stage: Stage, row: SourceRow, cells: dict[str, str]) -> None:
        refuse = partial(_refuse, stage, self.plan.mapping)
        sku = stage_product(stage, row.line, cells, refuse)
        for name, (kind, mapping) in self.plan.inner.items():
            for one in row.nested.get(name, ()):
                stage.count(kind.key, "rows")
                inner = mapping.pick(one) | {"product": sku or cells.get("sku", "")}
                self._take_other(stage, kind.key, kind.required, mapping, row.line, inner)

    def _take_other(
        self,
        stage: Stage,
        kind: str,
        required: frozenset[str],
        mapping: ColumnMapping,
        line: int,
        cells: Mapping[str, str],
    ) -> None:
        empty = sorted(field for field in required if not cells.get(field))
        if empty:
            stage.refuse(kind, line, mapping.column(empty[0]), say("is empty"))
        else:
            stage.add(kind, line, cells)

    def _save(self, stage: Stage) -> None:
        saving = Saving(self.shop, stage, self.known, self.shelves, self.dry_run)
        step = partial(self._progress, "saving")
        if self.plan.kind.key == "categories":
            saving.categories(self.plan.mapping, step)
        elif self.plan.kind.key == "products":
            saving.products(self._assembly(stage), step)
        else:
            saving.others(self.plan.kind, self.plan.mapping, step)
        for kind, mapping in self.plan.inner.values():
            saving.others(kind, mapping, step)

    def _assembly(self, stage: Stage) -> Assembly:
        return Assembly(
            stage=stage, mapping=self.plan.mapping, shelves=self.shelves, currency=self.plan.currency,
            includes_tax=self.plan.includes_tax, unit=self.plan.unit, commas=self.plan.commas,
            refuse=partial(_refuse, stage, self.plan.mapping), foreign=self.plan.foreign,
        )  # fmt: skip

    def _tally(self, stage: Stage, resumed: bool) -> FileReport:
        kinds = [self.plan.kind.key, *(kind.key for kind, _ in self.plan.inner.values())]
        parts = tuple(
            PartReport(
                kind=kind, rows=stage.tally(kind, "rows"), things=stage.tally(kind, "things"),
                changed=stage.tally(kind, "changed"), refused=stage.refused(kind),
                new_categories=self.shelves.names_beyond(json.loads(stage.fact("categories"))) if kind == "products" else (),
            )
            for kind in kinds
        )  # fmt: skip
        return FileReport(plan=self.plan.shown(), resumed=resumed, parts=parts)

    def _progress(self, phase: str, done: int, total: int) -> None:
        self.tell(Progress(str(self.plan.source.path), phase, done, total))


def _refuse(stage: Stage, mapping: ColumnMapping, line: int, field: str, reason: str) -> None:
    stage.refuse("products", line, mapping.column(field) if field else "", reason)
