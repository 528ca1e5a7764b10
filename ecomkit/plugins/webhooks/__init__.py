"""Webhooks: what happens in the shop is told to other systems, signed, until they have taken it."""

from __future__ import annotations

from ecomkit.plugins.webhooks.plugin import Webhooks

__all__ = ["Webhooks"]
