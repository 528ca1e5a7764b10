"""Export: categories and products as the two CSV files that the importer reads."""

from __future__ import annotations

import csv
import html
import json
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ecomkit.domain import ENDLESS, Categories, Product, ProductAsWritten, Products, StockLevels, Variant, Words
from ecomkit.errors import NotFinished, UserError
from ecomkit.importing.cleaning import looks_like_markup
from ecomkit.shop import Shop
from ecomkit.speech import say
from ecomkit.storage.terms import every_term, languages

__all__ = ["export_catalogue", "harmless"]

_OPTIONS = 4
_COLUMNS = (
    "product", "sku", "name", "category", "description",
    *(f"option{n}_{part}" for n in range(1, _OPTIONS + 1) for part in ("name", "value")),
    "price", "weight_g", "stock", "tax_class", "picture", "picture_alt", "attributes", "maker",
)  # fmt: skip
_MORE = (
    "parts", "ships", "draft", "publish_at", "withdraw_at", "content", "maker_contact", "responsible", "warnings", "related",
    "alternatives",
)  # fmt: skip
_SHELF = ("slug", "name", "parent", "tint", "description", "position", "rule")


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before =, +, - and @ (OWASP, CSV injection)."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text


def _plain(text: str) -> str:
    """Text that reads back as it is: what looks like HTML is written as HTML."""
    if not looks_like_markup(text):
        return harmless(text)
    return "".join(f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in text.split("\n\n"))


def export_catalogue(shop: Shop, folder: Path) -> tuple[int, int]:
    """Write `categories.csv` and `products.csv` into a folder; gives how many of each. Existing files are replaced at the end.

    Raises `UserError` for a product that the format cannot hold, and `NotFinished` where the disk fails.
    """
    ctx = shop.system()
    with shop.database.read() as rows:
        spoken = languages(rows)
    said = [f"{name}:{language}" for language in spoken for name in ("name", "description")]
    more = [f"{name}:{language}" for language in spoken for name in ("picture_alt", "warnings")]
    shelves = [_row(one.model_dump(), _SHELF) | _said(one.words) for one in shop.ask(ctx, Categories())]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "categories.csv", (*_SHELF, *said), iter(shelves))
        priced = [f"price:{code}" for code in shop.core.facts.foreign]
        count = _write(folder / "products.csv", (*_COLUMNS, *priced, *said, *_MORE, *more), _articles(shop))
        if spoken:
            _write(folder / "terms.csv", ("language", "term", "said"), _terms(shop))
    except OSError as error:
        raise NotFinished(
            say("%(folder)s cannot be written: %(strerror)s", folder=folder, strerror=error.strerror)
        ) from error
    return len(shelves), count


def _write(path: Path, columns: Sequence[str], rows: Iterator[dict[str, str]]) -> int:
    """Write beside the file and swap: a half-written export never stands in the place of a whole one."""
    half, count = path.with_name(path.name + ".part"), 0
    try:
        with half.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            for count, row in enumerate(rows, 1):  # noqa: B007 - the count is what is told
                writer.writerow(row)
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)
    return count


def _row(values: dict[str, Any], columns: Sequence[str]) -> dict[str, str]:
    return {name: _plain("" if values[name] is None else str(values[name])) for name in columns}


def _articles(shop: Shop) -> Iterator[dict[str, str]]:
    ctx, after = shop.system(), None
    while True:
        page = shop.ask(ctx, Products(after=after, limit=100, hidden=True))
        for card in page.cards:
            product = shop.ask(ctx, ProductAsWritten(slug=card.slug))
            levels = shop.ask(ctx, StockLevels(skus=tuple(v.sku for v in product.variants)))
            stock = {level.sku: level.on_hand for level in levels}
            for variant in product.variants:
                yield _article(product, variant, stock.get(variant.sku, 0))
        after = page.after
        if after is None:
            return


def _article(product: Product, variant: Variant, stock: int) -> dict[str, str]:
    if len(variant.options) > _OPTIONS:
        raise UserError(
            say(
                "%(sku)s has %(number)s choices, %(options)s can be exported",
                sku=variant.sku,
                number=len(variant.options),
                options=_OPTIONS,
            )
        )
    picture = variant.picture or (product.pictures[0] if product.pictures else None)
    options = {
        f"option{n}_{part}": _plain(text)
        for n, pair in enumerate(variant.options, 1)
        for part, text in zip(("name", "value"), pair, strict=True)
    }
    return options | {
        "product": product.slug, "sku": harmless(variant.sku), "name": _plain(product.name),
        "category": "|".join(product.categories), "description": _plain(product.description),
        "price": f"{variant.price.money.decimal():f}", "weight_g": str(variant.weight_g),
        "stock": "" if not variant.ships and stock > ENDLESS // 2 else str(stock),
        "tax_class": product.tax_class, "picture": picture.name if picture else "",
        "picture_alt": _plain(picture.alt) if picture else "", "maker": _plain(product.maker),
        "attributes": json.dumps({k: _plain(v) for k, v in product.attributes}, ensure_ascii=False) if product.attributes else "",
        "draft": "" if product.published else "yes", "publish_at": _moment(product.publish_at),
        "withdraw_at": _moment(product.withdraw_at), "maker_contact": _plain(product.maker_contact),
        "content": f"{variant.content.amount} {variant.content.unit}" if variant.content else "",
        "ships": "" if variant.ships else "no",
        "parts": "|".join(f"{sku}*{n}" for sku, n in variant.parts),
        "responsible": _plain(product.responsible), "warnings": _plain(product.warnings), "related": "|".join(product.related),
        "alternatives": "|".join(product.alternatives),
    } | _said(product.words, picture.name if picture else "") | {
        f"price:{code}": f"{price.money.decimal():f}" for code, price in variant.prices if price is not None
    }  # fmt: skip


def _said(words: Sequence[tuple[str, Words]], picture: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for language, said in words:
        cells = {"name": said.name, "description": said.description, "warnings": said.warnings}
        cells["picture_alt"] = dict(said.alts).get(picture, "")
        found |= {f"{name}:{language}": _plain(cell) for name, cell in cells.items()}
    return found


def _moment(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _terms(shop: Shop) -> Iterator[dict[str, str]]:
    with shop.database.read() as rows:
        for one in every_term(rows):
            yield {name: _plain(cell) for name, cell in one.model_dump().items()}
