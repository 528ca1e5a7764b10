"""The gateway's JSON protocol over HTTP, as docs/gateway.md and docs/gateway-openapi.json describe it."""

from __future__ import annotations

import functools
import hmac
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ecomkit.dev.gateway.payment import PaymentRequest, PayRequest, RefundRequest, Refusal
from ecomkit.dev.gateway.provider import Provider

__all__ = ["Api", "error_answer", "http_answer", "refusal_answer"]

Model = TypeVar("Model", bound=BaseModel)
Endpoint = Callable[[Request], Awaitable[Response]]


class Api:
    """The endpoints under `/v1`. Each asks for `Authorization: Bearer <api key>`."""

    def __init__(self, provider: Provider, api_key: str) -> None:
        self._provider = provider
        self._authorization = f"Bearer {api_key}".encode()

    def routes(self) -> list[Route]:
        """Return the routes: the same list as in the OpenAPI file, which a test compares."""
        table: list[tuple[str, str, Endpoint]] = [
            ("POST", "/v1/payments", self._create),
            ("GET", "/v1/payments", self._find),
            ("GET", "/v1/payments/{payment}", self._show),
            ("POST", "/v1/payments/{payment}/refunds", self._refund),
            ("POST", "/v1/payments/{payment}/cancel", self._cancel),
            ("GET", "/v1/ledger", self._ledger),
            ("GET", "/v1/webhooks", self._webhooks),
            ("POST", "/v1/test/pay", self._pay),
        ]
        return [Route(path, self._authorised(endpoint), methods=[method]) for method, path, endpoint in table]

    def _authorised(self, endpoint: Endpoint) -> Endpoint:
        @functools.wraps(endpoint)
        async def checked(request: Request) -> Response:
            given = request.headers.get("authorization", "").encode("latin-1")
            if not hmac.compare_digest(given, self._authorization):
                raise Refusal(401, "unauthorized", "send the header 'Authorization: Bearer <api key>'")
            return await endpoint(request)

        return checked

    async def _create(self, request: Request) -> Response:
        payment, new = self._provider.create(await _parsed(request, PaymentRequest))
        return _json(payment, 201 if new else 200)

    async def _find(self, request: Request) -> Response:
        key = request.query_params.get("key")
        if not key:
            raise Refusal(422, "invalid", "key: name the payment's key, as in /v1/payments?key=order-1")
        return _json(self._provider.payment_by_key(key))

    async def _show(self, request: Request) -> Response:
        return _json(self._provider.payment(request.path_params["payment"]))

    async def _refund(self, request: Request) -> Response:
        wanted = await _parsed(request, RefundRequest)
        return _json(self._provider.refund(request.path_params["payment"], wanted))

    async def _cancel(self, request: Request) -> Response:
        return _json(self._provider.cancel(request.path_params["payment"]))

    async def _ledger(self, request: Request) -> Response:
        after = request.query_params.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) < 16):
            raise Refusal(
                422, "invalid", "after: give the seq of the last entry that you have, as in /v1/ledger?after=12"
            )
        return _json(self._provider.ledger(int(after)))

    async def _webhooks(self, _request: Request) -> Response:
        return _json(self._provider.webhooks())

    async def _pay(self, request: Request) -> Response:
        wanted = await _parsed(request, PayRequest)
        return _json(await self._provider.pay(wanted.payment, wanted.outcome, wanted.webhook_delay))


def error_answer(status: int, code: str, message: str) -> Response:
    """Return the one shape of an error: `{"error": {"code", "message"}}`."""
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse({"error": {"code": code, "message": message}}, status, headers)


async def refusal_answer(_request: Request, error: Exception) -> Response:
    """Answer a Refusal."""
    assert isinstance(error, Refusal)
    return error_answer(error.status, error.code, str(error))


async def http_answer(_request: Request, error: Exception) -> Response:
    """Answer what the router refuses: unknown path, wrong method, body too large."""
    assert isinstance(error, HTTPException)
    answer = error_answer(error.status_code, "http", error.detail)
    answer.headers.update(error.headers or {})
    return answer


async def _parsed(request: Request, model: type[Model]) -> Model:
    try:
        return model.model_validate_json(await request.body())
    except ValidationError as error:
        found: list[Any] = list(error.errors(include_url=False, include_context=False, include_input=False))
        words = [f"{'.'.join(map(str, item['loc'])) or 'body'}: {item['msg']}" for item in found]
        raise Refusal(422, "invalid", "; ".join(words)) from error


def _json(value: BaseModel, status: int = 200) -> Response:
    return Response(value.model_dump_json(), status, media_type="application/json")
