"""The documents of the gateway say what the program does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.routing import Route

from ecomkit.dev.gateway import Terms, build_app, payment
from ecomkit.dev.gateway.amount import words
from ecomkit.dev.gateway.card import CARDS
from ecomkit.dev.gateway.courier import PAUSES

DOCS = Path(__file__).parents[2] / "docs"
OPENAPI: dict[str, Any] = json.loads((DOCS / "gateway-openapi.json").read_text())
TAKEN: list[type[BaseModel]] = [payment.PaymentRequest, payment.RefundRequest, payment.PayRequest]
GIVEN: list[type[BaseModel]] = [
    payment.Payment,
    payment.Refund,
    payment.PayResult,
    payment.Event,
    payment.LedgerPage,
    payment.WebhookList,
]


def test_the_openapi_file_names_every_route_and_no_other() -> None:
    app = build_app(Terms(secret="s", api_key="s", pages="http://127.0.0.1/pay/"), lambda: None)
    routes = [route for route in app.routes if isinstance(route, Route) and route.path.startswith("/v1/")]
    served = {(route.path, method.lower()) for route in routes for method in (route.methods or set()) - {"HEAD"}}
    described = {(path, method) for path, item in OPENAPI["paths"].items() for method in item if method != "parameters"}
    assert served == described


def test_the_openapi_file_describes_the_values_as_they_are() -> None:
    models: list[Any] = [(model, "validation") for model in TAKEN] + [(model, "serialization") for model in GIVEN]
    _, schemas = models_json_schema(models, ref_template="#/components/schemas/{model}")
    described = {name: schema for name, schema in OPENAPI["components"]["schemas"].items() if name != "Error"}
    assert described == schemas["$defs"]


def test_the_page_tells_every_outcome_status_card_and_pause() -> None:
    page = (DOCS / "gateway.md").read_text()
    for card in CARDS:
        assert f"| `{card.outcome}` | {card.number} |" in page
    for word in [*payment.Status, *payment.Failure, *payment.EventType, *payment.WebhookState]:
        assert f"`{word}`" in page
    assert ", ".join(f"{pause:g}" for pause in PAUSES) in page


def test_every_outcome_has_one_card() -> None:
    assert sorted(card.outcome for card in CARDS) == sorted(payment.Outcome)


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [(149000, "MXN", "1,490.00 MXN"), (5, "EUR", "0.05 EUR"), (1200, "JPY", "1,200 JPY"), (12005, "KWD", "12.005 KWD")],
)
def test_amounts_follow_the_currency(amount: int, currency: str, shown: str) -> None:
    assert words(amount, currency).replace("\N{NO-BREAK SPACE}", " ") == shown
