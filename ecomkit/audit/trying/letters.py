"""Reading a test mailbox over HTTP: a list of mails as JSON, as the mailbox of `ecomkit` gives it under /api/messages."""

from __future__ import annotations

import json
import time
import urllib.request
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from ecomkit.audit.trials import Letter

__all__ = ["read_letters"]

_PATIENCE_S = 60.0
_NEWEST = 50


def read_letters(url: str, written_at: float | None) -> tuple[tuple[Letter, ...] | None, str]:
    """The newest letters, and why there are none. After a message to the shop, waits up to a minute for an answer."""
    if not url:
        return None, "no test mailbox is told (recipe: mail.url)"
    if urlsplit(url).scheme not in {"http", "https"}:
        return None, f"mail.url is no address of a mailbox: {url}"
    end = time.time() + _PATIENCE_S
    try:
        found = _asked(url, written_at)
        while written_at and time.time() < end and not any(letter.seconds is not None for letter in found):
            time.sleep(2)
            found = _asked(url, written_at)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return None, f"the test mailbox {url} cannot be read: {error}"
    return found, ""


def _asked(url: str, written_at: float | None) -> tuple[Letter, ...]:
    with urllib.request.urlopen(url, timeout=5) as answer:
        listed = json.load(answer)
    return tuple(_letter(one, written_at) for one in listed[-_NEWEST:])


def _letter(one: dict[str, Any], written_at: float | None) -> Letter:
    received = datetime.fromisoformat(str(one["received"])).timestamp()
    after = written_at is not None and received >= written_at
    return Letter(
        subject=str(one["subject"]),
        text=str(one.get("text", "")),
        links=len(one.get("links", ())),
        seconds=round(received - (written_at or 0), 1) if after else None,
    )
