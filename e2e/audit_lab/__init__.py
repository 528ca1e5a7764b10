"""A laboratory for the auditor: one good little shop, its variants, and defects to inject."""

from __future__ import annotations

__all__ = ["PROVIDER"]

PROVIDER = "sis.redsys.es"
"""A payment provider's name that the browser of the tests finds on this machine, so that a contact is recorded here."""
