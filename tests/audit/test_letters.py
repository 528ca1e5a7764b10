"""Letters are read from a mailbox that answers over HTTP; what cannot be read is told, not guessed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler

from e2e.audit_lab.server import serve_handler
from ecomkit.audit.trying.letters import read_letters


@contextmanager
def _mailbox(body: str) -> Iterator[str]:
    class Mailbox(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
            """Say nothing."""

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body.encode())

    with serve_handler(Mailbox) as url:
        yield url


def test_letters_are_read_and_the_answer_to_a_message_is_timed() -> None:
    written = time.time() - 5
    old = {"subject": "Old", "text": "t", "received": "2026-01-01T00:00:00+00:00", "links": ["a"]}
    new = {"subject": "New", "text": "t", "received": datetime.now(UTC).isoformat(), "links": []}
    with _mailbox(json.dumps([old, new])) as url:
        found, why = read_letters(url, written)
    assert why == ""
    assert found is not None
    assert [(one.subject, one.links, one.seconds is not None) for one in found] == [("Old", 1, False), ("New", 0, True)]
    assert 4 < (found[1].seconds or 0) < 60


def test_without_a_mailbox_or_with_a_broken_one_the_reason_is_told() -> None:
    assert read_letters("", None) == (None, "no test mailbox is told (recipe: mail.url)")
    assert "is no address" in read_letters("file:///etc/hostname", None)[1]
    with _mailbox("<html>") as url:
        found, why = read_letters(url, None)
    assert found is None
    assert "cannot be read" in why
