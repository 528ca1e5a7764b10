"""Saving: batches of staged rows through the shop's own commands, each exactly once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ecomkit.domain import (
    Command,
    Done,
    Held,
    Outcome,
    Product,
    Refused,
    SaveCategories,
    SaveProducts,
)
from ecomkit.importing.cleaning import WrongCell
from ecomkit.importing.kinds import Kind
from ecomkit.importing.known import KnownProducts
from ecomkit.importing.mapping import ColumnMapping
from ecomkit.importing.products import Assembly, Draft
from ecomkit.importing.shelves import Shelves
from ecomkit.importing.staging import Entry, Stage
from ecomkit.shop import Shop
from ecomkit.speech import say
from ecomkit.storage.catalogue import is_same

__all__ = ["Saving"]

T = TypeVar("T")
_PRODUCTS = 25
_ROWS = 200
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Saving:
    """Brings one file's staged rows into the shop; `dry_run` goes all the way but for the last step.

    Each batch carries a key of this run: one that was committed just before the process died is not counted twice.
    """

    shop: Shop
    stage: Stage
    known: KnownProducts
    shelves: Shelves
    dry_run: bool

    def categories(self, mapping: ColumnMapping, step: Step) -> None:
        """Save all categories of the file in one command: a parent may come anywhere."""
        waiting = list(self.stage.entries("categories"))
        self.stage.count("categories", "things", len(waiting))
        while waiting:
            left = [entry for entry in waiting if not self._put(entry, mapping, final=False)]
            if len(left) == len(waiting):
                for entry in left:
                    self._put(entry, mapping, final=True)
                break
            waiting = left
        self._save_shelves("categories")
        step(1, 1)

    def _put(self, entry: Entry, mapping: ColumnMapping, *, final: bool) -> bool:
        try:
            if self.shelves.put(entry.cells, entry.n, mapping.columns.keys()):
                self.stage.count("categories", "changed")
        except WrongCell as wrong:
            if final:
                self.stage.refuse("categories", entry.line, mapping.column(wrong.field), wrong.reason)
                self.stage.count("categories", "things", -1)
            return False
        return True

    def _save_shelves(self, kind: str) -> None:
        fresh = self.shelves.take_fresh()
        if fresh and not self.dry_run:
            for outcome in [self.shop.run(self.shop.system(), SaveCategories(categories=fresh))]:
                if not isinstance(outcome, Done):
                    self.stage.refuse(kind, 0, "category", _words(outcome))

    def products(self, assembly: Assembly, step: Step) -> None:
        """Save the products of the file, in batches."""
        total = self.stage.count_products()
        done = int(self.stage.fact("products") or 0)
        while batch := self.stage.products(done, _PRODUCTS):
            before = self.known.before(self.stage.skus_of([key for _, key in batch]))
            drafts = [draft for n, key in batch if (draft := assembly.draft(n, key, before.get(key))) is not None]
            self._save_shelves("products")
            good: list[tuple[Draft, Product]] = []
            for draft, product in self.known.settle(drafts):
                if isinstance(product, WrongCell):
                    assembly.refuse(draft.line, product.field, product.reason)
                else:
                    good.append((draft, product))
            self._save_products(good, f"products/{batch[-1][0]}")
            done = batch[-1][0]
            self.stage.note("products", str(done))
            self.stage.keep()
            step(done, total)

    def _save_products(self, good: Sequence[tuple[Draft, Product]], key: str) -> None:
        if self.dry_run:
            for draft, product in good:
                self.known.promise(product)
                self.stage.count("products", "changed", draft.before is None or not is_same(draft.before, product))
            self.stage.count("products", "things", len(good))
            return
        outcome = self._run(SaveProducts(products=tuple(product for _, product in good)), key) if good else None
        if isinstance(outcome, Done):
            self.stage.count("products", "things", len(good))
            self.stage.count("products", "changed", outcome.result)
        elif len(good) > 1:
            for one in good:
                self._save_products([one], f"{key}/{one[0].n}")
        elif outcome is not None:
            self.stage.refuse("products", good[0][0].line, "", _words(outcome))

    def others(self, kind: Kind, mapping: ColumnMapping, step: Step) -> None:
        """Hand the rows of a plugin's kind over, in batches; `product` is made the address of a product of the shop."""
        total = self.stage.count_entries(kind.key)
        done, count = int(self.stage.fact(kind.key) or 0), 0
        while batch := list(self.stage.entries(kind.key, done, _ROWS)):
            rows = list(self._addressed(kind, mapping, batch))
            self._save_rows(kind, mapping, rows, f"{kind.key}/{batch[-1].n}")
            done, count = batch[-1].n, count + len(batch)
            self.stage.note(kind.key, str(done))
            self.stage.keep()
            step(count, total)

    def _addressed(
        self, kind: Kind, mapping: ColumnMapping, batch: Sequence[Entry]
    ) -> Iterator[tuple[int, dict[str, str]]]:
        named = "product" in kind.fields
        slugs = self.known.by_name([entry.cells.get("product", "") for entry in batch]) if named else {}
        for entry in batch:
            name = entry.cells.get("product", "")
            if named and name not in slugs:
                words = say("the shop has no product %(name)s", name=repr(name)) if name else say("names no product")
                self.stage.refuse(kind.key, entry.line, mapping.column("product"), words)
            else:
                yield entry.line, dict(entry.cells) | ({"product": slugs[name]} if named else {})

    def _save_rows(
        self, kind: Kind, mapping: ColumnMapping, rows: Sequence[tuple[int, dict[str, str]]], key: str
    ) -> None:
        if not rows or kind.importer is None:
            return
        command, refusals = kind.importer.read(self.shop.system(), rows)
        outcome = self._run(command, key) if command is not None and not self.dry_run else None
        if isinstance(outcome, Held | Refused) and len(rows) > 1:
            for number, row in enumerate(rows):
                self._save_rows(kind, mapping, [row], f"{key}/{number}")
            return
        for line, field, reason in refusals:
            said = reason if isinstance(reason, str) else self.shop.say(reason)
            self.stage.refuse(kind.key, line, mapping.column(field) if field else "", said)
        if isinstance(outcome, Held | Refused):
            self.stage.refuse(kind.key, rows[0][0], "", _words(outcome))
            return
        things = len(rows) - len({line for line, _, _ in refusals})
        self.stage.count(kind.key, "things", things)
        result: Any = outcome.result if isinstance(outcome, Done) else things if self.dry_run else 0
        self.stage.count(kind.key, "changed", result if isinstance(result, int) else things)

    def _run(self, command: Command[T], key: str) -> Outcome[T]:
        outcome = self.shop.run(self.shop.system(), command, key=f"import/{self.stage.fact('run')}/{key}")
        if isinstance(outcome, Refused) and outcome.refusals[0].code == "key_reused":
            return self.shop.run(self.shop.system(), command)
        return outcome


def _words(outcome: Outcome[Any]) -> str:
    if isinstance(outcome, Refused):
        return "; ".join(str(refusal.text) for refusal in outcome.refusals)
    return say("waits for approval as %(number)s", number=outcome.number) if isinstance(outcome, Held) else ""
