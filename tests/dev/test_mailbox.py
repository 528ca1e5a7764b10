"""The mailbox, tried on a real process: SMTP in, pages and JSON out."""

from __future__ import annotations

import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import httpx2
import pytest

ROOT = Path(__file__).parents[2]


class Mailbox:
    """A running mailbox: `web` reads it, `send` fills it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        name, url, smtp = process.stdout.readline().split()
        assert name == "mailbox"
        host, port = smtp.removeprefix("smtp://").split(":")
        self.process = process
        self.host, self.port = host, int(port)
        self.web = httpx2.Client(base_url=url)

    def send(self, raw: bytes, *to: str) -> None:
        with smtplib.SMTP(self.host, self.port) as smtp:
            smtp.sendmail("shop@example.com", to, raw)

    def all(self, **query: str) -> list[Any]:
        found: list[Any] = self.web.get("/api/messages", params=query).json()
        return found


@pytest.fixture(scope="module")
def running() -> Iterator[Mailbox]:
    command = [sys.executable, "-m", "ecomkit.dev.mailbox"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        mailbox = Mailbox(process)
        yield mailbox
        mailbox.web.close()
        process.kill()


@pytest.fixture
def mailbox(running: Mailbox) -> Mailbox:
    assert running.web.delete("/api/messages").status_code == 204
    return running


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "La Tienda <hola@tienda.example>"
    message["To"] = "Ana Ñ <ana@example.com>"
    message["Subject"] = "Pedido ñ 1 <script>alert(1)</script>"
    message["Date"] = "Sun, 22 Nov 2026 10:00:00 +0100"
    message.set_content("Gracias, Ana.\nhttps://shop.example/orders/abc\n")
    html = '<p>Gracias, <b>Ana</b></p><a href="https://shop.example/o/1">Ver</a><a href="javascript:alert(1)">x</a>'
    message.add_alternative(html + "<script>document.title='owned'</script>", subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="factura.pdf")
    return message


def test_a_mail_is_read_whole_by_programs(mailbox: Mailbox) -> None:
    mailbox.send(letter().as_bytes(policy=SMTP), "ana@example.com", "hidden@example.com")
    (mail,) = mailbox.all()
    assert mail["from"] == "hola@tienda.example"
    assert mail["to"] == ["ana@example.com", "hidden@example.com"]
    assert mail["subject"] == "Pedido ñ 1 <script>alert(1)</script>"
    assert mail["date"] == "2026-11-22T10:00:00+01:00"
    assert "Gracias, Ana." in mail["text"]
    assert "<b>Ana</b>" in mail["html"]
    assert ["To", "Ana Ñ <ana@example.com>"] in mail["headers"]
    assert mail["links"] == ["https://shop.example/o/1", "https://shop.example/orders/abc"]
    assert mail["attachments"] == [{"name": "factura.pdf", "type": "application/pdf", "size": 4}]
    assert mailbox.web.get(f"/api/messages/{mail['id']}").json() == mail


def test_mails_are_found_by_recipient_in_order_of_arrival_and_deleted(mailbox: Mailbox) -> None:
    for number in range(3):
        mailbox.send(f"Subject: {number}\r\n\r\nhello".encode(), "ana@example.com" if number else "bo@example.com")
    assert [mail["subject"] for mail in mailbox.all()] == ["0", "1", "2"]
    assert [mail["subject"] for mail in mailbox.all(to="ANA@example.com")] == ["1", "2"]
    last = mailbox.all()[-1]["id"]
    mailbox.web.delete("/api/messages")
    assert mailbox.all() == []
    mailbox.send(b"Subject: next\r\n\r\n", "ana@example.com")
    assert mailbox.all()[0]["id"] == last + 1


def test_only_the_last_500_are_kept(mailbox: Mailbox) -> None:
    with smtplib.SMTP(mailbox.host, mailbox.port) as smtp:
        for number in range(503):
            smtp.sendmail("shop@example.com", ["ana@example.com"], f"Subject: {number}\r\n\r\n".encode())
    subjects = [mail["subject"] for mail in mailbox.all()]
    assert (len(subjects), subjects[0], subjects[-1]) == (500, "3", "502")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no header at all",
        b"Subject: =?utf-8?q?=ff=fe?=\r\nFrom: <<>>,@\r\nDate: soon\r\n\r\nx",
        b"Content-Type: text/plain; charset=klingon\r\n\r\nqapla\xff",
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
        b"Content-Type: multipart/mixed; boundary=\r\n\r\nbroken",
        b"Content-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\nContent-Type: text/html\r\n\r\n<p",
        b"Subject: \xff\xfe raw bytes\r\nTo: \xc3\xb1\r\n\r\n\x00",
    ],
)
def test_malformed_mails_are_kept_and_shown(mailbox: Mailbox, raw: bytes) -> None:
    mailbox.send(raw, "ana@example.com")
    (mail,) = mailbox.all()
    assert mailbox.web.get("/").status_code == 200
    for part in ("html", "text", "source"):
        assert mailbox.web.get(f"/messages/{mail['id']}", params={"part": part}).status_code == 200


def test_pages_escape_what_a_mail_says_and_give_its_html_no_rights(mailbox: Mailbox) -> None:
    mailbox.send(letter().as_bytes(policy=SMTP), "ana@example.com")
    number = mailbox.all()[0]["id"]
    pages = [mailbox.web.get(path) for path in ("/", f"/messages/{number}", f"/messages/{number}?part=source")]
    for page in pages:
        assert "<script>" not in page.text
        assert "javascript:" not in page.text or "part=source" in str(page.url)
        assert "default-src 'none'" in page.headers["content-security-policy"]
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in pages[1].text
    body = mailbox.web.get(f"/messages/{number}/html")
    policy = body.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-popups")
    assert "allow-scripts" not in policy
    assert "script-src" not in policy
    raw = mailbox.web.get(f"/messages/{number}/raw")
    assert raw.headers["content-type"].startswith("text/plain")


def test_the_button_deletes_all_but_not_from_another_site(mailbox: Mailbox) -> None:
    mailbox.send(b"Subject: one\r\n\r\n", "ana@example.com")
    assert mailbox.web.post("/clear", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert len(mailbox.all()) == 1
    assert mailbox.web.post("/clear", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303
    assert mailbox.all() == []


def test_any_sign_in_is_taken(mailbox: Mailbox) -> None:
    with smtplib.SMTP(mailbox.host, mailbox.port) as smtp:
        assert smtp.login("anybody", "anything")[0] == 235


def test_missing_mails_say_so(mailbox: Mailbox) -> None:
    assert "No such mail" in mailbox.web.get("/messages/999999").text
    assert mailbox.web.get("/messages/999999").status_code == 404
    assert mailbox.web.get("/api/messages/999999").status_code == 404


def test_the_process_ends_cleanly_and_a_taken_port_is_one_line() -> None:
    command = [sys.executable, "-m", "ecomkit.dev.mailbox"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        mailbox = Mailbox(process)
        again = [*command, "--smtp-port", str(mailbox.port)]
        done = subprocess.run(again, capture_output=True, text=True, cwd=ROOT, timeout=30, check=False)
        assert (done.returncode, len(done.stderr.strip().splitlines())) == (2, 1)
        mailbox.web.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
