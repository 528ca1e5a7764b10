"""The bodies: files are attached and removed; downloads are granted, taken, renewed and taken back."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, null, or_, select, update

from ecomkit.domain import Order, OrderById, Orders, QuoteLine, VariantBySku
from ecomkit.errors import NotFound
from ecomkit.plugins.downloads import api
from ecomkit.plugins.downloads.keeping import Kept, vault_of
from ecomkit.plugins.downloads.reading import LIVE, REVOKED, files_for, grants_of
from ecomkit.plugins.downloads.settings import DownloadSettings
from ecomkit.plugins.downloads.tables import file, grant
from ecomkit.sdk import Context, Refuse, Text, Utc, WriteContext, new_id, text

__all__ = ["attach", "grant_all", "prepare", "remove", "renew", "revoke", "take"]

_UNKNOWN_TYPE = "application/octet-stream"
_BY_KEY = select(file).where(file.c.id == bindparam("of"))
_NAMED = select(file.c.id).where(file.c.sku == bindparam("of"), file.c.name == bindparam("called"))
_GONE = delete(file).where(file.c.id == bindparam("of"))
_REPLACE = update(file).where(file.c.id == bindparam("of"))
_TAKE = (
    update(grant)
    .where(
        grant.c.id == bindparam("of"), grant.c.order == bindparam("whose"), grant.c.state == LIVE,
        or_(grant.c.most.is_(null()), grant.c.taken < grant.c.most),
        or_(grant.c.until.is_(null()), grant.c.until > bindparam("now", type_=Utc)),
    )
    .values(taken=grant.c.taken + 1)
)  # fmt: skip
_ONE = select(grant).where(grant.c.id == bindparam("of"), grant.c.order == bindparam("whose"))
_REVOKE = update(grant).where(grant.c.order == bindparam("of"), grant.c.state == LIVE).values(state=REVOKED)
_ORDER = select(func.max(grant.c.order)).where(or_(grant.c.order == bindparam("of"), grant.c.number == bindparam("of")))


def prepare(settings: DownloadSettings, ctx: Context, command: api.AttachFile) -> Kept:
    """Read and copy the file, before any transaction."""
    vault = vault_of(ctx, settings)
    source = vault.incoming(command.file)
    if source is None:
        raise _refused("no_file", text("There is no such file in the folder for new files."), "file")
    if not source.stat().st_size:
        raise _refused("empty_file", text("This file is empty."), "file")
    return vault.keep(source)


def attach(ctx: WriteContext, command: api.AttachFile, kept: Kept) -> str:
    """Note the file at its article; of one with the same name, only the content is another one from now on."""
    _ensure_unsent(ctx, command.sku)
    called = command.name or command.file.replace("\\", "/").rpartition("/")[2]
    kind = mimetypes.guess_type(called)[0] or _UNKNOWN_TYPE
    values = {"digest": kept.digest, "size": kept.size, "media_type": kind, "at": ctx.now}
    known = ctx.db.first(_NAMED, of=command.sku, called=called)
    key: str = known.id if known is not None else new_id()
    if known is not None:
        ctx.db.write(_REPLACE.values(**values), of=key)
    else:
        ctx.db.write(insert(file), id=key, sku=command.sku, name=called, **values)
    ctx.emit(api.FileAttached(download_file=key, sku=command.sku, digest=kept.digest))
    return key


def _ensure_unsent(ctx: Context, sku: str) -> None:
    """Raise `Refuse` for an article that brings no files."""
    try:
        sent = ctx.ask(VariantBySku(sku=sku)).ships
    except NotFound:
        raise _refused("unknown_sku", text("There is no SKU %(sku)s.", sku=sku), "sku") from None
    if sent:
        words = text(
            "%(sku)s is sent: files come with articles that are not. Sell the file as one of its own.", sku=sku
        )
        raise _refused("sent", words, "sku")


def remove(ctx: WriteContext, command: api.RemoveFile) -> None:
    """Forget a file; its content goes with the next tidying up."""
    row = ctx.db.first(_BY_KEY, of=command.file)
    if row is None:
        raise _refused("not_found", text("There is no such file."), "file")
    ctx.db.write(_GONE, of=command.file)
    ctx.emit(api.FileRemoved(download_file=row.id, sku=row.sku))


def grant_all(settings: DownloadSettings, ctx: WriteContext, command: api.GrantDownloads) -> int:
    """What an order's lines bring and was not granted yet. Nothing, where the order is not settled or was cancelled."""
    order = ctx.ask(OrderById(order=command.order))
    if order.confirmed_at is None or order.state == "cancelled":
        return 0
    new = _grant(settings, ctx, order)
    if new:
        ctx.emit(api.DownloadsGranted(downloads=order.id, files=new))
    return new


def _grant(settings: DownloadSettings, ctx: WriteContext, order: Order) -> int:
    known = {(row.line, row.file) for row in grants_of(ctx, [order.id])}
    wanted = [(line, row) for line, row in _brought(ctx, order) if (line.key, row.id) not in known]
    for line, row in wanted:
        ctx.db.write(
            insert(grant), id=new_id(), order=order.id, number=order.number, line=line.key, file=row.id, pieces=line.quantity, taken=0,
            most=settings.most(line.quantity), until=settings.end(ctx.now), state=LIVE, granted_at=ctx.now,
        )  # fmt: skip
    return len(wanted)


def _brought(ctx: Context, order: Order) -> Sequence[tuple[QuoteLine, Any]]:
    """Each line of an order with each file of its article."""
    files = files_for(ctx, order)
    return [(line, row) for line in order.quote.lines for row in files if row.sku == line.sku and not line.ships]


def take(ctx: WriteContext, command: api.TakeDownload) -> None:
    """Count one. The guard is in the statement: of two at once at the last one, one gets it."""
    if not ctx.db.write(_TAKE, of=command.download, whose=command.order, now=ctx.now):
        raise _refused("over", _why_not(ctx, command))
    row = ctx.db.first(_ONE, of=command.download, whose=command.order)
    assert row is not None
    ctx.emit(api.DownloadTaken(downloads=command.order, file=row.file, times=row.taken))


def _why_not(ctx: Context, command: api.TakeDownload) -> Text:
    row = ctx.db.first(_ONE, of=command.download, whose=command.order)
    if row is None or row.state == REVOKED:
        return text("This file is not part of the order any more. Ask us why.")
    if row.until is not None and row.until <= ctx.now:
        return text("The time for this download is over. Write to us, and we look at it.")
    return text("This file was downloaded as often as it could be. Write to us, and we look at it.")


def renew(settings: DownloadSettings, ctx: WriteContext, command: api.RenewDownloads) -> int:
    """Let all of an order begin anew, and add what its articles bring by now."""
    order = ctx.ask(OrderById(order=_known(ctx, command.order)))
    begin = update(grant).where(grant.c.order == bindparam("of"), grant.c.id == bindparam("one"))
    for row in grants_of(ctx, [order.id]):
        fresh = begin.values(taken=0, most=settings.most(row.pieces), until=settings.end(ctx.now), state=LIVE)
        ctx.db.write(fresh, of=order.id, one=row.id)
    _grant(settings, ctx, order)
    count = len(grants_of(ctx, [order.id]))
    ctx.emit(api.DownloadsRenewed(downloads=order.id, files=count))
    return count


def revoke(ctx: WriteContext, command: api.RevokeDownloads) -> int:
    """Take all of an order back; what is none is nothing."""
    order = _known(ctx, command.order)
    count = ctx.db.write(_REVOKE, of=order)
    if count:
        ctx.emit(api.DownloadsRevoked(downloads=order, files=count, reason=command.reason))
    return count


def _known(ctx: Context, written: str) -> str:
    """The order of that number or key."""
    wanted = written.strip()
    found = ctx.db.scalar(_ORDER, of=wanted)
    if found is None:  # what its articles bring was attached later
        found = next((one.id for one in ctx.ask(Orders(words=wanted)) if wanted in (one.number, one.id)), None)
    if found is None:
        raise _refused("not_found", text("There is no such order."), "order")
    return str(found)


def _refused(code: str, words: Text, field: str | None = None) -> Refuse:
    return Refuse.because(code, words, rule="downloads", field=field)
