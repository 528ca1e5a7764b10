"""Command ``python -m tools.clay.catalogue``: writes the demo catalogue's CSV files from the texts in ``goods``."""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tools.clay.stills import STILLS

__all__ = ["CATALOGUE", "earlier", "goods", "main", "rows", "terms"]

GOODS: Final = Path(__file__).parent / "goods"
CATALOGUE: Final = Path(__file__).parents[2] / "scaffolds" / "shop" / "template" / "catalogue"
SECOND: Final = "es"
COLUMNS: Final = (
    "product", "sku", "name", "name:es", "category", "description", "description:es", "option1_name", "option1_value",
    "option2_name", "option2_value", "price", "weight_g", "content", "stock", "tax_class", "picture", "picture_alt",
    "picture_alt:es", "attributes", "maker", "maker_contact", "responsible", "warnings", "warnings:es", "related", "alternatives", "ships",
)  # fmt: skip
SHELF: Final = ("slug", "name", "name:es", "parent", "tint", "description", "description:es")
COLOURS: Final = {
    "Bone": "bone white", "Brick": "brick red", "Cobalt": "cobalt blue", "Pine": "dark green", "Marigold": "marigold yellow",
    "Sky": "sky blue", "Blush": "blush pink", "Plum": "plum purple", "Moss": "moss green", "Clay": "clay brown",
}  # fmt: skip
COLOURS_SAID: Final = {
    "Bone": "blanco hueso", "Brick": "rojo ladrillo", "Cobalt": "azul cobalto", "Pine": "verde oscuro",
    "Marigold": "amarillo caléndula", "Sky": "azul cielo", "Blush": "rosa empolvado", "Plum": "morado ciruela",
    "Moss": "verde musgo", "Clay": "marrón arcilla",
}  # fmt: skip
"""The same in Spanish, as they are said of anything, masculine or feminine, one or many."""

Good = Mapping[str, Any]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((GOODS / f"{name}.toml").read_text("utf-8"))


def goods() -> Iterator[tuple[str, str, Good]]:
    """Category, slug and entry of each product, in the order of the shelves."""
    for category in _read("categories"):
        for slug, good in _read(category).items():
            yield category, slug, good


def _picture(slug: str, values: Sequence[str]) -> str:
    """The picture of an article: the one in its colour where there is one."""
    drawn = STILLS[slug].pictures
    return next((name for value in values if (name := f"{slug}-{value.lower()}") in drawn), next(iter(drawn)))


def _alts(good: Good, values: Sequence[str]) -> tuple[str, str]:
    """What the picture of an article shows, in both languages."""
    key = next((value for value in values if value in COLOURS), "")
    cups = "Clay" if key == "Bone" else key
    said, said_es = good["alt"]
    colour, colour_es = COLOURS.get(key, ""), COLOURS_SAID.get(key, "")
    return (
        said.format(colour=colour.capitalize(), lower=colour, cups=COLOURS.get(cups, "")),
        said_es.format(colour=colour_es, cups=COLOURS_SAID.get(cups, "")),
    )


def rows() -> Iterator[dict[str, str]]:
    """The articles, one row each."""
    makers = _read("makers")
    for category, slug, good in goods():
        maker, (name, name_es), (said, said_es) = makers[good["maker"]], good["name"], good["said"]
        warnings, warnings_es = good.get("warnings", ("", ""))
        for article in good["articles"]:
            of, stem = article.get("of", ()), good.get("stem", slug.upper())
            pairs = zip(good.get("options", ()), of, strict=True)
            facts = {**good["facts"], **article.get("facts", {})}
            alt, alt_es = _alts(good, of)
            yield {
                "product": slug, "sku": f"{stem}-{article['sku']}" if "sku" in article else stem, "category": category,
                "name": name, "name:es": name_es, "description": said, "description:es": said_es,
                "price": article.get("price", good["price"]), "weight_g": str(article.get("weight", good["weight"])),
                "content": good.get("content", ""), "stock": str(article.get("stock", "")), "tax_class": "standard",
                "picture": _picture(slug, of), "picture_alt": alt, "picture_alt:es": alt_es,
                "attributes": json.dumps(facts, ensure_ascii=False),
                "maker": maker["name"], "maker_contact": maker["contact"], "responsible": maker.get("responsible", maker["contact"]),
                "warnings": warnings, "warnings:es": warnings_es, "related": "|".join(good.get("related", ())),
                "alternatives": "|".join(good.get("alternatives", ())), "ships": "" if good.get("ships", True) else "no",
            } | {
                f"option{n}_{part}": text for n, pair in enumerate(pairs, 1) for part, text in zip(("name", "value"), pair, strict=True)
            }  # fmt: skip


def earlier() -> Iterator[dict[str, str]]:
    """The articles that cost more before they were reduced, at the price of then."""
    before = {slug: good["before"] for _, slug, good in goods() if "before" in good}
    return (row | {"price": before[row["product"]]} for row in rows() if row["product"] in before)


def _spoken(good: Good) -> Iterator[tuple[str, str]]:
    """Names and values that the pages of a product show; values in which its articles differ stand together, as imported."""
    together: dict[str, dict[str, None]] = {}
    for article in good["articles"]:
        yield from (("values", value) for value in article.get("of", ()))
        for name, value in {**good["facts"], **article.get("facts", {})}.items():
            together.setdefault(name, {})[value] = None
    yield from (("names", name) for name in (*good.get("options", ()), *together))
    yield from (("values", " / ".join(values)) for values in together.values())


def _in_spanish(known: Mapping[str, str], words: str) -> str:
    if " / " in words:
        return " / ".join(_in_spanish(known, one) for one in words.split(" / "))
    if words in known:
        return known[words]
    return re.sub(r"(?<=\d)\.(?=\d)", ",", re.sub(r"(?<=\d) to (?=\d)", " a ", words))


def terms() -> dict[str, str]:
    """What is said otherwise in Spanish, by its English words. Raises `KeyError` for words that nobody translated."""
    known, found = _read("terms"), dict[str, str]()
    for _, slug, good in goods():
        for kind, words in _spoken(good):
            said = _in_spanish(known[kind], words)
            if said == words and words not in known[kind] and re.search(r"[a-z]{4}|^[A-Z][a-z]{2}", words):
                raise KeyError(f"{slug}: {words!r} has no Spanish in tools/clay/goods/terms.toml [{kind}]")
            if said != words:
                found[words] = said
    return dict(sorted(found.items()))


def _shelves() -> Iterator[dict[str, str]]:
    for slug, shelf in _read("categories").items():
        (name, name_es), (said, said_es) = shelf["name"], shelf["said"]
        yield {
            "slug": slug, "name": name, "name:es": name_es, "parent": "", "tint": shelf["tint"], "description": said,
            "description:es": said_es,
        }  # fmt: skip


def _write(path: Path, columns: Sequence[str], lines: Iterable[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files of the catalogue."""
    parser = argparse.ArgumentParser(prog="python -m tools.clay.catalogue", description=__doc__)
    parser.add_argument("--to", type=Path, default=CATALOGUE, help="folder for the files")
    to = parser.parse_args(arguments).to
    _write(to / "categories.csv", SHELF, _shelves())
    _write(to / "products.csv", COLUMNS, rows())
    _write(to / "earlier.csv", COLUMNS, earlier())
    _write(
        to / "terms.csv",
        ("language", "term", "said"),
        ({"language": SECOND, "term": a, "said": b} for a, b in terms().items()),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
