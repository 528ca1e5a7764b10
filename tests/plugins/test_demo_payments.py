"""The demo gateway's provider, where it is slow."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from ecomkit.domain import Money, Payment, PaymentState, ProviderAnswer
from ecomkit.plugins.demo_payments import provider as module
from ecomkit.plugins.demo_payments.provider import GatewayProvider


class _Slow(BaseHTTPRequestHandler):
    """Answers, but for one request: with `keeps` that is left without an answer until the event comes."""

    protocol_version = "HTTP/1.1"
    keeps: threading.Event | None = None

    def do_GET(self) -> None:
        kept, _Slow.keeps = _Slow.keeps, None
        if kept is not None:
            self.close_connection = kept.wait(60)
            return
        known = self.path.partition("key=")[2]
        answer = json.dumps({"id": f"pay_{known}", "amount": 100, "currency": "EUR", "status": "succeeded"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def gateway() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Slow)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_provider_that_was_too_slow_once_is_asked_again_on_a_new_connection(
    gateway: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_TIMEOUT", 0.3)
    provider = GatewayProvider(gateway, "gateway-secret-for-tests")
    money = Money(amount=100, currency="EUR")
    payment = Payment(
        id="one", order="o", method="card", money=money, state=PaymentState.PENDING, refunded=Money.zero("EUR")
    )
    over = _Slow.keeps = threading.Event()
    assert provider.ask(payment)[0] is ProviderAnswer.UNKNOWN
    monkeypatch.setattr(module, "_TIMEOUT", 20)
    assert provider.ask(payment) == (ProviderAnswer.SUCCEEDED, money)
    provider._connection().close()
    over.set()
