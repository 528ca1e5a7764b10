"""`[plugins.webhooks]`: who is told of what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from ecomkit.plugins.webhooks.signing import key_of
from ecomkit.sdk import Mistake, Value

__all__ = ["Endpoint", "EndpointName", "WebhooksSettings"]

EndpointName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]


class Endpoint(Value):
    """An address that takes events, and the secret shared with it.

    `events` are names as in hooks (`order_placed`), or `"*"` for all, other plugins' too. `allow_private` lets the address
    be in the shop's own network or on its own machine.
    """

    url: Annotated[str, Field(pattern=r"^https?://[!-~]+$", max_length=2000, description="Where events are sent")]
    secret: Annotated[SecretStr, Field(description='What deliveries are signed with: `"env:NAME"`')]
    events: Annotated[tuple[str, ...], Field(min_length=1, description="Which events; `*` for all")] = ("*",)
    allow_private: Annotated[bool, Field(description="Whether it may be in the shop's own network")] = False

    @field_validator("url")
    @classmethod
    def _plain(cls, value: str) -> str:
        parts = urlsplit(value)
        if not parts.hostname or parts.port == 0 or parts.username is not None or parts.fragment:
            raise Mistake("an address has a host and a path, and neither a name and password nor a #part")
        return value

    @field_validator("secret")
    @classmethod
    def _usable(cls, value: SecretStr) -> SecretStr:
        key_of(value.get_secret_value())
        return value


class WebhooksSettings(Value):
    """All of it: endpoints by name, seconds that one may take to answer, and tries before a delivery is parked.

    With the queue's growing pauses, 24 tries take about 18 hours.
    """

    endpoints: Annotated[Mapping[EndpointName, Endpoint], Field(description="Who is told, by name")] = {}
    timeout_seconds: Annotated[int, Field(ge=1, le=30, description="How long one may take to answer")] = 10
    attempts: Annotated[int, Field(ge=1, le=100, description="Tries before a delivery is parked")] = 24
