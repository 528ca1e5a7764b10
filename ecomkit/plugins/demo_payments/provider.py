"""The port to the gateway: its HTTP protocol, kept-alive connections, verified webhooks."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from ecomkit.domain import Money, Payment, PaymentReport, ProviderAnswer, ProviderStart

__all__ = ["GatewayProvider"]

_TIMEOUT = 10
_OLDEST = 300
_ENDED = {"failed": ProviderAnswer.FAILED, "cancelled": ProviderAnswer.FAILED, "expired": ProviderAnswer.FAILED}


class GatewayProvider:
    """Speaks the protocol in `docs/gateway.md`. Every call carries our key, so that a repeat is the same call."""

    def __init__(self, address: str, secret: str) -> None:
        self.origin = address
        self._host = urlsplit(address)
        self._secret = secret
        self._local = threading.local()

    def start(self, payment: Payment, *, description: str, back: str, cancelled: str, webhook: str) -> ProviderStart:
        """Open the payment under our key."""
        answer = self._call(
            "POST",
            "/v1/payments",
            {
                "key": payment.id, "amount": payment.money.amount, "currency": payment.money.currency, "description": description,
                "return_url": back, "cancel_url": cancelled, "webhook_url": webhook,
            },
        )  # fmt: skip
        return ProviderStart(reference=str(answer["id"]), url=str(answer["url"]))

    def ask(self, payment: Payment) -> tuple[ProviderAnswer, Money]:
        """How the payment under our key stands. One that was never opened is open: nothing was charged."""
        try:
            answer = self._call("GET", f"/v1/payments?key={quote(payment.id)}")
        except FileNotFoundError:
            return ProviderAnswer.OPEN, payment.money
        except (OSError, http.client.HTTPException):
            return ProviderAnswer.UNKNOWN, payment.money
        money = Money(amount=int(answer["amount"]), currency=str(answer["currency"]))
        if answer["status"] == "succeeded":
            return ProviderAnswer.SUCCEEDED, money
        return _ENDED.get(str(answer["status"]), ProviderAnswer.OPEN), money

    def refund(self, payment: Payment, money: Money, key: str) -> ProviderAnswer:
        """Give back a part, once per key."""
        try:
            reference = payment.reference or self._call("GET", f"/v1/payments?key={quote(payment.id)}")["id"]
            path = f"/v1/payments/{quote(str(reference), safe='')}/refunds"
            self._call("POST", path, {"key": key, "amount": money.amount})
        except (OSError, http.client.HTTPException):
            return ProviderAnswer.UNKNOWN
        return ProviderAnswer.SUCCEEDED

    def read(self, headers: Mapping[str, str], body: bytes) -> PaymentReport | None:
        """Verify before parsing: signature in constant time, and not older than five minutes."""
        self._verify(headers.get("gateway-signature", ""), body)
        event = json.loads(body)
        answers = {"payment.succeeded": ProviderAnswer.SUCCEEDED, "payment.failed": ProviderAnswer.FAILED}
        answers["payment.cancelled"] = ProviderAnswer.FAILED
        answer = answers.get(event["type"])
        if answer is None:
            return None
        paid = event["payment"]
        money = Money(amount=int(paid["amount"]), currency=str(paid["currency"]))
        return PaymentReport(
            notice=str(event["id"]), payment=str(paid["key"]), reference=str(paid["id"]), answer=answer, money=money
        )

    def _verify(self, header: str, body: bytes) -> None:
        parts = dict(part.partition("=")[::2] for part in header.split(","))
        sent, given = parts.get("t", ""), parts.get("v1", "")
        if not (sent.isascii() and sent.isdigit() and len(sent) < 20) or abs(time.time() - int(sent)) > _OLDEST:
            raise PermissionError("the webhook has no fresh signature")
        expected = hmac.new(self._secret.encode(), f"{sent}.".encode() + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected.encode(), given.encode()):
            raise PermissionError("the webhook's signature is wrong")

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """One call on this thread's own connection; a connection that the other side closed is opened again once."""
        headers = {"Authorization": f"Bearer {self._secret}", "Content-Type": "application/json"}
        content = json.dumps(body).encode() if body is not None else None
        for last in (False, True):
            connection = self._connection()
            try:
                connection.request(method, path, content, headers)
                response = connection.getresponse()
                status, answer = response.status, response.read()
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                connection.close()
                if last:
                    raise
            except BaseException:
                connection.close()  # an answer that is still to come must never be read as that of the next call
                raise
            else:
                return _read(status, answer, path)
        raise AssertionError("not reached")

    def _connection(self) -> http.client.HTTPConnection:
        known: http.client.HTTPConnection | None = getattr(self._local, "connection", None)
        if known is None:
            kind = http.client.HTTPSConnection if self._host.scheme == "https" else http.client.HTTPConnection
            known = self._local.connection = kind(self._host.hostname or "", self._host.port, timeout=_TIMEOUT)
        return known


def _read(status: int, content: bytes, path: str) -> dict[str, Any]:
    if status == 404:
        raise FileNotFoundError(path)
    if status >= 400:
        raise ConnectionError(f"the payment provider answered {status} to {path}: {content[:200]!r}")
    answer: dict[str, Any] = json.loads(content)
    return answer
