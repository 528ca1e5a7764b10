"""Judges the search: `python -m tests.search.judging` prints how many judged queries have what was meant among the first three."""

from __future__ import annotations

import csv
import os
import sys
import tempfile
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from ecomkit.domain import Search
from ecomkit.importing import import_files
from ecomkit.shop import Shop
from ecomkit.testing import make_shop, settings_for

__all__ = ["Judged", "demo_shop", "judge", "magento_folder", "magento_shop", "queries"]

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
FIRST = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """One query with what a person meant by it (slugs, any of them), and what came first."""

    language: str
    query: str
    expected: tuple[str, ...]
    came: tuple[str, ...] = ()

    @property
    def success(self) -> bool:
        """Whether something that was meant is among the first three."""
        return any(fnmatch(slug, wanted) for slug in self.came[:FIRST] for wanted in self.expected)


def queries(name: str) -> tuple[Judged, ...]:
    """The judged queries over one catalogue."""
    with (HERE / f"judged_{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Judged(row["language"], row["query"], tuple(row["expected"].split("|"))) for row in csv.DictReader(file)
        )


def judge(shop: Shop, asked: tuple[Judged, ...]) -> tuple[Judged, ...]:
    """Ask all of them."""
    judged = []
    for one in asked:
        ctx = shop.context(channel=shop.system().channel, actor=shop.system().actor, locale=one.language)
        came = shop.ask(ctx, Search(words=one.query)).slugs
        judged.append(Judged(one.language, one.query, one.expected, came))
    return tuple(judged)


def magento_folder() -> Path | None:
    """Where the Magento sample lies (`ECOMKIT_DATA`, default `../shared` beside the checkout)."""
    folder = Path(os.environ.get("ECOMKIT_DATA", REPOSITORY.parent / "shared")) / "data" / "magento"
    return folder if (folder / "products.csv").is_file() else None


def magento_shop(folder: Path, files: Path, **shop_settings: Any) -> Shop:
    """A shop with the Magento sample."""
    shop = make_shop(folder, use=("b2c",), settings=settings_for(folder, **shop_settings), catalogue=False)
    import_files(shop, [files / "products.csv"], categories=files / "categories.csv")
    return _with_synonyms(shop, HERE / "synonyms.csv")


def demo_shop(folder: Path, **shop_settings: Any) -> Shop:
    """A shop with the demo catalogue, in both languages."""
    catalogue = REPOSITORY / "scaffolds" / "shop" / "template" / "catalogue"
    settings = settings_for(folder, languages=("en", "es"), **shop_settings)
    shop = make_shop(folder, use=("b2c",), settings=settings, catalogue=False)
    names = [name for name in ("products.csv", "terms.csv") if (catalogue / name).is_file()]
    import_files(shop, [catalogue / name for name in names], categories=catalogue / "categories.csv")
    return _with_synonyms(shop, catalogue / "synonyms.csv")


def _with_synonyms(shop: Shop, file: Path) -> Shop:
    target = shop.folder / "catalogue" / "synonyms.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(file.read_bytes())
    return shop


def main() -> int:
    """Print the figure and each failure."""
    done: list[Judged] = []
    with tempfile.TemporaryDirectory(prefix="ecomkit-judging-") as folder:
        shops = [("demo", demo_shop(Path(folder) / "demo"))]
        if (files := magento_folder()) is not None:
            shops.append(("magento", magento_shop(Path(folder) / "magento", files)))
        for name, shop in shops:
            done += judge(shop, queries(name))
            shop.close()
    for one in done:
        if not one.success:
            print(f"{one.language}  {one.query!r}: {', '.join(one.came[:FIRST]) or 'nothing'}")
    good = sum(one.success for one in done)
    print(f"{good} of {len(done)} queries ({good / len(done):.0%}) have what was meant among the first {FIRST}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
