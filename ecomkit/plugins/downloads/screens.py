"""Screens of the back office, and what `ecomkit verify` checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from sqlalchemy import select

from ecomkit.domain import ProductsBySku, article_names
from ecomkit.plugins.downloads import api
from ecomkit.plugins.downloads.keeping import vault_of
from ecomkit.plugins.downloads.pages import ATTACH
from ecomkit.plugins.downloads.reading import REVOKED
from ecomkit.plugins.downloads.settings import DownloadSettings
from ecomkit.plugins.downloads.tables import file, grant
from ecomkit.sdk import Context, Inspection, Screen, ScreenCell, Text, text

__all__ = ["inspections", "screens"]

_MOST = 200
_NEWEST = (
    select(grant, file.c.name, file.c.sku)
    .join(file, file.c.id == grant.c.file)
    .order_by(grant.c.granted_at.desc(), grant.c.id.desc())
    .limit(_MOST)
)
Shown = tuple[Sequence[Text], Sequence[Sequence[ScreenCell]]]


def screens() -> Sequence[Screen]:
    """The files of articles, and what orders may fetch."""
    return (
        Screen(
            key="download-files", title=text("Files"), permission=api.STAFF, rows=_files, commands=(api.RemoveFile,),
            links=((text("Attach a file"), ATTACH),),
        ),
        Screen(
            key="downloads", title=text("Downloads"), permission=api.STAFF, rows=_grants,
            commands=(api.RenewDownloads, api.RevokeDownloads),
        ),
    )  # fmt: skip


def _files(ctx: Context) -> Shown:
    header = (text("Key"), text("Article"), text("SKU"), text("File"), text("Size"), text("Since"))
    found = ctx.db.all(select(file).order_by(file.c.sku, file.c.name).limit(_MOST))
    names = _names(ctx, [row.sku for row in found])
    return header, [(row.id, names.get(row.sku), row.sku, row.name, row.size, row.at.date()) for row in found]


def _names(ctx: Context, skus: Sequence[str]) -> dict[str, str]:
    return article_names(ctx.ask(ProductsBySku(skus=tuple(skus))))


def _grants(ctx: Context) -> Shown:
    header = (text("Order"), text("Article"), text("File"), text("Taken"), text("Until"), text("State"))
    rows: list[Sequence[ScreenCell]] = []
    found = ctx.db.all(_NEWEST)
    names = _names(ctx, [row.sku for row in found])
    for row in found:
        taken = f"{row.taken}" if row.most is None else f"{row.taken} / {row.most}"
        until = None if row.until is None else row.until.date()
        over = row.until is not None and row.until <= ctx.now
        state = text("taken back") if row.state == REVOKED else text("over") if over else text("live")
        rows.append((row.number, names.get(row.sku, row.sku), row.name, taken, until, state))
    return header, rows


def inspections(settings: DownloadSettings) -> Sequence[Callable[[Context], Iterator[Inspection]]]:
    """What is sold is there."""
    return [partial(_inspect, settings)]


def _inspect(settings: DownloadSettings, ctx: Context) -> Iterator[Inspection]:
    """Each file lies in its place, whole."""
    vault = vault_of(ctx, settings)
    for row in ctx.db.all(select(file).order_by(file.c.sku, file.c.name)):
        path = vault.path(row.digest)
        found = path.stat().st_size if path.is_file() else None
        if found != row.size:
            gone = text("the file is not there, it should have %(size)s bytes", size=row.size)
            other = text("the file has %(found)s bytes, it should have %(size)s", found=found or 0, size=row.size)
            what = gone if found is None else other
            yield Inspection(code="downloads.file", subject=f"{row.sku}/{row.name}", message=what)
