"""The plugin: one job for each endpoint, after each event that it wants."""

from __future__ import annotations

from collections.abc import Sequence

from ecomkit.plugins.webhooks.courier import Courier
from ecomkit.plugins.webhooks.settings import WebhooksSettings
from ecomkit.sdk import Job, Plugin, hookimpl, text

__all__ = ["Webhooks"]


class Webhooks(Plugin[WebhooksSettings]):
    """Tells other systems what happens here, other plugins' events too, signed by the Standard Webhooks scheme."""

    name = "webhooks"
    hook_api = 1
    title = "Outgoing webhooks"

    @hookimpl
    def register_jobs(self) -> Sequence[Job]:
        """A delivery is written with its event and begins after the commit; one endpoint that is down holds up no other."""
        settings = self.settings
        return [
            Job(
                name=name,
                work=Courier(name, to, settings.timeout_seconds),
                after=to.events,
                attempts=settings.attempts,
                title=text("Tell %(endpoint)s", endpoint=name),
            )  # fmt: skip
            for name, to in settings.endpoints.items()
        ]
