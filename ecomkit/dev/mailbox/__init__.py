"""The mailbox of development: takes every mail, delivers none, shows the last 500 to people and programs."""

from __future__ import annotations

from ecomkit.dev.mailbox.app import build_app, serve
from ecomkit.dev.mailbox.inbox import Inbox

__all__ = ["Inbox", "build_app", "serve"]
