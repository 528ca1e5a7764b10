"""Pages: the files of an order, all of a person's, fetching one, and what staff send in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field as Asked

from ecomkit.domain import Done, OrderById, OrderByToken, Orders, OrderState, Refused
from ecomkit.errors import NotFound
from ecomkit.plugins.downloads import api
from ecomkit.plugins.downloads.keeping import vault_of
from ecomkit.plugins.downloads.reading import downloads_in, files_for, to_fetch
from ecomkit.plugins.downloads.settings import DownloadSettings
from ecomkit.plugins.downloads.speech import Speech
from ecomkit.plugins.downloads.tickets import opened, ticket_for
from ecomkit.sdk import (
    Block,
    Context,
    Field,
    Form,
    Page,
    PageRequest,
    Redirect,
    Reply,
    ShownPage,
    StoredFile,
    Text,
    Value,
    form_for,
    new_token,
    pages,
    read_form,
    text,
)

__all__ = ["ACCOUNT", "ATTACH", "attach", "blocks_for", "fetch", "show_account", "show_attach", "take", "to_order"]

ACCOUNT = "/account/downloads"
ATTACH = "/admin/downloads/new"
_SCREEN = "/admin/x/download-files"
_ORDERS = 100


class AttachForm(Value):
    """What staff say of a file."""

    sku: Annotated[
        str,
        Asked(
            min_length=1, max_length=64, title="Article number (SKU)", description="The article that brings the file",
            json_schema_extra={"error": "Enter the number of an article, for example GUIDE", "width": "medium"},
        ),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFile:
    """A file on the page of its order. `note` says how often and until when."""

    key: str
    name: str
    size: str
    note: str
    live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFiles:
    """The files of an order; none, while they are being made ready."""

    files: tuple[ShownFile, ...]
    action: str
    form: str


def blocks_for(ctx: Context, page: ShownPage) -> Sequence[Block]:
    """On the page of an order: what it brings."""
    if page.name != "order" or not page.subject:
        return []
    found = downloads_in(ctx, [page.subject])
    if not found and not _awaited(ctx, page.subject):
        return []
    token = ctx.ask(OrderById(order=page.subject)).token
    shown = tuple(_shown(ctx, one) for one in found)
    model = OrderFiles(files=shown, action=f"/downloads/{token}", form=f"{int(ctx.now.timestamp())}.{new_token()}")
    return [Block(slot="order.top", template="downloads/order.html", model=model)]


def _awaited(ctx: Context, key: str) -> bool:
    """Whether files come in a moment: the order is settled, and the work behind it is not done yet."""
    try:
        order = ctx.ask(OrderById(order=key))
    except NotFound:
        return False
    settled = order.confirmed_at is not None and order.state is not OrderState.CANCELLED
    return settled and any(row.at <= order.placed_at for row in files_for(ctx, order))


def _shown(ctx: Context, one: api.Download) -> ShownFile:
    speech = Speech(ctx)
    return ShownFile(key=one.key, name=one.name, size=speech.size(one.size), note=speech.note(one), live=one.live)


def take(request: PageRequest, settings: DownloadSettings) -> Reply:
    """Count one download and lead to the file; whoever holds the order's token may."""
    order = _proven(request)
    back = f"/orders/{order}"
    key = request.form.get("download", "")[:64]
    once = _once(request.ctx, request.form.get("form", "")[:64], settings)
    if not key:
        return Redirect(to=back)
    command = api.TakeDownload(order=request.ask(OrderByToken(token=order)).id, download=key)
    outcome = request.run(command, key=f"{once}/{key}" if once else None)
    if isinstance(outcome, Refused):
        return Redirect(to=back, notice=outcome.refusals[0].text)
    return Redirect(to=f"/downloads/file/{ticket_for(request.ctx, key, settings.resume_hours)}")


def _once(ctx: Context, form: str, settings: DownloadSettings) -> str:
    """What makes a page's button count once however often it is pressed, as long as a download may go on; then it counts again."""
    stamp, _, rest = form.partition(".")
    if not (stamp.isascii() and stamp.isdigit() and len(rest) > 20):
        return ""
    age = ctx.now.timestamp() - int(stamp)
    return form if -1 <= age < settings.resume_hours * 3600 else ""


def _proven(request: PageRequest) -> str:
    """The token in the address, noted as proof of its order. Raises `NotFound`."""
    token = request.path["token"][:64]
    order = request.ask(OrderByToken(token=token))
    request.ctx = replace(request.ctx, proofs=request.ctx.proofs | {f"order/{order.id}"})
    return token


def to_order(request: PageRequest) -> Reply:
    """Who comes here with an address alone is led to the order."""
    return Redirect(to=f"/orders/{_proven(request)}")


def fetch(request: PageRequest, settings: DownloadSettings) -> Reply:
    """The file that a ticket opens. Raises `NotFound` where it is over, was taken back, or the file is gone."""
    key = opened(request.ctx, request.path["ticket"])
    row = to_fetch(request.ctx, key) if key is not None else None
    path = vault_of(request.ctx, settings).path(row.digest) if row is not None else None
    if row is None or path is None or not path.is_file():
        raise NotFound("This download is over: begin it again from the page of your order.")
    return StoredFile(path=path, filename=row.name, media_type=row.media_type, tag=row.digest)


def show_account(request: PageRequest) -> Reply:
    """All files of who is signed in, with the way to the order that brings each."""
    say, speech = _words(request), Speech(request.ctx)
    own = {one.id: one for one in request.ask(Orders(limit=_ORDERS))}
    rows = [
        pages.Row(
            (
                pages.Cell(text=one.name, href=f"/orders/{own[one.order].token}", note=speech.size(one.size)),
                pages.Cell(text=speech.note(one)),
                pages.Cell(text=one.number),
            )
        )
        for one in sorted(downloads_in(request.ctx, list(own)), key=lambda one: one.order, reverse=True)
    ]
    heads = (say("File"), say("How often and until when"), say("Order"))
    empty = pages.Empty(title=say("No files yet"), text=say("Files that you buy are listed here."))
    table = pages.Table(
        caption=say("Your files"), columns=tuple(pages.Column(one) for one in heads), rows=tuple(rows), caption_hidden=True, stacked=True,
        empty=None if rows else empty,
    )  # fmt: skip
    crumbs = (pages.Link(say("Account"), "/account"),)
    model = pages.TablePage(heading=say("Your files"), table=table, crumbs=crumbs)
    return Page(template=model.template, model=model, title=say("Your files"))


def show_attach(request: PageRequest) -> Reply:
    """The page on which staff attach a file."""
    sku = {"sku": request.query.get("sku", "")[:64]}
    return _attach_page(
        request, form_for(AttachForm, sku, action=ATTACH, submit_label="Attach the file", words=_words(request))
    )


def _attach_page(request: PageRequest, form: Form, error: str = "") -> Page:
    say = _words(request)
    lead = say(
        "A file with the same name takes the place of the one before, also for those who bought it. Larger files: see the docs."
    )
    upload = Field("file", say("File"), "file", error=error)
    asked = replace(form, fields=(*form.fields, upload), multipart=True)
    crumbs = (pages.Link(say("Files"), _SCREEN),)
    model = pages.FormPage(heading=say("Attach a file"), lead=lead, form=asked, crumbs=crumbs)
    return Page(template=model.template, model=model, title=say("Attach a file"), status=422 if asked.refused else 200)


def attach(request: PageRequest, settings: DownloadSettings) -> Reply:
    """Take the file and attach it."""
    say = _words(request)
    given = read_form(AttachForm, request.form, action=ATTACH, submit_label="Attach the file", words=say)
    upload = request.files.get("file")
    missing = say("Choose a file") if upload is None or not upload.filename else ""
    if isinstance(given, Form) or upload is None or missing:
        values = {"sku": request.form.get("sku", "")[:64]}
        again = given if isinstance(given, Form) else form_for(
            AttachForm, values, action=ATTACH, submit_label="Attach the file", words=say
        )  # fmt: skip
        return _attach_page(request, again, missing)
    source = vault_of(request.ctx, settings).receive(upload.file)
    try:
        outcome = request.run(api.AttachFile(sku=given.sku, file=source.name, name=_plain(upload.filename)))
    finally:
        source.unlink(missing_ok=True)
    if isinstance(outcome, Done):
        return Redirect(to=_SCREEN, notice=text("The file is attached to %(sku)s.", sku=given.sku))
    words = outcome.refusals[0] if isinstance(outcome, Refused) else None
    field = words.field if words is not None and words.field == "sku" else ""
    errors = {field or "": request.say(words.text if words is not None else text("It waits for approval."))}
    form = form_for(AttachForm, given.model_dump(), errors, action=ATTACH, submit_label="Attach the file", words=say)
    return _attach_page(request, form)


def _plain(filename: str) -> str:
    """The bare name of a file as a browser sent it, whatever folder it named."""
    bare = filename.replace("\\", "/").rpartition("/")[2]
    tidy = "".join(sign for sign in bare if ord(sign) >= 32).strip()
    stem, dot, ending = tidy.rpartition(".")
    return tidy if len(tidy) <= 200 else f"{stem[: 199 - len(ending)]}{dot}{ending}"[:200]


def _words(request: PageRequest) -> Callable[[str], str]:
    return lambda msgid: request.say(Text(msgid=msgid))
