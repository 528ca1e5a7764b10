"""The letter that says where the files are: the page of the order, which opens without an account."""

from __future__ import annotations

from dataclasses import dataclass

from ecomkit.domain import ContactById, Order, address_in
from ecomkit.errors import NotFound
from ecomkit.plugins.downloads.reading import downloads_in
from ecomkit.plugins.downloads.speech import Speech
from ecomkit.sdk import JobContext, Letter

__all__ = ["FilesLetter", "files_letter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesLetter:
    """What it says: each file with its size, and how often and until when it can be fetched."""

    number: str
    files: tuple[tuple[str, str, str], ...]
    link: str


def files_letter(ctx: JobContext, order: Order) -> Letter | None:
    """The letter about an order's files; None where who it is for was erased, or it has none."""
    if order.quote.contact is None:
        return None
    try:
        who, _ = ctx.ask(ContactById(contact=order.quote.contact))
    except NotFound:
        return None
    speech = Speech(ctx, order.locale)
    language = speech.locale.replace("_", "-")
    files = tuple((one.name, speech.size(one.size), speech.note(one)) for one in downloads_in(ctx, [order.id]))
    subject = speech.words("Your files of order %(number)s") % {"number": order.number}
    page = address_in(ctx.shop.languages, f"/orders/{order.token}", language)
    model = FilesLetter(number=order.number, files=files, link=f"{ctx.shop.url}{page}#downloads")
    return Letter(
        key=f"{order.id}/downloads", to=who.email, subject=subject, template="downloads/letter", model=model, locale=language
    ) if files else None  # fmt: skip
