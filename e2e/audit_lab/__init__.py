"""A laboratory for the auditor: a good little shop in several words and structures, and defects to inject into it."""

from __future__ import annotations

__all__: list[str] = []
