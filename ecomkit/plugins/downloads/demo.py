"""Demonstration: the files of the demo catalogue's articles that are not sent, drawn as plain PDF pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select

from ecomkit.domain import StockLevels
from ecomkit.plugins.downloads.api import AttachFile
from ecomkit.plugins.downloads.keeping import vault_of
from ecomkit.plugins.downloads.settings import DownloadSettings
from ecomkit.plugins.downloads.tables import file
from ecomkit.sdk import JobContext, Principal

__all__ = ["pdf_of", "plant"]

_LINES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "SOBREMESA-EN": ("setting-the-table.pdf", (
        "Setting the table", "", "Plate: a thumb's width from the edge.", "Knife: right, its edge to the plate.", "Fork: left.",
        "Glass: above the knife.", "Napkin: left of the fork, or on the plate.", "", "Six at a round table of 120 cm, eight at 150 cm.",
    )),
    "SOBREMESA-ES": ("poner-la-mesa.pdf", (
        "Poner la mesa", "", "Plato: a un pulgar del borde.", "Cuchillo: a la derecha, con el filo hacia el plato.",
        "Tenedor: a la izquierda.", "Copa: encima del cuchillo.", "Servilleta: a la izquierda del tenedor, o en el plato.", "",
        "Seis personas en una mesa redonda de 120 cm, ocho en una de 150 cm.",
    )),
    "CUIDADO": ("care-card.pdf", (
        "Care card / Ficha de cuidados", "", "Stoneware: dishwasher, microwave, oven to 220 degrees.", "Glass: dishwasher, upper basket.",
        "Wood: by hand, dry at once, oil twice a year.", "", "Gres: lavavajillas, microondas, horno hasta 220 grados.",
        "Vidrio: lavavajillas, cesta superior.", "Madera: a mano, secar enseguida, aceite dos veces al a\u00f1o.",
    )),
}  # fmt: skip


def plant(settings: DownloadSettings, ctx: JobContext) -> Sequence[Principal]:
    """Attach each file once, where its article is there."""
    known = {row.sku for row in ctx.db.all(select(file.c.sku))}
    there = {level.sku for level in ctx.ask(StockLevels(skus=tuple(_LINES)))}
    home = vault_of(ctx, settings).folder / "incoming"
    for sku in sorted(there - known):
        name, lines = _LINES[sku]
        home.mkdir(parents=True, exist_ok=True)
        (home / f"{name}").write_bytes(pdf_of(lines))
        ctx.run(AttachFile(sku=sku, file=name))
        (home / f"{name}").unlink()
    return []


def pdf_of(lines: Sequence[str]) -> bytes:
    """One A5 page with these lines, the first as its heading: the least that ISO 32000 asks of a document."""
    shown = "\n".join(
        f"BT /F{1 if at else 2} {11 if at else 20} Tf 40 {540 - 22 * at - (20 if at else 0)} Td ({_escaped(line)}) Tj ET"
        for at, line in enumerate(lines)
    ).encode("cp1252")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
    things = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
        font % b"Helvetica",
        font % b"Helvetica-Bold",
    )
    body, places = b"%PDF-1.4\n", []
    for number, thing in enumerate(things, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, thing)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(things) + 1, table)
    return body + head + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(things) + 1, len(body))


def _escaped(line: str) -> str:
    return "".join(f"\\{sign}" if sign in "()\\" else sign for sign in line)
