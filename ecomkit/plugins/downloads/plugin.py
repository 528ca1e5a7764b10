"""The plugin: what downloads tell the shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from ecomkit.domain import ActorKind, OrderById, OrderCancelled, PaymentRefunded, PaymentState, SupplyDue
from ecomkit.plugins.downloads import api, commands, pages
from ecomkit.plugins.downloads.demo import plant
from ecomkit.plugins.downloads.keeping import vault_of
from ecomkit.plugins.downloads.letters import files_letter
from ecomkit.plugins.downloads.reading import LIVE, downloads_of, files_for, grants_of
from ecomkit.plugins.downloads.screens import inspections, screens
from ecomkit.plugins.downloads.settings import DownloadSettings
from ecomkit.plugins.downloads.tables import TABLES, file
from ecomkit.sdk import (
    Block,
    Context,
    Event,
    Inspection,
    Job,
    JobContext,
    Link,
    Lookup,
    Operation,
    Plugin,
    Policy,
    Route,
    Screen,
    Seed,
    ShownPage,
    Table,
    Who,
    hookimpl,
    text,
)

__all__ = ["Downloads"]

_MB = 1_000_000
_STAFF = Policy(permission=api.STAFF, who=frozenset({Who.PERMITTED, Who.SYSTEM}))
_OWN = Policy(permission=api.STAFF, who=frozenset({Who.BUYER, Who.PERMITTED, Who.SYSTEM}), owned="order")
_SYSTEM = Policy(permission="downloads.run", who=frozenset({Who.SYSTEM}))


class Downloads(Plugin[DownloadSettings]):
    """Files of articles, granted when an order is settled, counted, and taken back with a refund."""

    name = "downloads"
    hook_api = 1
    title = "Downloads"

    @hookimpl
    def register_tables(self) -> Sequence[Table]:
        """Files and grants."""
        return TABLES

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        """Attaching and removing; granting, taking, renewing, taking back."""
        settings = self.settings
        grant, renew = partial(commands.grant_all, settings), partial(commands.renew, settings)
        return [
            Operation(
                command=api.AttachFile, policy=_STAFF, prepare=partial(commands.prepare, settings), apply=commands.attach,
                emits=(api.FileAttached,),
            ),
            Operation(command=api.RemoveFile, policy=_STAFF, apply=commands.remove, emits=(api.FileRemoved,)),
            Operation(command=api.GrantDownloads, policy=_SYSTEM, apply=grant, emits=(api.DownloadsGranted,)),
            Operation(command=api.TakeDownload, policy=_OWN, apply=commands.take, emits=(api.DownloadTaken,)),
            Operation(command=api.RenewDownloads, policy=_STAFF, apply=renew, emits=(api.DownloadsRenewed,)),
            Operation(command=api.RevokeDownloads, policy=_STAFF, apply=commands.revoke, emits=(api.DownloadsRevoked,)),
        ]  # fmt: skip

    @hookimpl
    def register_queries(self) -> Sequence[Lookup[Any]]:
        """What an order may fetch."""
        return [Lookup(query=api.DownloadsOf, policy=_OWN, answer=downloads_of)]

    @hookimpl
    def register_events(self) -> Sequence[type[Event]]:
        """The life of files and of what orders may fetch."""
        return [
            api.FileAttached, api.FileRemoved, api.DownloadsGranted, api.DownloadTaken, api.DownloadsRenewed, api.DownloadsRevoked,
        ]  # fmt: skip

    @hookimpl
    def register_jobs(self) -> Sequence[Job]:
        """Once a day: what was replaced goes."""
        title = text("Delete files that belong to nothing")
        return [Job(name="tidy", work=partial(_tidy, self.settings), every=timedelta(days=1), title=title)]

    @hookimpl
    def register_routes(self) -> Sequence[Route]:
        """Fetching, the list of a person, and the page of the staff."""
        settings, post = self.settings, ("POST",)
        anyone = Policy(permission="downloads.see", who=frozenset({Who.ANYONE}))
        person = Policy(permission="account.see", who=frozenset({Who.PERSON}))
        staff = Policy(permission=api.STAFF, who=frozenset({Who.PERMITTED}))
        fetch, take, attach = (partial(view, settings=settings) for view in (pages.fetch, pages.take, pages.attach))
        return [
            Route(path="/downloads/{token}", view=pages.to_order, policy=anyone, name="downloads.order"),
            Route(path="/downloads/{token}", view=take, policy=anyone, name="downloads.take", methods=post),
            Route(path="/downloads/file/{ticket}", view=fetch, policy=anyone, name="downloads.file"),
            Route(path=pages.ACCOUNT, view=pages.show_account, policy=person, name="downloads.account"),
            Route(path=pages.ATTACH, view=pages.show_attach, policy=staff, name="downloads.admin.new"),
            Route(
                path=pages.ATTACH, view=attach, policy=staff, name="downloads.admin.attach", methods=post,
                uploads=settings.upload_mb * _MB,
            ),
        ]  # fmt: skip

    @hookimpl
    def register_screens(self) -> Sequence[Screen]:
        """Files and downloads."""
        return screens()

    @hookimpl
    def register_inspections(self) -> Sequence[Callable[[Context], Iterator[Inspection]]]:
        """Files against the folder."""
        return inspections(self.settings)

    @hookimpl
    def register_seeds(self) -> Sequence[Seed]:
        """The files of the demonstration's articles."""
        return [Seed(title="Files to download", plant=partial(plant, self.settings))]

    @hookimpl
    def on_supply_due(self, ctx: JobContext, event: SupplyDue) -> None:
        """Bring the files, and say where they are."""
        order = ctx.ask(OrderById(order=event.order))
        if not files_for(ctx, order):
            return
        ctx.run(api.GrantDownloads(order=order.id))
        letter = files_letter(ctx, order)
        if letter is not None:
            ctx.send(letter)

    @hookimpl
    def on_order_cancelled(self, ctx: JobContext, event: OrderCancelled) -> None:
        """What came to nothing brings nothing."""
        _take_back(ctx, event.order, "order cancelled")

    @hookimpl
    def on_payment_refunded(self, ctx: JobContext, event: PaymentRefunded) -> None:
        """Whose money went back, all of it, has nothing to fetch any more. Of a part, staff decide."""
        if ctx.ask(OrderById(order=event.order)).payment is PaymentState.REFUNDED:
            _take_back(ctx, event.order, "refunded")

    @hookimpl
    def contribute_blocks(self, ctx: Context, page: ShownPage) -> Sequence[Block]:
        """The files on the page of their order."""
        return pages.blocks_for(ctx, page)

    @hookimpl
    def contribute_navigation(self, ctx: Context) -> Sequence[Link]:
        """The list of all files, in the account."""
        person = ctx.actor.kind is ActorKind.PERSON
        return [Link(label=text("Your files"), path=pages.ACCOUNT, place="account")] if person else []


def _take_back(ctx: JobContext, order: str, reason: str) -> None:
    if any(row.state == LIVE for row in grants_of(ctx, [order])):
        ctx.run(api.RevokeDownloads(order=order, reason=reason))


def _tidy(settings: DownloadSettings, ctx: JobContext, _payload: dict[str, str]) -> None:
    """Delete what no row names."""
    wanted = {row.digest for row in ctx.db.all(select(file.c.digest))}
    vault_of(ctx, settings).tidy(wanted)
