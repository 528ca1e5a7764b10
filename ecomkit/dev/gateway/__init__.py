"""The demo payment gateway: a process of its own that stands for an outside payment provider.

The protocol is in `docs/gateway.md`; no part of a shop may know that it is talking to this one.
"""

from __future__ import annotations

from ecomkit.dev.gateway.app import build_app, serve
from ecomkit.dev.gateway.courier import signature
from ecomkit.dev.gateway.provider import Terms

__all__ = ["Terms", "build_app", "serve", "signature"]
