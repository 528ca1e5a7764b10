"""Processes of their own for trying and testing shops: demo payment gateway, mailbox, sandbox."""

from __future__ import annotations

__all__: list[str] = []
