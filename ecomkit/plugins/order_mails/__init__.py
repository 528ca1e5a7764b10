"""Order mails: what the customer is told by letter, once for each step."""

from __future__ import annotations

from ecomkit.plugins.order_mails.plugin import OrderMails

__all__ = ["OrderMails"]
