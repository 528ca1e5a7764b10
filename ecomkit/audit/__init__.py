"""The auditor: drives any shop in a real browser, checks it, and reports with evidence. It never pays."""

from __future__ import annotations

__all__: list[str] = []
