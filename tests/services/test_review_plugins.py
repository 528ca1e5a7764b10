"""The plugins that come along: rates written by people, a provider that is slow, letters that are no longer true."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from ecomkit.domain import CancelOrder, Destination, Done, Money, Payment, PaymentState, ProviderAnswer
from ecomkit.plugins.demo_payments import provider as module
from ecomkit.plugins.demo_payments.provider import GatewayProvider
from ecomkit.plugins.rates.settings import ShippingRate, TaxRates
from ecomkit.testing import Till, make_shop, run_jobs, staff


@pytest.mark.parametrize("written", ["NY", "ny", " Ny "])
def test_a_region_is_taxed_however_it_is_written(written: str) -> None:
    assert TaxRates(regions={"NY": "8.875"}).rate("standard", Destination(country="US", region=written)) == 8875


@pytest.mark.parametrize("price", ["free", "-1", "NaN", "1e3", ""])
def test_a_price_that_is_none_is_told_at_the_start(price: str) -> None:
    with pytest.raises(ValidationError):
        ShippingRate(key="parcel", label="Parcel", price=price)


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


def test_nobody_is_told_how_to_pay_an_order_that_is_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make_shop(tmp_path, use=("b2c", "rates", "transfer", "order_mails"))
    sent: list[object] = []
    monkeypatch.setattr(type(shop.core.post), "__call__", lambda _post, letter: sent.append(letter))
    gone, open_still = Till.for_guest(shop).buy("LAMP"), Till.for_guest(shop).buy("LAMP")
    assert isinstance(gone, Done)
    assert isinstance(open_still, Done)
    assert isinstance(shop.run(staff(shop)(), CancelOrder(order=gone.result)), Done)
    run_jobs(shop)
    keys = [getattr(letter, "key", "") for letter in sent]
    assert sorted(keys) == sorted([f"{open_still.result}/waiting", f"{gone.result}/cancelled"])
    shop.close()
