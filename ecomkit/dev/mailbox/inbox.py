"""The last mails that arrived, in memory, and the SMTP side that fills them in."""

from __future__ import annotations

import asyncio
import datetime
import socket
from collections import deque
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

from ecomkit.dev.mailbox.message import Mail, read_mail

__all__ = ["Inbox", "open_smtp"]

MOST_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class _Arrived:
    number: int
    envelope_from: str
    recipients: tuple[str, ...]
    raw: bytes
    at: datetime.datetime

    @cached_property
    def mail(self) -> Mail:
        return read_mail(self.number, self.envelope_from, self.recipients, self.raw, self.at)


class Inbox:
    """Keeps the last `size` mails, oldest first, and numbers them from 1."""

    def __init__(self, size: int = 500) -> None:
        self._kept: deque[_Arrived] = deque(maxlen=size)
        self._arrived = 0

    def add(self, envelope_from: str, recipients: tuple[str, ...], raw: bytes) -> int:
        """Keep a mail; gives its number. It is read when somebody looks at it."""
        self._arrived += 1
        now = datetime.datetime.now(datetime.UTC)
        self._kept.append(_Arrived(self._arrived, envelope_from, recipients, raw, now))
        return self._arrived

    def mails(self, to: str | None = None) -> list[Mail]:
        """Return the mails, oldest first; only those to one address if it is given (upper and lower case are one)."""
        return [one.mail for one in self._kept if to is None or to.lower() in map(str.lower, one.recipients)]

    def mail(self, number: int) -> Mail | None:
        """Return one mail by its number."""
        return next((one.mail for one in self._kept if one.number == number), None)

    def clear(self) -> None:
        """Forget all mails; numbers go on."""
        self._kept.clear()

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Any) -> str:
        """Take a mail from SMTP: acknowledged only after it is kept."""
        self.add(envelope.mail_from or "", tuple(envelope.rcpt_tos), envelope.original_content or b"")
        return "250 OK"


async def open_smtp(inbox: Inbox, sock: socket.socket) -> asyncio.Server:
    """Accept SMTP on a socket, with any sign-in or none, and keep what comes."""
    loop = asyncio.get_running_loop()

    def connection() -> SMTP:
        return SMTP(
            inbox,
            data_size_limit=MOST_BYTES,
            enable_SMTPUTF8=True,
            hostname="mailbox",
            ident="ecomkit mailbox",
            auth_require_tls=False,
            authenticator=lambda *_: AuthResult(success=True),
            loop=loop,
        )

    return await loop.create_server(connection, sock=sock)
