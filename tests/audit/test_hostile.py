"""Servers that no browser gets on with: each ends in one clear line, and in time."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from e2e.audit_lab import PROVIDER
from e2e.audit_lab.server import serve, serve_handler
from ecomkit.audit.browser import Opened
from ecomkit.audit.check import Status
from ecomkit.audit.options import Options
from ecomkit.audit.run import run_audit
from ecomkit.errors import NotFinished

pytestmark = pytest.mark.browser


class _Endless(BaseHTTPRequestHandler):
    """A page that never ends: `/` goes on sending, `/grows` goes on growing once it is there."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        if self.path == "/grows":
            grow = "setInterval(() => document.body.append(Object.assign(document.createElement('p'), {innerText: 'on'})), 5)"
            self.wfile.write(f"<title>On</title><h1>On and on</h1><script>{grow}</script>".encode())
            return
        try:
            while True:
                self.wfile.write(b"<p>on and on</p>" * 100)
                time.sleep(0.02)
        except OSError:
            return


@pytest.mark.parametrize(
    ("path", "timeout_s", "told"), [("", 2, "did not answer within 2 s"), ("grows", 6, "does not look like a shop")]
)
def test_a_page_without_an_end_is_given_up(path: str, timeout_s: float, told: str, browser: Opened) -> None:
    started = time.monotonic()
    with serve_handler(_Endless) as url, pytest.raises(NotFinished, match=told):
        run_audit(url + path, Options(only=("CHK-01",), timeout_s=timeout_s), opened=browser)
    assert time.monotonic() - started < 60


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    paths = folder / "own.pem", folder / "own.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return paths


@contextmanager
def _behind_tls(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Endless)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*_certificate(folder))
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # a refused handshake is what is wanted
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_certificate_that_signs_itself_is_told(browser: Opened, tmp_path: Path) -> None:
    with _behind_tls(tmp_path) as url, pytest.raises(NotFinished, match="has a certificate that browsers refuse"):
        run_audit(url, Options(only=("FND-01",)), opened=browser)


def test_a_shop_without_tls_is_audited_and_told(browser: Opened) -> None:
    """A host name that is not this machine's, though it leads here."""
    with serve("plain-es") as lab:
        url = lab.url.replace("127.0.0.1", PROVIDER)
        report = run_audit(url, Options(only=("TRU-03", "FND-01"), owned=True, confirm=False), opened=browser)
    status = {one.id: one.status for one in report.checks}
    assert status == {"TRU-03": Status.FAIL, "FND-01": Status.PASS}
    assert report.exit_code == 1
