"""The gateway's protocol, tried on a real process over real sockets."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest

from ecomkit.dev.gateway.post import Poster

ROOT = Path(__file__).parents[2]
SECRET = "a secret of the test"
Start = Callable[..., tuple["subprocess.Popen[str]", httpx2.Client]]


class Sink:
    """A shop's webhook address: keeps what arrives and answers with the next planned status, else 204."""

    def __init__(self) -> None:
        self.received: list[tuple[str, bytes]] = []
        self.answers: list[int] = []
        sink = self

        class Receiver(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                sink.received.append((self.headers["Gateway-Signature"], body))
                self.send_response(sink.answers.pop(0) if sink.answers else 204)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?shop=1"

    def events(self, count: int) -> list[dict[str, Any]]:
        """Wait until `count` webhooks have arrived."""
        wait(lambda: len(self.received) >= count, f"{count} webhooks, got {len(self.received)}")
        return [json.loads(body) for _, body in self.received]


def wait(true: Callable[[], bool], what: str, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink()
    thread = threading.Thread(target=sink.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield sink
    sink.server.shutdown()
    sink.server.server_close()
    thread.join()


@contextlib.contextmanager
def starting() -> Iterator[Start]:
    with contextlib.ExitStack() as stack:

        def started(*options: str) -> tuple[subprocess.Popen[str], httpx2.Client]:
            command = [sys.executable, "-m", "ecomkit.dev.gateway", "--secret", SECRET, *options]
            process = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT))
            stack.callback(process.kill)
            assert process.stdout is not None
            name, url = process.stdout.readline().split()
            assert name == "gateway"
            headers = {"Authorization": f"Bearer {SECRET}"}
            return process, stack.enter_context(httpx2.Client(base_url=url, headers=headers))

        yield started


@pytest.fixture
def start() -> Iterator[Start]:
    with starting() as start:
        yield start


@pytest.fixture
def gateway(start: Start) -> httpx2.Client:
    """A gateway of the test's own, its ledger empty."""
    return start()[1]


@pytest.fixture(scope="module")
def shared() -> Iterator[httpx2.Client]:
    """One gateway for the tests that do not look at all of its ledger; each takes keys of its own."""
    with starting() as start:
        yield start()[1]


def wanted(sink: Sink, key: str, **changes: object) -> dict[str, object]:
    return {
        "key": key,
        "amount": 4275,
        "currency": "EUR",
        "description": "Order AL-2041",
        "return_url": "https://shop.example/orders/t?from=pay#top",
        "cancel_url": "https://shop.example/checkout",
        "webhook_url": sink.url,
        **changes,
    }


def made(gateway: httpx2.Client, sink: Sink, key: str | None = None) -> Any:
    answer = gateway.post("/v1/payments", json=wanted(sink, key or f"order-{uuid.uuid4()}"))
    assert answer.status_code == 201, answer.text
    return answer.json()


def pay(gateway: httpx2.Client, payment: Any, outcome: str = "succeed", **more: object) -> httpx2.Response:
    return gateway.post("/v1/test/pay", json={"payment": payment["id"], "outcome": outcome, **more})


def test_a_secret_may_begin_with_a_dash_and_needs_no_place_among_the_arguments() -> None:
    """Arguments are seen by everybody who lists processes."""
    command = [sys.executable, "-m", "ecomkit.dev.gateway"]
    environ = os.environ | {"GATEWAY_SECRET": "-starts-with-a-dash"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("gateway http://")
        process.terminate()


def test_a_payment_is_made_paid_told_and_in_the_ledger(gateway: httpx2.Client, sink: Sink) -> None:
    payment = made(gateway, sink, "order-1")
    assert (payment["status"], payment["captured"]) == ("created", 0)
    result = pay(gateway, payment).json()
    assert result["payment"]["status"] == "succeeded"
    assert result["return_url"] == f"https://shop.example/orders/t?from=pay&payment={payment['id']}#top"
    (event,) = sink.events(1)
    told = {name: result["payment"][name] for name in ("id", "key", "amount", "currency", "status")}
    assert event == {"id": event["id"], "type": "payment.succeeded", "payment": told}
    ledger = gateway.get("/v1/ledger").json()
    assert [(row["kind"], row["key"], row["amount"]) for row in ledger["entries"]] == [("capture", "order-1", 4275)]
    assert ledger["totals"] == {"EUR": {"captured": 4275, "refunded": 0}}


def test_a_webhook_is_signed_over_time_and_body(gateway: httpx2.Client, sink: Sink) -> None:
    pay(gateway, made(gateway, sink))
    sink.events(1)
    header, body = sink.received[0]
    moment, digest = (part.split("=")[1] for part in header.split(","))
    assert abs(int(moment) - time.time()) < 60
    assert digest == hmac.new(SECRET.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()


def test_the_same_key_is_the_same_payment_and_another_body_a_conflict(gateway: httpx2.Client, sink: Sink) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: gateway.post("/v1/payments", json=wanted(sink, "order-1")), range(24)))
    assert sorted(answer.status_code for answer in answers) == [200] * 23 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    other = gateway.post("/v1/payments", json=wanted(sink, "order-1", amount=4276))
    assert (other.status_code, other.json()["error"]["code"]) == (409, "key_reused")
    assert gateway.get("/v1/payments", params={"key": "order-1"}).json() == answers[0].json()
    assert gateway.get("/v1/payments", params={"key": "order-2"}).status_code == 404


@pytest.mark.parametrize(
    ("outcome", "status", "failure", "webhooks", "returns"),
    [
        ("decline", "failed", "declined", ["payment.failed"], True),
        ("insufficient", "failed", "insufficient_funds", ["payment.failed"], True),
        ("unknown", "succeeded", None, [], False),
        ("no_return", "succeeded", None, ["payment.succeeded"], False),
        ("twice", "succeeded", None, ["payment.succeeded"] * 2, True),
        ("first", "succeeded", None, ["payment.succeeded"], True),
    ],
)
def test_each_outcome_ends_tells_and_returns_in_its_own_way(
    shared: httpx2.Client,
    sink: Sink,
    outcome: str,
    status: str,
    failure: str | None,
    webhooks: list[str],
    returns: bool,
) -> None:
    payment = made(shared, sink)
    result = pay(shared, payment, outcome).json()
    if outcome == "first":
        assert len(sink.received) == 1, "told before the browser returns"
    assert (result["payment"]["status"], result["payment"]["failure"]) == (status, failure)
    assert (result["return_url"] is not None) == returns
    events = sink.events(len(webhooks))
    assert [event["type"] for event in events] == webhooks
    assert len({event["id"] for event in events}) <= 1, "twice is the same event"
    assert shared.get(f"/v1/payments/{payment['id']}").json() == result["payment"]
    again = pay(shared, payment)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "payment_ended")
    entries = shared.get("/v1/ledger").json()["entries"]
    captured = sum(row["amount"] for row in entries if row["payment"] == payment["id"])
    assert captured == (4275 if status == "succeeded" else 0)


def test_a_late_webhook_comes_when_it_was_asked_for(shared: httpx2.Client, sink: Sink) -> None:
    payment, before = made(shared, sink), time.monotonic()
    pay(shared, payment, "late", webhook_delay=0.5)
    sink.events(1)
    assert time.monotonic() - before > 0.45


@pytest.mark.parametrize(
    ("answer", "status", "failure"), [("succeed", "succeeded", None), ("decline", "failed", "not_confirmed")]
)
def test_a_step_in_the_bank_is_approved_or_declined(
    shared: httpx2.Client, sink: Sink, answer: str, status: str, failure: str | None
) -> None:
    payment = made(shared, sink)
    asked = pay(shared, payment, "action").json()
    assert (asked["payment"]["status"], asked["return_url"]) == ("requires_action", payment["url"] + "/confirm")
    ended = pay(shared, payment, answer).json()["payment"]
    assert (ended["status"], ended["failure"]) == (status, failure)


def test_refunds_are_idempotent_and_never_more_than_captured(gateway: httpx2.Client, sink: Sink) -> None:
    payment = made(gateway, sink)
    refunds = f"/v1/payments/{payment['id']}/refunds"
    assert gateway.post(refunds, json={"key": "r0", "amount": 1}).status_code == 409, "nothing captured yet"
    pay(gateway, payment)
    with ThreadPoolExecutor(8) as pool:
        same = list(pool.map(lambda _: gateway.post(refunds, json={"key": "r1", "amount": 275}).json(), range(16)))
        race = list(pool.map(lambda n: gateway.post(refunds, json={"key": f"s{n}", "amount": 1000}), range(16)))
    assert len({refund["id"] for refund in same}) == 1
    assert sorted(answer.status_code for answer in race) == [200] * 4 + [409] * 12
    assert gateway.post(refunds, json={"key": "r1", "amount": 276}).json()["error"]["code"] == "key_reused"
    assert gateway.get("/v1/ledger").json()["totals"] == {"EUR": {"captured": 4275, "refunded": 4275}}
    told = [event for event in sink.events(6) if event["type"] == "refund.succeeded"]
    assert sorted(event["refund"]["amount"] for event in told) == [275, 1000, 1000, 1000, 1000]
    assert gateway.get("/v1/ledger", params={"after": 1}).json()["entries"][0]["refund_key"] == "r1"


def test_cancelling_is_idempotent_and_refused_once_paid(shared: httpx2.Client, sink: Sink) -> None:
    payment, paid = made(shared, sink), made(shared, sink, "order-2")
    for _ in range(2):
        assert shared.post(f"/v1/payments/{payment['id']}/cancel").json()["status"] == "cancelled"
    assert [event["type"] for event in sink.events(1)] == ["payment.cancelled"]
    pay(shared, paid)
    assert shared.post(f"/v1/payments/{paid['id']}/cancel").status_code == 409


def test_an_unpaid_payment_expires_and_the_shop_is_told(start: Start, sink: Sink) -> None:
    _, gateway = start("--expires-after", "0.2")
    payment = made(gateway, sink)
    (event,) = sink.events(1)
    assert (event["type"], event["payment"]["status"]) == ("payment.failed", "expired")
    assert pay(gateway, payment).status_code == 409


def test_a_webhook_is_tried_again_until_the_shop_takes_it(gateway: httpx2.Client, sink: Sink) -> None:
    sink.answers = [500, 302, 204]
    pay(gateway, made(gateway, sink))
    events = sink.events(3)
    assert events[0] == events[1] == events[2]
    wait(lambda: gateway.get("/v1/webhooks").json()["webhooks"][0]["state"] == "delivered", "delivery")
    assert gateway.get("/v1/webhooks").json()["webhooks"][0]["attempts"] == 3


def test_nothing_acknowledged_is_lost_when_the_gateway_is_killed(start: Start, sink: Sink, tmp_path: Path) -> None:
    file = str(tmp_path / "ledger.sqlite")
    process, gateway = start("--ledger", file, "--webhook-delay", "3600")
    payments = [made(gateway, sink, f"order-{n}") for n in range(5)]
    results = [pay(gateway, payment).json()["payment"] for payment in payments[:4]]
    refund = gateway.post(f"/v1/payments/{payments[0]['id']}/refunds", json={"key": "r", "amount": 75}).json()
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert sink.received == [], "killed before any webhook"
    with contextlib.closing(sqlite3.connect(file)) as ledger, ledger:
        ledger.execute("UPDATE webhook SET due = 0")
    _, gateway = start("--ledger", file)
    for result in results[1:]:
        assert gateway.get(f"/v1/payments/{result['id']}").json() == result
    assert gateway.post(f"/v1/payments/{payments[0]['id']}/refunds", json={"key": "r", "amount": 75}).json() == refund
    assert gateway.get("/v1/ledger").json()["totals"] == {"EUR": {"captured": 4 * 4275, "refunded": 75}}
    assert sorted(event["type"] for event in sink.events(5)) == ["payment.succeeded"] * 4 + ["refund.succeeded"]
    assert pay(gateway, payments[4]).json()["payment"]["status"] == "succeeded"


def test_calls_without_the_key_are_refused(shared: httpx2.Client, sink: Sink) -> None:
    payment = made(shared, sink)
    for given in ({"Authorization": ""}, {"Authorization": "Bearer wrong"}, {"Authorization": f"bearer {SECRET}x"}):
        for path in ("/v1/ledger", f"/v1/payments/{payment['id']}", "/v1/webhooks"):
            assert shared.get(path, headers=given).status_code == 401
        assert shared.post("/v1/test/pay", json={"payment": payment["id"]}, headers=given).status_code == 401


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", 0), ("amount", -1), ("amount", 1.0), ("amount", "1"), ("amount", True), ("amount", 10**13),
        ("currency", "eur"), ("currency", "EUR\n"), ("key", ""), ("key", "a b"), ("description", "a\0b"),
        ("return_url", "javascript:alert(1)"), ("return_url", "/orders"), ("return_url", "https://u:p@shop.example/"),
        ("return_url", "https://shop.example/;\r\nX: y"), ("cancel_url", "https://sh'op.example/"),
        ("webhook_url", "http://127.0.0.1:99999/"), ("webhook_url", "file:///etc/passwd"), ("more", 1),
    ],
)  # fmt: skip
def test_wrong_input_is_refused_with_the_field_named(
    shared: httpx2.Client, sink: Sink, field: str, value: object
) -> None:
    answer = shared.post("/v1/payments", json=wanted(sink, "order-1") | {field: value})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")
    assert field in answer.json()["error"]["message"]


def test_bodies_that_are_no_json_or_too_large_are_refused(shared: httpx2.Client) -> None:
    assert shared.post("/v1/payments", content=b"\xff{").status_code == 422
    assert shared.post("/v1/payments", content=b" " * 100_000).status_code == 413
    assert shared.get("/v1/ledger", params={"after": "x"}).status_code == 422
    assert shared.get("/nowhere").json()["error"]["code"] == "http"


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_process_ends_cleanly_on_a_signal(start: Start, sink: Sink, sign: signal.Signals) -> None:
    process, gateway = start("--webhook-delay", "60")
    pay(gateway, made(gateway, sink))
    process.send_signal(sign)
    assert process.wait(timeout=10) == 0


@pytest.mark.parametrize(
    "options", [["--secret", ""], ["--ledger", "/dev/null/x"], ["--port", "70000"], ["--api-key", ""]]
)
def test_bad_options_are_one_line_and_exit_2(options: list[str]) -> None:
    command = [sys.executable, "-m", "ecomkit.dev.gateway", "--secret", "s", *options]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=30, check=False)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_poster_survives_servers_that_close_lie_or_say_nothing() -> None:
    import asyncio

    async def answer(reply: bytes, times: int) -> list[int]:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"{}")
            writer.write(reply)
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        poster = Poster(timeout=20)
        statuses = [await poster.post(url, b"{}", {}) for _ in range(times)]
        poster.close()
        server.close()
        return statuses

    assert asyncio.run(answer(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 3)) == [200] * 3, "closed while idle"
    assert (
        asyncio.run(answer(b"HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 201 Made\r\nTransfer-Encoding: chunked\r\n\r\n", 2))
        == [201] * 2
    )
    assert asyncio.run(answer(b"hello\r\n\r\n", 1)) == [0]
    assert asyncio.run(answer(b"", 1)) == [0]
    assert asyncio.run(answer(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n", 1)) == [0]
