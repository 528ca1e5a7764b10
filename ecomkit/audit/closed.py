"""Shops that sell to people with an account alone: what they keep from guests is no fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecomkit.audit.lexicon import fold, matches, patterns

if TYPE_CHECKING:
    from ecomkit.audit.evidence import Evidence
    from ecomkit.audit.facts import Link

__all__ = ["TOLD", "closed_to_guests"]

TOLD = "only people with an account buy here"
"""Why a check is not judged in such a shop."""


def closed_to_guests(evidence: Evidence) -> bool:
    """Whether the product's page has no button to buy but, among what it is about, a link to sign in."""
    if evidence.add is None or evidence.add.pressed:
        return False
    product = next((page for page in evidence.pages if page.stage == "product"), None)
    return product is not None and any(_signs_in(link) for link in product.facts.links)


def _signs_in(link: Link) -> bool:
    if not link.visible or link.region != "main":
        return False
    return matches("signin", link.text) or any(p.search(fold(link.href)) for p in patterns("signin", "href"))
