"""Mails: subject and the same words in text and HTML. No external asset, so nothing tells the sender who read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecomkit.hooks.pages.parts import Link, SummaryRow, Total
from ecomkit.web.models.checkout import CartLine

__all__ = ["DispatchedLetter", "Letter", "ReceivedLetter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Any mail: greeting, paragraphs, one button-like link, facts. Rendered from `template` + ".txt" and ".html"."""

    template: ClassVar[str] = "mail/letter"

    shop_name: str
    subject: str
    heading: str
    language: str = "en"
    greeting: str = ""
    paragraphs: tuple[str, ...] = ()
    link: Link | None = None
    facts: tuple[SummaryRow, ...] = ()
    contact: str = ""
    legal_lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedLetter(Letter):
    """The order arrived: what was bought, what it costs, when it comes, how it is paid."""

    template: ClassVar[str] = "mail/order_received"

    number: str
    promise: str = ""
    lines: tuple[CartLine, ...] = ()
    totals: tuple[Total, ...] = ()
    address: tuple[str, ...] = ()
    payment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchedLetter(Letter):
    """The order left: when it arrives, how to follow it, what is in the parcel."""

    template: ClassVar[str] = "mail/order_dispatched"

    number: str
    promise: str = ""
    lines: tuple[CartLine, ...] = ()
    address: tuple[str, ...] = ()
    tracking: Link | None = None
