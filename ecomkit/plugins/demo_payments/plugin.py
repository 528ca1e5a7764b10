"""The plugin: one external payment method."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from ecomkit.domain import PaymentMethod
from ecomkit.plugins.demo_payments.provider import GatewayProvider
from ecomkit.sdk import Plugin, Value, hookimpl, text

__all__ = ["DemoPayments", "DemoPaymentsSettings"]


class DemoPaymentsSettings(Value):
    """`[plugins.demo_payments]`: where the gateway answers, and the secret shared with it. An empty secret does not start."""

    gateway: Annotated[str, Field(pattern=r"^https?://[^\s/]+$", description="Where the gateway answers")] = (
        "http://127.0.0.1:9000"
    )
    secret: Annotated[str, Field(min_length=8, description='What it shares with the shop and signs with: `"env:NAME"`')]


class DemoPayments(Plugin[DemoPaymentsSettings]):
    """Paid by card on the provider's own page."""

    name = "demo_payments"
    hook_api = 1
    kind = "payment"
    title = "Card payments (demo gateway)"

    @hookimpl
    def register_payment_methods(self) -> Sequence[PaymentMethod]:
        """One method, taken by the provider."""
        provider = GatewayProvider(self.settings.gateway, self.settings.secret)
        note = text("You pay on the page of the payment provider. We never see the card.")
        return [PaymentMethod(key="card", label=text("Card"), provider=provider, note=note)]
