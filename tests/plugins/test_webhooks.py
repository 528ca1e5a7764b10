"""Webhooks, taken by a real HTTP server: signed, repeated under the same id, parked at last, and never led astray."""

from __future__ import annotations

import json
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ecomkit.domain import Done, RetryJob
from ecomkit.errors import StartError
from ecomkit.jobs import LEASE
from ecomkit.plugins.b2e.api import OpenEmployer
from ecomkit.plugins.webhooks.post import is_public, post
from ecomkit.plugins.webhooks.signing import key_of, signature
from ecomkit.shop import Shop
from ecomkit.storage.tables import job
from ecomkit.testing import (
    Clock,
    Till,
    findings,
    make_shop,
    no_network_while_writing,
    parked_jobs,
    run_jobs,
    settings_for,
    staff,
)
from tests.plugins.receiving import SECRET, Sink, receiving, verified
from tests.servers import certificate_of, server_side

USE = ("b2c", "b2e", "rates", "transfer", "collection", "webhooks")
ORDER = ["order_confirmed", "order_placed", "payment_started"]


@pytest.fixture
def sink() -> Iterator[Sink]:
    with receiving() as made:
        yield made


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC))


def opened(
    folder: Path,
    clock: Clock,
    *,
    use: Any = USE,
    more: Any = None,
    attempts: int = 24,
    seconds: int = 20,
    **endpoint: Any,
) -> Shop:
    """A shop with one endpoint on this machine; its assortment is made before anybody listens to it."""
    make_shop(folder, use=use, clock=clock, settings=settings_for(folder)).close()
    one = {"secret": SECRET, "allow_private": True} | endpoint
    endpoints = {"erp": one} | (more or {})
    section = {"endpoints": endpoints, "attempts": attempts, "timeout_seconds": seconds}
    settings = settings_for(folder, plugins={"webhooks": section})
    return make_shop(folder, use=use, clock=clock, settings=settings, catalogue=False)


def buy(shop: Shop) -> None:
    assert isinstance(Till.for_guest(shop).buy("LAMP", payment="collection", shipping="collect"), Done)


def deliveries(shop: Shop, name: str = "erp") -> list[Any]:
    with shop.database.read() as rows:
        return list(rows.all(select(job).where(job.c.plugin == "webhooks", job.c.name == name).order_by(job.c.id)))


def test_the_signature_is_that_of_the_standard() -> None:
    """The values are those of the standard's own libraries."""
    body = b'{"test": 2432232314}'
    made = signature(key_of(SECRET), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("secret", ["", "whsec_c2hvcnQ=", "whsec_not base64!", SECRET.removeprefix("whsec_")])
def test_a_secret_that_is_none_is_told_at_the_start_and_not_repeated(tmp_path: Path, secret: str) -> None:
    with pytest.raises(StartError, match="24 to 64 random bytes") as caught:
        opened(tmp_path, Clock(), url="https://example.com", secret=secret)
    assert not secret or secret not in str(caught.value)


def test_settings_that_are_shown_do_not_show_the_secret(tmp_path: Path) -> None:
    shop = opened(tmp_path, Clock(), url="https://example.com/hooks")
    settings = shop.registry.plugin("webhooks").settings
    assert "example.com/hooks" in settings.model_dump_json()
    assert SECRET[6:] not in settings.model_dump_json() + repr(settings)
    shop.close()


@pytest.mark.parametrize("url", ["ftp://example.com/", "file:///etc/passwd", "https://", "http://me:word@example.com/"])
def test_an_address_that_is_none_is_told_at_the_start(tmp_path: Path, url: str) -> None:
    with pytest.raises(StartError, match=r"endpoints\.erp\.url"):
        opened(tmp_path, Clock(), url=url)


def test_each_event_is_delivered_once_signed_and_without_personal_data(
    tmp_path: Path, sink: Sink, clock: Clock
) -> None:
    shop = opened(tmp_path, clock, url=sink.url)
    with no_network_while_writing(shop):
        buy(shop)
        assert sink.received == []
        run_jobs(shop)
        run_jobs(shop)
    assert sorted(sink.types()) == sorted(ORDER)
    for one in sink.received:
        assert (one.path, one.headers["content-type"]) == ("/hooks?shop=1", "application/json")
        assert verified(SECRET, one.headers, one.body)
        assert not verified(SECRET, one.headers, one.body + b" ")
        assert not any(word in one.body for word in (b"Ana", b"Ruiz", b"@example", b"Calle"))
    assert len({one.id for one in sink.received}) == len(ORDER)
    placed = next(one.said for one in sink.received if one.said["type"] == "order_placed")
    assert (placed["aggregate"], placed["sequence"], placed["version"]) == ("order", 1, 1)
    assert placed["subject"] == placed["data"]["order"]
    assert datetime.fromisoformat(placed["timestamp"]) == clock.now
    assert findings(shop) == ()
    shop.close()


def test_a_delivery_that_was_not_taken_is_repeated_with_the_same_id_and_body(
    tmp_path: Path, sink: Sink, clock: Clock
) -> None:
    shop = opened(tmp_path, clock, url=sink.url, events=["order_placed"])
    sink.answers += [500, 302]
    buy(shop)
    for _ in range(4):
        run_jobs(shop)
        clock.forward(seconds=40)
    first, second, third = sink.received
    assert first.id == second.id == third.id
    assert first.body == second.body == third.body
    assert int(third.headers["webhook-timestamp"]) > int(first.headers["webhook-timestamp"])
    assert [row.state for row in deliveries(shop)] == ["done"]
    shop.close()


def test_after_the_last_try_it_is_parked_and_staff_start_it_again(tmp_path: Path, sink: Sink, clock: Clock) -> None:
    shop = opened(tmp_path, clock, url=sink.url, events=["order_placed"], attempts=3)
    sink.answers += [503, 503, 503]
    buy(shop)
    for _ in range(5):
        run_jobs(shop)
        clock.forward(hours=2)
    (parked,) = parked_jobs(shop)
    assert (parked.plugin, parked.name) == ("webhooks", "erp")
    assert "endpoint 'erp' answered 503" in parked.error
    assert len(sink.received) == 3
    assert isinstance(shop.run(staff(shop)(), RetryJob(job=deliveries(shop)[0].id)), Done)
    run_jobs(shop)
    assert {one.id for one in sink.received} == {sink.received[0].id}
    assert (len(sink.received), parked_jobs(shop)) == (4, ())
    shop.close()


WORKER = """
import json, sys
from pathlib import Path
from ecomkit.settings import Settings
from ecomkit.testing import make_shop, run_jobs

folder, use, settings = Path(sys.argv[1]), json.loads(sys.argv[2]), Settings.model_validate_json(sys.argv[3])
from datetime import UTC, datetime
run_jobs(make_shop(folder, use=use, settings=settings, catalogue=False, clock=lambda: datetime.now(UTC)))
"""


def test_a_killed_worker_begins_again_with_the_same_id(tmp_path: Path, sink: Sink, clock: Clock) -> None:
    """It dies in the middle of a delivery: the receiver has it, the shop does not know."""
    shop = opened(tmp_path, clock, url=sink.url, events=["order_placed"])
    buy(shop)
    command = [sys.executable, "-c", WORKER, str(tmp_path), json.dumps(USE), shop.settings.model_dump_json()]
    worker = subprocess.Popen(command)
    sink.before = worker.kill
    assert worker.wait(60) == -signal.SIGKILL
    sink.before = lambda: None
    run_jobs(shop)
    assert len(sink.received) == 1
    clock.forward(seconds=LEASE.total_seconds() + 600)
    run_jobs(shop)
    assert [one.id for one in sink.received] == [sink.received[0].id] * 2
    assert [row.state for row in deliveries(shop)] == ["done"]
    shop.close()


def test_an_endpoint_gets_what_it_asked_for_and_another_one_all(tmp_path: Path, sink: Sink, clock: Clock) -> None:
    with receiving() as other:
        all_of_it = {"books": {"url": other.url, "secret": SECRET, "allow_private": True}}
        shop = opened(tmp_path, clock, url=sink.url, events=["order_confirmed", "order_cancelled"], more=all_of_it)
        buy(shop)
        run_jobs(shop)
        assert sink.types() == ["order_confirmed"]
        assert sorted(other.types()) == sorted(ORDER)
        assert sink.received[0].id in {one.id for one in other.received}
        shop.close()


def test_an_event_that_nobody_declares_keeps_the_shop_from_starting(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"webhooks.*'order_place'.*Did you mean 'order_placed'"):
        opened(tmp_path, Clock(), url="https://example.com", events=["order_place"])


def test_another_plugins_event_is_delivered(tmp_path: Path, sink: Sink, clock: Clock) -> None:
    shop = opened(tmp_path, clock, url=sink.url, events=["employer_opened"])
    buy(shop)
    command = OpenEmployer(name="Clínica Norte", country="ES", timezone="Europe/Madrid", employer="norte")
    assert isinstance(shop.run(shop.system(), command), Done)
    run_jobs(shop)
    (one,) = sink.received
    assert (one.said["type"], one.said["aggregate"], one.said["subject"]) == ("employer_opened", "employer", "norte")
    assert verified(SECRET, one.headers, one.body)
    shop.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0"])
def test_a_private_address_is_refused_and_nothing_is_sent(tmp_path: Path, sink: Sink, clock: Clock, host: str) -> None:
    url = f"http://{host}:{sink.port}/"
    shop = opened(tmp_path, clock, url=url, events=["order_placed"], allow_private=False, attempts=1)
    buy(shop)
    run_jobs(shop)
    (parked,) = parked_jobs(shop)
    assert "is in a private network: write allow_private = true" in parked.error
    assert sink.received == []
    shop.close()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2606:4700::1111", True), ("64:ff9b::808:808", True),
        ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False),
        ("224.0.0.1", False), ("255.255.255.255", False), ("0.0.0.0", False), ("::", False), ("::1", False), ("fe80::1%eth0", False),
        ("fd00::1", False), ("fec0::1", False), ("ff02::1", False), ("::ffff:10.0.0.1", False), ("::127.0.0.1", False),
        ("64:ff9b::a00:1", False), ("2002:7f00:1::", False), ("2001::1", False),
    ],
)  # fmt: skip
def test_addresses_of_the_open_internet_are_told_from_others(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_an_endpoint_that_cannot_be_reached_rests_and_holds_up_no_other(
    tmp_path: Path, sink: Sink, clock: Clock
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        more = {"dead": {"url": url, "secret": SECRET, "allow_private": True}}
        shop = opened(tmp_path, clock, url=sink.url, more=more, seconds=2)
        buy(shop)
        run_jobs(shop)
        assert sorted(sink.types()) == sorted(ORDER)
        errors = sorted(row.error.partition(": ")[2] for row in deliveries(shop, "dead"))
        assert errors == ["endpoint 'dead' cannot be reached: no answer in time"] + [
            "endpoint 'dead' is left alone for a minute: no answer in time"
        ] * (len(ORDER) - 1)
        shop.close()


def test_tls_is_checked_against_the_name_in_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection goes to an address that was looked up before; the certificate has to be that of the name all the same."""
    certificate = certificate_of("localhost", tmp_path)
    with receiving(server_side(certificate)) as sink:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert post(f"https://localhost:{sink.port}/", b"{}", {}, seconds=20, allow_private=True) == 200
        with pytest.raises(ssl.SSLCertVerificationError):
            post(f"https://127.0.0.1:{sink.port}/", b"{}", {}, seconds=20, allow_private=True)
        monkeypatch.delenv("SSL_CERT_FILE")
        with pytest.raises(ssl.SSLCertVerificationError):
            post(f"https://localhost:{sink.port}/", b"{}", {}, seconds=20, allow_private=True)
        assert len(sink.received) == 1


def test_a_peer_that_answers_a_byte_at_a_time_is_cut_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        ended = threading.Event()

        def drip() -> None:
            peer, _ = server.accept()
            with peer:
                for one in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 10_000:
                    if ended.wait(0.1):
                        return
                    try:
                        peer.send(bytes([one]))
                    except OSError:
                        return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        began = time.monotonic()
        with pytest.raises(TimeoutError, match="no answer in time"):
            post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, seconds=1, allow_private=True)
        assert time.monotonic() - began < 60
        ended.set()
        thread.join()
