"""European consumer law (EEA), with Spain: what has to be shown, and the on-line withdrawal function."""

from __future__ import annotations

from ecomkit.plugins.law_eu.plugin import LawEU

__all__ = ["LawEU"]
