"""The generator: makes a thin shop project, and keeps it up to date. The only place that imports copier."""

from __future__ import annotations

__all__: list[str] = []
