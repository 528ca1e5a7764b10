"""What others may use: files of articles, and what an order may fetch, as commands, queries and events."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import Field

from ecomkit.sdk import Command, Event, Query, Value

__all__ = [
    "STAFF", "AttachFile", "Download", "DownloadTaken", "DownloadsGranted", "DownloadsOf", "DownloadsRenewed", "DownloadsRevoked",
    "FileAttached", "FileRemoved", "GrantDownloads", "RemoveFile", "RenewDownloads", "RevokeDownloads", "TakeDownload",
]  # fmt: skip

STAFF = "staff.downloads"
_Key = Annotated[str, Field(min_length=1, max_length=64)]
_Order = Annotated[
    str, Field(min_length=1, max_length=64, title="Order", description="Its number, such as S-1001, or its key")
]
_Name = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f/\\]*$")]


class Download(Value):
    """A file that an order may fetch. `left` is how often still, `until` the end; None is without end.

    `live` says whether it can be fetched now: it was not taken back, and neither count nor time is over.
    """

    key: str
    order: str
    number: str
    name: str
    media_type: str
    size: int
    left: int | None
    until: datetime | None
    revoked: bool
    live: bool


class DownloadsOf(Query[tuple[Download, ...]]):
    """What an order may fetch, for its buyer, who holds its token, staff and plugins."""

    order: _Key


class AttachFile(Command[str]):
    """Attach a file to an article

    `file` lies in the folder `incoming` of the plugin's folder. What has the same name at the same article is replaced, for those
    who bought it before, too; gives the file's key.
    """

    sku: Annotated[
        str,
        Field(
            min_length=1, max_length=64, title="Article number (SKU)",
            json_schema_extra={"error": "Enter the number of an article, for example GUIDE"},
        ),
    ]  # fmt: skip
    file: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]
    name: Annotated[
        _Name, Field(title="Name of the file", description="What customers save it as; empty: as it is called now")
    ] = ""


class RemoveFile(Command[None]):
    """Remove a file

    Nobody can fetch it any more, not even who bought it.
    """

    file: Annotated[str, Field(min_length=1, max_length=64, title="Key", description="As the list shows it")]


class GrantDownloads(Command[int]):
    """Grant the files of an order

    Once for each line and file, however often it is run; gives how many are new.
    """

    order: _Key


class TakeDownload(Command[None]):
    """Take a download

    Counts it. It may break off and go on for some hours without being counted again.
    """

    order: _Key
    download: _Key


class RenewDownloads(Command[int]):
    """Renew the downloads of an order

    They begin anew, with what was attached since: count, end, and what was taken back.
    """

    order: _Order


class RevokeDownloads(Command[int]):
    """Take the downloads of an order back

    Nobody can fetch them until they are renewed; gives how many.
    """

    order: _Order
    reason: Annotated[str, Field(min_length=3, max_length=200, title="Reason", description="For example: withdrawn")]


class _OfOrder(Event):
    aggregate: ClassVar[str] = "downloads"
    downloads: str


class DownloadsGranted(_OfOrder):
    """An order that is settled brought files; `downloads` is the order's key."""

    files: int


class DownloadTaken(_OfOrder):
    """Somebody fetched a file of an order: the evidence that it was supplied."""

    file: str
    times: int


class DownloadsRenewed(_OfOrder):
    """Staff let an order's downloads begin anew."""

    files: int


class DownloadsRevoked(_OfOrder):
    """An order's downloads were taken back."""

    files: int
    reason: str


class _OfFile(Event):
    aggregate: ClassVar[str] = "download_file"
    download_file: str
    sku: str


class FileAttached(_OfFile):
    """A file was attached to an article, or replaced."""

    digest: str


class FileRemoved(_OfFile):
    """A file was removed."""
