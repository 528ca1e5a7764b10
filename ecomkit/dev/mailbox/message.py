"""A mail as it arrived, and as people and programs read it."""

from __future__ import annotations

import datetime
import email
import email.policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Attachment", "Mail", "read_mail"]

UNREADABLE = (LookupError, UnicodeError, ValueError, TypeError, AttributeError)


class Attachment(BaseModel):
    """A file in a mail; `size` is in bytes."""

    model_config = ConfigDict(frozen=True)

    name: str
    type: str
    size: int


class Mail(BaseModel):
    """One mail. `sender` (JSON: `from`) is the address in From; `to` are the envelope's recipients, so also the hidden ones."""

    model_config = ConfigDict(frozen=True)

    id: int
    sender: Annotated[str, Field(serialization_alias="from")]
    to: tuple[str, ...]
    subject: str
    date: str
    received: str
    envelope_from: str
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    links: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    raw: Annotated[bytes, Field(exclude=True, repr=False)]


def read_mail(number: int, envelope_from: str, recipients: tuple[str, ...], raw: bytes, now: datetime.datetime) -> Mail:
    """Read a mail of any quality: what cannot be decoded is shown with replacement signs, never refused."""
    message = email.message_from_bytes(raw, EmailMessage, policy=email.policy.default)
    headers = tuple(_headers(raw))
    named = {name.lower(): value for name, value in reversed(headers)}
    text, html = _body(message, "plain"), _body(message, "html")
    return Mail(
        id=number,
        sender=_address(message) or envelope_from,
        to=recipients,
        subject=named.get("subject", ""),
        date=_date(named.get("date", "")),
        received=now.isoformat(timespec="seconds"),
        envelope_from=envelope_from,
        headers=headers,
        text=text,
        html=html,
        links=_links(text, html),
        attachments=tuple(_attachments(message)),
        raw=raw,
    )


def _headers(raw: bytes) -> list[tuple[str, str]]:
    # Read leniently first: the strict policy raises on some malformed headers, and one bad header must not hide a mail.
    lenient = email.message_from_bytes(raw, policy=email.policy.compat32)
    found = []
    for name, value in lenient.items():
        try:
            text = str(email.policy.default.header_factory(name, str(value).replace("\r", "").replace("\n", "")))
        except (*UNREADABLE, IndexError):
            text = str(value)
        found.append((name, _clean(text)))
    return found


def _clean(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _address(message: EmailMessage) -> str:
    try:
        addresses = message["from"].addresses
        return _clean(addresses[0].addr_spec) if addresses else ""
    except (*UNREADABLE, IndexError):
        return ""


def _date(value: str) -> str:
    try:
        return parsedate_to_datetime(value).isoformat()
    except (*UNREADABLE, IndexError):
        return ""


def _body(message: EmailMessage, kind: str) -> str:
    try:
        part: Any = message.get_body((kind,))
    except (*UNREADABLE, IndexError):
        return ""
    return _clean(_content(part)) if part is not None else ""


def _content(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except (*UNREADABLE, IndexError):
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else str(part.get_payload())


def _attachments(message: EmailMessage) -> list[Attachment]:
    found = []
    for part in message.walk():
        if part.get_content_disposition() == "attachment":
            payload = part.get_payload(decode=True)
            size = len(payload) if isinstance(payload, bytes) else 0
            name = _clean(str(part.get_filename() or "unnamed"))
            found.append(Attachment(name=name, type=part.get_content_type(), size=size))
    return found


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def _links(text: str, html: str) -> tuple[str, ...]:
    anchors = _Anchors()
    anchors.feed(html)
    words = [word.strip("<>()[]\"'.,;") for word in text.split()]
    return tuple(dict.fromkeys(link for link in [*anchors.found, *words] if link.startswith(("http://", "https://"))))
